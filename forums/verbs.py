"""Names of what this stage writes into the journal."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "forum.created": _("Event created"),
    "forum.changed": _("Event changed"),
    "forum.draft": _("Event back in draft"),
    "forum.announced": _("Event announced"),
    "forum.open": _("Registration opened"),
    "forum.closed": _("Registration closed"),
    "forum.held": _("Event held"),
    "forum.cancelled": _("Event cancelled"),
    "registration.received": _("Registration received"),
    "registration.confirmed": _("Registration confirmed"),
    "registration.cancelled": _("Registration cancelled"),
    "registration.checked_in": _("Guest checked in"),
    "registration.check_in_undone": _("Check-in undone"),
}
