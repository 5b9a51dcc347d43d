"""Writing a section: autosave, two people, characters, files."""

import unicodedata

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nominations import actions
from nominations.models import Evidence, SectionAnswer
from nominations.supplements import Asked
from nominations.tests.helpers import draft, pdf, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def nomination(cast, organization, edition):
    return draft(organization, by=cast.lan, edition=edition)


@pytest.fixture
def url(nomination):
    return f"{nomination.get_absolute_url()}sections/results/"


def by_script(client, url, data):
    return client.post(url, data, headers={"accept": "application/json"})


def test_the_script_saves_and_learns_version_and_time(cast, url, sign_in):
    lan = sign_in(cast.lan)
    first = by_script(lan, url, {"results": "Giảm 31%.", "version": 0}).json()
    second = by_script(lan, url, {"results": "Giảm 31% thời gian.", "version": first["version"]}).json()
    assert (first["version"], second["version"]) == (1, 2)
    assert second["saved_at"].count(":") == 1
    assert second["state"] == "complete"
    assert "Giảm 31% thời gian." in lan.get(url).content.decode()


def test_autosave_stays_within_its_budget(cast, url, sign_in, django_assert_max_num_queries):
    lan = sign_in(cast.lan)
    by_script(lan, url, {"results": "Giảm 31%.", "version": 0})
    with django_assert_max_num_queries(14):
        by_script(lan, url, {"results": "Giảm 32%.", "version": 1})


def test_a_stale_save_shows_both_texts_and_overwrites_nothing(cast, url, sign_in):
    lan = sign_in(cast.lan)
    by_script(lan, url, {"results": "Bản của đồng nghiệp.", "version": 0})
    answer = by_script(lan, url, {"results": "Bản của tôi.", "version": 0})
    assert answer.status_code == 409
    assert answer.json()["version"] == 1
    assert "Bản của đồng nghiệp." in answer.json()["html"]
    assert "Bản của tôi." in answer.json()["html"]
    assert SectionAnswer.objects.get().data == {"results": "Bản của đồng nghiệp."}


def test_without_script_the_page_shows_both_and_a_second_save_chooses(cast, url, sign_in):
    lan = sign_in(cast.lan)
    lan.post(url, {"results": "Bản của đồng nghiệp.", "version": 0})
    page = lan.post(url, {"results": "Bản của tôi.", "version": 0})
    assert page.status_code == 409
    assert page.content.decode().count("Bản của tôi.") == 2
    assert "Bản của đồng nghiệp." in page.content.decode()
    assert 'name="version" value="1"' in page.content.decode()
    lan.post(url, {"results": "Bản của tôi.", "version": 1})
    assert SectionAnswer.objects.get().data == {"results": "Bản của tôi."}


def test_saving_the_same_text_twice_changes_nothing(cast, url, sign_in):
    lan = sign_in(cast.lan)
    for _ in range(2):
        answer = by_script(lan, url, {"results": "Giảm 31%.", "version": 0})
        assert answer.json()["version"] == 1


def test_text_over_the_limit_is_refused_with_both_numbers_and_stays_in_the_form(cast, url, sign_in):
    lan = sign_in(cast.lan)
    long = "ế" * 3001
    answer = by_script(lan, url, {"results": long, "version": 0})
    assert answer.status_code == 422
    assert "3000" in str(answer.json()) and "3001" in str(answer.json())
    page = lan.post(url, {"results": long, "version": 0})
    assert page.status_code == 422
    assert long in page.content.decode()


def test_decomposed_letters_count_as_one_and_are_stored_composed(cast, url, sign_in):
    text = "Ệ" * 3000
    decomposed = unicodedata.normalize("NFD", text)
    assert len(decomposed) == 9000
    answer = by_script(sign_in(cast.lan), url, {"results": decomposed, "version": 0})
    assert answer.status_code == 200
    assert SectionAnswer.objects.get().data["results"] == text


def test_numbers_are_written_with_a_decimal_comma(cast, nomination, sign_in):
    lan = sign_in(cast.lan)
    url = f"{nomination.get_absolute_url()}sections/people/"
    lan.post(url, {"people": "Ban chỉ đạo.", "trained_share": "87,5", "version": 0})
    assert SectionAnswer.objects.get().data["trained_share"] == "87.5"
    assert 'value="87,5"' in lan.get(url).content.decode()
    assert "87,5%" in lan.get(f"{nomination.get_absolute_url()}review/").content.decode()


def test_an_unknown_section_is_not_found(cast, nomination, sign_in):
    assert sign_in(cast.lan).get(f"{nomination.get_absolute_url()}sections/nothing/").status_code == 404


def upload(client, nomination, file, section="strategy", question="plan_file"):
    url = f"{nomination.get_absolute_url()}sections/{section}/evidence/"
    return client.post(url, {"file": file, "question": question}, follow=True)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("ke-hoach.exe", b"MZ" + b"\0" * 200, "Chỉ nhận tệp PDF"),
        ("ke-hoach.png", pdf().read(), "Tên tệp có đuôi “.png” nhưng nội dung là PDF"),
        ("ke-hoach.pdf", b"%PDF-1.7 broken", "không mở được"),
        ("trang.html", b"<script>alert(1)</script>", "Chỉ nhận tệp PDF"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(cast, nomination, sign_in, name, content, sentence):
    page = upload(sign_in(cast.lan), nomination, SimpleUploadedFile(name, content))
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not Evidence.objects.exists()


def test_the_same_file_twice_is_noticed(cast, nomination, sign_in):
    lan = sign_in(cast.lan)
    content = pdf().read()
    upload(lan, nomination, SimpleUploadedFile("ke-hoach.pdf", content))
    page = upload(lan, nomination, SimpleUploadedFile("ban-sao.pdf", content), "results", "results")
    assert "Hồ sơ đã có tệp cùng nội dung, tên là “ke-hoach.pdf”." in page.content.decode()
    assert Evidence.objects.count() == 1


def test_a_file_opens_in_the_browser_and_is_kept_by_no_cache(cast, nomination, sign_in):
    lan = sign_in(cast.lan)
    upload(lan, nomination, pdf())
    answer = lan.get(f"/work/evidence/{Evidence.objects.get().pk}/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_removed_file_leaves_the_draft_but_not_the_dossier_it_was_frozen_in(
    cast, organization, edition, sign_in
):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    actions.return_for_additions(nomination, by=cast.minh, reason="Thay kế hoạch.", items=[Asked("strategy")])
    lan, evidence = sign_in(cast.lan), Evidence.objects.get()
    arrange = f"{nomination.get_absolute_url()}sections/strategy/files/"
    page = lan.post(arrange, {"remove": evidence.pk}, follow=True).content.decode()
    assert f"/work/evidence/{evidence.pk}/" not in page
    frozen = sign_in(cast.minh).get(f"/work/2023/nominations/{nomination.reference}/").content.decode()
    assert f"/work/evidence/{evidence.pk}/" in frozen
    assert sign_in(cast.minh).get(f"/work/evidence/{evidence.pk}/").status_code == 200


def test_a_signed_out_writer_is_sent_to_sign_in(client, nomination, url):
    answer = by_script(client, url, {"results": "x", "version": 0})
    assert answer.status_code == 302
    assert not SectionAnswer.objects.exists()
