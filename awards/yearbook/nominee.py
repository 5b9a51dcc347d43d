"""What one nominee's page says, as plain data; nothing of the result, so that it can be made before there is one.

`content_of` takes the approved page, or the frozen dossier of whoever has approved none.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Image:
    """A picture by where its file lies in the storage and what it is; the press gets a copy sized for the variant."""

    name: str
    sha256: str
    width: int
    height: int
    caption: str = ""


@dataclass(frozen=True)
class PageContent:
    """Everything that can appear on a nominee's pages. Texts are printable (`content.printable`), Vietnamese but for
    those that end in `_en`; `sections` and `more` are (heading, text), `figures` (value, label); `more` and
    `more_photo` are the second page, printed for the narrowest list only."""

    nomination_id: int
    name: str
    name_en: str
    detail: str
    is_person: bool
    province: str
    chapter: str
    chapter_icon: str
    colour: str
    is_rehearsal: bool
    sections: tuple[tuple[str, str], ...]
    lead: str = ""
    summary_en: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    quote: str = ""
    quote_by: str = ""
    more: tuple[tuple[str, str], ...] = ()
    photo: Image | None = None
    more_photo: Image | None = None
    logo: Image | None = None
    # Written by the unit itself, or taken from its dossier.
    is_own: bool = False

    @property
    def has_second(self) -> bool:
        return bool(self.more or self.more_photo)
