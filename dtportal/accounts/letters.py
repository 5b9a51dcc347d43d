"""The mails about accounts, offices and organisations: what they are called. Their wording is the portal's."""

from django.utils.translation import gettext_lazy as _

from dtportal.journal.letters import Letter

LETTERS = {
    "account/appointed": Letter(_("Appointment to an office")),
    "account/office_ended": Letter(_("End of an office")),
    "claim/asked": Letter(_("Somebody asks to represent the organisation")),
    "claim/passed_on": Letter(_("To the secretariat: a request to represent an organisation")),
    "claim/allowed": Letter(_("The request to represent is allowed")),
    "claim/joined": Letter(_("A colleague represents the organisation too")),
    "claim/refused": Letter(_("The request to represent is refused")),
    "invitation/organization": Letter(_("Invitation to represent an organisation")),
    "invitation/accepted": Letter(_("An invitation was accepted")),
    "invitation/officer": Letter(_("To a nominating body: an officer is invited")),
    "membership/ended": Letter(_("The representation has ended")),
    "membership/handed_over": Letter(_("The organisation was handed over")),
    "trial": Letter(_("Test of a wording")),
}
