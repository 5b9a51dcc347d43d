"""The council's word on hundreds of dossiers at once, taken from their drafts."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions.drafts import BATCH, results, suggest
from assessments.actions.session import beat, locked_item
from assessments.leading import require_lead
from assessments.models import (
    AgendaItem,
    Conclusion,
    ConclusionDraft,
    Recommendation,
    RoundEntry,
)
from dtportal.access import require
from dtportal.journal.recording import record
from dtportal.programme import clock
from dtportal.roles import Can
from dtportal.states import ImpossibleMove


@transaction.atomic
def conclude(item: AgendaItem, *, by: Any) -> list[Conclusion]:
    """Write down the council's word on every dossier of a carried motion; a second time finds it written.

    By whoever leads the item: the chair, or the deputy where the chair is away or in conflict.
    """
    item = locked_item(item)
    require(by, Can.STAND_IN, item)
    require_lead(by, item.session, item)
    if not item.concludes or item.status != AgendaItem.Status.CARRIED:
        raise ImpossibleMove(_("Only a carried motion on a list of dossiers can be concluded."))
    entries = _entries(item)
    written = [conclusion for entry in entries if (conclusion := _concluded(entry, item))]
    if written:
        return written
    conclusions = draw_conclusions(item, entries, by=by)
    beat(item.session)
    record("motion.concluded", item, by=by, conclusions=len(conclusions))
    return conclusions


def _entries(item: AgendaItem) -> list[RoundEntry]:
    """The latest reading of each dossier of a motion: what the council had before it."""
    readings = RoundEntry.objects.filter(nomination__agenda_entries__item=item)
    readings = readings.select_related("nomination__conclusion").order_by("reading", "nomination__reference")
    # Held, so that no sheet is given back while its dossier is concluded.
    readings = readings.select_for_update(of=("nomination",))
    return list({entry.nomination_id: entry for entry in readings}.values())


def _concluded(entry: RoundEntry, item: AgendaItem) -> Conclusion | None:
    """What this motion, not another, has concluded on a dossier."""
    conclusion = getattr(entry.nomination, "conclusion", None)
    return conclusion if conclusion and conclusion.item_id == item.pk else None


def draw_conclusions(item: AgendaItem, entries: Sequence[RoundEntry], *, by: Any) -> list[Conclusion]:
    """Conclusions and recommendations for every dossier of a motion, in a number of queries that stays small.

    Raises ValidationError naming the dossiers that have fewer valid sheets than the edition asks for, and those
    whose feedback nobody has approved.
    """
    edition = item.edition
    totals, means, sheets = results(item)
    short = [e.nomination.known_as for e in entries if sheets[e.nomination_id] < edition.sheets_per_dossier]
    if short:
        raise ValidationError(_("Too few score sheets: %(list)s") % {"list": ", ".join(short)})
    drafts = _drafts(item, len(entries))
    waiting = [
        entry.nomination.known_as
        for entry in entries
        if (draft := drafts[entry.nomination_id]).feedback and draft.approved_at is None
    ]
    if waiting:
        raise ValidationError(
            _("Feedback to the organisation waits for approval: %(list)s") % {"list": ", ".join(waiting)}
        )
    now = clock.now(edition)
    conclusions = Conclusion.objects.bulk_create(
        [
            Conclusion(
                nomination=entry.nomination,
                dossier_id=entry.dossier_id,
                item=item,
                verdict=_proposed(item, drafts[entry.nomination_id])
                or _verdict(totals[entry.nomination_id], edition.pass_mark),
                score_numerator=totals[entry.nomination_id].numerator,
                score_denominator=totals[entry.nomination_id].denominator,
                sheet_count=sheets[entry.nomination_id],
                criterion_means={
                    code: [mean.numerator, mean.denominator]
                    for code, mean in means[entry.nomination_id].items()
                },
                remark=drafts[entry.nomination_id].feedback,
                is_rehearsal=edition.is_rehearsal,
                concluded_at=now,
                concluded_by=by,
            )
            for entry in entries
        ],
        batch_size=BATCH,
    )
    Recommendation.objects.bulk_create(
        [
            Recommendation(
                conclusion=conclusion,
                kind=advice.kind,
                text=advice.text,
                is_rehearsal=edition.is_rehearsal,
            )
            for conclusion in conclusions
            for advice in drafts[conclusion.nomination_id].advice.all()
        ],
        batch_size=BATCH,
    )
    return conclusions


def _drafts(item: AgendaItem, dossiers: int) -> dict[int, ConclusionDraft]:
    """By nomination, one for each dossier; whatever came onto the agenda without one gets its suggestion now."""
    found = ConclusionDraft.objects.filter(nomination__agenda_entries__item=item).prefetch_related("advice")
    drafts = {draft.nomination_id: draft for draft in found}
    if len(drafts) < dossiers:
        suggest(item)
        drafts = {draft.nomination_id: draft for draft in found.all()}
    return drafts


def _proposed(item: AgendaItem, draft: ConclusionDraft) -> str:
    """Only a motion on the single dossier departs from its score; what an earlier one proposed is forgotten."""
    return draft.verdict if item.kind == AgendaItem.Kind.DOSSIER else ""


def _verdict(score: Any, pass_mark: int) -> str:
    return Conclusion.Verdict.OUTSTANDING if score >= pass_mark else Conclusion.Verdict.NOT_YET
