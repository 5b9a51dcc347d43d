"""Sentences of Django's own forms. Its Vietnamese is stiff, so they are named here and stand in our catalogue.

The project's catalogue goes before Django's; naming them here is what keeps them in ours.
"""

from django.utils.translation import gettext_lazy as _

# Word for word as Django has them.
SPOKEN_BY_DJANGO = (
    _("Enter a whole number."),
    _("Enter a valid integer."),
    _("Enter a number."),
    _("Enter a valid URL."),
    _("Enter a valid email address."),
    _("Enter a valid date."),
    _("Enter a valid date/time."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("Select a valid choice. That choice is not one of the available choices."),
)
