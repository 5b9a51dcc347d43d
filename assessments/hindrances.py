"""What keeps the secretariat from taking an acceptance back: the council has the dossier."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from assessments.models import RoundEntry
from nominations.models import Nomination


def handed_over(nomination: Nomination) -> Iterator[str]:
    """For `nominations.hindrances`."""
    for entry in RoundEntry.objects.filter(nomination=nomination).select_related("round"):
        yield _("The dossier has been handed over to the council (%(round)s); the decision stays.") % {
            "round": entry.round.label
        }
