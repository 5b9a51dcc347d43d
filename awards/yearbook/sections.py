"""The sections of the book that are neither lists nor chapters: which there are, what each is made of.

An empty one is left out here, and thereby of the book, its contents and its bookmarks.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from awards.yearbook import columns, drawing, figures, lettering
from awards.yearbook.content import Book
from awards.yearbook.letters import printable
from awards.yearbook.matter import Event, Foreword, Matter, Member
from awards.yearbook.nominee import Image

# Millimetres: portrait, signature, picture of an event (alone, one of several), partner's logo.
PORTRAIT, SIGNATURE, WIDE, HALF, LOGO = (42, 54), (60, 20), (123, 72), (60, 43), (46, 24)
TITLE_SIZE, EVENT_SIZE = 26.0, 12.0
FONTS = "Be Vietnam Pro (SIL Open Font License 1.1)"
PictureOf = Callable[[Image | None, float, float], str]


@dataclass(frozen=True)
class Section:
    """`template` draws `context`; `is_after`: behind the chapters; `turns`: begins on a right-hand page."""

    key: str
    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    author: str = ""
    is_after: bool = False
    turns: bool = False
    is_bare: bool = False
    is_listed: bool = True
    is_bookmarked: bool = True

    @property
    def lines(self) -> list[str]:
        """The title in even lines."""
        return lettering.even_lines(self.title, 172 * columns.MM / TITLE_SIZE)


def of(book: Book, picture: PictureOf) -> list[Section]:
    """In the order of print."""
    matter = clean(book.matter)
    return [*_opening(book), *_front(book, matter, picture), *_back(book, matter, picture)]


def clean(value: Any) -> Any:
    """The same values with texts that the book's fonts can print; pictures and addresses stay as they are."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, tuple):
        return tuple(clean(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type) and not isinstance(value, Image):
        return replace(value, **{one.name: clean(getattr(value, one.name)) for one in fields(value)})
    if isinstance(value, Image):
        return replace(value, caption=printable(value.caption))
    return value


def _opening(book: Book) -> Iterator[Section]:
    whom = _("outstanding units, organisations and enterprises of the digital transformation")
    context = {
        "whom": lettering.even_lines(whom, 150 * columns.MM / 16),
        "drum": drawing.drum("#eaf0f6", "#f6e6c0"),
    }
    yield Section(
        "title", _("Title page"), "title", context, turns=True, is_bare=True,
        is_listed=False, is_bookmarked=False,
    )  # fmt: skip
    yield Section("imprint", _("Imprint"), "imprint", is_listed=False)


def _front(book: Book, matter: Matter, picture: PictureOf) -> Iterator[Section]:
    for number, foreword in enumerate(matter.forewords, 1):
        yield Section(
            f"foreword-{number}",
            foreword.title,
            "foreword",
            _foreword(foreword, picture),
            author=foreword.author,
            turns=number == 1,
        )
    if matter.activities or matter.phases:
        context = {"activities": matter.activities, "timeline": figures.timeline(matter.phases)}
        yield Section("programme", _("The programme and its calendar"), "programme", context)
    if matter.parts:
        yield Section("organisers", _("Who directs and organises"), "organisers", {"parts": matter.parts})
    if matter.council or matter.council_bodies:
        yield Section("council", _("The appraisal council"), "council", _council(matter))
    if matter.statistics.honoured:
        yield Section("statistics", _("The edition in numbers"), "statistics", _statistics(book, matter))


def _back(book: Book, matter: Matter, picture: PictureOf) -> Iterator[Section]:
    if matter.events:
        yield Section(
            "forums",
            _("Forums, seminars and the ceremony"),
            "forums",
            {"events": [_event(event, picture) for event in matter.events]},
            is_after=True,
            turns=True,
        )
    if matter.partners:
        partners = [
            (partner.name, picture(partner.logo, *within(partner.logo, LOGO))) for partner in matter.partners
        ]
        yield Section("partners", _("Partners"), "partners", {"partners": partners}, is_after=True)
    if matter.errata:
        yield Section("errata", _("Errata"), "errata", {"errata": matter.errata}, is_after=True)
    yield Section("colophon", _("Colophon"), "colophon", _colophon(book, matter), is_after=True)


# --- What each is made of --------------------------------------------------------------------------------


def _foreword(foreword: Foreword, picture: PictureOf) -> dict[str, Any]:
    lead, *rest = foreword.text.splitlines() or [""]
    return {
        "foreword": foreword,
        "lead": lead,
        "paragraphs": rest,
        "portrait": picture(foreword.portrait, *PORTRAIT),
        "signature": picture(foreword.signature, *within(foreword.signature, SIGNATURE)),
    }


def within(image: Image | None, place: tuple[float, float]) -> tuple[float, float]:
    """The largest size in a place that shows the whole picture: marks and signatures are not cut."""
    if image is None:
        return place
    scale = min(place[0] / image.width, place[1] / image.height)
    return image.width * scale, image.height * scale


def _council(matter: Matter) -> dict[str, Any]:
    groups: dict[str, list[Member]] = {}
    for member in matter.council:
        groups.setdefault(member.office, []).append(member)
    return {"groups": list(groups.items()), "bodies": matter.council_bodies}


def _statistics(book: Book, matter: Matter) -> dict[str, Any]:
    numbers = matter.statistics
    honoured = {place.uid: place.honoured for place in numbers.places}
    facts = [
        figures.Fact(numbers.sheets, _("score sheets of the council")),
        figures.Fact(numbers.members, _("members of the council")),
        figures.Fact(numbers.sessions, _("sessions of the council")),
        figures.Fact(numbers.places_received, _("localities took part")),
        figures.Fact(numbers.places_honoured, _("localities with honourees")),
    ]
    half = -(-len(numbers.places) // 2)
    return {
        "funnel": figures.funnel(matter),
        "facts": [fact for fact in facts if fact.number],
        "sectors": figures.bars(book, numbers.sectors),
        "groups": figures.bars(book, numbers.groups),
        "lists": numbers.lists,
        "map": figures.map_of(numbers.places, honoured),
        "places": [numbers.places[:half], numbers.places[half:]],
    }


def _event(event: Event, picture: PictureOf) -> dict[str, Any]:
    """Two pictures in a row; of an odd number the first one is wide. One that cannot be read leaves no gap."""
    pictures, rows = list(event.pictures), []
    while pictures:
        count = 2 - len(pictures) % 2
        size = HALF if count == 2 else WIDE
        shown = [(picture(image, *size), image.caption) for image in pictures[:count]]
        rows.append([one for one in shown if one[0]])
        pictures = pictures[count:]
    lines = lettering.even_lines(event.title, WIDE[0] * columns.MM / EVENT_SIZE)
    return {"event": event, "lines": lines, "rows": [row for row in rows if row]}


def _colophon(book: Book, matter: Matter) -> dict[str, Any]:
    return {
        "colophon": matter.colophon,
        "fonts": FONTS,
        "qr": drawing.qr(matter.colophon.check_url or book.site),
    }
