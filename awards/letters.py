"""The mails of this stage: what they are called. Their wording is the portal's."""

from django.utils.translation import gettext_lazy as _

from dtportal.journal.letters import Letter

LETTERS = {
    "honor_conferred": Letter(_("Result: on the honour list")),
    "honor_not_conferred": Letter(_("Result: not on the honour list")),
    "honor_corrected": Letter(_("Result corrected")),
    "honor_revoked": Letter(_("Honour revoked")),
    "confidant_named": Letter(_("A person waits to be let know the roll early")),
    "confidant_approved": Letter(_("The signed roll may be read")),
    "roll_correction_drawn": Letter(_("A correction of the roll waits for the council")),
    "roll_not_published": Letter(_("The roll was not published at its minute")),
    "roll_drawn": Letter(_("The honour roll waits for the council")),
    "roll_signed": Letter(_("The honour roll is signed")),
    "roll_refused": Letter(_("The honour roll was refused")),
    "complaint_received": Letter(_("A report for the auditor")),
    "complaint_answered": Letter(_("A report was answered")),
    "comment_received": Letter(_("A public comment has come in")),
    "comment_answered": Letter(_("A public comment was answered")),
    "invitation/comment": Letter(_("Code of a public comment")),
    "appeal_received": Letter(_("An appeal has come in")),
    "appeal_answered": Letter(_("An appeal was answered")),
    "appeal_expert": Letter(_("Admission as an appellant's expert")),
    "press_requested": Letter(_("A journalist asks for accreditation")),
    "press_answered": Letter(_("Answer to a request for accreditation")),
    "results_opened": Letter(_("Opened totals of the result")),
    "book_page_reminded": Letter(_("Reminder of the yearbook page")),
    "book_page_returned": Letter(_("The yearbook page was returned")),
    "invitation/book_correction": Letter(_("A correction of the yearbook page waits for the unit")),
    "book_page_answered": Letter(_("A correction of a yearbook page was answered")),
    "yearbook_built": Letter(_("The yearbook is ready")),
}
