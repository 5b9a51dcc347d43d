"""The picture that goes with a shared link, 1200 × 630, drawn with our own fonts, and the badge as a picture."""

import io
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
MARGIN = 84
INK, INK_2, GOLD, GOLD_LIGHT, ON_INK = "#0b2545", "#12366b", "#b68a1a", "#ffd479", "#cdd9e8"
# Sizes that a name is tried in, largest first, and how many lines it may take.
NAME_SIZES = (68, 60, 52, 46, 40, 34, 30)
NAME_LINES = 4


@cache
def font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(Path(settings.FONT_DIR) / f"BeVietnamPro-{weight}.ttf"), size)


def lines_of(text: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The text broken between words; a word that is wider than a line stands alone."""
    lines: list[str] = []
    for word in text.split():
        if lines and face.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def fitted(text: str, width: int) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest face in which the text takes few enough lines; the smallest is cut with an ellipsis."""
    for size in NAME_SIZES:
        face = font("Bold", size)
        lines = lines_of(text, face, width)
        if len(lines) <= NAME_LINES and all(face.getlength(line) <= width for line in lines):
            return face, lines
    return face, [*lines[: NAME_LINES - 1], f"{lines[NAME_LINES - 1]} …"] if len(
        lines
    ) > NAME_LINES else lines


def star_points(x: float, y: float, radius: float, rays: int = 14) -> list[tuple[float, float]]:
    """Corners of the star in the middle of a bronze drum."""
    points = []
    for step in range(rays * 2):
        reach = radius if step % 2 == 0 else radius * 0.42
        angle = math.pi * step / rays - math.pi / 2
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return points


def star(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, *, fill: str) -> None:
    draw.polygon(star_points(x, y, radius), fill=fill)


def _ground() -> Image.Image:
    """Ink, with the rings and the star of the drum half out of the picture."""
    twice = Image.new("RGB", (WIDTH * 2, HEIGHT * 2), INK)
    draw = ImageDraw.Draw(twice)
    x, y = WIDTH * 2 - 240, HEIGHT
    for radius in (860, 780, 764, 640, 624, 500, 484, 360):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=INK_2, width=6)
    for count, reach in ((72, 822), (56, 702), (40, 562)):
        for step in range(count):
            angle = 2 * math.pi * step / count
            px, py = x + reach * math.cos(angle), y + reach * math.sin(angle)
            draw.ellipse((px - 14, py - 14, px + 14, py + 14), outline=INK_2, width=4)
    star(draw, x, y, 300, fill=INK_2)
    star(draw, 2 * (MARGIN + 20), 192, 48, fill=GOLD_LIGHT)
    return twice.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def picture(*, eyebrow: str, name: str, lines: Sequence[str], programme: str, mark: str = "") -> bytes:
    """PNG bytes: what it is about, the name, two or three lines below it, the programme; `mark` warns above all."""
    image = _ground()
    draw = ImageDraw.Draw(image)
    width = WIDTH - 2 * MARGIN - 60
    draw.rectangle((0, HEIGHT - 12, WIDTH, HEIGHT), fill=GOLD)
    draw.text((MARGIN + 60, 96), eyebrow, font=font("SemiBold", 30), fill=GOLD_LIGHT, anchor="lm")
    face, named = fitted(name, width)
    height = round(face.size * 1.3)
    below = len(lines) * 46
    y = 150 + max(0, (HEIGHT - 150 - 110 - len(named) * height - below) // 2)
    for line in named:
        draw.text((MARGIN, y), line, font=face, fill="#ffffff")
        y += height
    y += 18
    for line in lines:
        draw.text((MARGIN, y), line, font=font("Medium", 30), fill=ON_INK)
        y += 46
    draw.text((MARGIN, HEIGHT - 60), programme, font=font("Medium", 24), fill=ON_INK, anchor="lm")
    if mark:
        long = font("SemiBold", 22).getlength(mark)
        box = (WIDTH - MARGIN - long - 36, 74, WIDTH - MARGIN, 118)
        draw.rounded_rectangle(box, 22, fill="#fff0db")
        draw.text((box[0] + 18, 96), mark, font=font("SemiBold", 22), fill="#8f4e00", anchor="lm")
    return _png(image)


def badge(
    *, title: str, year: int, number: str, is_revoked: bool, words: dict[str, str], scale: int = 2
) -> bytes:
    """The badge of awards/badge.svg as PNG, twice as large as it is shown."""
    width, height = 240 * scale, 96 * scale
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    ground = "#5b6b80" if is_revoked else INK
    draw.rounded_rectangle((0, 0, width - 1, height - 1), 14 * scale, fill=ground)
    gold = "#c5cdd8" if is_revoked else GOLD_LIGHT
    x, y = 44 * scale, 48 * scale
    for radius in (27, 30):
        reach = radius * scale
        draw.ellipse((x - reach, y - reach, x + reach, y + reach), outline=gold, width=scale)
    star(draw, x, y, 22 * scale, fill=gold)
    left = 88 * scale
    draw.text(
        (left, 27 * scale), words["above"], font=font("Medium", 10 * scale), fill="#cdd9e8", anchor="lm"
    )
    size = 20 if len(title) <= 10 else 15
    draw.text((left, 48 * scale), title, font=font("Bold", size * scale), fill=gold, anchor="lm")
    draw.text(
        (left, 69 * scale), f"{year} · {number}", font=font("Medium", 10 * scale), fill="#ffffff", anchor="lm"
    )
    return _png(image)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    kept = image.quantize(128, dither=Image.Dither.NONE) if image.mode == "RGB" else image
    kept.save(out, "PNG", optimize=True)
    return out.getvalue()
