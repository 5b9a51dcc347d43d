"""Charts of the book as measures for the templates: bars in per cent, a calendar in days, localities as tiles.

Every chart stands beside the same numbers in words or a table; its own words are text of the page, not of a picture.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from awards.yearbook.chapters import colour_of
from awards.yearbook.content import Book, Chapter
from awards.yearbook.counts import LEADERS, Place, Row
from awards.yearbook.matter import Matter, Phase
from dtportal.programme import tilemap

# Millimetres per unit of the map of tiles: on its own page, on a chapter's opener.
MAP_SCALE, SMALL_SCALE = 0.2, 0.112


def percent(part: int, whole: int) -> float:
    """0 to 100, one decimal; of nothing 0."""
    return round(100 * part / whole, 1) if whole else 0.0


# --- A chapter -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fact:
    number: int
    label: str


def facts_of(book: Book, chapter: Chapter) -> list[Fact]:
    facts = [Fact(len(chapter.honorees), _("honoured"))]
    if chapter.key != LEADERS and book.narrow_name:
        facts.append(Fact(chapter.gold, _("of the %(list)s") % {"list": book.narrow_name}))
    return [*facts, Fact(chapter.provinces, _("localities"))]


# --- Localities as tiles -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tile:
    """Millimetres from the map's corner; `shade` 0 (none) to 4."""

    letters: str
    name: str
    x: float
    y: float
    number: int
    shade: int


@dataclass(frozen=True)
class Isles:
    """An archipelago: its frame's corner; of each islet left, top and diameter from there."""

    name: str
    of: str
    x: float
    y: float
    shade: int
    islets: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class Map:
    width: float
    height: float
    size: float
    isles_width: float
    isles_height: float
    tiles: tuple[Tile, ...]
    isles: tuple[Isles, ...]


def map_of(places: Sequence[Place], numbers: dict[str, int], scale: float = MAP_SCALE) -> Map | None:
    """The tiles of these localities with these numbers (by uid)."""
    if not places:
        return None
    drawn = tilemap.draw({place.uid: numbers.get(place.uid, 0) for place in places})
    names = {place.uid: place.name for place in places}
    wide, high = tilemap.ARCHIPELAGO
    return Map(
        drawn.width * scale,
        drawn.height * scale,
        drawn.size * scale,
        wide * scale,
        high * scale,
        tuple(
            Tile(tile.letters, names[tile.uid], tile.x * scale, tile.y * scale, tile.number, tile.shade)
            for tile in drawn.tiles
        ),
        tuple(
            Isles(
                isle.name,
                names[isle.uid],
                isle.x * scale,
                isle.y * scale,
                isle.shade,
                tuple(((x - r) * scale, (y - r) * scale, 2 * r * scale) for x, y, r in isle.islets),
            )
            for isle in drawn.islands
        ),
    )


def small_map(book: Book, chapter: Chapter) -> Map | None:
    """Where the honourees of a chapter come from."""
    places = book.matter.statistics.places
    uids = {place.name: place.uid for place in places}
    numbers = Counter(uids[honoree.province] for honoree in chapter.honorees if honoree.province in uids)
    return map_of(places, numbers, SMALL_SCALE)


# --- Bars ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    """One row of a table with its bar: `wide` per cent of the longest, of these `gold` per cent the narrowest list."""

    row: Row
    colour: str
    received: float
    honoured: float
    gold: float


def bars(book: Book, rows: Iterable[Row]) -> list[Bar]:
    """Sectors in the colours of their chapters."""
    found = list(rows)
    colours = {chapter.key: chapter.colour for chapter in book.chapters}
    most = max((max(row.received, row.honoured) for row in found), default=0)
    return [
        Bar(
            row,
            colours.get(row.key) or colour_of(row.key),
            percent(row.received, most),
            percent(row.honoured, most),
            percent(row.gold, row.honoured),
        )
        for row in found
    ]


def funnel(matter: Matter) -> list[tuple[Fact, float]]:
    """From the dossiers that came to those that are honoured, each with its share of the first."""
    numbers = matter.statistics
    steps = [
        Fact(numbers.received, _("dossiers put forward")),
        Fact(numbers.accepted, _("found valid and accepted")),
        Fact(numbers.appraised, _("concluded upon by the council")),
        Fact(numbers.honoured, _("honoured")),
    ]
    steps = [step for step in steps if step.number]
    most = max((step.number for step in steps), default=0)
    return [(step, percent(step.number, most)) for step in steps]


# --- The calendar --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """A phase on the scale of months: per cent of its width; open: it goes on beyond the scale."""

    phase: Phase
    left: float
    width: float
    is_open: bool


@dataclass(frozen=True)
class Timeline:
    """`months` are (label, left in per cent, width in per cent)."""

    months: tuple[tuple[str, float, float], ...]
    spans: tuple[Span, ...]


def timeline(phases: Sequence[Phase]) -> Timeline | None:
    """The phases over whole months; what has no end reaches a month beyond the last date."""
    if not phases:
        return None
    last = max(phase.ends_on or phase.starts_on for phase in phases)
    first = min(phase.starts_on for phase in phases).replace(day=1)
    end = _next(last)
    if any(phase.ends_on is None for phase in phases):
        end = _next(end)
    days = (end - first).days
    months = []
    month = first
    while month < end:
        label = f"{month.month}" if month != first and month.month > 1 else f"{month.month}/{month.year}"
        months.append(
            (label, percent((month - first).days, days), percent((_next(month) - month).days, days))
        )
        month = _next(month)
    spans = tuple(
        Span(
            phase,
            percent((phase.starts_on - first).days, days),
            percent((_end(phase, end) - phase.starts_on).days, days),
            phase.ends_on is None,
        )
        for phase in phases
    )
    return Timeline(tuple(months), spans)


def _end(phase: Phase, end: date) -> date:
    """The day after its last."""
    return phase.ends_on + timedelta(days=1) if phase.ends_on else end


def _next(day: date) -> date:
    """The first of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
