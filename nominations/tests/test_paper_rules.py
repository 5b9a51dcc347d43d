"""Rules of paper dossiers: the deadline, declarations, links, mistakes, the journal."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from dtportal.accounts.models import Membership
from dtportal.demo.cast import create_person
from dtportal.journal.models import Entry, Notice
from dtportal.programme import calendar
from nominations import actions
from nominations.models import Dossier, Endorsement, Evidence, Nomination, PaperDossier, PaperInvitation
from nominations.tests.helpers import CONSENTS, draft, pdf, unit
from nominations.tests.papers import EMAIL, TICKED, accepted, begun, confirmed, desk, entered, home, keyed

pytestmark = pytest.mark.django_db


@pytest.fixture
def hoa(db):
    """Whoever holds the unit's address."""
    return create_person(EMAIL, "Đỗ Thị Hoa Minh Họa")


def test_the_day_of_receipt_counts_against_the_deadline(cast, edition, hoa, sign_in):
    nomination = keyed(cast, edition, received_on=edition.clock_at.date())
    edition.clock_at = calendar.end_of(edition.intake.ends_on) + timedelta(days=2)
    edition.save()
    actions.send_paper(nomination, email=EMAIL, by=cast.minh)
    browser = accepted(nomination, hoa, sign_in)
    read = browser.get(f"{home(nomination)}paper/").context["read"]
    browser.post(f"{home(nomination)}paper/", {**TICKED, "read": read})
    assert Dossier.objects.get().content["paper"]["received_on"] == "2023-05-10"
    late = begun(
        cast, edition, entered("9900000087", "Đơn vị khác Minh Họa"), received_on=edition.intake.ends_on
    )
    assert late.status == Nomination.Status.DRAFT
    other = entered("9900000094", "Đơn vị thứ ba Minh Họa")
    with pytest.raises(ValidationError) as refused:
        begun(cast, edition, other, received_on=edition.intake.ends_on + timedelta(days=1))
    assert "received_on" in refused.value.message_dict


def test_a_dossier_taken_over_after_the_deadline_comes_too_late(cast, edition, hoa, sign_in):
    nomination = keyed(cast, edition)
    actions.send_paper(nomination, email=EMAIL, by=cast.minh)
    accepted(nomination, hoa, sign_in)
    hoa = type(hoa).objects.get(pk=hoa.pk)
    actions.take_paper_over(nomination, by=hoa)
    edition.clock_at = calendar.end_of(edition.intake.ends_on) + timedelta(days=2)
    edition.save()
    actions.give_consents(nomination, CONSENTS, by=hoa)
    actions.request_endorsement(nomination, cast.body, by=hoa)
    with pytest.raises(ValidationError, match="kết thúc"):
        actions.submit(nomination, by=hoa)


def test_what_is_missing_keeps_the_unit_from_confirming(cast, edition, hoa, sign_in):
    nomination = begun(cast, edition)
    actions.send_paper(nomination, email=EMAIL, by=cast.minh)
    browser = accepted(nomination, hoa, sign_in)
    page = browser.get(f"{home(nomination)}paper/")
    assert "Còn thiếu" in page.content.decode()
    response = browser.post(f"{home(nomination)}paper/", {**TICKED, "read": page.context["read"]})
    assert response.status_code == 422
    paper = PaperDossier.objects.get()
    assert paper.status == PaperDossier.Status.ASKED and not Endorsement.objects.exists()


def test_declarations_are_given_one_by_one_by_the_unit(cast, edition, hoa, sign_in):
    nomination = keyed(cast, edition)
    actions.send_paper(nomination, email=EMAIL, by=cast.minh)
    browser = accepted(nomination, hoa, sign_in)
    page = browser.get(f"{home(nomination)}paper/")
    assert 'name="consent-is_true"' in page.content.decode() and "checked" not in page.content.decode()
    response = browser.post(
        f"{home(nomination)}paper/", {"consent-is_true": "on", "read": page.context["read"]}
    )
    assert response.status_code == 422 and not Dossier.objects.exists()


def test_the_link_is_for_its_address_and_the_last_one_counts(cast, edition, hoa, sign_in):
    nomination = keyed(cast, edition)
    actions.send_paper(nomination, email="sai@example.org", by=cast.minh)
    wrong = PaperInvitation.objects.get()
    assert (
        nomination.organization.name
        not in sign_in(cast.tung).get(f"/work/invitations/paper/{wrong.token}/").content.decode()
    )
    actions.send_paper(nomination, email=EMAIL, by=cast.minh)
    wrong.refresh_from_db()
    assert wrong.revoked_at is not None
    accepted(nomination, hoa, sign_in)
    assert Membership.objects.get(organization=nomination.organization).user == hoa


def test_those_who_represent_the_unit_are_told_and_a_stranger_s_address_is_not_asked_for(
    cast, edition, organization, sign_in
):
    nomination = keyed(cast, edition, organization)
    page = sign_in(cast.minh).get(desk(nomination)).content.decode()
    assert 'name="email"' not in page
    sign_in(cast.minh).post(f"{desk(nomination)}send/")
    assert not PaperInvitation.objects.exists()
    assert Notice.objects.get(template="nomination.paper_sent").recipient == cast.lan
    lan = sign_in(cast.lan)
    assert lan.get(home(nomination)).url == f"{home(nomination)}paper/"
    assert lan.get(f"{home(nomination)}sections/results/").status_code == 302
    assert lan.post(f"{home(nomination)}submit/", TICKED).url == f"{home(nomination)}paper/"
    with pytest.raises(ValidationError):
        actions.submit(nomination, by=cast.lan, consents=CONSENTS)
    assert lan.get(f"{home(nomination)}review/").url == f"{home(nomination)}paper/"
    assert not Dossier.objects.exists()


def test_nobody_keys_in_a_dossier_of_his_own_organisation(cast, edition):
    own = unit("Đơn vị của thư ký Minh Họa", cast.minh)
    with pytest.raises(PermissionDenied):
        begun(cast, edition, own)


def test_a_mistake_is_given_up_with_a_reason_and_the_unit_can_start(cast, edition, organization, sign_in):
    nomination = begun(cast, edition, organization)
    minh = sign_in(cast.minh)
    assert minh.post(f"{desk(nomination)}drop/").status_code == 422
    assert minh.post(f"{desk(nomination)}drop/", {"drop-reason": "Nhầm đơn vị."}).status_code == 302
    assert draft(organization, by=cast.lan, edition=edition).pk != nomination.pk


def test_the_journal_knows_the_steps_and_no_words(cast, edition, hoa, sign_in):
    confirmed(cast, edition, hoa, sign_in)
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {
        "nomination.keyed_in",
        "nomination.paper_sent",
        "nomination.paper_accepted",
        "nomination.paper_confirmed",
        "nomination.submitted",
    } <= verbs
    data = str(list(Entry.objects.values_list("data", flat=True)))
    assert EMAIL not in data and "Lúa Vàng" not in data


def test_the_list_of_paper_dossiers_costs_the_same_for_three(
    cast, edition, sign_in, django_assert_max_num_queries
):
    minh = sign_in(cast.minh)

    def count() -> int:
        minh.get("/work/2023/paper/")
        with django_assert_max_num_queries(12) as queries:
            assert minh.get("/work/2023/paper/").status_code == 200
        return len(queries)

    begun(cast, edition)
    for_one = count()
    begun(cast, edition, entered("9900000087", "Đơn vị khác Minh Họa"))
    begun(cast, edition, entered("9900000094", "Đơn vị thứ ba Minh Họa"))
    assert count() == for_one


def test_a_hand_that_was_on_a_file_when_the_unit_took_over_is_refused(cast, edition, organization):
    nomination = keyed(cast, edition, organization)
    row = Evidence.objects.select_related("nomination__paper").get()
    upload = actions.begin_upload(
        nomination, name="b.pdf", size=4, section="results", question="results", by=cast.minh
    )
    assert row.nomination.paper.is_written and upload.nomination.paper.is_written
    actions.take_paper_over(nomination, by=cast.lan)
    place = {"caption": "Khác", "section": "results", "criterion": ""}
    for deed in (
        lambda: actions.detach(row, by=cast.minh),
        lambda: actions.describe(row, by=cast.minh, **place),
        lambda: actions.shift(row, up=True, by=cast.minh),
        lambda: actions.replace(row, pdf("Khác"), by=cast.minh),
        lambda: actions.attach(
            row.nomination, pdf("Thêm"), section="results", question="results", by=cast.minh
        ),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert Evidence.objects.attached().get() == row and not row.caption
