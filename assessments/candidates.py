"""Who could read a dossier besides those who do, and what speaks against it; who cannot is not named."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from assessments.conflicts import pairs
from assessments.councils import limits_by_sector, sitting
from assessments.models import Assignment, CouncilMember, Expertise, ReadingStop, RoundEntry
from assessments.roster import loads_known_to
from dtportal.programme import calendar, clock
from dtportal.roles import Can


@dataclass(frozen=True)
class Candidate:
    """`cautions` are sentences: what the secretariat should know before it assigns all the same."""

    member: CouncilMember
    load: int
    is_expert: bool
    cautions: tuple[str, ...] = ()
    is_full: bool = False


def candidates(entry: RoundEntry, reader: Any) -> list[Candidate]:
    """Members without a conflict who have not read this nomination; experts without cautions first.

    The load that is shown leaves out what is closed to the reader of the page, the room does not.
    """
    edition, sector = entry.round.edition, entry.nomination.sector_id
    holding = Assignment.objects.filter(entry__nomination=entry.nomination_id)
    holding = holding.exclude(status=Assignment.Status.RELEASED).order_by().values("member")
    found = sitting(edition, Can.APPRAISE).exclude(pk__in=holding)
    found = found.exclude(pk__in=ReadingStop.objects.values("member"))
    members = list(found.select_related("body").prefetch_related("expertise"))
    conflicted = {member for _nomination, member in pairs(members, [entry.nomination])}
    rows = Assignment.objects.active().filter(entry__round__edition=edition).order_by()
    loads = dict(rows.values_list("member").annotate(count=Count("pk")))
    limits, shown = limits_by_sector(edition), loads_known_to(edition, reader)
    bodies = {
        body: name
        for body, name in Assignment.objects.active()
        .filter(entry=entry, member__body__isnull=False)
        .values_list("member__body", "member__user__full_name")
    }
    today = localtime(clock.now(edition), calendar.VIETNAM).date()
    chosen = []
    for member in members:
        reach = limits.get(member.user_id, set())
        if member.pk in conflicted or (sector is not None and not {None, sector} & reach):
            continue
        level = next((row.level for row in member.expertise.all() if row.sector_id == sector), 0)
        load = loads.get(member.pk, 0)
        cautions = []
        if load >= member.max_load:
            cautions.append(_("has as many dossiers as agreed (%(limit)s)") % {"limit": member.max_load})
        if member.body_id in bodies:
            cautions.append(_("sits for the same body as %(name)s") % {"name": bodies[member.body_id]})
        if sector is not None and level < Expertise.Level.GOOD:
            cautions.append(_("does not know this sector well"))
        if (member.available_from and member.available_from > today) or (
            member.available_until and member.available_until < today
        ):
            cautions.append(_("is not available today"))
        chosen.append(
            Candidate(
                member,
                shown.get(member.pk, 0),
                level >= Expertise.Level.GOOD,
                tuple(cautions),
                load >= member.max_load,
            )
        )
    return sorted(
        chosen,
        key=lambda row: (
            row.is_full,
            not row.is_expert,
            len(row.cautions),
            row.load,
            row.member.user.name_sort_key,
        ),
    )
