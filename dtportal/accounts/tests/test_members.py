"""Representatives of an organisation: invited by link, removed, leaving, handing over."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from dtportal.accounts import membership
from dtportal.accounts.models import Invitation, Membership, User
from dtportal.demo.cast import create_person
from dtportal.journal import outbox
from dtportal.journal.models import Entry, Notice

pytestmark = pytest.mark.django_db
NEW = "moi@example.org"


def again(user) -> User:
    return User.objects.get(pk=user.pk)


def colleague(organization, email: str = "phuc@example.org", is_owner: bool = False) -> Membership:
    person = create_person(email, "Đặng Hồng Phúc")
    return Membership.objects.create(user=person, organization=organization, is_owner=is_owner)


def represents(user, organization) -> bool:
    return Membership.objects.filter(user=user, organization=organization).exists()


def test_lan_invites_an_address_without_an_account_and_it_works_once_signed_in(cast, organization, sign_in):
    lan = sign_in(cast.lan)
    page = lan.post(
        f"/work/organizations/{organization.pk}/invite/", {"email": "Moi@Example.org"}, follow=True
    )
    assert NEW in page.content.decode()
    notice = Notice.objects.get(template="invitation/organization")
    assert notice.address == NEW and notice.recipient is None
    link = notice.context["url"].partition("localhost:8000")[2]
    stranger = Client().get(link, follow=True)
    text = stranger.content.decode()
    assert "/accounts/login/" in stranger.redirect_chain[-1][0] and "địa chỉ thư đã nhận lời mời" in text
    signup = re.search(r'href="(/accounts/signup/[^"]*)"', text)[1]
    assert link in signup.replace("%2F", "/"), "the way to a new account keeps the invitation"
    assert organization.name not in text

    newcomer = sign_in(create_person(NEW, "Lý Thu Hà"))
    today = newcomer.get("/work/").content.decode()
    assert "Có đơn vị mời làm đại diện" in today and link in today, "also without the link at hand"
    assert organization.name in newcomer.get(link).content.decode()
    done = newcomer.post(link, follow=True)
    assert done.redirect_chain[-1][0] == f"/work/organizations/{organization.pk}/"
    assert Membership.objects.get(user__email=NEW).is_owner is False
    newcomer.post(link)
    assert Entry.objects.filter(verb="invitation.accepted").count() == 1, "a repeated click changes nothing"
    assert Notice.objects.get(template="invitation/accepted").recipient == cast.lan


def test_the_link_says_nothing_to_another_address(cast, organization, sign_in):
    invitation = membership.invite(organization, NEW, by=cast.lan)
    browser = sign_in(cast.tung)
    for answer in (
        browser.get(f"/work/invitations/{invitation.token}/"),
        browser.post(f"/work/invitations/{invitation.token}/"),
    ):
        text = answer.content.decode()
        assert "địa chỉ khác" in text and organization.name not in text and NEW not in text
    assert not represents(cast.tung, organization)
    assert browser.get("/work/invitations/nonsense/").status_code == 404


def test_an_address_that_is_not_confirmed_opens_nothing(cast, organization):
    invitation = membership.invite(organization, NEW, by=cast.lan)
    EmailAddress.objects.create(user=cast.tung, email=NEW, verified=False)
    with pytest.raises(ValidationError):
        membership.accept_invitation(invitation, by=cast.tung)
    EmailAddress.objects.filter(email=NEW).update(verified=True)
    membership.accept_invitation(invitation, by=cast.tung)
    assert represents(cast.tung, organization)


@pytest.mark.parametrize("how", ["expired", "taken back", "inviter has left"])
def test_an_invitation_ends(cast, organization, sign_in, how):
    owner = colleague(organization, is_owner=True)
    invitation = membership.invite(organization, cast.tung.email, by=owner.user)
    if how == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "taken back":
        revoke = f"/work/organizations/{organization.pk}/invitations/{invitation.pk}/take-back/"
        sign_in(cast.lan).post(revoke)
    else:
        membership.remove_member(owner, by=cast.lan)
    answer = sign_in(cast.tung).post(f"/work/invitations/{invitation.token}/")
    assert answer.status_code == 409 and not represents(cast.tung, organization)


def test_a_second_invitation_sends_the_same_link_again(cast, organization):
    first = membership.invite(organization, NEW, by=cast.lan)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    second = membership.invite(organization, NEW.upper(), by=cast.lan)
    assert (second.pk, second.token) == (first.pk, first.token) and second.is_open
    assert Notice.objects.filter(template="invitation/organization").count() == 2
    with pytest.raises(ValidationError):
        membership.invite(organization, cast.lan.email, by=cast.lan)


def test_the_mail_reads_as_an_office_writes_and_the_link_is_forgotten_when_sent(cast, organization):
    membership.invite(organization, NEW, by=cast.lan)
    notice = Notice.objects.get(template="invitation/organization")
    subject, body = outbox.compose(notice)
    assert subject == f"Lời mời làm đại diện của {organization.name}" and notice.context["url"] in body
    outbox.deliver(notice.pk)
    notice.refresh_from_db()
    assert notice.sent_at and notice.context == {}


def test_only_whoever_is_in_charge_invites_removes_and_hands_over(cast, organization, sign_in):
    plain, third = colleague(organization), colleague(organization, "nam@example.org")
    browser = sign_in(plain.user)
    base = f"/work/organizations/{organization.pk}"
    assert "Mời đồng nghiệp" not in browser.get(f"{base}/").content.decode()
    for door in (
        f"{base}/invite/",
        f"{base}/members/{third.pk}/remove/",
        f"{base}/members/{third.pk}/hand-over/",
    ):
        assert browser.get(door).status_code == 403
        assert browser.post(door, {"email": NEW}).status_code == 403
        assert sign_in(cast.tung).post(door).status_code == 404
    with pytest.raises(PermissionDenied):
        membership.invite(organization, NEW, by=plain.user)
    assert Membership.objects.count() == 3


def test_lan_removes_a_colleague_who_is_told(cast, organization, sign_in):
    member = colleague(organization)
    url = f"/work/organizations/{organization.pk}/members/{member.pk}/remove/"
    lan = sign_in(cast.lan)
    assert "Đặng Hồng Phúc" in lan.get(url).content.decode() and represents(member.user, organization)
    lan.post(url)
    assert not represents(member.user, organization)
    assert Notice.objects.get(template="membership/ended").recipient == member.user
    assert sign_in(member.user).get(f"/work/organizations/{organization.pk}/").status_code == 404


def test_the_last_one_in_charge_cannot_leave(cast, organization, sign_in):
    member = colleague(organization)
    own = Membership.objects.get(user=cast.lan)
    refused = sign_in(cast.lan).post(f"/work/organizations/{organization.pk}/members/{own.pk}/remove/")
    assert refused.status_code == 409 and "bàn giao cho một đồng nghiệp trước" in refused.content.decode()
    left = sign_in(member.user).post(f"/work/organizations/{organization.pk}/members/{member.pk}/remove/")
    assert left.status_code == 302 and not represents(member.user, organization), "a colleague may"
    closed = colleague(organization, "dong@example.org", is_owner=True)
    User.objects.filter(pk=closed.user_id).update(is_active=False)
    with pytest.raises(ValidationError):
        membership.remove_member(own, by=cast.lan)


def test_lan_hands_over_and_may_then_leave(cast, organization, sign_in):
    member, own = colleague(organization), Membership.objects.get(user=cast.lan)
    url = f"/work/organizations/{organization.pk}/members/{member.pk}/hand-over/"
    lan = sign_in(cast.lan)
    lan.post(url, {"stay": "on"})
    own.refresh_from_db()
    member.refresh_from_db()
    assert own.is_owner and member.is_owner
    lan.post(url)
    own.refresh_from_db()
    assert not own.is_owner
    assert Notice.objects.filter(template="membership/handed_over", recipient=member.user).count() == 2
    membership.remove_member(own, by=again(cast.lan))
    assert [m.user for m in organization.memberships.all()] == [member.user]


def test_the_secretariat_reads_the_members_and_changes_nothing(cast, organization, sign_in):
    own = Membership.objects.get(user=cast.lan)
    minh = sign_in(cast.minh)
    assert cast.lan.full_name in minh.get(f"/work/organizations/{organization.pk}/").content.decode()
    assert minh.post(f"/work/organizations/{organization.pk}/members/{own.pk}/remove/").status_code == 403
    assert minh.post(f"/work/organizations/{organization.pk}/invite/", {"email": NEW}).status_code == 403


def test_the_page_asks_the_same_number_of_queries_for_one_and_three(
    cast, organization, sign_in, django_assert_max_num_queries
):
    lan = sign_in(cast.lan)
    url = f"/work/organizations/{organization.pk}/"
    colleague(organization, "mot@example.org")
    membership.invite(organization, "a@example.org", by=cast.lan)
    lan.get(url)
    with django_assert_max_num_queries(12) as one:
        lan.get(url)
    for key in ("hai", "ba"):
        colleague(organization, f"{key}@example.org")
        membership.invite(organization, f"{key}-moi@example.org", by=cast.lan)
    with django_assert_max_num_queries(12) as three:
        page = lan.get(url).content.decode()
    assert len(one) == len(three) and "ba-moi@example.org" in page
