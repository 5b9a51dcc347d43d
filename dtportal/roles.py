"""The whole policy on one screen: who holds which role may do what.

Roles are held through `Appointment` (an office in one edition) or `Membership` (representative of an
organisation). Whether a *row* may be seen is asked of `visible_to`; whether a *function* may be used, here.
"""

from enum import Enum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    REPRESENTATIVE = "representative", _("Representative")
    OFFICER = "officer", _("Officer of a nominating body")
    SECRETARY = "secretary", _("Secretary")
    MEMBER = "member", _("Council member")
    CHAIR = "chair", _("Chair of the council")
    AUDITOR = "auditor", _("Auditor")
    ORGANIZER = "organizer", _("Organiser")
    CHECKIN = "checkin", _("Check-in staff")
    OBSERVER = "observer", _("Observer of a ministry")


class Can(Enum):
    """Functions of the portal; each is named once here and asked for everywhere else."""

    # the organisation's own dossier
    DRAFT = "draft"
    # nominating bodies
    ENDORSE = "endorse"
    IMPORT = "import"
    # an edition's numbers: counts, never a dossier
    READ_PROGRESS = "read the progress of the intake"
    # secretariat
    SCREEN = "screen"
    MANAGE_BODIES = "manage nominating bodies and their officers"
    HAND_OVER = "hand over"
    ASSIGN = "assign"
    PLAN_VISITS = "plan site visits"
    KEY_SHEETS = "key in score sheets from paper"
    CLOSE_ROUND = "close a round"
    PREPARE_SESSION = "prepare a session"
    DRAW_ROLL = "draw the roll up"
    # mail: the ledger says that it went; what it says is asked of what it is about
    READ_MAIL = "read the mail ledger"
    MANAGE_MAIL = "send mail again and word it"
    # council
    READ_RULE = "read rubric and rule"
    APPRAISE = "appraise"
    VOTE = "vote"
    RUN_SESSION = "run a session"
    # for a deputy of the chair, where he is away or in conflict (assessments/leading.py)
    STAND_IN = "lead a session or an item of it"
    CONCLUDE = "conclude"
    # results
    SIGN_AS_CHAIR = "sign as chair"
    SIGN_AS_AUDITOR = "sign as auditor"
    READ_SCORES = "read scores of closed rounds"
    READ_ROLL = "read a roll before publication"
    NAME_CONFIDANTS = "name who needs to know a result early"
    READ_CONFIDANTS = "read who knows a result early"
    CORRECT_ROLL = "draw a correction of the published roll up"
    READ_PAPERS = "read official papers"
    WRITE_PAPERS = "write, number and file official papers"
    PUBLISH = "publish"
    BUILD_YEARBOOK = "build the yearbook"
    REVIEW_PAGES = "return the nominees' yearbook pages, or propose corrections"
    AUDIT = "read the journal"
    # listening: reports of payment or conduct are heard by one office only
    HEAR_REPORTS = "hear reports of payment and conduct"
    READ_OBJECTIONS = "read public comments and appeals"
    ANSWER_OBJECTIONS = "put the units up for comment, answer comments and appeals"
    ADMIT_EXPERTS = "let an appellant's expert open the results"
    PREPARE_CEREMONY = "prepare the ceremony and accredit the press"
    # organisers
    MANAGE_EDITION = "manage the edition"
    MANAGE_CONTENT = "manage content"
    APPOINT = "appoint"
    MANAGE_FORUMS = "manage forums"
    CHECK_IN = "check in"


GRANTS: dict[Role, frozenset[Can]] = {
    Role.REPRESENTATIVE: frozenset({Can.DRAFT}),
    Role.OFFICER: frozenset({Can.ENDORSE, Can.IMPORT}),
    Role.SECRETARY: frozenset(
        {
            Can.IMPORT,
            Can.READ_PROGRESS,
            Can.READ_MAIL,
            Can.MANAGE_MAIL,
            Can.SCREEN,
            Can.MANAGE_BODIES,
            Can.HAND_OVER,
            Can.ASSIGN,
            Can.PLAN_VISITS,
            Can.KEY_SHEETS,
            Can.CLOSE_ROUND,
            Can.READ_RULE,
            Can.PREPARE_SESSION,
            Can.DRAW_ROLL,
            Can.CORRECT_ROLL,
            Can.NAME_CONFIDANTS,
            Can.READ_CONFIDANTS,
            Can.READ_SCORES,
            Can.READ_ROLL,
            Can.READ_PAPERS,
            Can.WRITE_PAPERS,
            Can.REVIEW_PAGES,
            Can.READ_OBJECTIONS,
            Can.ANSWER_OBJECTIONS,
        }
    ),
    Role.MEMBER: frozenset({Can.READ_RULE, Can.APPRAISE, Can.VOTE, Can.STAND_IN}),
    Role.CHAIR: frozenset(
        {
            Can.READ_RULE,
            Can.APPRAISE,
            Can.VOTE,
            Can.RUN_SESSION,
            Can.STAND_IN,
            Can.CONCLUDE,
            Can.READ_PROGRESS,
            Can.READ_SCORES,
            Can.READ_ROLL,
            Can.READ_CONFIDANTS,
            Can.READ_PAPERS,
            Can.SIGN_AS_CHAIR,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            Can.AUDIT,
            Can.READ_RULE,
            Can.READ_MAIL,
            Can.READ_PROGRESS,
            Can.READ_SCORES,
            Can.READ_ROLL,
            Can.READ_CONFIDANTS,
            Can.READ_PAPERS,
            Can.SIGN_AS_AUDITOR,
            Can.HEAR_REPORTS,
            Can.READ_OBJECTIONS,
            Can.ADMIT_EXPERTS,
        }
    ),
    Role.ORGANIZER: frozenset(
        {
            Can.READ_PROGRESS,
            Can.READ_MAIL,
            Can.MANAGE_MAIL,
            Can.MANAGE_EDITION,
            Can.READ_RULE,
            Can.MANAGE_CONTENT,
            Can.APPOINT,
            Can.MANAGE_FORUMS,
            Can.NAME_CONFIDANTS,
            Can.READ_CONFIDANTS,
            Can.PUBLISH,
            Can.READ_PAPERS,
            Can.WRITE_PAPERS,
            Can.BUILD_YEARBOOK,
            Can.PREPARE_CEREMONY,
            Can.CHECK_IN,
        }
    ),
    Role.CHECKIN: frozenset({Can.CHECK_IN}),
    # Counts, never a dossier and never a name.
    Role.OBSERVER: frozenset({Can.READ_PROGRESS}),
}

# An office is held by appointment; a representative's standing comes from membership.
OFFICES = [role for role in Role if role is not Role.REPRESENTATIVE]
OF_REPRESENTATIVES = GRANTS[Role.REPRESENTATIVE]
# What whoever accepts a seat in the council is appointed to.
TAKES_A_SEAT = Role.MEMBER.value
# Officers act for one nominating body.
NEEDS_BODY = [Role.OFFICER.value]


def roles_that(can: Can) -> list[Role]:
    """Every role that grants a function."""
    return [role for role, cans in GRANTS.items() if can in cans]
