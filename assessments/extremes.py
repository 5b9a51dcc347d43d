"""Marks at either end of their scale: each wants a word of why, or a pin to where it is seen.

A high or a low mark is nobody's mistake. It weighs most in the mean of three, so whoever gives it says what it rests
on while the dossier lies open; after closing nobody has to ask.
"""

from collections.abc import Mapping

from assessments import scoring
from assessments.models import Pin, Scoresheet
from dtportal.programme.models import Criterion


def is_extreme(criterion: Criterion, value: int | None) -> bool:
    """Whether a mark stands in the lowest or the highest worded level of its criterion."""
    levels = scoring.levels(criterion.anchors, criterion.weight)
    if value is None or len(levels) < 2:
        return False
    return value <= levels[0].high or value >= levels[-1].low


def unexplained(
    criteria: list[Criterion], marks: Mapping[str, int | None], remarks: Mapping[str, str], pinned: set[str]
) -> list[Criterion]:
    """Criteria with an extreme mark and neither a remark nor a pin; all by criterion code."""
    return [
        criterion
        for criterion in criteria
        if is_extreme(criterion, marks.get(criterion.code))
        and not remarks.get(criterion.code, "").strip()
        and criterion.code not in pinned
    ]


def extremes(sheet: Scoresheet) -> list[Criterion]:
    """The criteria of a sheet that still want a word or a pin before it can be locked, in their order."""
    nomination = sheet.assignment.entry.nomination
    criteria = list(Criterion.objects.filter(edition=nomination.edition_id, group=nomination.group))
    marks = list(sheet.marks.select_related("criterion"))
    return unexplained(
        criteria,
        {mark.criterion.code: mark.value for mark in marks},
        {mark.criterion.code: mark.remark for mark in marks},
        pinned(sheet),
    )


def pinned(sheet: Scoresheet) -> set[str]:
    """Codes of the criteria for which the member has pinned a place of the dossier."""
    return set(Pin.objects.filter(assignment=sheet.assignment_id).values_list("criterion__code", flat=True))
