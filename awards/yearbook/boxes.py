"""The boxes of a page for its variant, and what the printer needs around it.

The trimmed page's lower left corner is (0, 0) in both variants, so everything that is stamped stands in one place.
"""

import pikepdf

from awards.models import Variant
from awards.yearbook.measures import BLEED, HEIGHT, MM, SLUG, WIDTH

# Millimetres from the trimmed edge at which a crop mark begins: outside the bleed, with room for the knife.
MARK_FROM, MARK_TO = BLEED + 1.5, SLUG - 0.5
TRIM = (0.0, 0.0, WIDTH * MM, HEIGHT * MM)


def around(margin: float) -> tuple[float, float, float, float]:
    """The trimmed page with so many millimetres around it, in points."""
    left, bottom, right, top = TRIM
    more = margin * MM
    return left - more, bottom - more, right + more, top + more


def media(variant: str) -> tuple[float, float, float, float]:
    return around(SLUG) if variant == Variant.PRINT else TRIM


def bleed(variant: str) -> tuple[float, float, float, float]:
    return around(BLEED) if variant == Variant.PRINT else TRIM


def _array(box: tuple[float, float, float, float]) -> pikepdf.Array:
    return pikepdf.Array([round(value, 3) for value in box])


def set_on(page: pikepdf.Page, variant: str) -> None:
    page.obj.MediaBox = page.obj.CropBox = _array(media(variant))
    page.obj.BleedBox = _array(bleed(variant))
    page.obj.TrimBox = _array(TRIM)


def clip(variant: str) -> bytes:
    """Nothing of the page itself reaches the crop marks; opens a state that `Q` closes."""
    left, bottom, right, top = bleed(variant)
    return b"q %.3f %.3f %.3f %.3f re W n" % (left, bottom, right - left, top - bottom)


def crop_marks() -> bytes:
    """Two hairlines at each corner, in line with the trimmed edges."""
    left, bottom, right, top = TRIM
    near, far = MARK_FROM * MM, MARK_TO * MM
    lines = []
    for x, outwards in ((left, -1), (right, 1)):
        for y, upwards in ((bottom, -1), (top, 1)):
            lines.append((x + outwards * near, y, x + outwards * far, y))
            lines.append((x, y + upwards * near, x, y + upwards * far))
    drawn = b" ".join(b"%.3f %.3f m %.3f %.3f l" % line for line in lines)
    return b"/Artifact BMC q 0 G 0.25 w " + drawn + b" S Q EMC"
