"""Floors and caps of the lists, and who may compute the result again: part of the rule, frozen with it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions.rule import StaleRule, held_rule
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.recording import record
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.programme.quotas import mistakes
from dtportal.roles import Can
from dtportal.sealing import digest


def version_of_lists(edition: Edition) -> str:
    """What stands now, as a hash: a page sends back what it was drawn from."""
    return digest({"quotas": edition.quotas, "opening": edition.opening})


@transaction.atomic
def save_lists(
    edition: Edition, *, by: User, quotas: list[dict[str, Any]], opening: str, version: str
) -> Edition:
    """Change floors and caps (`quotas.mistakes` says what they must be) and what is opened after publication.

    Raises ValidationError for what cannot be, also for another `opening` once nominations are open, because the
    consents name it; StaleRule, and ImpossibleMove once the rule is frozen.
    """
    require(by, Can.MANAGE_EDITION, edition)
    held = held_rule(edition)
    if version_of_lists(held) != version:
        raise StaleRule
    found = mistakes(quotas, held)
    if found:
        raise ValidationError(found)
    if opening != held.opening and clock.now(held).date() >= held.intake.starts_on:
        raise ValidationError(
            {
                "opening": _(
                    "Nominations are open, and their consents say what is opened; it can no longer change."
                )
            }
        )
    held.quotas, held.opening = quotas, opening
    if version_of_lists(held) != version:
        held.full_clean(exclude=[f.name for f in Edition._meta.fields if f.name not in ("quotas", "opening")])
        held.save(update_fields=["quotas", "opening"])
        record("rule.changed", held, by=by, sha256=version_of_lists(held))
    return held
