"""The secretariat reminds members who are late."""

from typing import Any

from assessments import reminders
from assessments.models import CouncilMember, Round
from dtportal.access import require
from dtportal.roles import Can


def remind_overdue(round: Round, *, by: Any) -> list[CouncilMember]:
    """One mail to each member whose score sheets of the round are overdue; not to whoever had one today already."""
    require(by, Can.ASSIGN, round)
    today = reminders.today_of(round.edition)
    late = [row for row in reminders.left(round.edition, [round]) if row.due and row.due < today]
    return [row.member for row in late if reminders.remind(row.member, by=by) is not None]
