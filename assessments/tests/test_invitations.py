"""Oanh invites to the council by a link; whoever is asked accepts or declines, with or without an account."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import actions, councils
from assessments.models import CouncilInvitation
from dtportal.accounts.models import Appointment
from dtportal.demo.cast import create_person, give_second_factor
from dtportal.journal.models import Notice
from dtportal.roles import Can

PAGE = "/work/2023/council/invitations/"
ASKED = {
    "email": "Chuyen.Gia@example.org",
    "full_name": "Trịnh Hải Vân",
    "academic_title": "TS.",
    "position": "Trưởng phòng",
}


@pytest.fixture
def invited(cast, edition, sign_in) -> CouncilInvitation:
    assert sign_in(cast.oanh).post(PAGE, ASKED).status_code == 302
    return CouncilInvitation.objects.get()


def link(invitation: CouncilInvitation) -> str:
    return reverse("assessments:seat_invitation", args=[invitation.token])


def test_the_mail_leads_to_the_seat(cast, edition, other_body, invited, sign_in):
    mail = Notice.objects.get(template="invitation/council")
    assert mail.address == "chuyen.gia@example.org"
    assert link(invited) in mail.context["url"]
    # Without an account: the page opens, accepting asks for sign-in and comes back.
    stranger = Client()
    assert "Trịnh Hải Vân" in stranger.get(link(invited)).content.decode()
    asked = stranger.post(link(invited), {"do": "accept"})
    assert asked.status_code == 302
    assert "/accounts/login/" in asked["Location"] and invited.token in asked["Location"]
    person = create_person("chuyen.gia@example.org", "Trịnh Hải Vân")
    browser = sign_in(person)
    assert "hội đồng" in browser.get("/work/").content.decode().lower()
    browser.post(link(invited), {"do": "accept"})
    [seat] = councils.sitting(edition, Can.APPRAISE).filter(user=person)
    assert (seat.academic_title, seat.position, seat.body) == ("TS.", "Trưởng phòng", None)
    assert Appointment.objects.active().get(user=person).appointed_by == cast.oanh
    # The office has its rules: first the second factor, then the undertaking.
    assert "/2fa/" in browser.get("/work/appraisal/")["Location"]
    give_second_factor(person)
    assert browser.get("/work/appraisal/")["Location"] == "/work/2023/council/undertaking/"
    told = Notice.objects.filter(template="invitation/council_accepted")
    assert {notice.recipient for notice in told} == {cast.minh, cast.oanh}
    # Pressing twice changes nothing.
    browser.post(link(invited), {"do": "accept"})
    assert Appointment.objects.active().filter(user=person).count() == 1


def test_declining_needs_the_link_only_and_minh_reads_why(cast, edition, invited, sign_in):
    browser = Client()
    answered = browser.post(link(invited), {"do": "decline"})
    assert answered.status_code == 422
    assert CouncilInvitation.objects.waiting().exists()
    browser.post(link(invited), {"do": "decline", "ground": "load", "words": "Đang chủ trì hai đề tài."})
    for page in (PAGE, "/work/2023/council/"):
        text = sign_in(cast.minh).get(page).content.decode()
        assert "Trịnh Hải Vân" in text
        assert str(CouncilInvitation.Ground.LOAD.label) in text
    assert "Đang chủ trì hai đề tài." in sign_in(cast.minh).get(PAGE).content.decode()
    assert Notice.objects.filter(template="invitation/council_declined", recipient=cast.minh).exists()
    person = create_person("chuyen.gia@example.org", "Trịnh Hải Vân")
    assert sign_in(person).post(link(invited), {"do": "accept"}).status_code == 409
    assert not Appointment.objects.filter(user=person).exists()
    # An answer that was no is no hindrance to asking anew.
    assert sign_in(cast.oanh).post(PAGE, ASKED).status_code == 302


def test_somebody_else_with_the_link_does_not_get_the_seat(cast, invited, sign_in):
    assert sign_in(cast.tung).post(link(invited), {"do": "accept"}).status_code == 409
    assert not cast.tung.appointments.exists()


def test_taken_back_and_expired_links_do_not_work(cast, edition, invited, sign_in):
    person = create_person("chuyen.gia@example.org", "Trịnh Hải Vân")
    CouncilInvitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert sign_in(person).post(link(invited), {"do": "accept"}).status_code == 409
    browser = sign_in(cast.oanh)
    browser.post(f"{PAGE}{invited.pk}/remind/")
    invited.refresh_from_db()
    assert invited.is_open
    assert Notice.objects.filter(template="invitation/council_reminder").count() == 1
    browser.post(f"{PAGE}{invited.pk}/take-back/")
    for deed in ({"do": "accept"}, {"do": "decline", "ground": "time"}):
        assert sign_in(person).post(link(invited), deed).status_code == 409
    assert not person.appointments.exists()
    with pytest.raises(ValidationError):
        actions.remind_invited(invited, by=cast.oanh)


def test_one_invitation_at_a_time_and_nobody_who_sits_already(cast, council, invited, sign_in):
    browser = sign_in(cast.oanh)
    assert browser.post(PAGE, ASKED).status_code == 422
    assert browser.post(PAGE, {**ASKED, "email": cast.hanh.email}).status_code == 422
    assert CouncilInvitation.objects.count() == 1


def test_minh_reads_the_answers_and_invites_nobody(cast, edition, invited, sign_in):
    browser = sign_in(cast.minh)
    assert browser.get(PAGE).context["form"] is None
    assert browser.post(PAGE, ASKED).status_code == 403
    assert browser.post(f"{PAGE}{invited.pk}/remind/").status_code == 403
    with pytest.raises(PermissionDenied):
        actions.take_back_seat(invited, by=cast.minh)
    for person in (cast.hanh, cast.lan):
        assert sign_in(person).get(PAGE).status_code == 403
