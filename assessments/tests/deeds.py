"""Deeds that many stories need."""

from collections.abc import Iterable

from assessments import actions
from assessments.models import Assignment, CouncilMember, CouncilSession, InterestStatement, Scoresheet
from dtportal.accounts.models import User
from nominations.models import Nomination


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
    marks = marks or full_marks()
    remarks = {code: "Có số liệu đối chiếu." for code in marks}
    actions.save_marks(assignment, by=user, marks=marks, remarks=remarks, version=0)
    return actions.submit_sheet(assignment, by=user)


def open_with(session: CouncilSession, users: Iterable[User], *, by: User) -> CouncilSession:
    """Everybody comes, and the session is opened."""
    for user in users:
        actions.attend(session, by=user)
    return actions.open_session(session, by=by)


def state_conflict(member: CouncilMember, nomination: Nomination) -> None:
    """Stated as on the declaration page, whatever was stated before."""
    InterestStatement.objects.update_or_create(
        member=member,
        nomination=nomination,
        defaults={"has_conflict": True, "reason": "Tư vấn cho đơn vị"},
    )
