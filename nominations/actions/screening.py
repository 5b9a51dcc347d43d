"""Examining a dossier: each condition of the edition, and what authorities answer about the organisation."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.programme import calendar, clock
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from nominations.actions.shared import journal, locked, not_any_more, words
from nominations.conditions import Condition, conditions_of, lacking
from nominations.models import Dossier, Nomination, Verdict


@dataclass(frozen=True)
class Judgement:
    """What a secretary finds of one condition; `version` is that of the verdict he saw, 0 when there was none."""

    outcome: str
    note: str = ""
    version: int = 0


@transaction.atomic
def judge(
    nomination: Nomination, judgements: Mapping[str, Judgement], *, by: User, number: int
) -> list[Verdict]:
    """Record what is found of conditions (by key) in version `number` of the dossier; returns what has changed.

    Raises ImpossibleMove once the dossier is decided; ValidationError when another version was submitted meanwhile,
    and by condition: unknown, an outcome that there is not, or somebody else has recorded something meanwhile.
    """
    require(by, Can.SCREEN, nomination)
    nomination = locked(nomination)
    if not nomination.is_examined:
        raise ImpossibleMove(not_any_more(nomination))
    dossier = nomination.current_dossier
    if dossier is None or dossier.number != number:
        raise ValidationError(
            _("Another version has been submitted in the meantime; please look at its differences first.")
        )
    stored = {verdict.condition: verdict for verdict in dossier.verdicts.select_related("by")}
    known = {condition.key for condition in conditions_of(nomination.edition.screening, nomination.group)}
    wrong: dict[str, str] = {}
    changed = []
    for key, judgement in judgements.items():
        verdict = stored.get(key) or Verdict(dossier=dossier, condition=key, version=0)
        sentence = _refusal(verdict, judgement, is_known=key in known)
        if sentence:
            wrong[key] = sentence
        elif _differs(verdict, judgement):
            changed.append((verdict, judgement))
    if wrong:
        raise ValidationError(wrong)
    return _keep(nomination, dossier, changed, by)


def _differs(verdict: Verdict, judgement: Judgement) -> bool:
    return verdict.pk is None or (verdict.outcome, verdict.note) != (judgement.outcome, words(judgement.note))


def _refusal(verdict: Verdict, judgement: Judgement, *, is_known: bool) -> str:
    if not is_known:
        return _("This edition has no such condition.")
    if judgement.outcome not in Verdict.Outcome.values:
        return _("Please say whether the condition is met.")
    if verdict.pk is None or verdict.version == judgement.version or not _differs(verdict, judgement):
        return ""
    return _(
        "%(name)s has recorded “%(outcome)s” at %(moment)s: %(note)s Saving again replaces it with your words."
    ) % {
        "name": verdict.by.full_name,
        "outcome": verdict.get_outcome_display(),
        "moment": date_format(localtime(verdict.at, calendar.VIETNAM), "DATETIME_FORMAT"),
        "note": verdict.note or "–",
    }


def _keep(
    nomination: Nomination, dossier: Dossier, changed: list[tuple[Verdict, Judgement]], by: User
) -> list[Verdict]:
    if not changed:
        return []
    now = clock.now(nomination.edition)
    for verdict, judgement in changed:
        verdict.outcome, verdict.note = judgement.outcome, words(judgement.note)
        verdict.version += 1
        verdict.at, verdict.by = now, by
        verdict.save()
    outcomes = {verdict.condition: verdict.outcome for verdict, _judgement in changed}
    journal("nomination.judged", nomination, by=by, dossier=dossier.pk, outcomes=outcomes)
    return [verdict for verdict, _judgement in changed]


def lacking_conditions(nomination: Nomination, dossier: Dossier | None) -> list[Condition]:
    """The obligatory conditions that this version of the dossier has not been found to meet."""
    conditions = conditions_of(nomination.edition.screening, nomination.group)
    verdicts = Verdict.objects.filter(dossier=dossier, outcome=Verdict.Outcome.MET)
    return lacking(conditions, verdicts.values_list("condition", flat=True))


def require_met(nomination: Nomination) -> None:
    """Raise ValidationError unless every obligatory condition is found met by what was submitted last."""
    missing = lacking_conditions(nomination, nomination.current_dossier)
    if missing:
        raise ValidationError(
            _("Not recorded as met yet: %(list)s.")
            % {"list": "; ".join(f"{condition.rule}: {condition.text}" for condition in missing)}
        )


def not_met(nomination: Nomination) -> list[str]:
    """Keys of the conditions that what was submitted last is recorded not to meet, in the order of the edition."""
    rows = Verdict.objects.filter(dossier=nomination.current_dossier, outcome=Verdict.Outcome.NOT_MET)
    found = set(rows.values_list("condition", flat=True))
    conditions = conditions_of(nomination.edition.screening, nomination.group)
    return [condition.key for condition in conditions if condition.key in found]


def require_not_met(nomination: Nomination, conditions: list[str]) -> None:
    """Raise ValidationError (for `conditions`) unless each of them is recorded as not met."""
    if set(conditions) - set(not_met(nomination)):
        raise ValidationError(
            {"conditions": _("Only a condition that is recorded as not met can be given as the rule.")}
        )
