"""From the suggestion to the conclusion: what people word, what the chair approves, what stays for ever."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from assessments import actions, conflicts
from assessments.models import (
    AgendaItem,
    Conclusion,
    ConclusionDraft,
    CouncilSession,
    Recommendation,
    Scoresheet,
)
from assessments.naming import named
from assessments.tests.deeds import open_with
from dtportal.programme.models import Edition
from dtportal.states import ImpossibleMove

Verdict = Conclusion.Verdict


@pytest.fixture
def session(cast, council, edition) -> CouncilSession:
    return actions.plan_session(edition, by=cast.minh, title="Phiên họp")


@pytest.fixture
def item(cast, council, session, scored) -> AgendaItem:
    nomination = scored().entries.get().nomination
    put = actions.put_dossier(session, nomination, by=cast.minh)
    open_with(session, council.users, by=cast.dung)
    return put


@pytest.fixture
def draft(item) -> ConclusionDraft:
    return ConclusionDraft.objects.get()


def carry(item, council, cast) -> None:
    actions.open_ballot(item, by=cast.dung)
    for user in council.users:
        actions.vote(item, by=user, choice="for")
    actions.close_ballot(item, by=cast.dung)


def url(item) -> str:
    return f"/work/motions/{item.pk}/{item.entries.get().nomination.reference}/"


def form(draft, *rows, **more) -> dict:
    data = {"version": draft.version, "advice-TOTAL_FORMS": len(rows), "advice-INITIAL_FORMS": 0}
    for number, (kind, text) in enumerate(rows):
        data |= {f"advice-{number}-kind": kind, f"advice-{number}-text": text}
    return data | more


def test_a_dossier_on_the_agenda_has_its_suggestions(draft):
    advice = list(draft.advice.values_list("kind", "text"))
    assert 1 <= len(advice) <= 3
    assert any("dữ liệu dùng chung" in text for _kind, text in advice)


def test_what_people_word_is_what_is_concluded(cast, council, item, draft, sign_in):
    minh, hanh = sign_in(cast.minh), sign_in(cast.hanh)
    minh.post(url(item), form(draft, ("platform", "Dùng nền tảng dữ liệu chung."), ("training", "")))
    draft.refresh_from_db()
    answer = hanh.post(
        url(item),
        form(draft, ("platform", "Dùng nền tảng dữ liệu chung."), feedback="Nên công bố số liệu hằng năm."),
    )
    assert answer.status_code == 302
    carry(item, council, cast)
    with pytest.raises(ValidationError, match="chờ phê duyệt"):
        actions.conclude(item, by=cast.dung)
    dung = sign_in(cast.dung)
    assert "Nên công bố số liệu hằng năm." in dung.get(f"/work/motions/{item.pk}/").content.decode()
    dung.post(f"/work/motions/{item.pk}/approve/")
    (conclusion,) = actions.conclude(item, by=cast.dung)
    assert conclusion.remark == "Nên công bố số liệu hằng năm."
    assert list(Recommendation.objects.values_list("kind", "text")) == [
        ("platform", "Dùng nền tảng dữ liệu chung.")
    ]
    draft.refresh_from_db()
    late = minh.post(url(item), form(draft, ("training", "Quá muộn")))
    assert late.status_code == 409
    assert "Quá muộn" in late.content.decode(), "what was typed can still be copied"
    for reader in (minh, hanh, dung):
        page = reader.get(f"/work/motions/{item.pk}/").content.decode()
        assert "Nên công bố số liệu hằng năm." in page and "Dùng nền tảng dữ liệu chung." in page
        assert "70,00" in page
    assert list(Recommendation.objects.values_list("text", flat=True)) == ["Dùng nền tảng dữ liệu chung."]


def test_the_secretariat_does_not_write_the_feedback(cast, item, draft, sign_in):
    assert 'name="feedback"' not in sign_in(cast.minh).get(url(item)).content.decode()
    with pytest.raises(PermissionDenied):
        actions.word_draft(draft, by=cast.minh, version=draft.version, advice=[], feedback="Của thư ký")


def test_new_words_need_a_new_approval(cast, item, draft):
    actions.word_draft(draft, by=cast.hanh, version=1, advice=[], feedback="Lần một")
    assert actions.approve_feedback(item, by=cast.dung) == 1
    draft.refresh_from_db()
    assert draft.approved_by == cast.dung
    draft = actions.word_draft(draft, by=cast.hanh, version=2, advice=[], feedback="Lần hai")
    assert draft.approved_at is None
    with pytest.raises(PermissionDenied):
        actions.approve_feedback(item, by=cast.hanh)


@pytest.mark.parametrize(
    "words",
    [
        "Theo ủy viên Mai Thu An, đơn vị nên…",
        "theo uy vien MAI THU AN don vi nen",
        "Ý kiến của “Mai  Thu\nAn”.",
    ],
)
def test_what_the_unit_reads_names_no_member(cast, council, item, draft, sign_in, words):
    answer = sign_in(cast.hanh).post(url(item), form(draft, feedback=words))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "không được nêu tên thành viên Hội đồng: Mai Thu An" in page
    draft.refresh_from_db()
    assert draft.feedback == ""
    refused = sign_in(cast.minh).post(url(item), form(draft, ("training", words)))
    assert refused.status_code == 422


def test_words_that_only_contain_a_name_are_no_name(council, edition):
    assert named(edition, "Khuyến mai thu anh hùng") == []
    assert named(edition, "Bà Mai Thu An.") == ["Mai Thu An"]


@pytest.mark.parametrize(
    "words", ["Theo chị Giang, đơn vị làm tốt.", "PGS. TS. Cao Giang nhận xét.", "Ông Bảo."]
)
def test_a_given_name_after_a_word_of_respect_is_a_name(council, edition, words):
    assert len(named(edition, words)) == 1


@pytest.mark.parametrize(
    "words", ["Đơn vị có An toàn thông tin tốt.", "Tỉnh Bắc Giang", "Bảo đảm an ninh", "Ông ấy bảo"]
)
def test_the_same_syllable_without_respect_is_none(council, edition, words):
    assert named(edition, words) == []


def test_who_steps_back_after_the_conclusion_moves_no_score(cast, council, item, sign_in):
    """The council's word rests on the sheets that it had; whoever sees the line must not be able to move it."""
    carry(item, council, cast)
    (conclusion,) = actions.conclude(item, by=cast.dung)
    nomination = conclusion.nomination
    reader = Scoresheet.objects.valid().first().assignment.member.user
    sign_in(reader).post(f"/work/appraisal/dossiers/{nomination.reference}/recuse/", {"ground": "family"})
    assert conflicts.closed_to(reader).filter(pk=nomination.pk).exists()
    assert Scoresheet.objects.valid().filter(assignment__entry__nomination=nomination).count() == 3
    assert sign_in(reader).get(f"/work/motions/{item.pk}/").status_code == 404


def test_two_who_word_a_draft_do_not_overwrite_each_other(cast, item, draft, sign_in):
    data = form(draft, ("training", "Của người thứ nhất"))
    sign_in(cast.minh).post(url(item), data)
    stale = sign_in(cast.hanh).post(url(item), form(draft, ("training", "Của người thứ hai")))
    assert stale.status_code == 409
    page = stale.content.decode()
    assert "Của người thứ nhất" in page and "Của người thứ hai" in page
    assert list(draft.advice.values_list("text", flat=True)) == ["Của người thứ nhất"]


def test_a_single_dossier_may_be_concluded_against_its_score(cast, council, edition, session, scored):
    Edition.objects.filter(pk=edition.pk).update(pass_mark=71)
    item = actions.put_dossier(session, scored().entries.get().nomination, by=cast.minh)
    open_with(session, council.users, by=cast.dung)
    draft = ConclusionDraft.objects.get()
    actions.word_draft(draft, by=cast.minh, version=1, advice=[], verdict=Verdict.OUTSTANDING)
    actions.open_ballot(item, by=cast.dung)
    with pytest.raises(ImpossibleMove):
        actions.word_draft(draft, by=cast.minh, version=2, advice=[], verdict="")
    for user in council.users:
        actions.vote(item, by=user, choice="for")
    actions.close_ballot(item, by=cast.dung)
    assert actions.conclude(item, by=cast.dung)[0].verdict == Verdict.OUTSTANDING


def test_on_a_list_the_score_decides(cast, council, session, scored):
    nomination = scored().entries.get().nomination
    actions.put_conclusions(session, [nomination], by=cast.minh, title="Danh sách")
    with pytest.raises(ImpossibleMove):
        actions.word_draft(
            ConclusionDraft.objects.get(), by=cast.minh, version=1, advice=[], verdict=Verdict.OUTSTANDING
        )


def test_suggestions_nobody_touched_follow_the_scores_worded_ones_stay(cast, council, session, scored):
    nominations = [entry.nomination for entry in scored(2).entries.select_related("nomination")]
    first = actions.put_conclusions(session, nominations, by=cast.minh, title="Danh sách")
    kept, dropped = ConclusionDraft.objects.order_by("nomination__reference")
    actions.word_draft(kept, by=cast.minh, version=1, advice=[("training", "Giữ lại")])
    actions.take_off(first, by=cast.minh)
    actions.put_conclusions(session, nominations, by=cast.minh, title="Lần nữa")
    assert ConclusionDraft.objects.get(nomination=kept.nomination).pk == kept.pk
    assert ConclusionDraft.objects.get(nomination=dropped.nomination).pk != dropped.pk


def test_a_conclusion_stays_as_it_is_also_for_whoever_reaches_the_database(cast, council, item):
    carry(item, council, cast)
    (conclusion,) = actions.conclude(item, by=cast.dung)
    for change in (
        lambda: Conclusion.objects.update(verdict=Verdict.NOT_YET),
        lambda: conclusion.save(),
        lambda: Recommendation.objects.update(text="Khác"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    # Of a rehearsal: it can be wiped.
    assert conclusion.is_rehearsal
    conclusion.delete()


def test_a_conclusion_of_a_live_edition_is_never_removed(cast, council, edition, item):
    carry(item, council, cast)
    Edition.objects.filter(pk=edition.pk).update(kind="live", clock_at=None)
    (conclusion,) = actions.conclude(item, by=cast.dung)
    for row in (conclusion, conclusion.recommendations.first()):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.delete()
