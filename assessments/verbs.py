"""Names of what this stage writes into the journal."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "council.seated": _("Seat in the council saved"),
    "round.opened": _("Round handed over"),
    "round.assigned": _("Readers assigned"),
    "round.closed": _("Round closed, scores unsealed"),
    "assignment.added": _("Reader added"),
    "assignment.recused": _("Reader recused"),
    "interest.stated": _("Interest declared"),
    "scoresheet.submitted": _("Score sheet submitted"),
    "scoresheet.taken_back": _("Score sheet taken back"),
    "session.planned": _("Session planned"),
    "session.opened": _("Session opened"),
    "session.attended": _("Attendance stated"),
    "session.closed": _("Session closed"),
    "motion.put": _("Item put on the agenda"),
    "motion.concluded": _("Conclusion drawn"),
    "ballot.opened": _("Ballot opened"),
    "ballot.closed": _("Ballot counted"),
}
