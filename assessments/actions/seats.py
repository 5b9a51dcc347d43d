"""Seats in the council: who sits for whom, what he knows, who takes the chair's place."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions.interests import close_conflicted
from assessments.councils import sitting
from assessments.models import CouncilMember, Expertise
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.recording import record
from dtportal.programme.models import Body, Edition, Sector
from dtportal.roles import Can

# What a member himself may change of his seat, and what else the secretariat sets.
OWN = frozenset({"keywords", "min_load", "max_load", "available_from", "available_until", "province"})
DETAILS = OWN | {"academic_title", "position", "serves_from", "serves_until"}


@transaction.atomic
def seat(
    edition: Edition,
    user: Any,
    *,
    body: Body | None = None,
    expertise: Mapping[Sector, int] | None = None,
    by: Any = None,
    **details: Any,
) -> CouncilMember:
    """Give a person a seat in the council, or change it. `by` is None when an edition is set up by a command.

    What he may do there comes from his appointment; the seat says for whom he sits and what he knows. `details` are
    other fields of `CouncilMember`; what is not named goes back to its default.
    """
    if by is not None:
        require(by, Can.ASSIGN, edition)
    defaults = {name: CouncilMember._meta.get_field(name).get_default() for name in DETAILS}
    member, _created = CouncilMember.objects.update_or_create(
        edition=edition, user=user, defaults={**defaults, **_known(details), "body": body, "is_active": True}
    )
    _set_expertise(member, expertise or {})
    record("council.seated", member, by=by, user=user.pk, body=body.pk if body else None)
    close_conflicted(edition, users=[user.pk])
    return member


@transaction.atomic
def change_own_seat(
    member: CouncilMember, *, by: Any, expertise: Mapping[Sector, int], **details: Any
) -> CouncilMember:
    """A member's own statement: what he knows, how much he can read, when, and where he works."""
    require(by, Can.APPRAISE, member)
    member = CouncilMember.objects.select_for_update(of=("self",)).select_related("user").get(pk=member.pk)
    if member.user_id != by.pk:
        raise PermissionDenied(_("Everybody states his own expertise."))
    for name, value in _known(details, OWN).items():
        setattr(member, name, value)
    member.save()
    _set_expertise(member, expertise)
    record("council.seat_changed", member, by=by, fields=sorted(details))
    close_conflicted(member.edition, users=[by.pk])
    return member


def _known(details: Mapping[str, Any], allowed: frozenset[str] = DETAILS) -> dict[str, Any]:
    unknown = set(details) - allowed
    if unknown:
        raise TypeError(f"a seat has no such detail: {', '.join(sorted(unknown))}")
    return dict(details)


def _set_expertise(member: CouncilMember, expertise: Mapping[Sector, int]) -> None:
    member.expertise.all().delete()
    Expertise.objects.bulk_create(
        Expertise(member=member, sector=sector, level=level) for sector, level in expertise.items() if level
    )


@transaction.atomic
def name_deputies(edition: Edition, members: Sequence[CouncilMember], *, by: Any) -> list[CouncilMember]:
    """Who takes the chair's place when he is absent or has a conflict of interest: first, second and so on.

    Replaces the earlier order. Raises ValidationError for the chair himself, a member named twice, and whoever does
    not sit in the council now.
    """
    require(by, Can.ASSIGN, edition)
    Edition.objects.select_for_update().get(pk=edition.pk)
    chosen = [member.pk for member in members]
    if len(set(chosen)) < len(chosen):
        raise ValidationError(_("Name each deputy once."))
    able = sitting(edition, Can.VOTE).in_bulk(chosen)
    chairs = set(User.objects.holding(Can.SIGN_AS_CHAIR, edition=edition).values_list("pk", flat=True))
    for member in members:
        if member.pk not in able:
            raise ValidationError(
                _("%(name)s does not sit in the council of this edition.") % {"name": member}
            )
        if member.user_id in chairs:
            raise ValidationError(_("%(name)s is the chair and cannot be his own deputy.") % {"name": member})
    # Emptied first: two ranks that change places would meet in the unique constraint.
    CouncilMember.objects.filter(edition=edition).update(deputy_rank=None)
    for rank, key in enumerate(chosen, 1):
        CouncilMember.objects.filter(pk=key).update(deputy_rank=rank)
    record("council.deputies_named", edition, by=by, members=chosen)
    return [CouncilMember.objects.select_related("user").get(pk=key) for key in chosen]
