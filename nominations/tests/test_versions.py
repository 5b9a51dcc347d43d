"""An endorsement belongs to a version: told, compared and confirmed with one click, or acceptance waits."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from dtportal.journal.models import Entry, Notice
from dtportal.journal.outbox import compose
from nominations import actions
from nominations.models import Endorsement, Nomination
from nominations.supplements import Asked
from nominations.tests.helpers import accepted, endorsed, examined, pdf, written

pytestmark = pytest.mark.django_db

CONFIRMED = "endorsement.confirmed"


def mails_to(user, template: str) -> list[tuple[str, str]]:
    return [compose(notice) for notice in Notice.objects.filter(recipient=user, template=template)]


def submitted_again(nomination: Nomination, cast, text: str = "Thời gian giao nhận giảm 35%.") -> Nomination:
    """Minh asks for additions, Lan changes a sentence, adds a file and submits once more."""
    actions.return_for_additions(nomination, by=cast.minh, reason="Bổ sung.", items=[Asked("results")])
    row = nomination.answers.get(section="results")
    actions.save_section(nomination, "results", {"results": text}, version=row.version, by=cast.lan)
    actions.attach(
        nomination,
        pdf(f"Bảng số liệu {text}", "so-lieu.pdf"),
        section="results",
        question="results",
        by=cast.lan,
    )
    actions.submit(nomination, by=cast.lan)
    return Nomination.objects.get(pk=nomination.pk)


@pytest.fixture
def resubmitted(cast, organization, edition) -> Nomination:
    first = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    return submitted_again(first, cast)


def test_khoa_is_told_sees_the_differences_and_confirms_with_one_click(cast, resubmitted, sign_in):
    khoa, lan = sign_in(cast.khoa), sign_in(cast.lan)
    row = Endorsement.objects.get()
    assert row.given_for == 1
    [(subject, body)] = mails_to(cast.khoa, "endorsement.outdated")
    assert resubmitted.reference in subject and f"/work/endorsements/{row.pk}/" in body
    assert "xác nhận" in khoa.get("/work/").content.decode()

    assert "cho phiên bản 1" in khoa.get("/work/endorsements/?status=outdated").content.decode()
    page = khoa.get(f"/work/endorsements/{row.pk}/").content.decode()
    assert "Những thay đổi từ phiên bản 1 đến phiên bản 2" in page
    assert "31</del>" in page and "35</ins>" in page
    assert "so-lieu.pdf" in page
    assert "cho phiên bản 1" in lan.get(resubmitted.get_absolute_url()).content.decode()

    answer = khoa.post(f"/work/endorsements/{row.pk}/confirm/", {"number": 2}, follow=True)
    assert "Những thay đổi" not in answer.content.decode()
    row = Endorsement.objects.get()
    assert (row.given_for, row.confirmed_by, row.decided_by) == (2, cast.khoa, cast.khoa)
    assert mails_to(cast.lan, CONFIRMED)
    assert "Cơ quan đề cử đã xác nhận" in lan.get(resubmitted.get_absolute_url()).content.decode()


def test_acceptance_waits_for_the_confirmation(cast, resubmitted, sign_in):
    minh = sign_in(cast.minh)
    url = f"/work/2023/nominations/{resubmitted.reference}/"
    page = minh.get(url).content.decode()
    assert "phiên bản 2 chưa được xác nhận" in page
    refused = minh.post(f"{url}accept/")
    assert refused.status_code == 422
    assert "cơ quan đề cử cần xác nhận trước" in refused.content.decode()
    assert resubmitted.reference in minh.get("/work/2023/nominations/?endorsed=no").content.decode()
    actions.confirm_endorsement(Endorsement.objects.get(), by=cast.khoa, number=2)
    examined(resubmitted, by=cast.minh)
    assert minh.post(f"{url}accept/").status_code == 302
    assert Nomination.objects.get().status == Nomination.Status.ACCEPTED


def test_a_version_that_was_not_read_cannot_be_confirmed(cast, resubmitted, sign_in):
    submitted_again(resubmitted, cast, "Thời gian giao nhận giảm 40%.")
    row = Endorsement.objects.get()
    answer = sign_in(cast.khoa).post(f"/work/endorsements/{row.pk}/confirm/", {"number": 2})
    assert answer.status_code == 409
    assert "40</ins>" in answer.content.decode()
    assert Endorsement.objects.get().given_for == 1


def test_a_second_click_changes_nothing(cast, resubmitted):
    for _ in range(2):
        actions.confirm_endorsement(Endorsement.objects.get(), by=cast.khoa, number=2)
    assert Entry.objects.filter(verb=CONFIRMED).count() == 1
    assert len(mails_to(cast.lan, CONFIRMED)) == 1


def test_an_endorsement_of_the_draft_covers_what_is_submitted_first(cast, organization, edition):
    nomination = written(organization, by=cast.lan, edition=edition, body=cast.body)
    row = Endorsement.objects.get()
    actions.endorse(row, by=cast.khoa, letter_number="12", letter_date=date(2023, 5, 9))
    assert Endorsement.objects.get().given_for is None
    actions.submit(nomination, by=cast.lan)
    assert not mails_to(cast.khoa, "endorsement.outdated")
    nomination = submitted_again(nomination, cast)
    assert mails_to(cast.khoa, "endorsement.outdated")
    examined(nomination, by=cast.minh)
    with pytest.raises(ValidationError):
        actions.accept(nomination, by=cast.minh)


def test_a_new_letter_is_for_the_version_of_its_day(cast, resubmitted):
    row = Endorsement.objects.get()
    actions.decline_endorsement(row, by=cast.khoa, reason="Thiếu số liệu.")
    actions.endorse(row, by=cast.khoa, letter_number="15", letter_date=date(2023, 5, 9))
    assert Endorsement.objects.get().given_for == 2
    assert accepted(resubmitted, by=cast.minh)
