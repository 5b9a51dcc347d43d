"""The mails of this stage: what they are called. Their wording is the portal's."""

from django.utils.translation import gettext_lazy as _

from dtportal.journal.letters import Letter

LETTERS = {
    "honor_conferred": Letter(_("Result: on the honour list")),
    "honor_not_conferred": Letter(_("Result: not on the honour list")),
    "roll_drawn": Letter(_("The honour roll waits for the council")),
    "roll_signed": Letter(_("The honour roll is signed")),
    "roll_refused": Letter(_("The honour roll was refused")),
    "yearbook_built": Letter(_("The yearbook is ready")),
}
