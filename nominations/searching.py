"""Full-text search without diacritics: the head of a dossier word by word, its answers as a phrase.

Vietnamese is written in syllables that nearly every text contains ("da", "nang"), so that words found anywhere in the
answers would find everything: there they must stand side by side, the last one may be unfinished. PostgreSQL looks
into a GIN index over stored words (migration `0004_stored_words`), SQLite into an FTS5 table that triggers keep
(`0002_full_text`).
"""

import re

from django.db.models import Q
from django.db.models.expressions import RawSQL

from dtportal.text import fold

SQLITE = "SELECT rowid FROM nominations_fulltext_index WHERE nominations_fulltext_index MATCH %s"
POSTGRESQL = "SELECT nomination_id FROM nominations_fulltext WHERE words @@ to_tsquery('simple', %s)"


def words(text: str) -> list[str]:
    """Folded words of letters and digits: the same in what is stored and in what is asked."""
    return re.findall(r"[^\W_]+", fold(text))


def matching(text: str, vendor: str) -> Q:
    """Condition on nominations; `vendor` is the database's. No words match nothing."""
    heads = Q()
    for word in fold(text).split():
        heads &= Q(search_text__contains=word)
    asked = words(text)
    if not asked:
        return heads if heads else Q(pk__in=[])
    if vendor == "sqlite":
        found = RawSQL(SQLITE, [f'"{" ".join(asked)}" *'])
    else:
        found = RawSQL(POSTGRESQL, [" <-> ".join([*asked[:-1], f"{asked[-1]}:*"])])
    return heads | Q(pk__in=found)
