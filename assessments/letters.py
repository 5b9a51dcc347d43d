"""The mails of this stage: what they are called. Their wording is the portal's."""

from django.utils.translation import gettext_lazy as _

from dtportal.journal.letters import Letter

LETTERS = {
    "assigned": Letter(_("To a council member: dossiers to appraise")),
    "recused": Letter(_("To the secretariat: a replacement is needed")),
    "session_opened": Letter(_("To the council: a session is open")),
}
