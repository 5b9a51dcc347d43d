"""Names of what this stage writes into the journal."""

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dtportal.journal.exceptions import Exceptional, Kind, Reason

VERBS = {
    "council.seated": _("Seat in the council saved"),
    "round.opened": _("Round handed over"),
    "round.assigned": _("Readers assigned"),
    "round.closed": _("Round closed, scores unsealed"),
    "key.introduced": _("Signing key taken into use"),
    "assignment.added": _("Reader added"),
    "assignment.recused": _("Reader recused"),
    "interest.stated": _("Interest declared"),
    "scoresheet.submitted": _("Score sheet submitted"),
    "scoresheet.taken_back": _("Score sheet taken back"),
    # council: invitations, undertakings, ties
    "council.deputies_named": _("Deputies of the chair named"),
    "council.seat_changed": _("Own seat changed"),
    "council.invited": _("Invited to the council"),
    "council.invited_again": _("Reminded of the invitation to the council"),
    "council.invitation_taken_back": _("Invitation to the council taken back"),
    "council.accepted": _("Seat in the council accepted"),
    "council.declined": _("Seat in the council declined"),
    "undertaking.signed": _("Confidentiality undertaking signed"),
    "tie.stated": _("Tie to an organisation stated"),
    "tie.struck_out": _("Tie to an organisation struck out"),
    "interests.declared": _("Statement of interests given"),
    # assignment: plan, moves, undo
    "assignment.released": _("Dossier taken back from a reader"),
    "assignment.moved": _("Dossier given to another reader"),
    "assignment.undone": _("Assignment undone"),
    "council.stopped": _("Member takes no more dossiers"),
    "council.resumed": _("Member takes dossiers again"),
    "council.reminded": _("Member reminded of score sheets"),
    # score sheets: versions, commitments
    # reading a dossier: evidence, pins
    "inquiry.asked": _("Question of a reader to the secretariat"),
    "inquiry.answered": _("Question of a reader answered"),
    # score sheets on paper
    "papersheet.keyed": _("Paper score sheet keyed in"),
    "papersheet.sent": _("Confirmation of a paper score sheet asked for"),
    "papersheet.corrected": _("Paper score sheet corrected before the member's answer"),
    "papersheet.dropped": _("Paper score sheet given up by the secretariat"),
    "papersheet.disputed": _("Mistakes in a paper score sheet named by the member"),
    "papersheet.taken_over": _("Paper score sheet taken over by the member"),
    "papersheet.confirmed": _("Paper score sheet confirmed by the member"),
    # rubric
    "rubric.changed": _("Rubric changed"),
    "rule.changed": _("Rule text and numbers changed"),
    "rule.frozen": _("Rule frozen with the first mark"),
    # site visits
    "visit.planned": _("Site visit planned"),
    "visit.changed": _("Site visit changed"),
    "visit.cancelled": _("Site visit cancelled"),
    "visit.unit_told": _("Unit told of a site visit"),
    "visit.reported": _("Report of a site visit handed in"),
    "visit.report_taken_back": _("Report of a site visit taken back"),
    # results of closed rounds
    "round.second_opened": _("Second reading of tied dossiers opened"),
    # sessions
    "session.planned": _("Session planned"),
    "session.changed": _("Time or place of a session changed"),
    "session.invited": _("Council invited to a session"),
    "session.opened": _("Session opened"),
    "session.attended": _("Attendance stated"),
    "session.closed": _("Session closed"),
    "motion.put": _("Item put on the agenda"),
    "motion.taken_off": _("Item taken off the agenda"),
    "motion.noted": _("Discussion written down"),
    "motion.concluded": _("Conclusion drawn"),
    "ballot.opened": _("Ballot opened"),
    "ballot.closed": _("Ballot counted"),
    "ballot.voided": _("Ballot void: no quorum"),
    "ballot.tie_decided": _("Equal votes decided"),
    "conclusion.worded": _("Draft conclusion worded"),
    "feedback.approved": _("Feedback to organisations approved"),
    "minutes.started": _("Minutes numbered"),
    "minutes.frozen": _("Minutes frozen for signing"),
    "minutes.reopened": _("Minutes opened again"),
    "minutes.closed": _("Minutes signed and closed"),
}

_WORDING = Reason("assessments.AgendaItem", "text")

EXCEPTIONS = {
    "assignment.recused": Exceptional(Kind.CONFLICT),
    "tie.struck_out": Exceptional(Kind.CONFLICT, Reason("assessments.Tie", "end_reason")),
    "council.deputies_named": Exceptional(Kind.CONFLICT),
    "assignment.moved": Exceptional(Kind.ASSIGNMENT),
    "assignment.released": Exceptional(Kind.ASSIGNMENT),
    "assignment.undone": Exceptional(Kind.ASSIGNMENT),
    "council.stopped": Exceptional(Kind.ASSIGNMENT, Reason("assessments.ReadingStop", match="member")),
    "scoresheet.taken_back": Exceptional(Kind.SHEET),
    "visit.report_taken_back": Exceptional(Kind.SHEET),
    "papersheet.confirmed": Exceptional(Kind.PAPER),
    "papersheet.taken_over": Exceptional(Kind.PAPER),
    "papersheet.dropped": Exceptional(Kind.PAPER),
    "round.second_opened": Exceptional(Kind.READING),
    "session.opened": Exceptional(
        Kind.QUORUM, Reason("assessments.CouncilSession", "quorum_waived"), where={"quorum": False}
    ),
    "ballot.voided": Exceptional(Kind.QUORUM),
    "ballot.tie_decided": Exceptional(Kind.TIE, Reason("assessments.AgendaItem", "tie_reason")),
    "motion.put": Exceptional(Kind.MOVE, _WORDING, where={"kind": "move"}),
    "minutes.reopened": Exceptional(Kind.MINUTES),
}


def _dossier(path: str):
    return Coalesce(f"{path}__number", f"{path}__reference")


def _numbered(word: str, field: str):
    return Concat(Value(f"{word} "), Cast(field, CharField()))


SUBJECTS = {
    "assessments.assignment": lambda: _dossier("entry__nomination"),
    "assessments.scoresheet": lambda: _dossier("assignment__entry__nomination"),
    "assessments.papersheet": lambda: _dossier("assignment__entry__nomination"),
    "assessments.sitevisit": lambda: _dossier("nomination"),
    "assessments.councilmember": lambda: "user__full_name",
    "assessments.councilinvitation": lambda: "full_name",
    "assessments.tie": lambda: "user__full_name",
    "assessments.interestdeclaration": lambda: "user__full_name",
    "assessments.undertaking": lambda: "user__full_name",
    "assessments.round": lambda: "name",
    "assessments.councilsession": lambda: _numbered(gettext("Session"), "number"),
    "assessments.agendaitem": lambda: Concat(
        _numbered(gettext("Session"), "session__number"),
        Value(", "),
        Cast("position", CharField()),
        Value(". "),
        F("title"),
    ),
    "assessments.minutes": lambda: _numbered(gettext("Minutes"), "number"),
}
