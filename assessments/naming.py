"""What goes to a unit never names a member of the council."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assessments.models import CouncilMember
from dtportal.programme.models import Edition
from dtportal.text import fold, nfc


def words_of(text: str) -> str:
    """Folded words with one blank around each, so that punctuation and diacritics hide no name."""
    return f" {' '.join(re.findall(r'[a-z0-9]+', fold(text)))} "


# How a person is called by the given name alone: “chị Hạnh”, “PGS. TS. Nguyễn Hạnh”.
RESPECT = frozenset(
    {"ông", "bà", "anh", "chị", "cô", "chú", "bác", "thầy", "chí", "sư", "sĩ"}
    | {"gs", "pgs", "ts", "ths", "tskh", "bs", "ks", "ds", "mr", "mrs", "ms", "dr", "prof"}
)
LONGEST_NAME = 5


def is_addressed(full_name: str, text: str) -> bool:
    """Whether a text calls this person by a word of respect and the given name, with a capital as names have it.

    Diacritics count here: “có an toàn” is no Mrs An.
    """
    given, words = nfc(full_name).split()[-1].casefold(), re.findall(r"\w+", nfc(text))
    for place, word in enumerate(words):
        if word.casefold() not in RESPECT:
            continue
        for following in words[place + 1 : place + 1 + LONGEST_NAME]:
            if not following[0].isupper():
                break
            if following.casefold() == given:
                return True
    return False


def named(edition: Edition, *texts: str) -> list[str]:
    """Full names of members, whoever still sits or not, who are named in one of the texts, whole or by given name."""
    texts = tuple(text for text in texts if text)
    if not texts:
        return []
    told = [words_of(text) for text in texts]
    names = CouncilMember.objects.filter(edition=edition).values_list("user__full_name", flat=True)
    return [
        name
        for name in names
        if name.strip()
        and (any(words_of(name) in text for text in told) or any(is_addressed(name, text) for text in texts))
    ]


def refuse_names(edition: Edition, *texts: str) -> None:
    """Raise ValidationError with a sentence that says which names stand there."""
    found = named(edition, *texts)
    if found:
        raise ValidationError(
            _("What the organisation will read must not name members of the council: %(names)s.")
            % {"names": ", ".join(found)}
        )
