from assessments.models.ballot import Ballot, BallotPaper, Vote
from assessments.models.conclusion import Conclusion, ConclusionDraft, DraftAdvice, Help, Recommendation
from assessments.models.council import CouncilMember, Expertise, InterestStatement
from assessments.models.inquiry import Inquiry
from assessments.models.interests import InterestDeclaration, Tie
from assessments.models.invitation import CouncilInvitation
from assessments.models.manifest import Manifest, Pseudonym, SigningKey
from assessments.models.minutes import Minutes
from assessments.models.motion import AgendaEntry, AgendaItem, ListMove
from assessments.models.panel import Assignment, Round, RoundEntry
from assessments.models.paper_sheet import PaperSheet
from assessments.models.pin import Pin
from assessments.models.plan import AssignmentPlan, PlannedPair, ReadingReminder, ReadingStop
from assessments.models.scoresheet import Mark, Receipt, Scoresheet, Window
from assessments.models.session import Attendance, CouncilSession
from assessments.models.sheet_version import SheetSecret, SheetVersion
from assessments.models.tally import ScorePaper, Tally
from assessments.models.undertaking import Undertaking
from assessments.models.visit import SiteVisit, Visitor, VisitPhoto, VisitReport

__all__ = [
    "AgendaEntry",
    "AgendaItem",
    "Assignment",
    "AssignmentPlan",
    "Attendance",
    "Ballot",
    "BallotPaper",
    "Conclusion",
    "ConclusionDraft",
    "CouncilInvitation",
    "CouncilMember",
    "CouncilSession",
    "DraftAdvice",
    "Expertise",
    "Help",
    "Inquiry",
    "InterestDeclaration",
    "InterestStatement",
    "ListMove",
    "Manifest",
    "Mark",
    "Minutes",
    "PaperSheet",
    "Pin",
    "PlannedPair",
    "Pseudonym",
    "ReadingReminder",
    "ReadingStop",
    "Receipt",
    "Recommendation",
    "Round",
    "RoundEntry",
    "ScorePaper",
    "Scoresheet",
    "SheetSecret",
    "SheetVersion",
    "SigningKey",
    "SiteVisit",
    "Tally",
    "Tie",
    "Undertaking",
    "VisitPhoto",
    "VisitReport",
    "Visitor",
    "Vote",
    "Window",
]
