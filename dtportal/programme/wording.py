"""An edition's own words, for the outbox."""

from dtportal.programme.models import LetterWording


def own_words(edition_id: int, letter: str, language: str) -> tuple[str, str] | None:
    """Subject and body, or None where the file speaks."""
    rows = LetterWording.objects.filter(edition_id=edition_id, letter=letter, language=language)
    return rows.values_list("subject", "body").first()
