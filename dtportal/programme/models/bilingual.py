"""Text in two languages: Vietnamese is the original, English where somebody wrote it."""

from django.utils.translation import get_language


def in_page_language(obj, field: str) -> str:
    """`field` in the language of the page, Vietnamese where there is no English."""
    if (get_language() or "").startswith("en"):
        return getattr(obj, f"{field}_en", "") or getattr(obj, field)
    return getattr(obj, field)


class Named:
    """`label`: the name in the language of the page."""

    @property
    def label(self) -> str:
        return in_page_language(self, "name")

    def __str__(self) -> str:
        return self.name
