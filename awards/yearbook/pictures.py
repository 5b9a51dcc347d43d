"""Pictures for the press: told what they are good for when they come in, re-encoded once for each place in the book.

What comes in was cleaned by `dtportal.files` (JPEG or PNG, upright, without metadata). The press gets an RGB copy cut
to its place: 150 dpi for the screen, 300 for the printer, never more pixels than there are.
"""

import base64
import hashlib
import io
import math
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image as Pixels
from PIL import ImageFile, UnidentifiedImageError
from PIL import __version__ as pillow_version

from awards.models import PagePicture, Variant
from awards.yearbook import measures
from awards.yearbook.illustrations import draw_demo_photo, draw_demo_portrait
from awards.yearbook.marks import draw_demo_logo
from awards.yearbook.nominee import Image
from awards.yearbook.setting import is_upright
from dtportal import sealing
from dtportal.sniffing import MAX_PIXELS

__all__ = [
    "BadPicture",
    "Facts",
    "draw_demo_logo",
    "draw_demo_photo",
    "draw_demo_portrait",
    "inspect",
    "prepared",
    "recipe",
    "resolution",
]

DPI = {Variant.SCREEN: 150, Variant.PRINT: 300}
QUALITY = {Variant.SCREEN: 80, Variant.PRINT: 87}
COVER, CONTAIN = "cover", "contain"
MM_PER_INCH = 25.4
# Where a picture is printed at the most, in millimetres, by its use; a portrait and an upright photograph stand beside
# the name.
PLACES = {
    PagePicture.Use.PHOTO: (measures.SPREAD, 92.0),
    PagePicture.Use.MORE: (measures.SPREAD, 104.0),
    PagePicture.Use.LOGO: (measures.RAIL, 21.0),
}
BESIDE = (72.0, 108.0)
GOOD_DPI, LEAST_DPI = 300, 150
# Of a mark against the white of the paper, as of anything that must be made out (WCAG 1.4.11).
LEAST_CONTRAST = 3.0
PAPER = 250
ORIENTATION = 0x0112
FAULTS = (Pixels.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError)


class BadPicture(Exception):
    """A stored picture cannot be read or is not the one that was approved; the page is made without it."""


@dataclass(frozen=True)
class Facts:
    """What a picture is good for in print: pixels, dots per inch at the printed size, how wide it could be printed at
    300 dpi (millimetres), colours in a word, and what its owner should know."""

    format: str
    width: int
    height: int
    dpi: int
    good_for: int
    colours: str
    warnings: tuple[str, ...]


def inspect(upload: Any, use: str = PagePicture.Use.PHOTO, *, is_person: bool = False) -> Facts:
    """Look at a picture before it is kept. Raises ValidationError with a sentence for what cannot be printed."""
    upload.seek(0)
    data = upload.read()
    upload.seek(0)
    try:
        pixels = _whole(data)
    except BadPicture as fault:
        raise ValidationError(_said(data)) from fault
    width, height = upright_size(pixels)
    dots = _dots(width, height, use, is_person)
    dpi = int(dots)
    if dpi < LEAST_DPI and use != PagePicture.Use.LOGO:
        raise ValidationError(
            _(
                "The picture has %(width)s × %(height)s pixels. In print that is %(dpi)s dots per inch, too few: "
                "please choose one with at least %(least)s pixels in width."
            )
            % {"width": width, "height": height, "dpi": dpi, "least": _needed(width, dots, LEAST_DPI)}
        )
    colours, warnings = _colours(pixels.mode)
    if dpi < GOOD_DPI:
        warnings.insert(
            0,
            _(
                "In print the picture has %(dpi)s dots per inch; 300 would be sharp, that is %(least)s pixels in width."
            )
            % {"dpi": dpi, "least": _needed(width, dots, GOOD_DPI)},
        )
    if use == PagePicture.Use.LOGO and _contrast(on_white(pixels)) < LEAST_CONTRAST:
        warnings.append(
            _(
                "The logo is nearly white and can hardly be made out on white paper; "
                "please choose the version made for a light ground."
            )
        )
    good_for = round(width / GOOD_DPI * MM_PER_INCH)
    return Facts(pixels.format or "", width, height, dpi, good_for, colours, tuple(warnings))


def resolution(width: int, height: int, use: str, *, is_person: bool = False) -> int:
    """Dots per inch of so many pixels where they are printed; logos are fitted in, others fill their place."""
    return int(_dots(width, height, use, is_person))


def _dots(width: int, height: int, use: str, is_person: bool) -> float:
    wide, high = PLACES[PagePicture.Use(use)]
    if use == PagePicture.Use.PHOTO and (is_person or is_upright(width, height)):
        wide, high = BESIDE
    across, down = width / wide, height / high
    return (max(across, down) if use == PagePicture.Use.LOGO else min(across, down)) * MM_PER_INCH


def _needed(width: int, dots: float, wanted: int) -> int:
    """Pixels of width at this shape, up to the next ten."""
    return math.ceil(width * wanted / max(1.0, dots) / 10) * 10


def _said(data: bytes) -> str:
    """Why it cannot be printed."""
    try:
        with Pixels.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as pixels:
            if pixels.width * pixels.height > MAX_PIXELS:
                return _("The image has too many pixels.")
            if getattr(pixels, "is_animated", False) and pixels.format == "PNG":
                return _("The picture moves; please choose one that stands still.")
    except Pixels.DecompressionBombError:
        return _("The image has too many pixels.")
    except UnidentifiedImageError:
        return _("Please choose a picture in the format JPEG or PNG.")
    except FAULTS:
        pass
    return _("The image is broken and cannot be opened.")


def upright_size(pixels: Pixels.Image) -> tuple[int, int]:
    """Width and height as people see it, whatever way the camera was held."""
    turned = pixels.getexif().get(ORIENTATION, 1) in {5, 6, 7, 8}
    return (pixels.height, pixels.width) if turned else pixels.size


def _colours(mode: str) -> tuple[str, list[str]]:
    """Colours in a word, and what happens to them."""
    if mode == "CMYK":
        return "CMYK", [
            _(
                "The colours are those of a printer (CMYK) and were converted; please look at them in the proof."
            )
        ]
    if mode in {"1", "L", "LA", "I", "I;16", "F"}:
        return _("black and white"), []
    if mode in {"P", "PA"}:
        return _("palette"), [
            _("The picture has few colours (a palette); a photograph may show bands of them.")
        ]
    return "RGB", []


def _contrast(flat: Pixels.Image) -> float:
    """Of the darkest twentieth of what is not paper, against white."""
    grey = flat.copy()
    grey.thumbnail((200, 200))
    shades = sorted(value for value in grey.convert("L").tobytes() if value < PAPER)
    if not shades:
        return 1.0
    value = shades[len(shades) // 20] / 255
    light = value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
    return 1.05 / (light + 0.05)


# --- For the press --------------------------------------------------------------------------------------


def prepared(
    image: Image, variant: str, width_mm: float, height_mm: float, *, fit: str = COVER, focus: float = 0.5
) -> str:
    """A data: address of the copy for a place of this size; the same bytes each time. Raises BadPicture.

    `COVER` fills the place and cuts what stands over (`focus`: which part of the height stays, 0 the upper);
    `CONTAIN` keeps the whole picture, on white.
    """
    key = sealing.digest(
        {
            "picture": image.sha256,
            "variant": str(variant),
            "place": [f"{width_mm:.2f}", f"{height_mm:.2f}", fit, f"{focus:.2f}"],
            "made_by": recipe(),
        }
    )
    path = Path(settings.PAGES_DIR) / "book" / key[:2] / key
    try:
        data = path.read_bytes()
    except OSError:
        data = _encode(_stored(image), variant, width_mm, height_mm, fit, focus)
        # A full disk costs time the next time, and no page.
        with suppress(OSError):
            _keep(path, data)
    kind = "png" if data.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


@cache
def recipe() -> dict[str, str]:
    """What besides picture and place decides on the bytes of a copy."""
    return {"pillow": pillow_version, "code": hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}


def _keep(path: Path, data: bytes) -> None:
    """Whole or not at all: several workers may make the same copy."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
        try:
            draft.write(data)
            draft.close()
            os.replace(draft.name, path)
        except OSError:
            Path(draft.name).unlink(missing_ok=True)
            raise


def _stored(image: Image) -> bytes:
    """Raises BadPicture."""
    try:
        with default_storage.open(image.name, "rb") as file:
            data = file.read()
    except OSError as error:
        raise BadPicture(f"{image.name}: {error.strerror or error}") from error
    if hashlib.sha256(data).hexdigest() != image.sha256:
        raise BadPicture(f"{image.name}: not the picture that was uploaded")
    return data


def _whole(data: bytes, wanted: Callable[[tuple[int, int]], tuple[int, int]] | None = None) -> Pixels.Image:
    """All its pixels, or of a JPEG as many as are `wanted` at least; raises BadPicture."""
    try:
        pixels = Pixels.open(io.BytesIO(data), formats=["JPEG", "PNG"])
        if pixels.width * pixels.height > MAX_PIXELS:
            raise BadPicture("too many pixels")
        if getattr(pixels, "is_animated", False) and pixels.format == "PNG":
            raise BadPicture("moves")
        if wanted and pixels.format == "JPEG":
            # A camera's picture is several times what the page takes: decoded small, it costs a fraction.
            pixels.draft(None, wanted(pixels.size))
        # WeasyPrint tells Pillow to fill what is missing with grey.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        pixels.load()
    except FAULTS as error:
        raise BadPicture(str(error)) from error
    return pixels


def _encode(data: bytes, variant: str, width_mm: float, height_mm: float, fit: str, focus: float) -> bytes:
    dots = DPI[Variant(variant)] / MM_PER_INCH
    most = (max(1, round(width_mm * dots)), max(1, round(height_mm * dots)))
    choose = max if fit == COVER else min

    def wanted(size: tuple[int, int]) -> tuple[int, int]:
        scale = min(1.0, choose(most[0] / size[0], most[1] / size[1]))
        return math.ceil(size[0] * scale), math.ceil(size[1] * scale)

    flat = on_white(_whole(data, wanted))
    if fit == COVER:
        flat = flat.crop(_cut(flat.size, width_mm / height_mm, focus))
    scale = min(1.0, most[0] / flat.width, most[1] / flat.height)
    size = (max(1, round(flat.width * scale)), max(1, round(flat.height * scale)))
    if size != flat.size:
        flat = flat.resize(size, Pixels.Resampling.LANCZOS, reducing_gap=3.0)
    out = io.BytesIO()
    if fit == COVER:
        flat.save(out, "JPEG", quality=QUALITY[Variant(variant)], optimize=True)
    else:
        flat.save(out, "PNG", optimize=True)
    return out.getvalue()


def _cut(size: tuple[int, int], ratio: float, focus: float) -> tuple[int, int, int, int]:
    """The largest part of this ratio (width by height)."""
    width, height = size
    if width / height > ratio:
        wide = max(1, round(height * ratio))
        left = (width - wide) // 2
        return left, 0, left + wide, height
    high = max(1, round(width / ratio))
    top = round((height - high) * focus)
    return 0, top, width, top + high


def on_white(pixels: Pixels.Image) -> Pixels.Image:
    """RGB; what is transparent becomes the white of the paper."""
    if pixels.mode in {"RGBA", "LA", "PA"} or "transparency" in pixels.info:
        layer = pixels.convert("RGBA")
        paper = Pixels.new("RGB", layer.size, "#ffffff")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    if pixels.mode in {"I;16", "I", "F"}:
        return Pixels.frombytes("L", pixels.size, _eight_bits(pixels)).convert("RGB")
    return pixels.convert("RGB")


def _eight_bits(pixels: Any) -> bytes:
    """16 bits a pixel, of which print sees the upper eight."""
    return pixels.convert("I").point(lambda value: value / 256).convert("L").tobytes()
