"""Screening one dossier: every condition of the edition is looked at, with a note, before anything is accepted."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from awards.rehearsal import dossiers
from awards.rehearsal.players import gather
from dtportal.accounts.models import Appointment, Membership, User
from dtportal.demo.cast import create_person, give_second_factor
from dtportal.journal.models import Entry, Notice
from dtportal.journal.outbox import compose
from dtportal.roles import Can, roles_that
from dtportal.states import ImpossibleMove
from nominations import actions
from nominations.actions import Judgement
from nominations.models import Nomination, Verdict
from nominations.supplements import Asked
from nominations.tests.helpers import accepted, endorsed, examined, submitted, unit

pytestmark = pytest.mark.django_db
OBLIGATORY = ("sector_endorsed", "support", "strategy", "truthful", "lawful")


@pytest.fixture
def dossier(cast, organization, edition) -> Nomination:
    return endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)


@pytest.fixture
def mai(edition) -> User:
    """A second secretary."""
    user = create_person("mai@example.org", "Trần Thị Mai Minh Họa")
    give_second_factor(user)
    Appointment.objects.create(user=user, role=roles_that(Can.HAND_OVER)[0], edition=edition)
    return user


def address(nomination: Nomination, verb: str = "") -> str:
    return f"/work/2023/nominations/{nomination.reference}/{verb}"


def checklist(number: int = 1, **outcomes: str) -> dict[str, str | int]:
    return {f"check-{key}": outcome for key, outcome in outcomes.items()} | {"check-number": number}


def submitted_again(nomination: Nomination, cast) -> None:
    items = [Asked("results")]
    actions.return_for_additions(nomination, by=cast.minh, reason="Bổ sung số liệu.", items=items)
    row = nomination.answers.get(section="results")
    actions.save_section(nomination, "results", {"results": "Giảm 35%."}, version=row.version, by=cast.lan)
    actions.submit(nomination, by=cast.lan)
    endorsement = nomination.endorsements.get()
    actions.confirm_endorsement(endorsement, by=cast.khoa, number=2)


def test_minh_records_a_verdict_with_a_note_and_finds_it_again(cast, dossier, sign_in):
    minh = sign_in(cast.minh)
    page = minh.get(address(dossier)).content.decode()
    assert "Có chiến lược/ kế hoạch chuyển đổi số cụ thể" in page
    data = checklist(strategy="unclear", lawful="met") | {"check-strategy.note": "Hỏi lại ngày ban hành."}
    answer = minh.post(address(dossier, "checklist/?view=new"), data)
    assert answer.url == address(dossier, "?view=new#conditions")
    page = minh.get(address(dossier)).content.decode()
    assert "Hỏi lại ngày ban hành.</textarea>" in page
    filtered = minh.get(answer.url).content.decode()
    for door in (
        f"next/?after={dossier.reference}&amp;view=new",
        "nominations/?view=new",
        "accept/?view=new",
    ):
        assert door in filtered, "the filter of the queue stays"
    assert 'value="unclear" id="id_check-strategy_2" checked' in page
    assert f"{cast.minh.full_name}, 09:00 10/05/2023" in page
    entry = Entry.objects.get(verb="nomination.judged")
    assert entry.data["outcomes"] == {"strategy": "unclear", "lawful": "met"}
    assert "Hỏi lại" not in str(entry.data)


def test_nothing_is_accepted_before_every_obligatory_condition_is_met(cast, dossier, sign_in):
    minh = sign_in(cast.minh)
    minh.post(
        address(dossier, "checklist/"), checklist(**dict.fromkeys(OBLIGATORY[:-1], "met"), lawful="unclear")
    )
    page = minh.get(address(dossier)).content.decode()
    assert page.count('<a href="#c-') == 1 and '<a href="#c-lawful">' in page
    refused = minh.post(address(dossier, "accept/"))
    assert refused.status_code == 422
    assert "Chưa kết luận đạt: Quyết định 51/2010/QĐ-TTg" in refused.content.decode()
    version = Verdict.objects.get(condition="lawful").version
    minh.post(address(dossier, "checklist/"), checklist(lawful="met") | {"check-lawful.version": version})
    assert '<a href="#c-' not in minh.get(address(dossier)).content.decode()
    minh.post(address(dossier, "accept/"))
    assert Nomination.objects.get().status == Nomination.Status.ACCEPTED, (
        "criterion 4 is the council's to judge"
    )


def test_a_new_version_is_examined_anew_and_shows_what_was_found_before(cast, dossier, sign_in):
    minh = sign_in(cast.minh)
    examined(dossier, by=cast.minh)
    verdict = Verdict.objects.get(condition="strategy")
    judgement = Judgement("met", "Kế hoạch số 12, có dấu.", verdict.version)
    actions.judge(dossier, {"strategy": judgement}, by=cast.minh, number=1)
    submitted_again(dossier, cast)
    page = minh.get(address(dossier)).content.decode()
    assert "Phiên bản 1" in page and "cần xác nhận lại" in page and "Kế hoạch số 12, có dấu." in page
    with pytest.raises(ValidationError, match="Tiêu chí 3"):
        actions.accept(dossier, by=cast.minh)
    seen = {"check-strategy.note": "Kế hoạch số 12, có dấu."}
    minh.post(address(dossier, "checklist/"), checklist(2, lawful="unclear") | seen)
    found = Verdict.objects.filter(dossier__number=2)
    assert list(found.values_list("condition", "outcome")) == [("lawful", "unclear")], "nothing in passing"
    data = checklist(2, lawful="met") | seen | {"check-lawful.version": 1, "check-confirm": "1"}
    minh.post(address(dossier, "checklist/"), data)
    found = Verdict.objects.filter(dossier__number=2)
    assert set(found.values_list("outcome", flat=True)) == {"met"} and found.count() == 6
    assert found.get(condition="strategy").note == "Kế hoạch số 12, có dấu."
    assert Verdict.objects.filter(dossier__number=1).count() == 6
    assert actions.accept(dossier, by=cast.minh)


def test_a_version_that_was_not_read_is_not_judged(cast, dossier, sign_in):
    submitted_again(dossier, cast)
    data = checklist(1, strategy="met") | {"check-strategy.note": "Đã đọc."}
    answer = sign_in(cast.minh).post(address(dossier, "checklist/"), data)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Đã đọc.</textarea>" in page
    assert 'name="check-number" value="2"' in page
    assert not Verdict.objects.exists()


def test_two_secretaries_never_overwrite_each_other(cast, dossier, mai, sign_in):
    minh, other = sign_in(cast.minh), sign_in(mai)
    minh.post(address(dossier, "checklist/"), checklist(strategy="met"))
    data = checklist(strategy="not_met", support="met") | {"check-strategy.note": "Chưa có dấu."}
    answer = other.post(address(dossier, "checklist/"), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"{cast.minh.full_name} đã ghi “Đạt”" in page and "Chưa có dấu.</textarea>" in page
    assert Verdict.objects.get().outcome == "met"
    version = 'name="check-strategy.version" value="1"'
    assert version in page, "saving again replaces what was read"
    other.post(address(dossier, "checklist/"), data | {"check-strategy.version": 1})
    verdict = Verdict.objects.get(condition="strategy")
    assert (verdict.outcome, verdict.by, verdict.version) == ("not_met", mai, 2)


def test_a_script_is_answered_with_the_page_even_when_something_is_refused(cast, dossier, sign_in):
    data = {"check-number": 1, "check-strategy.note": "Chưa chọn."}
    answer = sign_in(cast.minh).post(address(dossier, "checklist/"), data, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "Đề nghị chọn kết luận cho điều kiện này." in answer.content.decode()


def test_a_refusal_names_the_conditions_and_keeps_the_notes(cast, dossier, sign_in):
    minh = sign_in(cast.minh)
    minh.post(
        address(dossier, "checklist/"),
        checklist(strategy="not_met", lawful="met") | {"check-strategy.note": "Bản sao, không dấu."},
    )
    words = {"decline-reason": "Không đủ điều kiện.", "decline-conditions": ["lawful"]}
    assert minh.post(address(dossier, "decline/"), words).status_code == 422
    assert (
        minh.post(address(dossier, "decline/"), words | {"decline-conditions": ["strategy"]}).status_code
        == 302
    )
    [mail] = [compose(n)[1] for n in Notice.objects.filter(template="nomination.declined")]
    page = sign_in(cast.lan).get(dossier.get_absolute_url()).content.decode()
    for text in (mail, page):
        assert "Tiêu chí 3: Có chiến lược/ kế hoạch chuyển đổi số" in text and "Không đủ điều kiện." in text
        assert "Bản sao, không dấu." not in text
    with pytest.raises(ImpossibleMove):
        actions.judge(dossier, {"support": Judgement("met")}, by=cast.minh, number=1)


def test_the_auditor_reads_notes_and_nobody_else_does(cast, dossier, sign_in):
    judgement = Judgement("unclear", "Ghi chú nội bộ của Ban Thư ký.")
    actions.judge(dossier, {"strategy": judgement}, by=cast.minh, number=1)
    page = {
        name: sign_in(getattr(cast, name)).get(dossier.get_absolute_url(), follow=True).content.decode()
        for name in ("lan", "khoa", "thao", "hanh", "minh")
    }
    readers = {name for name, text in page.items() if "Ghi chú nội bộ của Ban Thư ký." in text}
    assert readers == {"thao", "minh"}
    assert 'name="check-strategy"' not in page["thao"]
    actions.hold(dossier, by=cast.minh, reason="Chờ kết luận thanh tra.")
    page = sign_in(cast.thao).get(dossier.get_absolute_url()).content.decode()
    assert "Chờ kết luận thanh tra." in page, "whoever audits reads why"


def test_nobody_examines_the_dossier_of_his_own_organisation(cast, edition, sign_in):
    own = submitted(unit("Trường Minh Họa", cast.minh, "GD"), by=cast.minh, edition=edition, body=cast.body)
    minh = sign_in(cast.minh)
    page = minh.get(address(own)).content.decode()
    assert 'name="check-number"' not in page
    assert minh.post(address(own, "checklist/"), checklist(strategy="met")).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.judge(own, {"strategy": Judgement("met")}, by=cast.minh, number=1)


@pytest.mark.parametrize(
    ("key", "outcome"), [("nonsense", "met"), ("strategy", "perhaps"), ("services", "met")]
)
def test_only_conditions_and_outcomes_that_there_are(cast, dossier, key, outcome):
    with pytest.raises(ValidationError) as refused:
        actions.judge(dossier, {key: Judgement(outcome)}, by=cast.minh, number=1)
    assert key in refused.value.message_dict


def test_many_at_once_are_accepted_by_the_same_rule(cast, dossier, edition, sign_in):
    other = unit("Bệnh viện Số Minh Họa", cast.lan, "YT")
    fit = endorsed(other, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    examined(fit, by=cast.minh)
    data = {"deed_name": "accept", "rows": [dossier.pk, fit.pk], "found": ""}
    page = sign_in(cast.minh).post("/work/2023/nominations/deeds/", data, follow=True).content.decode()
    assert "Không thực hiện được với 1 hồ sơ:" in page and "Chưa kết luận đạt: Tiêu chí 1" in page
    assert Nomination.objects.accepted().get() == fit


def test_an_edition_without_conditions_accepts_as_before(cast, dossier, edition):
    edition.screening = {"days": 10}
    edition.save()
    assert accepted(dossier, by=cast.minh).status == Nomination.Status.ACCEPTED


def test_a_rehearsal_goes_on_from_what_was_recorded(cast, dossier, edition):
    """Whoever plays Minh and leaves finds his verdicts respected when the others play him."""
    other = unit("Bệnh viện Số Minh Họa", cast.lan, "YT")
    fit = endorsed(other, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    actions.judge(dossier, {"strategy": Judgement("not_met", "Bản sao.")}, by=cast.minh, number=1)
    actions.judge(fit, {"strategy": Judgement("unclear", "Chờ giải trình.")}, by=cast.minh, number=1)
    assert dossiers.screen(gather(edition), None) == 2
    dossier.refresh_from_db()
    assert dossier.status == Nomination.Status.DECLINED
    assert [rule.key for rule in dossier.screening_notes.get().rules] == ["strategy"]
    assert Nomination.objects.accepted().get() == fit
    assert Verdict.objects.get(dossier__nomination=fit, condition="strategy").note == "Chờ giải trình."


def test_whoever_joins_the_organisation_reads_no_notes_any_more(cast, dossier, mai, sign_in):
    judgement = Judgement("unclear", "Ghi chú nội bộ của Ban Thư ký.")
    actions.judge(dossier, {"strategy": judgement}, by=mai, number=1)
    actions.record_opinion(dossier, "tax", by=mai, outcome="waiting", authority="Cục Thuế Minh Họa")
    words = ("Ghi chú nội bộ của Ban Thư ký.", "Cục Thuế Minh Họa")
    page = sign_in(cast.minh).get(address(dossier)).content.decode()
    assert all(text in page for text in words)
    Membership.objects.create(user=cast.minh, organization=dossier.organization)
    page = sign_in(cast.minh).get(address(dossier)).content.decode()
    assert not any(text in page for text in words)
