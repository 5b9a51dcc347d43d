"""Colleagues on one dossier or one section: they read it all, write what is theirs, and decide nothing."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from assessments import conflicts
from dtportal.accounts.models import Membership, User
from dtportal.demo.cast import create_person
from dtportal.journal.models import Entry, Notice
from dtportal.roles import Can
from nominations import actions
from nominations.models import Colleague, Evidence, Nomination, SectionAnswer
from nominations.tests.helpers import draft, pdf, submitted, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def nomination(cast, organization, edition) -> Nomination:
    return written(organization, by=cast.lan, edition=edition, body=cast.body)


def joined(nomination: Nomination, person: User, section: str, *, by: User) -> Colleague:
    colleague = actions.invite_colleague(nomination, person.email, section=section, by=by)
    return actions.accept_colleague(colleague, by=person)


def test_lan_invites_a_colleague_to_one_section_who_accepts(cast, nomination, sign_in):
    lan = sign_in(cast.lan)
    base = f"/work/nominations/{nomination.reference}"
    sent = lan.post(f"{base}/colleagues/", {"email": cast.tung.email, "section": "results"}, follow=True)
    assert cast.tung.email in sent.content.decode()
    mail = Notice.objects.get(template="invitation/dossier")
    assert mail.address == cast.tung.email and mail.context["section"]
    link = mail.context["url"].partition("localhost:8000")[2]
    tung = sign_in(cast.tung)
    assert tung.get(f"{base}/").status_code == 404, "an invitation opens nothing before it is accepted"
    assert link in tung.get("/work/").content.decode()
    assert nomination.honoree_name in tung.get(link).content.decode()
    page = tung.post(link, follow=True).content.decode()
    assert "viết với tư cách đồng nghiệp" in page
    assert nomination.honoree_name in tung.get("/work/nominations/").content.decode()
    assert Notice.objects.get(template="nomination.colleague_joined").recipient == cast.lan
    assert "Ngô Sơn Tùng" in lan.get(f"{base}/").content.decode()


def test_a_colleague_of_one_section_writes_only_that(cast, nomination, sign_in):
    joined(nomination, cast.tung, "results", by=cast.lan)
    tung = sign_in(cast.tung)
    base = f"/work/nominations/{nomination.reference}"
    assert tung.get(f"{base}/sections/results/").status_code == 200
    tung.post(f"{base}/sections/results/", {"results": "Giảm 40%.", "version": "1"})
    assert SectionAnswer.objects.get(nomination=nomination, section="results").data == {
        "results": "Giảm 40%."
    }
    assert tung.get(f"{base}/sections/strategy/")["Location"] == f"{base}/review/"
    refused = tung.post(f"{base}/sections/strategy/", {"strategy": "Khác.", "version": "1"})
    assert refused.status_code == 403
    assert "Khác" not in str(SectionAnswer.objects.get(nomination=nomination, section="strategy").data)
    review = tung.get(f"{base}/review/").content.decode()
    assert "Ba bước: số hóa quy trình" in review, "she reads the rest"
    assert f"{base}/submit/" not in review


def test_a_colleague_proves_her_section_and_leaves_the_files_of_others(cast, nomination, sign_in):
    joined(nomination, cast.tung, "results", by=cast.lan)
    tung, base = sign_in(cast.tung), f"/work/nominations/{nomination.reference}"
    theirs = Evidence.objects.get(section="strategy")
    assert tung.get(f"/work/evidence/{theirs.pk}/").status_code == 200, "she reads it"
    assert tung.get(f"/work/evidence/{theirs.pk}/replace/")["Location"] == f"{base}/"
    actions.attach(nomination, pdf("Bảng số liệu"), section="results", question="results", by=cast.tung)
    mine = Evidence.objects.get(section="results")
    announced = {"name": "a.pdf", "size": 9, "question": "plan_file"}
    assert tung.post(f"{base}/sections/strategy/uploads/", announced).status_code == 403
    tung.post(f"{base}/sections/results/files/", {f"caption-{mine.pk}": "Biểu đồ"})
    assert Evidence.objects.get(pk=mine.pk).caption == "Biểu đồ"
    for deed in (
        lambda: actions.attach(nomination, pdf("X"), section="strategy", question="plan_file", by=cast.tung),
        lambda: actions.detach(theirs, by=cast.tung),
        lambda: actions.replace(theirs, pdf("Y"), by=cast.tung),
        lambda: actions.describe(mine, caption="", section="strategy", criterion="", by=cast.tung),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert Evidence.objects.get(pk=theirs.pk).removed_at is None


@pytest.mark.parametrize("section", ["", "results"])
def test_a_colleague_neither_submits_nor_withdraws_nor_invites(cast, nomination, sign_in, section):
    colleague = joined(nomination, cast.tung, section, by=cast.lan)
    tung, base = sign_in(cast.tung), f"/work/nominations/{nomination.reference}"
    for door in ("submit", "withdraw", "colleagues", "endorsement", "take-back"):
        assert tung.post(f"{base}/{door}/", {"email": "x@example.org"}).status_code == 403, door
    for deed in (
        lambda: actions.submit(nomination, by=cast.tung),
        lambda: actions.invite_colleague(nomination, "x@example.org", by=cast.tung),
        lambda: actions.request_endorsement(nomination, cast.body, by=cast.tung),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    nomination.refresh_from_db()
    assert nomination.status == Nomination.Status.DRAFT and Colleague.objects.get() == colleague


def test_a_colleague_of_the_whole_dossier_writes_every_section(cast, nomination):
    joined(nomination, cast.tung, "", by=cast.lan)
    for section, data in (("strategy", {"strategy": "Mới."}), ("results", {"results": "Mới."})):
        assert actions.save_section(nomination, section, data, version=1, by=cast.tung).version == 2


def test_whoever_is_removed_is_a_stranger_again_and_what_was_written_stays(cast, nomination, sign_in):
    colleague = joined(nomination, cast.tung, "results", by=cast.lan)
    actions.save_section(nomination, "results", {"results": "Của Tùng."}, version=1, by=cast.tung)
    base = f"/work/nominations/{nomination.reference}"
    sign_in(cast.lan).post(f"{base}/colleagues/{colleague.pk}/remove/")
    tung = sign_in(cast.tung)
    for door in ("", "review/", "sections/results/"):
        assert tung.get(f"{base}/{door}").status_code == 404
    with pytest.raises(PermissionDenied):
        actions.save_section(nomination, "results", {"results": "Nữa."}, version=2, by=cast.tung)
    assert SectionAnswer.objects.get(nomination=nomination, section="results").data == {
        "results": "Của Tùng."
    }
    assert Notice.objects.get(template="nomination.colleague_removed").recipient == cast.tung
    with pytest.raises(ValidationError):
        actions.accept_colleague(colleague, by=cast.tung)
    again = joined(nomination, cast.tung, "results", by=cast.lan)
    sign_in(cast.tung).post(f"{base}/colleagues/{again.pk}/remove/")
    assert Colleague.objects.at_work().count() == 0, "a colleague may leave"


def test_an_invitation_is_for_its_address_once_and_until_its_day(cast, nomination, sign_in):
    stranger = create_person("mai@example.org", "Trịnh Thanh Mai")
    colleague = actions.invite_colleague(nomination, cast.tung.email, section="results", by=cast.lan)
    link = f"/work/nominations/invitations/{colleague.token}/"
    page = sign_in(stranger).post(link).content.decode()
    assert nomination.honoree_name not in page and "địa chỉ khác" in page
    Colleague.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert sign_in(cast.tung).post(link).status_code == 409
    resent = actions.invite_colleague(nomination, cast.tung.email, section="results", by=cast.lan)
    assert resent.token == colleague.token and resent.is_open
    for _click in range(2):
        assert sign_in(cast.tung).post(link).status_code == 302
    assert Entry.objects.filter(verb="nomination.colleague_joined").count() == 1
    Membership.objects.filter(user=cast.lan).delete()
    third = Colleague.objects.create(nomination=nomination, email=stranger.email, invited_by=cast.lan)
    with pytest.raises(ValidationError):
        actions.accept_colleague(third, by=stranger)


def test_what_makes_no_sense_is_said_beside_the_field(cast, nomination, sign_in):
    joined(nomination, cast.tung, "", by=cast.lan)
    lan, url = sign_in(cast.lan), f"/work/nominations/{nomination.reference}/colleagues/"
    for email, sentence in ((cast.lan.email, "là đại diện của đơn vị"), (cast.tung.email, "đã viết phần đó")):
        answer = lan.post(url, {"email": email, "section": "results"})
        assert answer.status_code == 422 and sentence in answer.content.decode()
    with pytest.raises(ValidationError):
        actions.invite_colleague(nomination, "x@example.org", section="no-such", by=cast.lan)


def test_other_dossiers_of_the_organisation_stay_closed(cast, nomination, organization, edition, sign_in):
    leader = actions.start(
        organization, edition=edition, group="leader", sector=None, province=organization.province,
        by=cast.lan, person_name="Phan Minh Họa", person_position="Giám đốc",
    )  # fmt: skip
    joined(nomination, cast.tung, "", by=cast.lan)
    tung = sign_in(cast.tung)
    assert tung.get(f"/work/nominations/{leader.reference}/").status_code == 404
    assert tung.get(f"/work/organizations/{organization.pk}/").status_code == 404


def test_nobody_acts_in_office_where_he_writes(cast, nomination, organization, edition, sign_in):
    for person in (cast.minh, cast.hanh):
        joined(nomination, person, "results", by=cast.lan)
    actions.submit(nomination, by=cast.lan)
    minh = User.objects.get(pk=cast.minh.pk)
    assert not minh.can(Can.SCREEN, nomination.access_scope())
    with pytest.raises(PermissionDenied):
        actions.accept(nomination, by=minh)
    hanh = User.objects.get(pk=cast.hanh.pk)
    assert nomination in conflicts.closed_to(hanh)
    assert minh.can(Can.SCREEN, edition.access_scope()), "elsewhere he goes on"


def test_the_lists_ask_no_more_for_three_colleagues(cast, nomination, sign_in, django_assert_max_num_queries):
    lan = sign_in(cast.lan)
    url = f"/work/nominations/{nomination.reference}/colleagues/"
    joined(nomination, cast.tung, "results", by=cast.lan)
    lan.get(url)
    with django_assert_max_num_queries(12) as one:
        lan.get(url)
    for key in ("hai", "ba"):
        joined(nomination, create_person(f"{key}@example.org", f"Người {key}"), "results", by=cast.lan)
    with django_assert_max_num_queries(12) as three:
        page = lan.get(url).content.decode()
    assert len(one) == len(three) and "Người ba" in page


def test_the_journal_knows_no_addresses(cast, nomination):
    joined(nomination, cast.tung, "results", by=cast.lan)
    written_down = str(list(Entry.objects.values_list("data", flat=True)))
    assert cast.tung.email not in written_down and "Tùng" not in written_down


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_invitation_accepted_twice_at_once_is_accepted_once(cast, organization, edition):
    from nominations.tests.test_races import at_once

    nomination = draft(organization, by=cast.lan, edition=edition)
    colleague = actions.invite_colleague(nomination, cast.tung.email, by=cast.lan)
    at_once(*[lambda: actions.accept_colleague(colleague, by=cast.tung)] * 3)
    assert Entry.objects.filter(verb="nomination.colleague_joined").count() == 1


def test_a_submitted_dossier_is_read_by_its_colleagues(cast, organization, edition, sign_in):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    joined(nomination, cast.tung, "results", by=cast.lan)
    tung, base = sign_in(cast.tung), f"/work/nominations/{nomination.reference}"
    assert "chỉ có thể đọc" in tung.get(f"{base}/").content.decode()
    assert tung.get(f"{base}/review/").status_code == 200
    assert tung.post(f"{base}/sections/results/", {"results": "x", "version": "1"}).status_code == 409
