"""Conflicts of interest: stated by members, or plain from what the portal knows (domain: contradiction 15).

A conflict closes a dossier and everything derived from it for that person, whatever office he holds. `closed_to`
(one person, as a condition in the database) and `pairs` (many members, in a handful of queries) are the only two
answers, and always the same one. There is a conflict when a person

- belongs to the organisation, or writes in its dossier as a colleague (`User.tied_organization_ids`);
- has said so of the dossier, at any time (`InterestStatement`);
- has stated a tie to the organisation: by its row, by its tax code (a branch is its legal person), by its very name;
- sits for, or acts for, a body that endorsed the dossier;
- has a confirmed mail address of the organisation's own domain (that of its address or of a representative);
- works in the unit's locality, where the edition says that this is a conflict.

Seats, ties and statements speak for their own edition.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import IntegerField, Q, QuerySet, Value, prefetch_related_objects

from assessments.mail_domains import EVERYBODYS, domain_of
from assessments.models.closing import closed_ids, closed_to
from assessments.models.council import CouncilMember, InterestStatement
from assessments.models.interests import ROOT_OF_TAX_CODE, Tie
from dtportal.accounts.models import Membership, User
from nominations.models import Colleague, Endorsement, Nomination

__all__ = ["Units", "closed_ids", "closed_to", "pairs"]


@dataclass(frozen=True)
class _Seat:
    """What the portal knows of a member besides his ties."""

    member: int
    edition: int
    body: int | None
    provinces: frozenset[int]


class Units:
    """Nominations found by what a conflict can hang on: ids by organisation, tax root, name and locality."""

    def __init__(self, nominations: QuerySet[Nomination]):
        """One query: which nominations is best said by a condition that the database answers on the way."""
        self.edition: dict[int, int] = {}
        self.sector: dict[int, int | None] = {}
        self.by_organization: dict[int, list[int]] = defaultdict(list)
        self.by_root: dict[str, list[int]] = defaultdict(list)
        self.by_name: dict[str, list[int]] = defaultdict(list)
        self.by_province: dict[int, list[int]] = defaultdict(list)
        self.addresses: dict[str, set[int]] = defaultdict(set)
        rows = nominations.order_by().values_list(
            "pk",
            "edition",
            "sector",
            "province",
            "edition__locality_is_conflict",
            "organization",
            "organization__tax_code",
            "organization__sort_key",
            "organization__email",
        )
        for pk, edition, sector, province, of_locality, organization, code, name, email in rows:
            self.edition[pk] = edition
            self.sector[pk] = sector
            self.by_organization[organization].append(pk)
            self.by_root[(code or "")[:ROOT_OF_TAX_CODE]].append(pk)
            self.by_name[name[: name.rindex(".") + 1]].append(pk)
            self.addresses[domain_of(email)].add(organization)
            if of_locality:
                self.by_province[province].append(pk)


def pairs(
    members: Iterable[CouncilMember], nominations: Iterable[Nomination] | Units
) -> set[tuple[int, int]]:
    """(nomination id, member id) of every conflict, in five queries at most, whatever the numbers.

    Meant for members and nominations of one edition; those of another can only be tied by what no edition limits.
    """
    units = nominations
    if not isinstance(units, Units):
        units = Units(Nomination.objects.filter(pk__in=[nomination.pk for nomination in nominations]))
    seats = _seats(members)
    if not seats or not units.edition:
        return set()
    said = list(_said(units, seats))
    ties = [tie for *tie, nomination in said if nomination is None]
    found = set()
    for user, edition, *_tie, nomination in said:
        if nomination is not None:
            found |= _in_edition(units, seats[user], edition, [nomination])
    found |= _through_ties(units, seats, ties)
    found |= _through_bodies(units, seats, ties)
    found |= _through_belonging_and_mail(units, seats)
    for own in seats.values():
        for seat in own:
            near = (pk for province in seat.provinces for pk in units.by_province[province])
            found.update((pk, seat.member) for pk in near if units.edition[pk] == seat.edition)
    return found


def _seats(members: Iterable[CouncilMember]) -> dict[int, list[_Seat]]:
    """By user; one query where somebody sits for a body that has not been read yet."""
    members = list(members)
    prefetch_related_objects(members, "body")
    seats: dict[int, list[_Seat]] = {}
    for member in members:
        near = (member.province_id, member.body.province_id if member.body else None)
        provinces = frozenset(one for one in near if one)
        seats.setdefault(member.user_id, []).append(
            _Seat(member.pk, member.edition_id, member.body_id, provinces)
        )
    return seats


def _said(units: Units, seats: dict[int, list[_Seat]]) -> QuerySet:
    """What members have stated, in one query: (user, edition, organisation, body, tax root, name, nomination).

    Of a tie everything but the nomination, of a conflict with a dossier nothing else.
    """
    none, unsaid = Value(None, output_field=IntegerField()), Value("")
    keys = [seat.member for own in seats.values() for seat in own]
    ties = Tie.objects.standing().filter(user__in=seats).order_by()
    stated = InterestStatement.objects.filter(
        member__in=keys, nomination__in=units.edition, has_conflict=True
    ).order_by()
    return ties.values_list("user", "edition", "organization", "body", "tax_root", "name_key", none).union(
        stated.values_list("member__user", "member__edition", none, none, unsaid, unsaid, "nomination"),
        all=True,
    )


def _in_edition(
    units: Units, seats: Iterable[_Seat], edition: int, found: Iterable[int]
) -> set[tuple[int, int]]:
    """Those of the nominations and seats that are of one edition, paired."""
    members = [seat.member for seat in seats if seat.edition == edition]
    return {(pk, member) for pk in found if units.edition[pk] == edition for member in members}


def _through_ties(units: Units, seats: dict[int, list[_Seat]], ties: list) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for user, edition, organization, _body, root, name in ties:
        tied = set(units.by_organization.get(organization, ()))
        tied.update(units.by_root.get(root, ()) if root else ())
        tied.update(units.by_name.get(name, ()) if name else ())
        found |= _in_edition(units, seats[user], edition, tied)
    return found


def _through_bodies(units: Units, seats: dict[int, list[_Seat]], ties: list) -> set[tuple[int, int]]:
    """Bodies for which somebody sits or acts, and what they endorsed."""
    standing = {(seat.body, seat.edition, user) for user, own in seats.items() for seat in own if seat.body}
    standing |= {(body, edition, user) for user, edition, _org, body, _root, _name in ties if body}
    people: dict[tuple[int, int], list[int]] = defaultdict(list)
    for body, edition, user in standing:
        people[body, edition].append(user)
    endorsed = Endorsement.objects.endorsed().filter(
        nomination__in=units.edition, body__in={body for body, _edition in people}
    )
    found: set[tuple[int, int]] = set()
    for pk, body in endorsed.order_by().values_list("nomination", "body"):
        for user in people[body, units.edition[pk]]:
            found |= _in_edition(units, seats[user], units.edition[pk], [pk])
    return found


def _through_belonging_and_mail(units: Units, seats: dict[int, list[_Seat]]) -> set[tuple[int, int]]:
    """Representatives and colleagues of an organisation, whatever the edition, and whoever has an address of it."""
    domains, everywhere, own = units.addresses, set(), []
    for user, organization, email in _belonging_and_mail(units, seats):
        if organization is None:
            own.append((user, domain_of(email)))
            continue
        everywhere.add((user, organization))
        if email:
            domains[domain_of(email)].add(organization)
    found = {
        (pk, seat.member)
        for user, organization in everywhere
        for pk in units.by_organization.get(organization, ())
        for seat in seats.get(user, ())
    }
    for user, domain in own:
        for organization in domains.get(domain, ()) if domain not in EVERYBODYS else ():
            for pk in units.by_organization.get(organization, ()):
                found |= _in_edition(units, seats[user], units.edition[pk], [pk])
    return found


def _belonging_and_mail(units: Units, seats: dict[int, list[_Seat]]) -> QuerySet:
    """(user, organisation, address) in one query: representatives with theirs, colleagues without one, and the
    addresses of whoever sits, without an organisation."""
    nowhere, unasked = Value(None, output_field=IntegerField()), Value("")
    memberships = Membership.objects.filter(Q(user__in=seats) | Q(organization__in=units.by_organization))
    writing = Colleague.objects.at_work().filter(accepted_by__in=seats)
    addresses = EmailAddress.objects.filter(user__in=seats, verified=True)
    return (
        memberships.order_by()
        .values_list("user", "organization", "user__email")
        .union(
            writing.order_by().values_list("accepted_by", "nomination__organization", unasked),
            addresses.order_by().values_list("user", nowhere, "email"),
            User.objects.filter(pk__in=seats).order_by().values_list("pk", nowhere, "email"),
            all=True,
        )
    )
