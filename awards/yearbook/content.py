"""What the book says, as plain data: chapters of honourees, in the order of print.

Everything that can appear on a page is in these values, so their hash is the page's identity.
"""

import unicodedata
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont

from awards.models import Honor
from dtportal import text
from dtportal.journal.recording import link_to
from dtportal.programme.models import Edition, Group, Sector, Tier

# Deep enough for white type (contrast above 5:1); gold is kept for the marks of honour.
COLOURS = {
    "TC": "#0b4f6c",
    "YT": "#9c2f4b",
    "GD": "#4b3f91",
    "NN": "#2b6b3c",
    "GT": "#1a5bb8",
    "NL": "#a0440c",
    "MT": "#0b6b68",
    "SX": "#46536a",
    "CQ": "#7a2230",
    "LD": "#0b2545",
}
FURTHER_COLOURS = ["#5b4636", "#3d5a1e", "#6b2c6e", "#23505a"]


@dataclass(frozen=True)
class Honoree:
    """One page. `sections` are (heading, text); `is_gold`: of the narrowest list, or of a list of its own."""

    honor_id: int
    name: str
    name_en: str
    detail: str
    is_person: bool
    province: str
    province_key: str
    tier: str
    is_gold: bool
    certificate: str
    verification_url: str
    sections: tuple[tuple[str, str], ...]
    chapter: str
    chapter_icon: str
    colour: str


@dataclass(frozen=True)
class Chapter:
    key: str
    number: int
    title: str
    title_en: str
    lead: str
    icon: str
    colour: str
    honorees: tuple[Honoree, ...]

    @property
    def provinces(self) -> int:
        return len({honoree.province_key for honoree in self.honorees})

    @property
    def gold(self) -> int:
        return sum(honoree.is_gold for honoree in self.honorees)


@dataclass(frozen=True)
class Part:
    """One line of the organisers: what they do, who they are."""

    label: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Book:
    """The frame of the book: its names, its organisers, its chapters."""

    slug: str
    title: str
    list_name: str
    narrow_name: str
    programme: str
    programme_en: str
    ordinal: str
    year: int
    is_rehearsal: bool
    published_on: str
    roll_sha256: str
    site: str
    contact: tuple[str, ...]
    parts: tuple[Part, ...]
    chapters: tuple[Chapter, ...]

    @property
    def honorees(self) -> list[Honoree]:
        return [honoree for chapter in self.chapters for honoree in chapter.honorees]


def book_of(edition: Edition) -> Book:
    """Everything a book of this edition says; read in a handful of queries, in Vietnamese."""
    with translation.override("vi"):
        tiers = list(edition.tiers.all())
        wide, narrow = _lists(tiers)
        list_name = wide.name if wide else ""
        roll = edition.rolls.exclude(published_at=None).first()
        return Book(
            slug=edition.slug,
            title=title_of(edition),
            list_name=list_name,
            narrow_name=narrow.name if narrow else "",
            programme=edition.name,
            programme_en=edition.name_en,
            ordinal=text.ordinal(edition.ordinal),
            year=edition.year,
            is_rehearsal=edition.is_rehearsal,
            published_on=text.official_date(roll.published_at.date()) if roll else "",
            roll_sha256=roll.sha256 if roll else "",
            site=settings.SITE_URL,
            contact=tuple(line for line in edition.contact.splitlines() if line.strip()),
            parts=_parts(edition),
            chapters=_chapters(edition, {tier.pk for tier in tiers if _is_gold(tier, tiers)}),
        )


def title_of(edition: Edition) -> str:
    """The document's title: “Kỷ yếu TOP 500 đơn vị, tổ chức, doanh nghiệp tiêu biểu – …”."""
    with translation.override("vi"):
        wide, _narrow = _lists(list(edition.tiers.all()))
        return _("Yearbook of the %(list)s – %(programme)s, edition %(ordinal)s (%(year)s)") % {
            "list": wide.name if wide else "",
            "programme": edition.name,
            "ordinal": text.ordinal(edition.ordinal),
            "year": edition.year,
        }


def _lists(tiers: list[Tier]) -> tuple[Tier | None, Tier | None]:
    """The widest list (TOP 500) and the narrowest inside it (TOP 100)."""
    sized = sorted((tier for tier in tiers if tier.size), key=lambda tier: tier.size)
    if not sized:
        return None, None
    return sized[-1], sized[0] if len(sized) > 1 else None


def _is_gold(tier: Tier, tiers: list[Tier]) -> bool:
    """No narrower list takes the same participants."""
    return not any(other.position < tier.position and set(other.groups) & set(tier.groups) for other in tiers)


def _parts(edition: Edition) -> tuple[Part, ...]:
    found: dict[str, list[str]] = {}
    # The council has its own place in the book; its thirteen lines would not fit the imprint.
    involvements = (
        edition.involvements.exclude(part="appraises").select_related("body").prefetch_related("body__names")
    )
    for involvement in involvements:
        found.setdefault(involvement.get_part_display(), []).append(printable(involvement.label))
    return tuple(Part(label, tuple(names)) for label, names in found.items())


def _chapters(edition: Edition, gold: set[int]) -> tuple[Chapter, ...]:
    """The sectors in their order, then state bodies, then leaders; empty ones are left out."""
    honors = edition.honors.standing().select_related("tier", "sector", "province")
    by_key: dict[str, list[Honor]] = {}
    for honor in honors.order_by("tier__position", "sort_key", "pk"):
        by_key.setdefault(_chapter_key(honor), []).append(honor)
    frames = [
        (sector.code, sector.name, sector.name_en, sector.description, sector.icon)
        for sector in Sector.objects.all()
    ]
    frames += [
        ("CQ", Group.STATE_BODY.label, "State bodies", _("Bodies whose initiatives and platforms serve management, "
         "the economy and society."), "building"),
        ("LD", Group.LEADER.label, "Outstanding leaders", _("Managers who made their organisation an example."),
         "person-badge"),
    ]  # fmt: skip
    headings = _headings(edition)
    chapters: list[Chapter] = []
    for key, title, title_en, lead, icon in frames:
        if key not in by_key:
            continue
        colour = COLOURS.get(key) or FURTHER_COLOURS[len(chapters) % len(FURTHER_COLOURS)]
        honorees = tuple(
            _honoree(honor, honor.tier_id in gold, headings, str(title), icon, colour)
            for honor in by_key[key]
        )
        chapters.append(
            Chapter(key, len(chapters) + 1, str(title), title_en, str(lead), icon, colour, honorees)
        )
    return tuple(chapters)


def _chapter_key(honor: Honor) -> str:
    if honor.group == Group.LEADER:
        return "LD"
    if honor.group == Group.STATE_BODY or honor.sector is None:
        return "CQ"
    return honor.sector.code


def _honoree(
    honor: Honor, is_gold: bool, headings: dict[str, str], chapter: str, icon: str, colour: str
) -> Honoree:
    texts = {key: printable(value) for key, value in honor.texts.items()}
    keys = [key for key in headings if texts.get(key)]
    keys += [key for key in texts if texts[key] and key not in headings]
    return Honoree(
        honor_id=honor.pk,
        name=printable(honor.name),
        name_en=printable(honor.name_en),
        detail=printable(honor.detail),
        is_person=honor.group == Group.LEADER,
        province=honor.province.name,
        province_key=honor.province.sort_key,
        tier=honor.tier.name,
        is_gold=is_gold,
        certificate=honor.certificate_number,
        verification_url=link_to(reverse("awards:verification", args=[honor.verification_code])),
        sections=tuple((headings.get(key, ""), texts[key]) for key in keys),
        chapter=chapter,
        chapter_icon=icon,
        colour=colour,
    )


def _headings(edition: Edition) -> dict[str, str]:
    """Short headings of the printed answers; another question brings the title of its section."""
    short = {
        "strategy": _("Strategy"),
        "results": _("Outstanding results"),
        "initiative": _("Initiative"),
        "people": _("People"),
        "data": _("Data and safety"),
        "model": _("What others can learn"),
    }
    for section in edition.dossier_sections:
        for question in section.get("questions", []):
            short.setdefault(question["key"], section.get("title", ""))
    return short


# --- Letters our fonts have --------------------------------------------------------------------------

INSTEAD = str.maketrans({"→": "–", "⇒": "–", "►": "–", "●": "•", "▪": "•", "■": "•", "✓": "•", "\t": " "})


@cache
def _letters() -> frozenset[int]:
    """Code points of the book's regular face; a missing one would bring in a font of the machine's."""
    font = TTFont(Path(settings.FONT_DIR) / "BeVietnamPro-Regular.ttf", lazy=True)
    return frozenset(font.getBestCmap())


def printable(value: Any) -> str:
    """NFC, without outer blanks; letters the book's fonts lack are replaced or left out. Lines are kept."""
    composed = unicodedata.normalize("NFC", str(value)).translate(INSTEAD)
    lines = ("".join(_known(char) for char in line) for line in composed.splitlines())
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def _known(char: str) -> str:
    letters = _letters()
    if ord(char) in letters or char == " ":
        return char
    parts = unicodedata.normalize("NFKC", char)
    return "".join(part for part in parts if ord(part) in letters)


def as_data(honoree: Honoree) -> dict[str, Any]:
    """The JSON values that identify a page (the row's id is not on it)."""
    data = asdict(honoree)
    del data["honor_id"]
    return data
