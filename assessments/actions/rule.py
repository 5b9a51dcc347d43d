"""The rule of an edition: its organiser edits it until the first mark freezes it."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from assessments.models import Mark
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.recording import record
from dtportal.journal.wording import has_stray_marks, unknown_in
from dtportal.programme import clock, rules, snapshots
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Criterion, Edition, FrozenRule, RubricPart
from dtportal.programme.rubric_checks import Mistake, in_order, mistakes
from dtportal.roles import Can
from dtportal.sealing import digest
from dtportal.states import ImpossibleMove
from nominations.sections import sections_of


class StaleRule(ImpossibleMove):
    """Somebody else saved it in the meantime."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody else has saved changes in the meantime. Nothing was overwritten; compare and save again."
            )
        )


class WrongRubric(ValidationError):
    """A rubric that cannot be used; `mistakes` say where and why."""

    def __init__(self, found: list[Mistake]):
        super().__init__([sentence for _place, sentence in found])
        self.mistakes = found


def freeze_rule(edition: Edition, *, by: User) -> FrozenRule | None:
    """Fix rubrics, rule text and numbers as they stand, with their hash: the deed of the first saved mark.

    Belongs into the transaction that saves the mark. None when they were fixed before. Whoever edits the rule holds
    the same lock, so that a mark is never given under a rule that is being changed.
    """
    if rules.is_frozen(edition):
        return None
    held = Edition.objects.select_for_update().get(pk=edition.pk)
    if rules.is_frozen(held):
        return None
    content = rules.rule_of(held)
    row = FrozenRule.objects.create(
        edition=held, content=content, sha256=digest(content), frozen_at=clock.now(held)
    )
    record("rule.frozen", row, by=by, sha256=row.sha256)
    return row


def version_of_rubric(edition: Edition, group: str) -> str:
    """What stands now, as a hash: a page sends back what it was drawn from."""
    return digest(present_rubric(edition, group))


def present_rubric(edition: Edition, group: str) -> dict[str, Any]:
    parts = RubricPart.objects.filter(edition=edition, group=group)
    criteria = Criterion.objects.filter(edition=edition, group=group).select_related("part")
    return rules.rubric_of(list(parts), list(criteria))


@transaction.atomic
def save_rubric(edition: Edition, group: str, *, by: User, rubric: dict[str, Any], version: str) -> None:
    """Replace the rubric of a group. `rubric` as `rules.rubric_of` writes it, `version` of `version_of_rubric`.

    Raises WrongRubric with every mistake, StaleRule, and ImpossibleMove once the rule is frozen.
    """
    require(by, Can.MANAGE_EDITION, edition)
    held = held_rule(edition)
    if version_of_rubric(held, group) != version:
        raise StaleRule
    found = mistakes(rubric, {section.key for section in sections_of(held, group)})
    if found:
        raise WrongRubric(found)
    rubric = in_order(rubric)
    if digest(rubric) == version:
        return
    _write(held, group, rubric)
    snapshots.renew()
    record("rubric.changed", held, by=by, group=group, sha256=digest(rubric))


def _write(edition: Edition, group: str, rubric: dict[str, Any]) -> None:
    mine = {"edition": edition, "group": group}
    gone = Criterion.objects.filter(**mine).exclude(code__in=[row["code"] for row in rubric["criteria"]])
    # Somebody may have opened a sheet and written nothing; a mark or a remark would have frozen the rule.
    Mark.objects.filter(criterion__in=gone, value=None, remark="").delete()
    gone.delete()
    parts = {
        row["code"]: RubricPart.objects.update_or_create(
            **mine, code=row["code"], defaults={**row, "position": position}
        )[0]
        for position, row in enumerate(rubric["parts"], 1)
    }
    for position, row in enumerate(rubric["criteria"], 1):
        values = {**row, "part": parts.get(row["part"]), "position": position}
        Criterion.objects.update_or_create(**mine, code=row["code"], defaults=values)
    RubricPart.objects.filter(**mine).exclude(code__in=parts).delete()


def version_of_words(edition: Edition) -> str:
    """Rule text and numbers as they stand now, as a hash."""
    return digest(_words(edition))


def _words(edition: Edition) -> dict[str, Any]:
    return {name: getattr(edition, name) for name in (*rules.NUMBERS, *rules.TEXTS)}


@transaction.atomic
def save_rule(edition: Edition, *, by: User, values: Mapping[str, Any], version: str) -> Edition:
    """Change rule text and numbers (fields of `rules.NUMBERS` and `rules.TEXTS`).

    Raises ValidationError by field, StaleRule, and ImpossibleMove once the rule is frozen.
    """
    require(by, Can.MANAGE_EDITION, edition)
    held = held_rule(edition)
    if version_of_words(held) != version:
        raise StaleRule
    for name in rules.TEXTS:
        require_readable(name, values[name], rules.words_of(held, "vi"))
    for name in (*rules.NUMBERS, *rules.TEXTS):
        if name in values:
            setattr(held, name, values[name])
    sha256 = version_of_words(held)
    if sha256 != version:
        held.full_clean(exclude=[f.name for f in Edition._meta.fields if f.name not in values])
        held.save(update_fields=[*rules.NUMBERS, *rules.TEXTS])
        snapshots.renew()
        record("rule.changed", held, by=by, sha256=sha256)
    return held


def require_readable(name: str, text: str, known: Mapping[str, str]) -> None:
    """Raise ValidationError for the field `name` where the rule's text is empty or names a number that is not known."""
    if not text.strip():
        raise ValidationError({name: _("The rule has to be written in both languages.")})
    unknown = unknown_in(text, known)
    if unknown:
        raise ValidationError({name: _("There is no number called “%(name)s”.") % {"name": unknown[0]}})
    if has_stray_marks(text):
        raise ValidationError({name: _("A name stands between two braces on either side.")})


def held_rule(edition: Edition) -> Edition:
    """Locked and re-read, if its rule may still be changed."""
    held = Edition.objects.select_for_update().get(pk=edition.pk)
    frozen = rules.frozen_rule(held)
    if frozen is not None:
        raise ImpossibleMove(
            _("The rule was frozen with the first mark, on %(day)s; it can no longer be changed.")
            % {"day": date_format(localtime(frozen.frozen_at, VIETNAM), "SHORT_DATETIME_FORMAT")}
        )
    return held
