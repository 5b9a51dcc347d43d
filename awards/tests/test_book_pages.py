"""A nominee writes its page of the yearbook, sees the real page, and approves it; nobody else writes in it."""

import json
import re
import unicodedata
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from awards import actions
from awards.models import BookPage, PagePicture, YearbookPart
from awards.tests.book_pages import (
    LEAD,
    STORY,
    WRITTEN,
    address,
    approve,
    approved,
    nominee,
    page_of,
    picture,
    shown_proof,
    work,
    write,
)
from awards.yearbook.writing import BY_KEY
from dtportal.accounts.models import Membership
from dtportal.demo.cast import create_person
from dtportal.journal.models import Entry
from dtportal.programme import clock
from dtportal.programme.calendar import VIETNAM
from nominations.models import Colleague, Nomination


@pytest.fixture
def nomination(edition, cast) -> Nomination:
    return nominee(edition, cast)


@pytest.fixture
def lan(cast, sign_in):
    return sign_in(cast.lan)


def text_of(response) -> str:
    return response.content.decode()


def set_due(edition, days: int) -> None:
    edition.pages_due = (clock.now(edition).astimezone(VIETNAM) + timedelta(days=days)).date()
    edition.save(update_fields=["pages_due"])


# --- Who ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["khoa", "minh", "hanh", "dung", "thao", "oanh", "tung"])
def test_nobody_but_the_unit_opens_its_page(name, cast, nomination, sign_in):
    browser = sign_in(getattr(cast, name))
    assert browser.get(address(nomination)).status_code in {403, 404}
    assert write(browser, nomination).status_code in {403, 404}
    assert not BookPage.objects.exists()


def test_a_secretary_cannot_write_whichever_way_he_asks(cast, nomination):
    with pytest.raises(PermissionDenied):
        actions.save_page(nomination, texts={"lead": "Minh viết thay."}, figures=[], version=0, by=cast.minh)
    with pytest.raises(PermissionDenied):
        actions.put_picture(nomination, use="photo", upload=picture(), by=cast.minh)
    assert not BookPage.objects.exists()


def test_only_accepted_dossiers_have_a_page_and_the_verdict_makes_no_difference(
    edition, cast, lan, nomination
):
    other = nominee(edition, cast, name="Đơn vị chưa đạt Minh Họa", verdict="not_yet")
    mains = [
        text_of(lan.get(address(each)))
        .split('<main id="main"')[1]
        .replace(each.reference, "REF")
        .replace(each.honoree_name, "NAME")
        for each in (nomination, other)
    ]
    first, second = (re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", main) for main in mains)
    assert first == second
    Nomination.objects.filter(pk=other.pk).update(status=Nomination.Status.ON_HOLD)
    assert lan.get(address(other)).status_code == 404


def test_a_colleague_of_the_whole_dossier_writes_and_the_representative_approves(
    cast, lan, nomination, sign_in
):
    helper = create_person("phuc@example.org", "Đặng Hồng Phúc")
    Colleague.objects.create(
        nomination=nomination,
        email=helper.email,
        section="",
        invited_by=cast.lan,
        accepted_at=nomination.accepted_at,
        accepted_by=helper,
    )
    browser = sign_in(helper)
    write(browser, nomination)
    assert page_of(nomination).texts["lead"] == LEAD
    browser.post(address(nomination, "book_page_proof"))
    work()
    assert 'name="proof"' not in text_of(browser.get(address(nomination, "book_page_proof")))
    proof = shown_proof(text_of(lan.get(address(nomination, "book_page_proof"))))
    refused = browser.post(address(nomination, "book_page_approve"), {"version": 1, "proof": proof})
    assert refused.status_code == 403
    assert page_of(nomination).status == BookPage.Status.DRAFT
    assert approve(lan, nomination).status_code == 302
    assert page_of(nomination).status == BookPage.Status.APPROVED


def test_a_colleague_of_one_section_reads_the_page_and_writes_nothing(cast, nomination, sign_in):
    helper = create_person("phuc@example.org", "Đặng Hồng Phúc")
    Colleague.objects.create(
        nomination=nomination,
        email=helper.email,
        section="results",
        invited_by=cast.lan,
        accepted_at=nomination.accepted_at,
        accepted_by=helper,
    )
    browser = sign_in(helper)
    response = browser.get(address(nomination))
    assert response.status_code == 200
    assert "section-form" not in text_of(response)
    assert write(browser, nomination).status_code == 403


# --- Writing -----------------------------------------------------------------------------------------


def test_what_is_written_is_kept_and_shown_again(lan, nomination):
    assert write(lan, nomination).status_code == 302
    page = page_of(nomination)
    assert page.texts == {"lead": LEAD, "story": STORY}
    assert page.figures == [["98%", "vận đơn được lập trực tuyến"]]
    assert LEAD in text_of(lan.get(address(nomination)))


def test_letters_are_counted_as_people_count_them(lan, nomination):
    limit = BY_KEY["quote"].limit
    fits = unicodedata.normalize("NFD", "ệ" * limit)
    assert write(lan, nomination, quote=fits).status_code == 302
    assert page_of(nomination).texts["quote"] == "ệ" * limit
    too_long = "ệ" * (limit + 1)
    response = write(lan, nomination, version=1, quote=too_long)
    assert response.status_code == 422
    assert str(limit) in text_of(response) and too_long in text_of(response)
    assert page_of(nomination).texts["quote"] == "ệ" * limit


def test_of_two_windows_the_second_overwrites_nothing_and_loses_nothing(lan, nomination):
    write(lan, nomination)
    write(lan, nomination, version=1, lead="Cửa sổ thứ nhất.")
    response = write(lan, nomination, version=1, lead="Cửa sổ thứ hai.")
    assert response.status_code == 409
    assert "Cửa sổ thứ nhất." in text_of(response) and "Cửa sổ thứ hai." in text_of(response)
    assert page_of(nomination).texts["lead"] == "Cửa sổ thứ nhất."
    assert 'name="version" value="2"' in text_of(response)
    assert write(lan, nomination, version=2, lead="Cửa sổ thứ hai.").status_code == 302
    assert page_of(nomination).texts["lead"] == "Cửa sổ thứ hai."


def test_a_version_that_is_no_number_is_an_old_one_and_no_error(lan, nomination):
    """“²” is a digit to some and a number to nobody."""
    write(lan, nomination, lead="Đã lưu.")
    answer = write(lan, nomination, version="²", lead="Cửa sổ cũ.")
    assert answer.status_code == 409 and "Đã lưu." in answer.content.decode()


def test_a_script_saves_and_hears_of_versions_errors_and_conflicts(lan, nomination):
    def save(version, **changed):
        said = {**WRITTEN, "version": version, **changed}
        return lan.post(address(nomination), said, HTTP_ACCEPT="application/json")

    assert json.loads(save(0).content)["version"] == 1
    assert "lead" in json.loads(save(1, lead="x" * (BY_KEY["lead"].limit + 1)).content)["errors"]
    save(1, lead="Bản mới.")
    conflict = save(1, lead="Bản khác.")
    assert conflict.status_code == 409
    assert "Bản mới." in json.loads(conflict.content)["html"]


def test_the_same_save_twice_is_one(lan, nomination):
    write(lan, nomination)
    assert write(lan, nomination).status_code == 302
    assert page_of(nomination).version == 1
    assert Entry.objects.filter(verb="bookpage.begun").count() == 1


# --- Pictures ----------------------------------------------------------------------------------------


def put(browser, nomination, use="photo", **more):
    return browser.post(address(nomination, "book_page_picture"), {"use": use, **more})


def test_a_photograph_is_measured_in_millimetres_shown_and_replaced(lan, nomination):
    assert put(lan, nomination, file=picture(1800, 1200), caption="Kho hàng tự động").status_code == 302
    first = PagePicture.objects.get()
    assert (first.width, first.height) == (1800, 1200)
    html = text_of(lan.get(address(nomination)))
    assert re.search(r"15[23] mm", html)
    assert "Kho hàng tự động" in html
    assert lan.get(reverse("awards:page_picture", args=[first.pk])).status_code == 200
    put(lan, nomination, file=picture(2400, 1600, "#aa3333"))
    assert PagePicture.objects.get().width == 2400


def test_what_cannot_be_printed_is_said_beside_the_field(lan, nomination):
    broken = SimpleUploadedFile("anh.jpg", b"\xff\xd8\xff\xe0 no picture", content_type="image/jpeg")
    response = put(lan, nomination, file=broken)
    assert response.status_code == 422
    assert "anh.jpg" in text_of(response)
    text = SimpleUploadedFile("van-ban.pdf", b"%PDF-1.4 no", content_type="application/pdf")
    assert put(lan, nomination, file=text).status_code == 422
    assert put(lan, nomination).status_code == 422
    assert not PagePicture.objects.exists()


def test_a_replaced_picture_is_kept_while_the_approved_page_stands(lan, nomination):
    put(lan, nomination, file=picture())
    approved(lan, nomination)
    former = PagePicture.objects.get()
    put(lan, nomination, file=picture(2400, 1600, "#aa3333"))
    assert page_of(nomination).status == BookPage.Status.DRAFT
    assert PagePicture.objects.filter(pk=former.pk, is_current=False).exists()
    approve(lan, nomination)
    assert page_of(nomination).status == BookPage.Status.APPROVED
    assert not PagePicture.objects.filter(pk=former.pk).exists()


def test_a_picture_is_taken_off_and_a_new_caption_needs_no_new_file(lan, nomination):
    put(lan, nomination, file=picture(), caption="Cũ")
    put(lan, nomination, caption="Mới")
    assert PagePicture.objects.get().caption == "Mới"
    put(lan, nomination, remove="1")
    assert not PagePicture.objects.filter(is_current=True).exists()


# --- Proof and approval ------------------------------------------------------------------------------


def test_the_proof_is_the_real_page_and_stays_with_the_unit(cast, lan, nomination, sign_in):
    response = write(lan, nomination, proof="1")
    assert response["Location"] == address(nomination, "book_page_proof")
    waiting = text_of(lan.get(response["Location"]))
    assert "every 2s" in waiting and "<iframe" not in waiting
    work()
    ready = text_of(lan.get(response["Location"]))
    assert "<iframe" in ready and 'hx-trigger="every 2s"' not in ready
    file = f"{response['Location']}?file={shown_proof(ready)}"
    pdf = lan.get(file)
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    assert "no-store" in pdf["Cache-Control"] and "inline" in pdf["Content-Disposition"]
    assert sign_in(cast.tung).get(file).status_code == 404


def test_a_failed_proof_says_why_and_can_be_asked_for_again(lan, nomination):
    write(lan, nomination, proof="1")
    YearbookPart.objects.update(status="failed", error="Tệp ảnh không đọc được.")
    html = text_of(lan.get(address(nomination, "book_page_proof")))
    assert "Tệp ảnh không đọc được." in html
    assert 'method="post"' in html


def test_approving_stores_what_was_seen_and_orders_the_page_for_the_printer(cast, lan, nomination):
    page = approved(lan, nomination)
    assert page.status == BookPage.Status.APPROVED
    assert (page.approved_by, page.approved["texts"]["lead"]) == (cast.lan, LEAD)
    assert YearbookPart.objects.filter(nomination=nomination, variant="print").count() == 1
    entry = Entry.objects.get(verb="bookpage.approved")
    assert entry.data["proof"] == page.approved["proof"]


def test_a_proof_that_is_older_than_the_text_approves_nothing(lan, nomination):
    write(lan, nomination, proof="1")
    work()
    old = shown_proof(text_of(lan.get(address(nomination, "book_page_proof"))))
    write(lan, nomination, version=1, lead="Một câu khác hẳn.")
    for version in (1, 2):
        response = lan.post(address(nomination, "book_page_approve"), {"version": version, "proof": old})
        assert response.status_code == 409
    assert page_of(nomination).status == BookPage.Status.DRAFT


def test_a_picture_changed_since_the_proof_approves_nothing(lan, nomination):
    write(lan, nomination, proof="1")
    work()
    old = shown_proof(text_of(lan.get(address(nomination, "book_page_proof"))))
    put(lan, nomination, file=picture())
    response = lan.post(address(nomination, "book_page_approve"), {"version": 1, "proof": old})
    assert response.status_code == 409


def test_what_is_needed_is_asked_for_at_approval_only(lan, nomination):
    write(lan, nomination, story="")
    assert page_of(nomination).version == 1
    response = approve(lan, nomination)
    assert response.status_code == 422
    assert page_of(nomination).status == BookPage.Status.DRAFT


def test_a_change_makes_it_a_draft_while_the_approved_page_stands(lan, nomination):
    approved(lan, nomination)
    assert "section-form" not in text_of(lan.get(address(nomination)))
    assert "section-form" in text_of(lan.get(f"{address(nomination)}?change=1"))
    write(lan, nomination, version=1, lead="Một câu khác hẳn.")
    page = page_of(nomination)
    assert page.status == BookPage.Status.DRAFT
    assert page.approved["texts"]["lead"] == LEAD
    standing = actions.proof_content(nomination, None)
    assert LEAD in repr(standing) and "Một câu khác hẳn." not in repr(standing)


def test_the_page_from_the_dossier_can_be_seen_before_anything_is_written(lan, nomination):
    url = f"{address(nomination, 'book_page_proof')}?of=standing"
    lan.post(url)
    work()
    assert "<iframe" in text_of(lan.get(url))
    assert not BookPage.objects.exists()


# --- The day, and publication ------------------------------------------------------------------------


def test_after_the_day_nothing_is_written_and_nothing_typed_is_lost(edition, lan, nomination):
    set_due(edition, 0)
    write(lan, nomination)
    set_due(edition, -1)
    response = write(lan, nomination, version=1, lead="Viết muộn.")
    assert response.status_code == 409
    assert "Viết muộn." in text_of(response)
    assert page_of(nomination).texts["lead"] == LEAD
    assert put(lan, nomination, file=picture()).status_code == 409
    assert "section-form" not in text_of(lan.get(address(nomination)))
    proof = {"version": 1, "proof": "0" * 64}
    assert lan.post(address(nomination, "book_page_approve"), proof).status_code == 409


def test_after_publication_pages_are_closed_for_everybody_alike(edition, cast, published, sign_in):
    lans = Nomination.objects.filter(organization__memberships__user=cast.lan, edition=edition).accepted()[0]
    refused = Nomination.objects.filter(organization__memberships__user=cast.tung, edition=edition).get()
    for user, nomination in ((cast.lan, lans), (cast.tung, refused)):
        browser = sign_in(user)
        assert "section-form" not in text_of(browser.get(address(nomination)))
        assert write(browser, nomination).status_code == 409
    assert not BookPage.objects.exists()


# --- Ways there --------------------------------------------------------------------------------------


def test_today_and_the_dossier_lead_to_the_page_until_it_is_approved(edition, lan, nomination):
    set_due(edition, 20)
    assert address(nomination) in text_of(lan.get(reverse("work")))
    assert address(nomination) in text_of(lan.get(nomination.get_absolute_url()))
    approved(lan, nomination)
    assert address(nomination) not in text_of(lan.get(reverse("work")))


def test_the_organiser_sets_the_day_and_a_wrong_one_is_refused(edition, cast, sign_in):
    browser = sign_in(cast.oanh)
    url = reverse("accounts:edition_pages_due", args=[edition.slug])
    assert browser.post(url, {"pages_due": "31/07/2023"}).status_code == 302
    edition.refresh_from_db()
    assert edition.pages_due.isoformat() == "2023-07-31"
    assert Entry.objects.filter(verb="edition.pages_due_set").count() == 1
    assert browser.post(url, {"pages_due": "31/02/2023"}).status_code == 400
    edition.refresh_from_db()
    assert edition.pages_due.isoformat() == "2023-07-31"


def test_a_member_who_left_the_organisation_is_a_stranger(cast, lan, nomination):
    write(lan, nomination)
    Membership.objects.filter(user=cast.lan, organization=nomination.organization).delete()
    assert lan.get(address(nomination)).status_code == 404
