"""What a person of the council has to do before anything of an edition opens: sign, then state his ties."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import Q, QuerySet

from assessments.models import InterestDeclaration, Undertaking
from dtportal.compiled import Compiled
from dtportal.programme.models import Edition
from dtportal.roles import Can


class Step(Enum):
    UNDERTAKING = "undertaking"
    INTERESTS = "interests"


@dataclass(frozen=True)
class Waiting:
    """The next thing to do in an edition."""

    edition: Edition
    step: Step


def _signed(user: Any) -> QuerySet:
    return Undertaking.objects.current().filter(user=user).order_by().values("edition")


def _declared(user: Any) -> QuerySet:
    return InterestDeclaration.objects.filter(user=user).order_by().values("edition")


def cleared(user: Any, can: Can) -> QuerySet[Edition]:
    """Editions in which a person holds a function of the council and has done both; a subquery, no query."""
    own = Edition.objects.filter(pk__in=user.editions_where(can)).order_by()
    return own.filter(pk__in=_DONE(user.pk)).values("pk")


def _done(user_id: int) -> QuerySet:
    signed = Q(pk__in=_signed(user_id)) | Q(undertaking__version__isnull=True)
    return Edition.objects.order_by().filter(signed, pk__in=_declared(user_id)).values("pk")


_DONE = Compiled(_done, int)


def has_signed(user: Any, edition: Edition) -> bool:
    """Whether the undertaking as it reads now bears his name; an edition without words asks for none."""
    return not edition.undertaking or _signed(user).filter(edition=edition).exists()


def is_cleared(user: Any, edition: Edition) -> bool:
    """Both steps at once, in one query."""
    done = InterestDeclaration.objects.filter(user=user, edition=edition)
    if edition.undertaking:
        done = done.filter(edition__in=_signed(user))
    return done.exists()


def council_editions(user: Any) -> dict[int, Edition]:
    """Editions in whose council a person holds an office, by id; no query where the offices are known."""
    mine = {*user.editions_where(Can.APPRAISE), *user.editions_where(Can.VOTE)}
    return {a.edition_id: a.edition for a in user.active_appointments if a.edition_id in mine}


def waiting_for(user: Any) -> list[Waiting]:
    """What a person has still to do, the latest edition first; at most two queries, none for others."""
    editions = council_editions(user)
    if not editions:
        return []
    signed = set(_signed(user).filter(edition__in=editions).values_list("edition", flat=True))
    declared = set(_declared(user).filter(edition__in=editions).values_list("edition", flat=True))
    found = []
    for pk in sorted(editions, reverse=True):
        if editions[pk].undertaking and pk not in signed:
            found.append(Waiting(editions[pk], Step.UNDERTAKING))
        elif pk not in declared:
            found.append(Waiting(editions[pk], Step.INTERESTS))
    return found
