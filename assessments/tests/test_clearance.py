"""Before anything opens: the undertaking, then the ties; and a member's own seat."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from assessments import actions, clearance
from assessments.models import Assignment, InterestDeclaration, Tie, Undertaking
from dtportal.accounts.models import User
from dtportal.programme.models import Edition
from nominations.models import Dossier

SIGN, TIES = "/work/2023/council/undertaking/", "/work/2023/council/interests/"


@pytest.fixture
def unsigned(cast, council, give_to, assigned):
    """Hạnh with a dossier on her list, as if she had neither signed nor stated anything."""
    assignment = give_to(cast.hanh, assigned())
    InterestDeclaration.objects.filter(user=cast.hanh).delete()
    Undertaking.objects.filter(user=cast.hanh).delete()
    return assignment


def doors(assignment: Assignment) -> list[str]:
    reference = assignment.entry.nomination.reference
    evidence = assignment.entry.nomination.evidence.get().pk
    return [
        "/work/appraisal/",
        "/work/appraisal/declare/",
        f"/work/appraisal/{assignment.pk}/",
        f"/work/appraisal/{assignment.pk}/recuse/",
        f"/work/appraisal/dossiers/{reference}/",
        f"/work/appraisal/dossiers/{reference}/pdf/",
        f"/work/appraisal/evidence/{evidence}/",
        "/work/2023/sessions/",
        "/work/2023/sessions/1/",
        "/work/motions/1/",
        "/work/2023/roll/",
    ]


def test_nothing_opens_before_both_are_done(cast, unsigned, sign_in):
    browser = sign_in(cast.hanh)
    for door in doors(unsigned):
        assert browser.get(door)["Location"] == SIGN, door
    # Not even a number of what waits behind the door.
    [only] = browser.get("/work/").context["tasks"]
    assert (only.url, only.count) == (SIGN, None)
    assert browser.get(TIES)["Location"] == SIGN
    kept = browser.post(f"/work/appraisal/{unsigned.pk}/draft/", {"version": 0})
    assert (kept.status_code, kept["X-Waits-For"]) == (403, "undertaking")
    assert browser.post(SIGN, {"version": 1}).status_code == 422
    assert browser.post(SIGN, {"version": 1, "agreed": "on"})["Location"] == TIES
    for door in doors(unsigned):
        assert browser.get(door)["Location"] == TIES, door
    assert browser.post(TIES)["Location"] == "/work/appraisal/"
    assert browser.get("/work/appraisal/").context["queue"].counts["all"] == 1
    assert browser.get("/work/appraisal/declare/").status_code == 200


def test_the_chair_sees_no_round_and_no_number_either(cast, unsigned, sign_in):
    Undertaking.objects.filter(user=cast.dung).delete()
    browser = sign_in(cast.dung)
    for door in ("/work/2023/rounds/", "/work/2023/rounds/1/", "/work/2023/roll/", "/work/2023/dashboard/"):
        assert browser.get(door)["Location"] == SIGN, door


def test_the_actions_ask_as_well(cast, edition, unsigned):
    with pytest.raises(PermissionDenied):
        actions.state_interest(unsigned, by=cast.hanh, has_conflict=False)
    with pytest.raises(PermissionDenied):
        actions.declare_interests(edition, by=cast.hanh)
    with pytest.raises(PermissionDenied):
        actions.sign_undertaking(edition, by=cast.lan, version=1)
    assert Assignment.objects.get(pk=unsigned.pk).status == Assignment.Status.OFFERED


def test_the_words_that_were_read_stay_and_another_version_is_signed_anew(cast, edition, unsigned, sign_in):
    actions.sign_undertaking(edition, by=cast.hanh, version=1)
    actions.declare_interests(edition, by=cast.hanh)
    signed = Undertaking.objects.get(user=cast.hanh)
    assert signed.text == edition.undertaking["text"]
    with pytest.raises(DatabaseError), transaction.atomic():
        Undertaking.objects.filter(pk=signed.pk).update(text="Khác")
    Edition.objects.filter(pk=edition.pk).update(
        undertaking={**edition.undertaking, "version": 2, "text": "Nội dung mới."}
    )
    browser = sign_in(cast.hanh)
    assert browser.get("/work/appraisal/")["Location"] == SIGN
    # The page she had open still says version 1: she reads the new one first.
    browser.post(SIGN, {"version": 1, "agreed": "on"})
    assert Undertaking.objects.filter(user=cast.hanh).count() == 1
    assert "Nội dung mới." in browser.get(SIGN).content.decode()
    browser.post(SIGN, {"version": 2, "agreed": "on"})
    assert browser.get("/work/appraisal/").status_code == 200
    assert Undertaking.objects.get(pk=signed.pk).text == edition.undertaking["text"]


def test_an_edition_without_words_asks_for_none(cast, edition, unsigned):
    Edition.objects.filter(pk=edition.pk).update(undertaking={})
    hanh = User.objects.get(pk=cast.hanh.pk)
    [waiting] = clearance.waiting_for(hanh)
    assert waiting.step is clearance.Step.INTERESTS


def test_an_employer_that_is_stated_closes_its_dossier_at_once(cast, council, give_to, assigned, sign_in):
    mine = give_to(cast.hanh, assigned())
    unit = mine.entry.nomination.organization
    browser = sign_in(cast.hanh)
    found = browser.get(f"{TIES}search/", {"q": "minh hoa so 1"}).content.decode()
    assert unit.name in found
    browser.post(f"{TIES}add/", {"kind": "employer", "q": "x", "choice": f"organization:{unit.pk}"})
    tie = Tie.objects.get()
    assert (tie.user, tie.organization, tie.kind) == (cast.hanh, unit, "employer")
    mine.refresh_from_db()
    assert mine.status == Assignment.Status.RECUSED
    assert browser.get("/work/appraisal/").context["queue"].counts["all"] == 0
    page = browser.get("/work/appraisal/declare/").content.decode()
    assert unit.name in page
    assert mine.entry.nomination.reference not in page


def test_what_the_portal_does_not_know_is_kept_as_typed(cast, council, accepted, sign_in):
    browser = sign_in(cast.hanh)
    assert browser.post(f"{TIES}add/", {"kind": "adviser", "q": "0123456789"}).status_code == 422
    assert browser.post(f"{TIES}add/", {"kind": "adviser", "q": ""}).status_code == 422
    assert browser.post(f"{TIES}add/", {"q": "Viện Nghiên cứu X"}).status_code == 422
    browser.post(f"{TIES}add/", {"kind": "adviser", "q": "0100233488", "note": "2022"})
    browser.post(f"{TIES}add/", {"kind": "family", "q": "Công ty Minh Họa số 2", "choice": "typed"})
    assert [tie.to for tie in Tie.objects.all()] == ["0100233488", "Công ty Minh Họa số 2"]
    # Registered later, under that very name.
    nomination = accepted(2)
    round = actions.open_round(nomination.edition, [nomination], by=cast.minh)
    readers = {assignment.member.user for assignment in actions.assign(round, by=cast.minh)}
    assert cast.hanh not in readers


def test_a_tie_stated_in_error_is_struck_out_with_a_reason_and_stays(cast, council, sign_in):
    browser = sign_in(cast.hanh)
    browser.post(f"{TIES}add/", {"kind": "employer", "q": "Viện Nghiên cứu X"})
    tie = Tie.objects.get()
    browser.post(f"{TIES}{tie.pk}/end/", {"reason": " "})
    assert Tie.objects.standing().exists()
    browser.post(f"{TIES}{tie.pk}/end/", {"reason": "Nhầm tên."})
    assert not Tie.objects.standing().exists()
    assert "Nhầm tên." in browser.get(TIES).content.decode()
    assert sign_in(cast.dung).post(f"{TIES}{tie.pk}/end/", {"reason": "x"}).status_code == 404


def test_nobody_reads_the_ties_of_another(cast, council, sign_in):
    sign_in(cast.hanh).post(f"{TIES}add/", {"kind": "employer", "q": "Viện Nghiên cứu Kín"})
    for person, page in ((cast.dung, TIES), (cast.minh, "/work/2023/council/")):
        assert "Viện Nghiên cứu Kín" not in sign_in(person).get(page).content.decode()


def test_a_member_states_his_own_expertise_and_limits(cast, council, edition, sign_in):
    browser = sign_in(cast.hanh)
    levels = {f"level-{sector.code}": "0" for sector in edition.sectors.all()}
    own = {"keywords": "dữ liệu mở", "min_load": "2", "max_load": "9", "available_until": "30/06/2023"}
    page = "/work/2023/council/me/"
    assert browser.post(page, {**levels, **own, "min_load": "10"}).status_code == 422
    browser.post(page, {**levels, **own, "level-GT": "3", "position": "Chủ tịch", "body": "1"})
    seat = council.seats[cast.hanh.pk]
    seat.refresh_from_db()
    assert (seat.keywords, seat.min_load, seat.max_load, seat.position, seat.body) == (
        "dữ liệu mở", 2, 9, "", None,
    )  # fmt: skip
    assert [(row.sector.code, row.level) for row in seat.expertise.all()] == [("GT", 3)]
    # Minh sees it, and the mark that everything is signed.
    listed = sign_in(cast.minh).get("/work/2023/council/")
    row = next(row for row in listed.context["seats"] if row.member == seat)
    assert row.is_ready
    assert [known.level for known in row.matrix if known.sector.code == "GT"] == [3]


def test_whose_tenure_is_over_reads_nothing_any_more(cast, council, edition, give_to, assigned, sign_in):
    mine = give_to(cast.hanh, assigned())
    seat = council.seats[cast.hanh.pk]
    seat.serves_until = edition.clock_at.date().replace(day=1)
    seat.save()
    browser = sign_in(cast.hanh)
    assert browser.get("/work/appraisal/").context["queue"].counts["all"] == 0
    assert browser.get(f"/work/appraisal/{mine.pk}/").status_code == 404
    assert Dossier.objects.exists()
