"""The mails of this stage: what they are called. Their wording is the portal's."""

from django.utils.translation import gettext_lazy as _

from dtportal.journal.letters import Letter

LETTERS = {
    "assigned": Letter(_("To a council member: dossiers to appraise")),
    "recused": Letter(_("To the secretariat: a replacement is needed")),
    # council: invitations, undertakings, ties
    "invitation/council": Letter(_("To a person: invitation to the council")),
    "invitation/council_reminder": Letter(_("To a person: the invitation to the council waits")),
    "invitation/council_accepted": Letter(_("To the secretariat: a seat in the council was accepted")),
    "invitation/council_declined": Letter(_("To the secretariat: a seat in the council was declined")),
    # assignment and reminders
    "released": Letter(_("To a council member: dossiers given to somebody else")),
    "reading_reminded": Letter(_("To a council member: dossiers left to appraise")),
    # questions of readers
    "inquiry_asked": Letter(_("To the secretariat: a council member asks about a dossier")),
    "inquiry_answered": Letter(_("To a council member: the answer to his question")),
    # score sheets on paper, site visits
    "visit": Letter(_("To visitors: a site visit is planned or changed")),
    "visit_unit": Letter(_("To the unit: a site visit is planned or changed")),
    "visit_cancelled": Letter(_("To visitors: a site visit is cancelled")),
    "visit_cancelled_unit": Letter(_("To the unit: a site visit is cancelled")),
    "paper_sheet": Letter(_("To a council member: a score sheet from paper to confirm")),
    "paper_sheet_disputed": Letter(_("To the secretariat: mistakes in a score sheet from paper")),
    # sessions
    "session_invited": Letter(_("To the council: invitation to a session")),
    "minutes_closed": Letter(_("To the chair: minutes are closed")),
    "session_opened": Letter(_("To the council: a session is open")),
}
