"""The secretariat's deeds: rounds are opened and closed. Who reads what: `assigning`, `moving`."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from assessments import pseudonyms, tallying
from assessments.actions.interests import close_conflicted
from assessments.actions.manifests import fix
from assessments.allotment import due_default
from assessments.conflicts import closed_to
from assessments.models import Assignment, Round, RoundEntry, Scoresheet
from dtportal.access import require
from dtportal.journal.recording import record
from dtportal.programme import calendar, clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from nominations.models import Dossier, Nomination


@transaction.atomic
def open_round(
    edition: Edition,
    nominations: Iterable[Nomination],
    *,
    by: Any,
    name: str = "",
    due_on: date | None = None,
) -> Round:
    """Hand accepted dossiers over to the council: what it reads is what was last submitted, from now on.

    `due_on` is the last day for the score sheets, by default that of the appraisal; raises ValidationError for a day
    that has passed.
    """
    require(by, Can.HAND_OVER, edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if due_on is not None and due_on < localtime(clock.now(edition), calendar.VIETNAM).date():
        raise ValidationError(_("The last day for score sheets has passed already."))
    chosen = {nomination.pk for nomination in nominations}
    rows = list(Nomination.objects.select_for_update().filter(pk__in=chosen).order_by("pk"))
    if not rows:
        raise ValidationError(_("Choose at least one dossier to hand over."))
    _refuse_own(rows, by)
    wrong = [row for row in rows if row.edition_id != edition.pk or row.status != Nomination.Status.ACCEPTED]
    if wrong:
        raise ValidationError(_("Not accepted: %(list)s") % {"list": _references(wrong)})
    handed = list(Nomination.objects.filter(pk__in=chosen, round_entries__isnull=False))
    if handed:
        raise ValidationError(_("Handed over already: %(list)s") % {"list": _references(handed)})
    latest = _latest_dossiers(chosen)
    empty = [row for row in rows if row.pk not in latest]
    if empty:
        raise ValidationError(_("Never submitted: %(list)s") % {"list": _references(empty)})
    number = (edition.rounds.aggregate(last=Max("number"))["last"] or 0) + 1
    round = Round.objects.create(
        edition=edition,
        number=number,
        name=name,
        sheets_wanted=edition.sheets_per_dossier,
        due_on=due_on or due_default(edition),
        opened_by=by,
        opened_at=clock.now(edition),
    )
    RoundEntry.objects.bulk_create(
        RoundEntry(round=round, nomination=row, dossier_id=latest[row.pk]) for row in rows
    )
    pseudonyms.give(rows)
    record("round.opened", round, by=by, entries=len(rows))
    return round


def _latest_dossiers(nominations: set[int]) -> dict[int, int]:
    """Dossier id by nomination id: the last one submitted."""
    rows = Dossier.objects.filter(nomination__in=nominations).order_by("number")
    return dict(rows.values_list("nomination", "pk"))


def _references(rows: Iterable[Nomination]) -> str:
    return ", ".join(row.known_as for row in rows)


def _refuse_own(rows: Iterable[Nomination], by: Any) -> None:
    """Nobody acts in office on a dossier of an organisation he belongs to."""
    if any(row.organization_id in by.tied_organization_ids for row in rows):
        raise PermissionDenied(
            _("Somebody else must do this: one of the dossiers is of your own organisation.")
        )


def _locked_open(round: Round) -> Round:
    round = Round.objects.select_for_update(of=("self",)).select_related("edition").get(pk=round.pk)
    if not round.is_open:
        raise ImpossibleMove(_("This round is closed."))
    return round


def what_blocks(round: Round, *, reader: Any = None) -> list[str]:
    """Why a round cannot be closed yet, in sentences that name the dossiers; empty when it can. Three queries.

    A `reader` is told nothing of dossiers that are closed to him, but that there is something.
    """
    closed = closed_to(reader) if reader is not None else Nomination.objects.none()
    is_hidden = Exists(closed.filter(pk=OuterRef("nomination")))
    entries = list(
        round.entries.annotate(is_hidden=is_hidden).values_list(
            "pk", "nomination__number", "nomination__reference", "is_hidden"
        )
    )
    hidden = {pk for pk, _number, _reference, is_hidden in entries if is_hidden}
    left = _left(round)
    valid = Scoresheet.objects.valid().filter(assignment__entry__round=round)
    sheets = Counter(valid.values_list("assignment__entry", flat=True))
    reasons = [
        what_is_left(name, count)
        for name, count in sorted(Counter(name for entry, name in left if entry not in hidden).items())
    ]
    needed = round.sheets_wanted
    lacking = [row for row in entries if sheets[row[0]] < needed]
    short = [number or reference for pk, number, reference, is_hidden in lacking if not is_hidden]
    if short:
        shown = ", ".join(short[:10]) + (" …" if len(short) > 10 else "")
        reasons.append(
            _("%(count)s dossiers have fewer than %(needed)s score sheets: %(list)s")
            % {"count": len(short), "needed": needed, "list": shown}
        )
    if hidden & {row[0] for row in lacking} or any(entry in hidden for entry, _name in left):
        reasons.append(
            _("A dossier that is closed to you is not finished; another secretary sees what it lacks.")
        )
    return reasons


def what_is_left(name: str, count: int) -> str:
    """The sentence on a member who has not finished."""
    return _("%(name)s has %(count)s dossiers left.") % {"name": name, "count": count}


def _left(round: Round) -> list[tuple[int, str]]:
    """(entry id, member's name) of what is not scored yet."""
    unfinished = [Assignment.Status.OFFERED, Assignment.Status.READING]
    rows = Assignment.objects.filter(entry__round=round, status__in=unfinished).order_by()
    return list(rows.values_list("entry", "member__user__full_name"))


def close_round(round: Round, *, by: Any) -> Round:
    """Unseal the scores: no mark of this round changes any more, and a signed manifest says what was sealed.

    Whoever has a conflict of interest by now that nobody had noticed is recused first, and stays so. Raises
    ValidationError unless every assignment is scored or recused and every dossier has its sheets.
    """
    require(by, Can.CLOSE_ROUND, round)
    close_conflicted(round.edition)
    return _close_round(round, by=by)


@transaction.atomic
def _close_round(round: Round, *, by: Any) -> Round:
    round = _locked_open(round)
    reasons = what_blocks(round, reader=by)
    if reasons:
        raise ValidationError(reasons)
    round.move(Round.Status.CLOSED)
    round.closed_at, round.closed_by = clock.now(round.edition), by
    round.save(update_fields=["status", "closed_at", "closed_by"])
    manifest = fix(round)
    record("round.closed", round, by=by, entries=round.entries.count(), manifest=manifest.sha256)
    tallying.order_for_readers(round.edition, by=by)
    return round
