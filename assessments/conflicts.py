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
from django.db.models import Q

from assessments.mail_domains import EVERYBODYS, domain_of
from assessments.models.closing import ask_once, closed_to
from assessments.models.council import CouncilMember, InterestStatement
from assessments.models.interests import ROOT_OF_TAX_CODE, Tie
from dtportal.accounts.models import Membership, User
from nominations.models import Colleague, Endorsement, Nomination

__all__ = ["ask_once", "closed_to", "pairs"]


@dataclass(frozen=True)
class _Seat:
    """What the portal knows of a member besides his ties."""

    member: int
    edition: int
    body: int | None
    provinces: frozenset[int]


class _Units:
    """Nominations found by what a conflict can hang on: ids by organisation, tax root, name and locality."""

    def __init__(self, nominations: Iterable[Nomination]):
        self.edition: dict[int, int] = {}
        self.by_organization: dict[int, list[int]] = defaultdict(list)
        self.by_root: dict[str, list[int]] = defaultdict(list)
        self.by_name: dict[str, list[int]] = defaultdict(list)
        self.by_province: dict[int, list[int]] = defaultdict(list)
        self.addresses: dict[str, set[int]] = defaultdict(set)
        rows = Nomination.objects.filter(pk__in=[nomination.pk for nomination in nominations]).order_by()
        for pk, edition, province, of_locality, organization, code, name, email in rows.values_list(
            "pk",
            "edition",
            "province",
            "edition__locality_is_conflict",
            "organization",
            "organization__tax_code",
            "organization__sort_key",
            "organization__email",
        ):
            self.edition[pk] = edition
            self.by_organization[organization].append(pk)
            self.by_root[(code or "")[:ROOT_OF_TAX_CODE]].append(pk)
            self.by_name[name[: name.rindex(".") + 1]].append(pk)
            self.addresses[domain_of(email)].add(organization)
            if of_locality:
                self.by_province[province].append(pk)


def pairs(members: Iterable[CouncilMember], nominations: Iterable[Nomination]) -> set[tuple[int, int]]:
    """(nomination id, member id) of every conflict, in eight queries whatever the numbers.

    Meant for members and nominations of one edition; those of another can only be tied by what no edition limits.
    """
    units = _Units(nominations)
    seats = _seats(members)
    if not seats or not units.edition:
        return set()
    keys = [seat.member for own in seats.values() for seat in own]
    stated = InterestStatement.objects.filter(
        member__in=keys, nomination__in=units.edition, has_conflict=True
    )
    found = set(stated.values_list("nomination", "member"))
    ties = list(
        Tie.objects.standing()
        .filter(user__in=seats)
        .values_list("user", "edition", "organization", "body", "tax_root", "name_key")
    )
    found |= _through_ties(units, seats, ties)
    found |= _through_bodies(units, seats, ties)
    found |= _through_belonging_and_mail(units, seats)
    for own in seats.values():
        for seat in own:
            near = (pk for province in seat.provinces for pk in units.by_province[province])
            found.update((pk, seat.member) for pk in near if units.edition[pk] == seat.edition)
    return found


def _seats(members: Iterable[CouncilMember]) -> dict[int, list[_Seat]]:
    """By user."""
    seats: dict[int, list[_Seat]] = {}
    rows = CouncilMember.objects.filter(pk__in=[member.pk for member in members]).order_by()
    for pk, user, edition, body, province, of_body in rows.values_list(
        "pk", "user", "edition", "body", "province", "body__province"
    ):
        provinces = frozenset(one for one in (province, of_body) if one)
        seats.setdefault(user, []).append(_Seat(pk, edition, body, provinces))
    return seats


def _in_edition(
    units: _Units, seats: Iterable[_Seat], edition: int, found: Iterable[int]
) -> set[tuple[int, int]]:
    """Those of the nominations and seats that are of one edition, paired."""
    members = [seat.member for seat in seats if seat.edition == edition]
    return {(pk, member) for pk in found if units.edition[pk] == edition for member in members}


def _through_ties(units: _Units, seats: dict[int, list[_Seat]], ties: list) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for user, edition, organization, _body, root, name in ties:
        tied = set(units.by_organization.get(organization, ()))
        tied.update(units.by_root.get(root, ()) if root else ())
        tied.update(units.by_name.get(name, ()) if name else ())
        found |= _in_edition(units, seats[user], edition, tied)
    return found


def _through_bodies(units: _Units, seats: dict[int, list[_Seat]], ties: list) -> set[tuple[int, int]]:
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


def _through_belonging_and_mail(units: _Units, seats: dict[int, list[_Seat]]) -> set[tuple[int, int]]:
    """Representatives and colleagues of an organisation, whatever the edition, and whoever has an address of it."""
    domains, everywhere = units.addresses, set()
    memberships = Membership.objects.filter(Q(user__in=seats) | Q(organization__in=units.by_organization))
    for user, organization, email in memberships.order_by().values_list(
        "user", "organization", "user__email"
    ):
        domains[domain_of(email)].add(organization)
        everywhere.add((user, organization))
    writing = Colleague.objects.at_work().filter(accepted_by__in=seats)
    everywhere.update(writing.order_by().values_list("accepted_by", "nomination__organization"))
    found = {
        (pk, seat.member)
        for user, organization in everywhere
        for pk in units.by_organization.get(organization, ())
        for seat in seats.get(user, ())
    }
    addresses = EmailAddress.objects.filter(user__in=seats, verified=True).values_list("user", "email")
    first = User.objects.filter(pk__in=seats).order_by().values_list("pk", "email")
    for user, email in first.union(addresses.order_by(), all=True):
        domain = domain_of(email)
        for organization in domains.get(domain, ()) if domain not in EVERYBODYS else ():
            for pk in units.by_organization.get(organization, ()):
                found |= _in_edition(units, seats[user], units.edition[pk], [pk])
    return found
