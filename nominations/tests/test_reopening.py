"""A decision is taken back with a reason, as long as nothing builds upon it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessments import actions as assessments
from dtportal.journal.models import Entry, Notice
from dtportal.journal.outbox import compose
from dtportal.states import ImpossibleMove
from nominations import actions
from nominations.models import Nomination
from nominations.supplements import Asked
from nominations.tests.helpers import accepted, draft, endorsed, submitted, unit

pytestmark = pytest.mark.django_db
Status = Nomination.Status


@pytest.fixture
def dossier(cast, organization, edition) -> Nomination:
    return endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)


def decide(nomination: Nomination, status: str, by) -> Nomination:
    decisions = {
        Status.ACCEPTED: lambda: accepted(nomination, by=by),
        Status.DECLINED: lambda: actions.decline(
            nomination, by=by, reason="Không đủ điều kiện.", rule="Điều 4."
        ),
        Status.ON_HOLD: lambda: actions.hold(nomination, by=by, reason="Chờ xác minh."),
        Status.RETURNED: lambda: actions.return_for_additions(
            nomination, by=by, reason="Bổ sung.", items=[Asked("results")]
        ),
    }
    return decisions[status]()


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.DECLINED, Status.ON_HOLD, Status.RETURNED])
def test_minh_takes_a_decision_back_and_everybody_is_told_why(cast, dossier, sign_in, status):
    decide(dossier, status, cast.minh)
    minh, url = sign_in(cast.minh), f"/work/2023/nominations/{dossier.reference}/"
    assert "Rút lại quyết định" in minh.get(url).content.decode()
    assert minh.post(f"{url}reopen/", {"reopen-reason": " "}).status_code == 422
    words = {"reopen-reason": "Nhầm hồ sơ khi ra quyết định."}
    assert minh.post(f"{url}reopen/?view=mine", words).url == f"{url}?view=mine#main"
    dossier.refresh_from_db()
    assert (dossier.status, dossier.slot, dossier.accepted_at) == (Status.SUBMITTED, None, None)
    told = Notice.objects.filter(template="nomination.reopened")
    assert {notice.recipient for notice in told} == {cast.lan, cast.khoa}
    assert all("Nhầm hồ sơ khi ra quyết định." in compose(notice)[1] for notice in told)
    page = sign_in(cast.lan).get(dossier.get_absolute_url()).content.decode()
    assert "Nhầm hồ sơ khi ra quyết định." in page and "Ban Thư ký rút lại quyết định" in page
    assert Entry.objects.get(verb="nomination.reopened").data["was"] == status
    with pytest.raises(ImpossibleMove):
        actions.reopen(dossier, by=cast.minh, reason="Lần nữa.")


def test_the_place_is_free_again(cast, dossier, edition):
    accepted(dossier, by=cast.minh)
    rival = unit("Vận tải Sóng Xanh Minh Họa", cast.lan)
    second = endorsed(rival, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    with pytest.raises(ValidationError):
        accepted(second, by=cast.minh, reason="Kết quả rõ hơn.")
    actions.reopen(dossier, by=cast.minh, reason="Đơn vị đề nghị xem lại.")
    assert accepted(second, by=cast.minh, reason="Kết quả rõ hơn.").slot == 1


def test_what_the_council_has_is_not_taken_back(cast, dossier, edition, sign_in):
    accepted(dossier, by=cast.minh)
    assessments.open_round(edition, [dossier], by=cast.minh, name="Đợt một")
    url = f"/work/2023/nominations/{dossier.reference}/"
    answer = sign_in(cast.minh).post(f"{url}reopen/", {"reopen-reason": "Nhầm."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Hồ sơ đã được chuyển cho Hội đồng (Đợt một)" in page and "Nhầm.</textarea>" in page
    dossier.refresh_from_db()
    assert dossier.status == Status.ACCEPTED


def test_a_supplement_that_was_begun_is_waited_for(cast, dossier):
    decide(dossier, Status.RETURNED, cast.minh)
    row = dossier.answers.get(section="results")
    actions.save_section(dossier, "results", {"results": "Giảm 35%."}, version=row.version, by=cast.lan)
    with pytest.raises(ValidationError, match="đã bắt đầu bổ sung"):
        actions.reopen(dossier, by=cast.minh, reason="Không cần nữa.")


def test_an_organisation_that_started_anew_is_not_put_back(cast, dossier, organization, edition):
    actions.decline(dossier, by=cast.minh, reason="Không đủ điều kiện.", rule="Điều 4.")
    other = draft(organization, by=cast.lan, edition=edition)
    with pytest.raises(ValidationError, match=other.reference):
        actions.reopen(dossier, by=cast.minh, reason="Xem lại.")


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.DECLINED, Status.ON_HOLD])
def test_only_the_secretariat_leads_a_decided_dossier_back(cast, dossier, status):
    decide(dossier, status, cast.minh)
    for deed in (actions.submit, actions.take_back):
        with pytest.raises(ImpossibleMove):
            deed(dossier, by=cast.lan)
    dossier.refresh_from_db()
    assert dossier.status == status


def test_taking_back_is_the_secretariats_and_never_for_ones_own(cast, dossier, edition):
    actions.hold(dossier, by=cast.minh, reason="Chờ.")
    for person in (cast.lan, cast.khoa, cast.hanh, cast.thao, cast.oanh):
        with pytest.raises(PermissionDenied):
            actions.reopen(dossier, by=person, reason="Xem lại.")
    own = submitted(unit("Trường Minh Họa", cast.minh, "GD"), by=cast.minh, edition=edition, body=cast.body)
    with pytest.raises(PermissionDenied):
        actions.reopen(own, by=cast.minh, reason="Xem lại.")
