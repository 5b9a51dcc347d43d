"""The geometry that style sheet, stamps and checks share: millimetres from the upper left corner of the trimmed page.

What depends on the result is not on a nominee's page: it is stamped into these places when the book is bound. They
form one block at the foot of the rail, on every layout, so that a page without them looks finished too.
"""

from dataclasses import dataclass

MM = 72 / 25.4  # points
WIDTH, HEIGHT = 210.0, 297.0
BLEED = 3.0
# Around the trimmed page of the printer's variant: bleed, and room for the crop marks beyond it.
SLUG = 10.0
MARGIN_TOP, MARGIN_BOTTOM, MARGIN_SIDE = 32.0, 28.0, 18.0
RAIL, GUTTER = 42.0, 9.0
FOLIO_FROM_BOTTOM, HEAD_FROM_TOP = 13.0, 15.0
# A nominee's pages begin higher than the others, with the photograph; text ends where it ends everywhere.
HERO_TOP = 23.0
TEXT_BOTTOM = HEIGHT - MARGIN_BOTTOM
SPREAD = WIDTH - 2 * MARGIN_SIDE
MEASURE = SPREAD - RAIL - GUTTER


@dataclass(frozen=True)
class Slot:
    """A place kept free on every nominee's first page."""

    x: float
    y: float
    width: float
    height: float


TIER = Slot(MARGIN_SIDE, 216.0, RAIL, 11.0)
CERTIFICATE = Slot(MARGIN_SIDE, 230.0, RAIL, 10.0)
CODE = Slot(MARGIN_SIDE, 243.0, 21.0, 21.0)
# Nothing of the page itself reaches below this in the rail.
RAIL_BOTTOM = TIER.y - 4.0
