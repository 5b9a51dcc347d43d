"""Deeds that many stories need."""

from assessments import actions
from assessments.models import Assignment, Scoresheet


def full_marks(value: dict[str, int] | None = None) -> dict[str, int]:
    """Marks for every criterion of a unit: 70 in sum."""
    return {
        "strategy": 14,
        "people": 10,
        "data": 14,
        "impact": 18,
        "model": 10,
        "initiative": 4,
        **(value or {}),
    }


def score_sheet(assignment: Assignment, marks: dict[str, int] | None = None) -> Scoresheet:
    """Declare, mark and submit as the assignment's member."""
    user = assignment.member.user
    actions.state_interest(assignment, by=user, has_conflict=False)
    actions.save_marks(assignment, by=user, marks=marks or full_marks(), version=0)
    return actions.submit_sheet(assignment, by=user)
