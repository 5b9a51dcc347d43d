"""What goes to a unit never names a member of the council."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assessments.models import CouncilMember
from dtportal.programme.models import Edition
from dtportal.text import fold


def words_of(text: str) -> str:
    """Folded words with one blank around each, so that punctuation and diacritics hide no name."""
    return f" {' '.join(re.findall(r'[a-z0-9]+', fold(text)))} "


def named(edition: Edition, *texts: str) -> list[str]:
    """Full names of members, whoever still sits or not, that occur in one of the texts."""
    told = [words_of(text) for text in texts if text]
    if not told:
        return []
    names = CouncilMember.objects.filter(edition=edition).values_list("user__full_name", flat=True)
    return [name for name in names if name.strip() and any(words_of(name) in text for text in told)]


def refuse_names(edition: Edition, *texts: str) -> None:
    """Raise ValidationError with a sentence that says which names stand there."""
    found = named(edition, *texts)
    if found:
        raise ValidationError(
            _("What the organisation will read must not name members of the council: %(names)s.")
            % {"names": ", ".join(found)}
        )
