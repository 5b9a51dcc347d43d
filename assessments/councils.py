"""The council of an edition at work: who sits, appraises and votes now."""

from django.db.models import QuerySet

from assessments.conflicts import pairs
from assessments.models import AgendaItem, CouncilMember
from dtportal.accounts.models import Appointment, User
from dtportal.programme.models import Edition
from dtportal.roles import Can, roles_that
from nominations.models import Nomination


def sitting(edition: Edition, can: Can) -> QuerySet[CouncilMember]:
    """Active members whose appointment grants the function now: a seat alone is no office."""
    holders = User.objects.holding(can, edition=edition).order_by().values("pk")
    return CouncilMember.objects.filter(edition=edition, is_active=True, user__in=holders).select_related(
        "user"
    )


def seat_of(user, edition_id: int) -> CouncilMember | None:
    """The active seat of a person in an edition's council."""
    return CouncilMember.objects.filter(user=user, edition=edition_id, is_active=True).first()


def limits_by_sector(edition: Edition) -> dict[int, set[int | None]]:
    """Sectors to which appraisers' appointments are limited, by user id; None in the set means “every sector”."""
    appointments = Appointment.objects.active().filter(edition=edition, role__in=roles_that(Can.APPRAISE))
    limits: dict[int, set[int | None]] = {}
    for user, sector in appointments.values_list("user", "sector"):
        limits.setdefault(user, set()).add(sector)
    return limits


def electorate(item: AgendaItem) -> list[CouncilMember]:
    """Who may vote on a motion: sitting members without a conflict in any of its dossiers."""
    members = list(sitting(item.session.edition, Can.VOTE))
    nominations = Nomination.objects.filter(agenda_entries__item=item)
    conflicted = {member for _, member in pairs(members, nominations)}
    return [member for member in members if member.pk not in conflicted]
