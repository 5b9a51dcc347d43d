"""Conflicts of interest: stated by members, or plain from what the portal knows (domain: contradiction 15).

A conflict closes a dossier and everything derived from it for that person, whatever office he holds.
"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.models import CouncilMember, InterestStatement
from dtportal.accounts.models import Membership
from nominations.models import Colleague, Endorsement, Nomination


def closed_to(user) -> QuerySet[Nomination]:
    """Nominations that a person may learn nothing of as a member of the council."""
    stated = InterestStatement.objects.filter(nomination=OuterRef("pk"), member__user=user, has_conflict=True)
    seat = CouncilMember.objects.filter(
        user=user, body=OuterRef("body"), edition=OuterRef("nomination__edition")
    )
    endorsed = Endorsement.objects.endorsed().filter(Exists(seat), nomination=OuterRef("pk"))
    return Nomination.objects.filter(
        Q(organization__in=user.tied_organization_ids) | Exists(stated) | Exists(endorsed)
    )


def pairs(members: Iterable[CouncilMember], nominations: Iterable[Nomination]) -> set[tuple[int, int]]:
    """(nomination id, member id) of every known conflict, in four queries whatever the numbers."""
    members, by_id = list(members), {nomination.pk: nomination for nomination in nominations}
    found = set(
        InterestStatement.objects.filter(
            member__in=members, nomination__in=by_id, has_conflict=True
        ).values_list("nomination", "member")
    )
    seats: dict[int, list[int]] = {}
    people: dict[int, int] = {}
    for member in members:
        people[member.user_id] = member.pk
        if member.body_id:
            seats.setdefault(member.body_id, []).append(member.pk)
    if seats:
        endorsements = Endorsement.objects.endorsed().filter(nomination__in=by_id, body__in=seats)
        for nomination, body in endorsements.values_list("nomination", "body"):
            found.update((nomination, member) for member in seats[body])
    belongs: dict[int, set[int]] = {}
    memberships = Membership.objects.filter(user__in=people).values_list("user", "organization")
    for user, organization in memberships:
        belongs.setdefault(organization, set()).add(people[user])
    writing = Colleague.objects.at_work().filter(accepted_by__in=people)
    for user, organization in writing.values_list("accepted_by", "nomination__organization"):
        belongs.setdefault(organization, set()).add(people[user])
    for nomination in by_id.values():
        found.update((nomination.pk, member) for member in belongs.get(nomination.organization_id, ()))
    return found
