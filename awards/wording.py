"""What people write into a form of this stage: composed, trimmed, neither empty nor endless. Pure."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dtportal.text import nfc


def own_words(text: str, limit: int, field: str = "text") -> str:
    """The lines kept, each normalised; raises ValidationError for the field when nothing, or more than `limit`
    characters, is left."""
    words = "\n".join(nfc(line) for line in text.replace("\r", "").strip().split("\n")).strip()
    if not words:
        raise ValidationError({field: _("Please write something.")})
    if len(words) > limit:
        raise ValidationError(
            {
                field: _("At most %(limit)s characters, please; this has %(count)s.")
                % {"limit": limit, "count": len(words)}
            }
        )
    return words
