"""The secretariat's deeds: seats, rounds, assignment."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import matching
from assessments.conflicts import pairs
from assessments.councils import limits_by_sector, sitting
from assessments.models import Assignment, CouncilMember, Round, RoundEntry, Scoresheet
from dtportal.access import require
from dtportal.journal.recording import link_to, record, send
from dtportal.programme import clock
from dtportal.programme.models import Body, Edition, Sector
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from nominations.models import Dossier, Nomination

EXPERT, OTHER, JITTER = 1.0, 0.4, 0.01


@transaction.atomic
def seat(
    edition: Edition,
    user: Any,
    *,
    body: Body | None = None,
    sectors: Iterable[Sector] = (),
    academic_title: str = "",
    position: str = "",
    max_load: int = 60,
    by: Any = None,
) -> CouncilMember:
    """Give a person a seat in the council, or change it. `by` is None when an edition is set up by a command.

    What he may do there comes from his appointment; the seat says for whom he sits and what he knows.
    """
    if by is not None:
        require(by, Can.ASSIGN, edition)
    member, _created = CouncilMember.objects.update_or_create(
        edition=edition,
        user=user,
        defaults={
            "body": body,
            "academic_title": academic_title,
            "position": position,
            "max_load": max_load,
            "is_active": True,
        },
    )
    member.sectors.set(sectors)
    record("council.seated", member, by=by, user=user.pk, body=body.pk if body else None)
    return member


@transaction.atomic
def open_round(edition: Edition, nominations: Iterable[Nomination], *, by: Any, name: str = "") -> Round:
    """Hand accepted dossiers over to the council: what it reads is what was last submitted, from now on."""
    require(by, Can.HAND_OVER, edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    chosen = {nomination.pk for nomination in nominations}
    rows = list(Nomination.objects.select_for_update().filter(pk__in=chosen).order_by("pk"))
    if not rows:
        raise ValidationError(_("Choose at least one dossier to hand over."))
    _refuse_own(rows, by)
    wrong = [row for row in rows if row.edition_id != edition.pk or row.status != Nomination.Status.ACCEPTED]
    if wrong:
        raise ValidationError(_("Not accepted: %(list)s") % {"list": _references(wrong)})
    handed = list(Nomination.objects.filter(pk__in=chosen, round_entry__isnull=False))
    if handed:
        raise ValidationError(_("Handed over already: %(list)s") % {"list": _references(handed)})
    latest = _latest_dossiers(chosen)
    empty = [row for row in rows if row.pk not in latest]
    if empty:
        raise ValidationError(_("Never submitted: %(list)s") % {"list": _references(empty)})
    number = (edition.rounds.aggregate(last=Max("number"))["last"] or 0) + 1
    round = Round.objects.create(
        edition=edition, number=number, name=name, opened_by=by, opened_at=clock.now(edition)
    )
    RoundEntry.objects.bulk_create(
        RoundEntry(round=round, nomination=row, dossier_id=latest[row.pk]) for row in rows
    )
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


@transaction.atomic
def assign(round: Round, *, by: Any, seed: int = 0) -> list[Assignment]:
    """Fill every dossier of the round up to the edition's number of readers; what is assigned stays.

    Loads are as equal as conflicts and limits allow, experts of the sector come first among equals, the rest
    is drawn by `seed`. Raises ValidationError naming the dossiers for which there are too few members.
    """
    require(by, Can.ASSIGN, round)
    round = _locked_open(round)
    members = list(sitting(round.edition, Can.APPRAISE).prefetch_related("sectors").order_by("pk"))
    entries = list(round.entries.select_related("nomination").order_by("pk"))
    taken = set(Assignment.objects.filter(entry__in=entries).values_list("entry", "member"))
    readers = Counter(Assignment.objects.active().filter(entry__in=entries).values_list("entry", flat=True))
    demand = np.array([max(0, round.edition.sheets_per_dossier - readers[entry.pk]) for entry in entries])
    loads = _loads(round.edition)
    load = np.array([loads[member.pk] for member in members], dtype=int)
    limit = np.array([member.max_load for member in members], dtype=int)
    try:
        chosen = matching.assign(
            _affinity(round.edition, entries, members, taken, seed),
            demand,
            np.maximum(limit - load, 0),
            np.zeros(len(members), dtype=int),
            load=load,
        )
    except matching.Unservable as error:
        short = _references(entries[row].nomination for row in error.nominations)
        raise ValidationError(
            _("There are not enough members without a conflict of interest and with room for: %(list)s")
            % {"list": short}
        ) from error
    now = clock.now(round.edition)
    made = Assignment.objects.bulk_create(
        Assignment(entry=entries[row], member=members[column], assigned_by=by, assigned_at=now)
        for row, column in chosen
    )
    if made:
        record("round.assigned", round, by=by, assignments=len(made), seed=seed)
        _tell_readers(round, made)
    return made


def _affinity(
    edition: Edition,
    entries: list[RoundEntry],
    members: list[CouncilMember],
    taken: set[tuple[int, int]],
    seed: int,
) -> np.ndarray:
    """Dossiers × members: expertise of the sector, a little chance against ties, −1 where it must not be."""
    conflicts = pairs(members, [entry.nomination for entry in entries])
    limits = limits_by_sector(edition)
    affinity = np.random.default_rng(seed).random((len(entries), len(members))) * JITTER
    for column, member in enumerate(members):
        known = {sector.pk for sector in member.sectors.all()}
        reach = limits.get(member.user_id, set())
        for row, entry in enumerate(entries):
            sector = entry.nomination.sector_id
            out_of_reach = sector is not None and None not in reach and sector not in reach
            if (
                (entry.nomination_id, member.pk) in conflicts
                or (entry.pk, member.pk) in taken
                or out_of_reach
            ):
                affinity[row, column] = -1
            else:
                affinity[row, column] += EXPERT if sector in known else OTHER
    return affinity


def _loads(edition: Edition) -> Counter[int]:
    """Dossiers that each member carries in an edition, by member id."""
    rows = Assignment.objects.active().filter(entry__round__edition=edition)
    return Counter(dict(rows.order_by().values_list("member").annotate(count=Count("pk"))))


def _tell_readers(round: Round, made: list[Assignment]) -> None:
    """One mail to each member, whatever the number of dossiers."""
    counts = Counter(assignment.member_id for assignment in made)
    for member in {assignment.member for assignment in made}:
        user = member.user
        send(
            "assigned",
            recipient=user,
            language=user.language,
            is_rehearsal=round.edition.is_rehearsal,
            about=round,
            key=f"assigned:{round.pk}:{user.pk}:{max(a.pk for a in made)}",
            context={"count": counts[member.pk], "url": link_to(reverse("assessments:declare"))},
        )


@transaction.atomic
def assign_member(entry: RoundEntry, member: CouncilMember, *, by: Any) -> Assignment:
    """Add one reader by hand, for a replacement or a further opinion."""
    require(by, Can.ASSIGN, entry)
    round = _locked_open(entry.round)
    sits = sitting(round.edition, Can.APPRAISE).filter(pk=member.pk).first()
    if sits is None:
        raise ValidationError(_("%(name)s does not sit in the council of this edition.") % {"name": member})
    member = sits
    if pairs([member], [entry.nomination]):
        raise ValidationError(_("%(name)s has a conflict of interest in this dossier.") % {"name": member})
    if Assignment.objects.filter(entry=entry, member=member).exists():
        raise ValidationError(
            _("%(name)s has this dossier already, or was recused from it.") % {"name": member}
        )
    if _loads(round.edition)[member.pk] >= member.max_load:
        raise ValidationError(
            _("%(name)s has as many dossiers as agreed (%(limit)s).")
            % {"name": member, "limit": member.max_load}
        )
    assignment = Assignment.objects.create(
        entry=entry, member=member, assigned_by=by, assigned_at=clock.now(round.edition)
    )
    record("assignment.added", assignment, by=by, member=member.pk)
    _tell_readers(round, [assignment])
    return assignment


def _locked_open(round: Round) -> Round:
    round = Round.objects.select_for_update(of=("self",)).select_related("edition").get(pk=round.pk)
    if not round.is_open:
        raise ImpossibleMove(_("This round is closed."))
    return round


def what_blocks(round: Round) -> list[str]:
    """Why a round cannot be closed yet, in sentences that name the dossiers; empty when it can."""
    reasons = []
    waiting = (
        Assignment.objects.filter(
            entry__round=round, status__in=[Assignment.Status.OFFERED, Assignment.Status.READING]
        )
        .order_by()
        .values_list("member__user__full_name")
        .annotate(count=Count("pk"))
    )
    for name, count in sorted(waiting):
        reasons.append(_("%(name)s has %(count)s dossiers left.") % {"name": name, "count": count})
    needed = round.edition.sheets_per_dossier
    valid = Scoresheet.objects.valid().filter(assignment__entry__round=round)
    sheets = Counter(valid.values_list("assignment__entry", flat=True))
    entries = round.entries.values_list("pk", "nomination__number", "nomination__reference")
    short = [number or reference for pk, number, reference in entries if sheets[pk] < needed]
    if short:
        shown = ", ".join(short[:10]) + (" …" if len(short) > 10 else "")
        reasons.append(
            _("%(count)s dossiers have fewer than %(needed)s score sheets: %(list)s")
            % {"count": len(short), "needed": needed, "list": shown}
        )
    return reasons


@transaction.atomic
def close_round(round: Round, *, by: Any) -> Round:
    """Unseal the scores: no sheet of this round changes any more.

    Raises ValidationError unless every assignment is scored or recused and every dossier has its sheets.
    """
    require(by, Can.CLOSE_ROUND, round)
    round = _locked_open(round)
    reasons = what_blocks(round)
    if reasons:
        raise ValidationError(reasons)
    round.move(Round.Status.CLOSED)
    round.closed_at, round.closed_by = clock.now(round.edition), by
    round.save(update_fields=["status", "closed_at", "closed_by"])
    record("round.closed", round, by=by, entries=round.entries.count())
    return round
