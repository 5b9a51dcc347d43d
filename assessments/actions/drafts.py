"""Conclusions before they are concluded: suggested from scores and wishes, worded by people, approved by the chair."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments import scoring
from assessments.actions.session import beat, locked_item
from assessments.agenda import closed_in
from assessments.councils import seat_of
from assessments.leading import require_lead
from assessments.models import (
    AgendaItem,
    Conclusion,
    ConclusionDraft,
    DraftAdvice,
    Help,
    Mark,
    Round,
    RoundEntry,
    Scoresheet,
)
from assessments.naming import refuse_names
from dtportal.access import require
from dtportal.journal.recording import record
from dtportal.programme import clock
from dtportal.programme.models import Criterion, Edition
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from nominations.models import Dossier, Nomination
from nominations.reading import words_of

BATCH = 200
MOST_ADVICE = 5
SECTION_OF_WISHES = "support"
# Which kind of help a weak criterion asks for; what is not listed is a matter of application.
HELP_WITH = {
    "strategy": Help.TRAINING,
    "people": Help.TRAINING,
    "leadership": Help.TRAINING,
    "data": Help.PLATFORM,
    "services": Help.PLATFORM,
}


class StaleDraft(ImpossibleMove):
    """Somebody has saved other words meanwhile."""


def results(item: AgendaItem) -> tuple[dict, dict, Counter]:
    """Official score, criterion means and number of valid sheets of all readings, each by nomination id."""
    sheets = Scoresheet.objects.valid().filter(
        assignment__entry__nomination__agenda_entries__item=item,
        assignment__entry__round__status=Round.Status.CLOSED,
    )
    marks = list(
        Mark.objects.filter(scoresheet__in=sheets.values("pk")).values_list(
            "scoresheet", "scoresheet__assignment__entry__nomination", "criterion__code", "value"
        )
    )
    totals: Counter[int] = Counter()
    owner: dict[int, int] = {}
    for sheet, nomination, _code, value in marks:
        totals[sheet] += value
        owner[sheet] = nomination
    order = list(owner)
    official = scoring.official([owner[sheet] for sheet in order], [totals[sheet] for sheet in order])
    means = scoring.criterion_means(
        [nomination for _s, nomination, _c, _v in marks],
        [code for _s, _n, code, _v in marks],
        [value for _s, _n, _c, value in marks],
    )
    return official, means, Counter(owner.values())


def suggest(item: AgendaItem) -> list[ConclusionDraft]:
    """A draft for every dossier of a motion, two recommendations from the weakest criteria and one that answers the
    wish the unit wrote down. What people have worded already stays; the number of queries does not grow."""
    nominations = {n.pk: n for n in Nomination.objects.filter(agenda_entries__item=item)}
    # Suggestions that nobody touched are made anew: scores may have been added since.
    ConclusionDraft.objects.filter(nomination__in=nominations, version=1, feedback="", verdict="").delete()
    worded = set(
        ConclusionDraft.objects.filter(nomination__in=nominations).values_list("nomination", flat=True)
    )
    fresh = [ConclusionDraft(nomination=n) for pk, n in nominations.items() if pk not in worded]
    drafts = ConclusionDraft.objects.bulk_create(fresh, batch_size=BATCH)
    _official, means, _sheets = results(item)
    DraftAdvice.objects.bulk_create(_advice(item.edition, drafts, means), batch_size=BATCH)
    return drafts


def _advice(edition: Edition, drafts: Sequence[ConclusionDraft], means: dict) -> list[DraftAdvice]:
    rubrics: dict[str, dict[str, Criterion]] = {}
    for criterion in Criterion.objects.filter(edition=edition):
        rubrics.setdefault(criterion.group, {})[criterion.code] = criterion
    entries = RoundEntry.objects.filter(nomination__in=[draft.nomination_id for draft in drafts])
    frozen = dict(entries.order_by("pk").values_list("nomination", "dossier"))
    dossiers = Dossier.objects.in_bulk(frozen.values())
    rows = []
    # The council's documents are written in Vietnamese, whoever presses the button.
    with override("vi"):
        for draft in drafts:
            rubric = rubrics.get(draft.nomination.group, {})
            weights = {code: criterion.weight for code, criterion in rubric.items()}
            for code in scoring.weakest(means.get(draft.nomination_id, {}), weights, 2):
                kind = HELP_WITH.get(code, Help.APPLICATION)
                rows.append(DraftAdvice(draft=draft, kind=kind, text=_sentence(kind, rubric[code].name)))
            wish = wish_of(dossiers[frozen[draft.nomination_id]]) if draft.nomination_id in frozen else ""
            if wish:
                text = _("The organisation wishes for support: “%(wish)s”") % {"wish": _cut(wish, 300)}
                rows.append(DraftAdvice(draft=draft, kind=Help.APPLICATION, text=text))
    return rows


def _sentence(kind: str, criterion: str) -> str:
    if kind == Help.TRAINING:
        text = _("Training and advice on “%(criterion)s” through the programme's seminars and experts.")
    elif kind == Help.PLATFORM:
        text = _("A shared platform that strengthens “%(criterion)s”, chosen with the programme's advice.")
    else:
        text = _(
            "An application project on “%(criterion)s”, after the example of an outstanding organisation."
        )
    return text % {"criterion": criterion}


def wish_of(dossier: Dossier) -> str:
    """What a frozen dossier says under “support wished for”, on one line."""
    return " ".join(" ".join(words_of(dossier, SECTION_OF_WISHES)).split())


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0].rstrip(" ,;:.") + " …"


# --- What people make of it --------------------------------------------------------------------------


@transaction.atomic
def word_draft(
    draft: ConclusionDraft,
    *,
    by: Any,
    version: int,
    advice: Iterable[tuple[str, str]],
    feedback: str | None = None,
    verdict: str | None = None,
) -> ConclusionDraft:
    """Save the recommendations (kind, text), and what else is given, upon the `version` they were typed upon.

    The feedback to the organisation is written by a member; new words need a new approval. A verdict other than the
    score's is proposed in a motion on the single dossier, before its ballot. Raises StaleDraft, and ValidationError
    where the words name a member of the council.
    """
    item = item_of(draft)
    item = locked_item(item)
    draft = (
        ConclusionDraft.objects.select_for_update(of=("self",)).select_related("nomination").get(pk=draft.pk)
    )
    _require_wording(by, item, draft)
    if version != draft.version:
        raise StaleDraft(_("Somebody has changed this draft meanwhile. Compare and save again."))
    rows = [(kind, " ".join(text.split())) for kind, text in advice if text.strip()]
    if len(rows) > MOST_ADVICE or any(kind not in Help.values or len(text) > 400 for kind, text in rows):
        raise ValidationError(_("At most five recommendations of 400 characters, each of a kind."))
    refuse_names(item.edition, feedback or "", *(text for _kind, text in rows))
    if feedback is not None and feedback.strip() != draft.feedback:
        seat = seat_of(by, item.session.edition_id)
        if seat is None or not by.can(Can.VOTE, item.access_scope()):
            raise PermissionDenied(
                _("The feedback to the organisation is written by a member of the council.")
            )
        draft.feedback, draft.feedback_from = feedback.strip(), seat
        draft.approved_at = draft.approved_by = None
    if verdict is not None and verdict != draft.verdict:
        if item.kind != AgendaItem.Kind.DOSSIER or item.status != AgendaItem.Status.PLANNED:
            raise ImpossibleMove(
                _("Another verdict is proposed by a motion on this dossier, before its ballot.")
            )
        draft.verdict = verdict
    draft.version += 1
    draft.save()
    draft.advice.all().delete()
    DraftAdvice.objects.bulk_create(DraftAdvice(draft=draft, kind=kind, text=text) for kind, text in rows)
    beat(item.session)
    record("conclusion.worded", draft.nomination, by=by, version=draft.version)
    return draft


@transaction.atomic
def approve_feedback(item: AgendaItem, *, by: Any) -> int:
    """Whoever leads the item approves every feedback of it that waits; returns how many."""
    item = locked_item(item)
    require_lead(by, item.session, item)
    waiting = waiting_feedback(item)
    drafts = list(waiting.select_related("nomination"))
    for draft in drafts:
        refuse_names(item.edition, draft.feedback)
    waiting.update(approved_at=clock.now(item.edition), approved_by=by)
    if drafts:
        beat(item.session)
        record("feedback.approved", item, by=by, drafts=len(drafts))
    return len(drafts)


def waiting_feedback(item: AgendaItem):
    """Drafts of a motion whose feedback nobody has approved yet."""
    return ConclusionDraft.objects.filter(
        nomination__agenda_entries__item=item, nomination__conclusion=None, approved_at=None
    ).exclude(feedback="")


def item_of(draft: ConclusionDraft) -> AgendaItem:
    """The motion that will conclude on the draft's dossier: the latest that has not failed."""
    items = AgendaItem.objects.filter(entries__nomination=draft.nomination_id, kind__in=AgendaItem.CONCLUDING)
    found = items.exclude(status=AgendaItem.Status.REJECTED).order_by("-pk").first()
    if found is None:
        raise ImpossibleMove(_("The dossier is not on the agenda."))
    return found


def _require_wording(by: Any, item: AgendaItem, draft: ConclusionDraft) -> None:
    """The secretariat and the members, but nobody to whom the dossier is closed, and nobody afterwards."""
    scope = item.access_scope()
    if not (by.can(Can.PREPARE_SESSION, scope) or by.can(Can.VOTE, scope)):
        require(by, Can.PREPARE_SESSION, item)
    if set(item.entries.values_list("nomination", flat=True)) & closed_in(item.session, by):
        raise PermissionDenied(_("A conflict of interest recuses you from this motion."))
    if Conclusion.objects.filter(nomination=draft.nomination_id).exists():
        raise ImpossibleMove(_("The council has concluded; its conclusion stays as it is."))
