"""Names of what this app and the ground write into the journal."""

from django.utils.translation import gettext_lazy as _

from dtportal.journal.exceptions import Exceptional, Kind

VERBS = {
    "appointment.made": _("Appointment made"),
    "appointment.ended": _("Appointment ended"),
    "claim.made": _("Representation asked for"),
    "claim.passed_on": _("Request passed on to the secretariat"),
    "claim.objected": _("Representative objected"),
    "claim.allowed": _("Request to represent allowed"),
    "claim.refused": _("Request to represent refused"),
    "claim.withdrawn": _("Request to represent withdrawn"),
    "edition.council_rules_changed": _("Rule on conflicts of interest changed"),
    "edition.pages_due_set": _("Last day for yearbook pages set"),
    "edition.clock_moved": _("Rehearsal clock moved"),
    "invitation.sent": _("Representative invited"),
    "invitation.accepted": _("Invitation accepted"),
    "invitation.taken_back": _("Invitation taken back"),
    "officer.invited": _("Officer invited"),
    "officer.accepted": _("Officer's invitation accepted"),
    "officer.invitation_taken_back": _("Officer's invitation taken back"),
    "body.added": _("Nominating body added"),
    "body.may_nominate": _("Body allowed to nominate"),
    "mail.sent_again": _("Mail sent again"),
    "membership.ended": _("Representation ended"),
    "membership.handed_over": _("Organisation handed over"),
    "organization.registered": _("Organisation registered"),
    "organization.entered": _("Organisation entered from its papers"),
    "organization.changed": _("Organisation changed"),
    "phase.changed": _("Phase changed"),
    "post.written": _("Post written"),
    "post.published": _("Post published"),
    "post.withdrawn": _("Post withdrawn"),
    "post.file_attached": _("File attached to a post"),
    "post.file_removed": _("File removed from a post"),
    "wording.changed": _("Letter worded anew"),
    "wording.restored": _("Letter back to the portal's words"),
}

EXCEPTIONS = {
    "phase.changed": Exceptional(Kind.DEADLINE),
    "edition.council_rules_changed": Exceptional(Kind.RULE),
}

SUBJECTS = {
    "accounts.organization": lambda: "name",
    "accounts.appointment": lambda: "user__full_name",
    "accounts.membership": lambda: "user__full_name",
    "accounts.claim": lambda: "organization__name",
    "programme.edition": lambda: "name",
    "programme.phase": lambda: "name",
    "programme.post": lambda: "title",
    "programme.body": lambda: "short_name",
}
