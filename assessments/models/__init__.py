from assessments.models.conclusion import Conclusion, Recommendation
from assessments.models.panel import Assignment, CouncilMember, InterestStatement, Round, RoundEntry
from assessments.models.scoresheet import Mark, Scoresheet
from assessments.models.session import AgendaEntry, AgendaItem, Attendance, BallotPaper, CouncilSession, Vote

__all__ = [
    "AgendaEntry",
    "AgendaItem",
    "Assignment",
    "Attendance",
    "BallotPaper",
    "Conclusion",
    "CouncilMember",
    "CouncilSession",
    "InterestStatement",
    "Mark",
    "Recommendation",
    "Round",
    "RoundEntry",
    "Scoresheet",
    "Vote",
]
