"""The council of an edition at work: who sits, appraises and votes now."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments.models import CouncilMember
from dtportal.accounts.models import Appointment, User
from dtportal.programme.models import Edition
from dtportal.roles import Can, roles_that


def sitting(edition: Edition, can: Can) -> QuerySet[CouncilMember]:
    """Members in their tenure whose appointment grants the function now: a seat alone is no office."""
    holders = User.objects.holding(can, edition=edition).order_by().values("pk")
    return CouncilMember.objects.serving().filter(edition=edition, user__in=holders).select_related("user")


def seat_of(user, edition_id: int) -> CouncilMember | None:
    """The seat that a person holds in an edition's council now."""
    return CouncilMember.objects.serving().filter(user=user, edition=edition_id).first()


def position_of(member: CouncilMember) -> str:
    """What a member of `voters.council` is, as papers and lists name him: whoever presides is its chair."""
    if not getattr(member, "presides", False):
        return member.position
    chair = _("Chair of the council")
    # The same word is entered for every seat; an office outside of the council is worth its line.
    if not member.position or member.position.startswith(("Ủy viên", "Uỷ viên", chair)):
        return chair
    return f"{chair}, {member.position}"


def limits_by_sector(edition: Edition) -> dict[int, set[int | None]]:
    """Sectors to which appraisers' appointments are limited, by user id; None in the set means “every sector”."""
    appointments = Appointment.objects.active().filter(edition=edition, role__in=roles_that(Can.APPRAISE))
    limits: dict[int, set[int | None]] = {}
    for user, sector in appointments.values_list("user", "sector"):
        limits.setdefault(user, set()).add(sector)
    return limits
