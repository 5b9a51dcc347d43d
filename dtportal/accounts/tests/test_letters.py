"""Mails in an edition's own words: only names, checked on saving, previewed on a real dossier, back to the default."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from dtportal.accounts import wording
from dtportal.journal import letters, outbox
from dtportal.journal.models import Entry, Notice
from dtportal.journal.wording import fill, has_stray_marks, names_in, unknown_in
from dtportal.programme import calendar
from dtportal.programme.models import LetterWording
from nominations import actions
from nominations.supplements import Asked
from nominations.tests.helpers import draft, submitted, unit

pytestmark = pytest.mark.django_db
PAGE = "/work/2023/letters/nomination.declined/vi/"
WORDS = {
    "subject": "Hồ sơ {{ reference }}",
    "body": "Kính gửi {{recipient_name}}\nLý do: {{ reason }}\n{{ url }}",
}


def post(browser, do: str, url: str = PAGE, **changed):
    return browser.post(url, {**WORDS, "version": 0, "reference": "", "do": do, **changed})


@pytest.fixture
def nomination(cast, organization, edition):
    return submitted(organization, by=cast.lan, edition=edition, body=cast.body)


# --- The renderer ----------------------------------------------------------------------------------------


def test_names_are_filled_and_nothing_else_is_understood():
    values = {"a": "1 {{ b }} {% now %}", "b": "2"}
    assert fill("{{ a }}-{{b}}", values) == "1 {{ b }} {% now %}-2"
    assert names_in("{{ a }} {{a}} {{ a.b }} {{ a|safe }}") == ["a", "a.b", "a|safe"]
    assert unknown_in("{{ a }} {{ a.__class__ }}", {"a"}) == ["a.__class__"]
    assert [has_stray_marks(t) for t in ("{{ a }}", "{% if a %}", "{{ a", "}} {# x #}")] == [
        False,
        True,
        True,
        True,
    ]


def test_a_line_without_any_value_is_left_out():
    text = "Đầu\n\nHạn: {{ until }}\n\n{{ reason }}\nCuối {{ left }}"
    assert fill(text, {"until": "", "reason": "a\nb", "left": None}) == "Đầu\n\na\nb"


def test_a_list_fills_one_line_an_item():
    assert fill("- {{ parts }}", {"parts": [{"label": "A", "text": "x"}, {"label": "B", "text": ""}]}) == (
        "- A\n  x\n- B"
    )


# --- The default -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_words_of_every_file_can_be_edited_and_say_the_same(cast, nomination, edition, language):
    """Whoever saves the default unchanged sends the mail that the file would have sent."""
    for name, letter in letters.editable().items():
        words = outbox.words_of_file(name, letter.variables, language)
        checked = wording.checked(name, *words)
        values = letter.sample(cast.lan, edition, nomination.reference)
        common = {"template": name, "context": values, "language": language, "recipient": cast.lan}
        notice = Notice.objects.create(**common, edition_id=edition.pk)
        by_file = outbox.compose(notice)
        subject, body = checked
        version = {"version": 0, "subject": subject, "body": body}
        wording.word_letter(edition, name, language, by=cast.minh, **version)
        own = outbox.compose(notice)
        assert [" ".join(text.split()) for text in own] == [" ".join(text.split()) for text in by_file], name


# --- In the browser --------------------------------------------------------------------------------------


def test_minh_words_a_letter_and_mails_go_out_in_it(cast, nomination, edition, sign_in):
    minh = sign_in(cast.minh)
    assert "{{ reason }}" in minh.get(PAGE).content.decode()
    page = minh.post(PAGE, {**WORDS, "version": 0, "do": "save"}, follow=True).content.decode()
    assert "từ nay thư gửi đi theo nội dung này" in page
    actions.decline(nomination, by=cast.minh, reason="Thiếu văn bản đề cử.", rule="Điều 4.")
    subject, body = outbox.compose(Notice.objects.get(template="nomination.declined"))
    assert subject == f"Hồ sơ {nomination.known_as}"
    assert f"Kính gửi {cast.lan.full_name}\nLý do: Thiếu văn bản đề cử." in body
    assert "Dữ liệu minh họa" in body and "Chương trình không thu phí" in body
    assert Entry.objects.get(verb="wording.changed").data["letter"] == "nomination.declined"


def test_english_recipients_still_read_the_default(cast, nomination, edition, sign_in):
    sign_in(cast.minh).post(PAGE, {**WORDS, "version": 0, "do": "save"})
    cast.lan.language = "en"
    cast.lan.save()
    actions.decline(nomination, by=cast.minh, reason="No letter.", rule="Article 4.")
    subject, _body = outbox.compose(Notice.objects.get(template="nomination.declined"))
    assert subject == f"Dossier {nomination.known_as} is not eligible"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"body": "Hạn: {{ until }}"}, "không có “until”"),
        ({"subject": "{{ recipient.password }}"}, "không có “recipient.password”"),
        ({"body": "{% load x %}"}, "Chỉ hiểu tên đặt giữa"),
        ({"body": "  "}, "Về mặc định"),
        ({"subject": ""}, "Về mặc định"),
    ],
)
def test_what_the_letter_does_not_know_is_named_beside_the_field(
    cast, nomination, sign_in, changed, sentence
):
    minh = sign_in(cast.minh)
    for do in ("save", "preview", "test"):
        answer = post(minh, do, **changed)
        assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not LetterWording.objects.exists() and not Notice.objects.filter(template="trial").exists()
    assert "{{ reason }}" in post(minh, "save", subject="").content.decode()  # no lost word


def test_the_preview_shows_a_real_dossier_and_saves_nothing(cast, nomination, sign_in):
    page = post(sign_in(cast.minh), "preview", reference=nomination.known_as.lower()).content.decode()
    assert f"Hồ sơ {nomination.known_as}</h3>" in page and f"Kính gửi {cast.minh.full_name}" in page
    assert not LetterWording.objects.exists()


def test_the_preview_says_what_was_really_decided(cast, nomination, edition, sign_in):
    minh = sign_in(cast.minh)

    def preview(name: str, reference: str = nomination.known_as) -> str:
        body = "{{ reason }}\n{{ url }}\n" + {
            "returned": "{{ until }}\n{{ parts }}",
            "declined": "{{ rules }}",
        }.get(name, "")
        page = post(
            minh, "preview", f"/work/2023/letters/nomination.{name}/vi/", reference=reference, body=body
        )
        return page.content.decode()

    assert "Ví dụ về lý do" in preview("returned")
    until = calendar.end_of(date(2023, 5, 20))
    asked = [Asked("results", "results", "Thêm số liệu 2022.")]
    actions.return_for_additions(nomination, by=cast.minh, reason="Thiếu số liệu.", items=asked, until=until)
    actions.extend(nomination, by=cast.minh, until=calendar.end_of(date(2023, 6, 5)), reason="Mưa bão.")
    actions.decline(nomination, by=cast.minh, reason="Hết hạn bổ sung.", rule="Quy chế, khoản 9.")
    page = preview("returned")
    assert "Ví dụ" not in page.partition("</h3>")[2]
    assert all(text in page for text in ("Thiếu số liệu.", "Thêm số liệu 2022.", "23:59 20/05/2023"))
    page = preview("declined")
    assert "Hết hạn bổ sung." in page and "Quy chế, khoản 9." in page
    assert "Mưa bão." in preview("extended")
    assert "Ví dụ về lý do" in preview("held"), "it was never on hold"


def test_the_preview_shows_no_dossier_that_minh_may_not_see(cast, organization, edition, nomination, sign_in):
    hidden = draft(unit("Bệnh viện Số", cast.lan, "YT"), by=cast.lan, edition=edition)
    answer = post(sign_in(cast.minh), "preview", reference=hidden.reference)
    assert answer.status_code == 422 and "Bệnh viện Số" not in answer.content.decode()


def test_a_test_goes_to_oneself_only(cast, nomination, sign_in):
    post(sign_in(cast.minh), "test")
    notice = Notice.objects.get(template="trial")
    assert notice.recipient == cast.minh
    subject, body = outbox.compose(notice)
    assert subject == f"Thư thử: Hồ sơ {nomination.known_as}" and "Lý do: Ví dụ" in body


def test_back_to_the_default(cast, nomination, edition, sign_in):
    minh = sign_in(cast.minh)
    post(minh, "save")
    minh.post(PAGE, {"do": "restore"})
    assert not LetterWording.objects.exists()
    assert "nội dung của Cổng" in minh.get(PAGE).content.decode()
    minh.post(PAGE, {"do": "restore"})
    assert Entry.objects.filter(verb="wording.restored").count() == 1


def test_the_later_of_two_writers_sees_both_and_chooses(cast, nomination, sign_in):
    minh, oanh = sign_in(cast.minh), sign_in(cast.oanh)
    post(minh, "save", subject="Của Minh")
    answer = post(oanh, "save", subject="Của Oanh")
    page = answer.content.decode()
    assert answer.status_code == 409 and "Của Minh" in page and 'value="Của Oanh"' in page
    assert 'name="version" value="1"' in page
    assert post(oanh, "save", subject="Của Oanh", version=1).status_code == 302
    assert LetterWording.objects.get().subject == "Của Oanh"


def test_only_who_keeps_the_mail_words_it(cast, nomination, edition, sign_in):
    for person in (cast.lan, cast.khoa, cast.hanh, cast.dung, cast.thao, cast.tung):
        assert sign_in(person).get(PAGE).status_code == 403
        with pytest.raises(PermissionDenied):
            wording.word_letter(edition, "nomination.declined", "vi", by=person, version=0, **WORDS)
    for url in ("account/security/vi/", "invitation/dossier/vi/", "nomination.declined/fr/"):
        assert sign_in(cast.minh).get(f"/work/2023/letters/{url}").status_code == 404


def test_a_letter_that_was_sent_keeps_its_words_in_the_ledger(cast, nomination, sign_in):
    asked = {"reason": "Thiếu số liệu.", "items": [Asked("results")]}
    actions.return_for_additions(nomination, by=cast.minh, **asked)
    notice = Notice.objects.get(template="nomination.returned")
    outbox.deliver(notice.pk)
    minh = sign_in(cast.minh)
    post(minh, "save", url="/work/2023/letters/nomination.returned/vi/", body="Chữ mới {{ reason }}")
    page = minh.get(f"/work/2023/mails/{notice.pk}/").content.decode()
    assert "Thiếu số liệu." in page and "Chữ mới" not in page
