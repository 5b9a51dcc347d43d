"""A map of equal tiles, one per locality, pure: positions are data (data/tiles.csv, by the localities' uid).

Area says nothing about honours, so every locality has the same tile, roughly where it lies. Hoàng Sa is drawn as part
of Đà Nẵng and Trường Sa as part of Khánh Hòa, as they are by law.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "tiles.csv"
SIZE, GAP = 40, 4  # of a tile, in the drawing's units
STEPS = 4  # shades of a number above nought
# (codes of the locality since 2008 and since 2025 are the same; name; columns from the east coast; rows from its tile).
ISLANDS = {"48": ("Hoàng Sa", 1.75, -0.55), "56": ("Trường Sa", 1.75, 1.35)}
# Islets inside the frame of an archipelago: x, y, radius in the drawing's units; a picture, not a chart.
ISLETS = {
    "48": ((16, 17, 3.2), (27, 11, 2.4), (40, 15, 2.8), (52, 22, 3.4), (62, 13, 2.2), (35, 26, 2.2)),
    "56": (
        (12, 14, 2.4),
        (22, 24, 3.0),
        (33, 12, 2.6),
        (42, 28, 2.2),
        (50, 17, 3.2),
        (60, 26, 2.6),
        (66, 12, 2.2),
    ),
}
ARCHIPELAGO = (76, 36)  # width and height of its frame


@dataclass(frozen=True)
class Place:
    """Where a locality stands: letters to read on the tile, column and row from the north-west."""

    letters: str
    column: int
    row: int


@dataclass(frozen=True)
class Tile:
    uid: str
    letters: str
    x: int
    y: int
    number: int
    shade: int


@dataclass(frozen=True)
class Archipelago:
    """`uid` of the locality it is part of; the frame's corner; islets relative to it."""

    uid: str
    name: str
    x: int
    y: int
    number: int
    shade: int
    islets: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    tiles: list[Tile]
    islands: list[Archipelago]
    size: int = SIZE
    middle: int = SIZE // 2


@cache
def _layouts() -> dict[str, dict[str, Place]]:
    found: dict[str, dict[str, Place]] = {}
    with FILE.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            place = Place(row["letters"], int(row["column"]), int(row["row"]))
            found.setdefault(row["layout"], {})[row["uid"]] = place
    return found


def layout_of(uids: Iterable[str]) -> dict[str, Place]:
    """The places of these localities: the map of that day; a locality it does not know stands in a row below."""
    wanted = list(uids)
    known = max(_layouts().values(), key=lambda layout: sum(uid in layout for uid in wanted))
    below = max(place.row for place in known.values()) + 1
    strangers = [uid for uid in wanted if uid not in known]
    return {uid: known[uid] for uid in wanted if uid in known} | {
        uid: Place(uid[:2], column, below) for column, uid in enumerate(strangers)
    }


def shade(number: int, most: int) -> int:
    """0 for nought, else 1 to STEPS in equal steps up to the largest number."""
    if number <= 0:
        return 0
    return max(1, -(-number * STEPS // most))


def draw(numbers: dict[str, int]) -> Drawing:
    """The map of these localities (uid → number)."""
    places = layout_of(numbers)
    most = max(numbers.values(), default=0)
    step = SIZE + GAP
    tiles = [
        Tile(
            uid, place.letters, place.column * step, place.row * step, numbers[uid], shade(numbers[uid], most)
        )
        for uid, place in places.items()
    ]
    islands = [
        Archipelago(
            uid,
            ISLANDS[code][0],
            round((place.column + ISLANDS[code][1]) * step),
            round((place.row + ISLANDS[code][2]) * step),
            numbers[uid],
            shade(numbers[uid], most),
            ISLETS[code],
        )
        for uid, place in places.items()
        if (code := uid[:2]) in ISLANDS
    ]
    right = max(
        [tile.x + SIZE for tile in tiles] + [isle.x + ARCHIPELAGO[0] + 14 for isle in islands], default=0
    )
    bottom = max((tile.y + SIZE for tile in tiles), default=0)
    return Drawing(right, bottom, tiles, islands)
