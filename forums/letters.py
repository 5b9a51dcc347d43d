"""The mails of this stage: what they are called. Their wording is the portal's."""

from django.utils.translation import gettext_lazy as _

from dtportal.journal.letters import Letter

LETTERS = {
    "forum-confirm": Letter(_("Please confirm a registration")),
    "forum-confirmed": Letter(_("A seat is confirmed")),
    "forum-cancelled": Letter(_("A forum is cancelled")),
}
