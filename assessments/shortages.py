"""Why a plan cannot be carried out and what would help, in sentences with names."""

from typing import Any

from django.utils.translation import gettext as _

from assessments.matching_shortage import Relax
from assessments.models import CouncilMember, RoundEntry

SHOWN, FEW = 12, 5


def sentences(shortage: dict[str, Any]) -> list[str]:
    """From what `drafting.report` keeps of a shortage; the first says what is missing, the others what to relax."""
    remedies = {kind: amounts for kind, amounts in shortage["remedies"]}
    of_members = {Relax.CAPACITY, Relax.MIN_LOAD}
    entries = {*shortage["nominations"]}
    members = {*shortage["members"]}
    for kind, amounts in remedies.items():
        (members if kind in of_members else entries).update(key for key, _amount in amounts)
    dossiers = {
        entry.pk: entry.nomination.known_as
        for entry in RoundEntry.objects.filter(pk__in=entries).select_related("nomination")
    }
    people = {
        member.pk: str(member)
        for member in CouncilMember.objects.filter(pk__in=members).select_related("user")
    }
    found = []
    if shortage["nominations"]:
        found.append(
            _(
                "There are not enough members without a conflict of interest and with room for: %(list)s. "
                "%(count)s places stay empty."
            )
            % {"list": _listed(dossiers[key] for key in shortage["nominations"]), "count": shortage["places"]}
        )
    if shortage["members"]:
        found.append(
            _("There is too little to read for the least load of: %(list)s.")
            % {"list": _listed(people[key] for key in shortage["members"])}
        )
    words = {
        Relax.CONFLICT: _("More members are needed who have no conflict of interest: %(list)s."),
        Relax.CAPACITY: _("It would do if these members took more dossiers: %(list)s."),
        Relax.DEMAND: _("Or if these dossiers did with fewer score sheets: %(list)s."),
        Relax.MIN_LOAD: _("It would do to lower the least load of: %(list)s."),
    }
    signs = {Relax.CONFLICT: "+", Relax.CAPACITY: "+", Relax.DEMAND: "−", Relax.MIN_LOAD: "−"}
    for kind in (Relax.CONFLICT, Relax.CAPACITY, Relax.MIN_LOAD, Relax.DEMAND):
        # Which of many dossiers might do with less is no advice; the last sentence says it for all.
        if kind in remedies and not (kind is Relax.DEMAND and len(remedies[kind]) > FEW):
            names = people if kind in of_members else dossiers
            parts = (f"{names[key]} ({signs[kind]}{amount})" for key, amount in remedies[kind])
            found.append(words[kind] % {"list": _listed(parts)})
    if shortage["uniform"]:
        found.append(
            _("With %(count)s score sheets for each dossier there would be enough.")
            % {"count": shortage["uniform"]}
        )
    return found


def _listed(names) -> str:
    names = list(names)
    return ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
