"""Invented pictures for rehearsals and the demo: landscapes, towns and works in flat colours, marks, busts.

They show no real place and nobody, say so in a corner, and are the same bytes each time.
"""

import io
import math
import random
from functools import cache
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

WORDS = "Ảnh minh họa"
SIZE = (2160, 1240)
# Sky above, sky at the horizon, then ridges or houses from far to near, and the light.
MOODS = (
    ("#123a66", "#f3c9a2", ("#8fa6b8", "#5d7f9b", "#33597c", "#16365a"), "#ffe6b8"),
    ("#3f7fb5", "#e8f2f6", ("#a9c6c9", "#6fa39c", "#3d7a6c", "#1c4f45"), "#fffbe8"),
    ("#5b3a6b", "#f6b98c", ("#b58a9b", "#8a5f83", "#5c3d69", "#33244a"), "#ffe0a8"),
    ("#0d2b4e", "#7fb2c9", ("#5f8ca6", "#3f6d8c", "#24506f", "#0e3350"), "#f4f7e6"),
    ("#d98b52", "#fbe6c2", ("#d3a77c", "#a8784f", "#75503a", "#432f2b"), "#fff6da"),
    ("#2f6d62", "#eef3dc", ("#b4cba8", "#86ac86", "#52815f", "#28523c"), "#ffffee"),
)


def draw_demo_photo(seed: int) -> bytes:
    """A JPEG of 2160 × 1240 pixels: 300 dpi over the whole width of a page's type."""
    chance = random.Random(seed)
    scene = SCENES[seed % len(SCENES)]
    mood = MOODS[(seed // len(SCENES) + seed) % len(MOODS)]
    picture = _sky(SIZE, mood)
    scene(picture, mood, chance)
    picture = _grain(picture, seed)
    _label(picture)
    return _jpeg(picture)


def draw_demo_portrait(seed: int) -> bytes:
    """A JPEG of 1000 × 1500 pixels: shoulders and a head without a face before a coloured ground."""
    chance = random.Random(seed)
    above, below, tones, light = MOODS[seed % len(MOODS)]
    size = (1000, 1500)
    picture = _blend(size, tones[1], below)
    glow = Image.new("L", size, 0)
    ImageDraw.Draw(glow).ellipse((120, 60, 940, 1000), fill=120)
    picture.paste(Image.new("RGB", size, light), mask=glow.filter(ImageFilter.GaussianBlur(150)))
    draw = ImageDraw.Draw(picture)
    shift = chance.randint(-24, 24)
    coat, skin, hair = tones[3], "#d9b08c", "#241d20"
    draw.rounded_rectangle((150 + shift, 960, 850 + shift, 1760), 290, fill=coat)
    draw.rounded_rectangle((432 + shift, 760, 568 + shift, 1010), 66, fill="#c79a76")
    draw.polygon(
        [(405 + shift, 962), (500 + shift, 1215), (595 + shift, 962), (500 + shift, 1000)], fill="#f4f1ea"
    )
    tie = [(480, 1010), (520, 1010), (540, 1240), (500, 1300), (460, 1240)]
    draw.polygon([(x + shift, y) for x, y in tie], fill=above)
    draw.ellipse((338 + shift, 395, 662 + shift, 845), fill=skin)
    if seed % 2:
        draw.rounded_rectangle((300 + shift, 352, 700 + shift, 640), 200, fill=hair)
        draw.rounded_rectangle((300 + shift, 500, 372 + shift, 930), 36, fill=hair)
        draw.rounded_rectangle((628 + shift, 500, 700 + shift, 930), 36, fill=hair)
        draw.ellipse((352 + shift, 470, 648 + shift, 838), fill=skin)
    else:
        draw.pieslice((322 + shift, 345, 678 + shift, 720), 178, 362, fill=hair)
    picture = _grain(picture, seed)
    _label(picture)
    return _jpeg(picture)


# --- Scenes ---------------------------------------------------------------------------------------------


def _mountains(picture: Image.Image, mood: tuple, chance: random.Random) -> None:
    width, height = picture.size
    _sun(picture, mood, chance)
    for depth, tone in enumerate(mood[2]):
        base = height * (0.46 + 0.14 * depth)
        _ridge(picture, tone, base, height * (0.17 - 0.02 * depth), chance)
        _mist(picture, mood[1], round(base + height * 0.05), 0.30 - 0.06 * depth)
    draw = ImageDraw.Draw(picture)
    for _tree in range(70):
        x, tall = chance.randrange(width), chance.randint(24, 92)
        y = height - chance.randint(0, 60)
        draw.polygon(
            [(x - tall * 0.26, y), (x, y - tall), (x + tall * 0.26, y)],
            fill=mix(mood[2][3], "#000000", 0.28),
        )


def _fields(picture: Image.Image, mood: tuple, chance: random.Random) -> None:
    """Terraces that wind down to a river."""
    width, height = picture.size
    _sun(picture, mood, chance)
    _ridge(picture, mood[2][0], height * 0.42, height * 0.12, chance)
    _ridge(picture, mood[2][1], height * 0.50, height * 0.08, chance)
    draw = ImageDraw.Draw(picture)
    bands = 15
    sway = chance.uniform(0, math.tau)
    for band in range(bands):
        share = band / (bands - 1)
        tone = mix(mix(mood[2][1], "#c9d36a", 0.35), mix(mood[2][3], "#3f6b1e", 0.30), share)
        top = height * (0.52 + 0.46 * share**1.25)
        edge = [
            (
                x,
                top
                + math.sin(x / width * math.tau * (0.8 + share) + sway + band * 0.7)
                * height
                * (0.008 + 0.03 * share),
            )
            for x in range(0, width + 40, 40)
        ]
        draw.polygon([*edge, (width, height), (0, height)], fill=tone)
        draw.line(edge, fill=mix(tone, mood[3], 0.55), width=round(3 + 7 * share))
    for _house in range(5):
        x, y = chance.randrange(width), round(height * chance.uniform(0.50, 0.55))
        draw.rectangle((x, y - 26, x + 54, y + 8), fill=mix(mood[3], mood[2][0], 0.2))
        draw.polygon([(x - 9, y - 24), (x + 27, y - 50), (x + 63, y - 24)], fill="#a4513a")


def _town(picture: Image.Image, mood: tuple, chance: random.Random) -> None:
    """Houses by the water, whose lights are mirrored."""
    width, height = picture.size
    _sun(picture, mood, chance)
    shore = round(height * 0.72)
    draw = ImageDraw.Draw(picture)
    for depth, tone in enumerate(mood[2][:3]):
        x = -40
        while x < width:
            wide = chance.randint(60, 150) + 20 * depth
            middle = 1 - abs((x + wide / 2) / width - 0.52) * 1.3
            tall = round(
                height * (0.10 + 0.34 * max(0.1, middle) * chance.uniform(0.45, 1.0)) * (1 - 0.16 * depth)
            )
            _tower(draw, (x, shore - tall, x + wide, shore), tone, mood[3], chance, is_lit=depth > 0)
            x += wide + chance.randint(2, 26)
    _mist(picture, mood[1], shore - 40, 0.25)
    mirror = picture.crop((0, shore - (height - shore), width, shore)).transpose(
        Image.Transpose.FLIP_TOP_BOTTOM
    )
    mirror = mirror.filter(ImageFilter.GaussianBlur(7))
    water = Image.blend(mirror, Image.new("RGB", mirror.size, mood[0]), 0.42)
    picture.paste(water, (0, shore))
    draw = ImageDraw.Draw(picture)
    for _wave in range(130):
        x, y = chance.randrange(width), chance.randrange(shore + 8, height)
        long = round((y - shore) * 0.5 + 24)
        draw.line((x, y, x + long, y), fill=mix(mood[1], mood[0], 0.45), width=2)


def _works(picture: Image.Image, mood: tuple, chance: random.Random) -> None:
    """A factory with saw-tooth roofs, tanks and a field of panels."""
    width, height = picture.size
    _sun(picture, mood, chance)
    _ridge(picture, mood[2][0], height * 0.52, height * 0.09, chance)
    floor = round(height * 0.74)
    draw = ImageDraw.Draw(picture)
    hall, roof = mood[2][1], mood[2][2]
    left = round(width * 0.06)
    for bay in range(7):
        x = left + bay * 176
        draw.rectangle((x, floor - 210, x + 176, floor), fill=mix(hall, "#ffffff", 0.10 if bay % 2 else 0.18))
        draw.polygon([(x, floor - 210), (x, floor - 300), (x + 176, floor - 210)], fill=roof)
        draw.polygon(
            [(x + 8, floor - 222), (x + 8, floor - 282), (x + 124, floor - 222)],
            fill=mix(mood[3], roof, 0.25),
        )
        draw.rectangle((x + 26, floor - 150, x + 150, floor - 96), fill=mix(mood[3], hall, 0.28))
    for tank in range(4):
        x = round(width * 0.68) + tank * 158
        tall = 250 + 70 * (tank % 2)
        draw.rounded_rectangle(
            (x, floor - tall, x + 128, floor + 30), 40, fill=mix(mood[2][2], "#ffffff", 0.30)
        )
        draw.rectangle((x + 88, floor - tall + 34, x + 128, floor), fill=mix(mood[2][2], "#ffffff", 0.12))
    draw.rectangle((0, floor, width, height), fill=mood[2][3])
    for row in range(4):
        y = floor + 50 + row * 88
        for column in range(12):
            x = column * 200 - 60 * row - 20
            draw.polygon(
                [(x + 34, y), (x + 186, y), (x + 160, y + 56), (x, y + 56)],
                fill=mix("#23507f", mood[3], 0.12 + 0.06 * row),
            )
            draw.line((x + 110, y, x + 80, y + 56), fill=mix("#23507f", mood[3], 0.5), width=2)


def _clinic(picture: Image.Image, mood: tuple, chance: random.Random) -> None:
    """A long white house with a porch, lawns and trees."""
    width, height = picture.size
    _sun(picture, mood, chance)
    _ridge(picture, mood[2][0], height * 0.55, height * 0.10, chance)
    floor = round(height * 0.76)
    draw = ImageDraw.Draw(picture)
    wall = mix("#ffffff", mood[1], 0.25)
    for x0, x1, top in ((0.12, 0.46, 0.42), (0.54, 0.90, 0.42), (0.40, 0.60, 0.30)):
        box = (round(width * x0), round(height * top), round(width * x1), floor)
        draw.rectangle(box, fill=mix(wall, mood[2][1], 0.10 if top > 0.35 else 0.0))
        draw.rectangle((box[0] - 10, box[1] - 18, box[2] + 10, box[1]), fill=mood[2][2])
        for y in range(box[1] + 46, floor - 96, 84):
            for x in range(box[0] + 30, box[2] - 54, 74):
                glass = mix(mood[2][2], mood[3], 0.75 if chance.random() < 0.25 else 0.22)
                draw.rectangle((x, y, x + 44, y + 50), fill=glass)
    draw.rectangle(
        (round(width * 0.43), floor - 92, round(width * 0.57), floor), fill=mix(mood[2][3], mood[3], 0.25)
    )
    draw.rectangle((round(width * 0.41), floor - 112, round(width * 0.59), floor - 90), fill=mood[2][2])
    draw.rectangle((0, floor, width, height), fill=mix(mood[2][2], "#5f8f4a", 0.45))
    draw.polygon(
        [(width * 0.45, floor), (width * 0.55, floor), (width * 0.72, height), (width * 0.28, height)],
        fill=mix(wall, mood[2][0], 0.35),
    )
    for _tree in range(16):
        x = chance.choice([chance.uniform(0, 0.36), chance.uniform(0.64, 1)]) * width
        size, y = chance.randint(52, 118), floor + chance.randint(0, 70)
        draw.rectangle((x - 6, y - size, x + 6, y), fill="#4a3b2f")
        leaf = mix(mood[2][3], "#2f6b3c", 0.5)
        draw.ellipse((x - size * 0.7, y - size * 2.1, x + size * 0.7, y - size * 0.6), fill=leaf)
        draw.ellipse(
            (x - size * 0.5, y - size * 2.0, x + size * 0.2, y - size * 1.2), fill=mix(leaf, mood[3], 0.22)
        )


def _wind(picture: Image.Image, mood: tuple, chance: random.Random) -> None:
    """Wind turbines on a coast."""
    width, height = picture.size
    _sun(picture, mood, chance)
    sea = round(height * 0.62)
    picture.paste(_blend((width, height - sea), mix(mood[1], mood[0], 0.35), mood[0]), (0, sea))
    draw = ImageDraw.Draw(picture)
    for _wave in range(150):
        x, y = chance.randrange(width), chance.randrange(sea + 6, height)
        long = round((y - sea) * 0.4 + 20)
        draw.line((x, y, x + long, y), fill=mix(mood[3], mood[0], 0.55), width=2)
    _ridge(picture, mood[2][1], height * 0.64, height * 0.05, chance)
    for mill in range(6):
        share = mill / 5
        x, foot = width * (0.08 + 0.17 * mill), height * (0.66 + 0.03 * (mill % 2))
        _mill(
            picture,
            x,
            foot,
            height * (0.26 + 0.20 * share),
            chance.uniform(0, 2),
            mix("#ffffff", mood[2][0], 0.12),
        )
    _ridge(picture, mood[2][3], height * 0.90, height * 0.07, chance)


SCENES = (_mountains, _town, _works, _fields, _clinic, _wind)


# --- Strokes --------------------------------------------------------------------------------------------


def mix(one: str, other: str, share: float) -> str:
    """So much of the other colour."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _blend(size: tuple[int, int], above: str, below: str) -> Image.Image:
    ramp = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, below), Image.new("RGB", size, above), ramp)


def _sky(size: tuple[int, int], mood: tuple) -> Image.Image:
    picture = Image.new("RGB", size, mood[1])
    picture.paste(_blend((size[0], round(size[1] * 0.62)), mood[0], mood[1]))
    return picture


def _sun(picture: Image.Image, mood: tuple, chance: random.Random) -> None:
    width, height = picture.size
    x, y, r = width * chance.uniform(0.2, 0.8), height * chance.uniform(0.26, 0.42), height * 0.062
    small = (width // 4, height // 4)
    glow = Image.new("L", small, 0)
    ImageDraw.Draw(glow).ellipse([v / 4 for v in (x - 5 * r, y - 5 * r, x + 5 * r, y + 5 * r)], fill=150)
    glow = glow.filter(ImageFilter.GaussianBlur(r / 2)).resize(picture.size)
    picture.paste(Image.new("RGB", picture.size, mood[3]), mask=glow)
    ImageDraw.Draw(picture).ellipse((x - r, y - r, x + r, y + r), fill=mood[3])


def _ridge(picture: Image.Image, tone: str, base: float, swing: float, chance: random.Random) -> None:
    width, height = picture.size
    waves = [(chance.uniform(0.6, 1.6) * 2**n, chance.uniform(0, math.tau), swing / 1.7**n) for n in range(5)]
    edge = [
        (x, base + sum(tall * math.sin(x / width * math.tau * rate + turn) for rate, turn, tall in waves) / 2)
        for x in range(0, width + 12, 12)
    ]
    ImageDraw.Draw(picture).polygon([*edge, (width, height), (0, height)], fill=tone)


def _mist(picture: Image.Image, tone: str, middle: int, strength: float) -> None:
    height = picture.height
    veil = Image.new("L", (1, height), 0)
    for y in range(height):
        veil.putpixel((0, y), round(255 * strength * math.exp(-(((y - middle) / (height * 0.07)) ** 2))))
    picture.paste(Image.new("RGB", picture.size, tone), mask=veil.resize(picture.size))


def _tower(
    draw: ImageDraw.ImageDraw, box: tuple, tone: str, light: str, chance: random.Random, *, is_lit: bool
) -> None:
    x0, y0, x1, y1 = box
    draw.rectangle(box, fill=tone)
    draw.rectangle((x0, y0, x0 + (x1 - x0) * 0.32, y1), fill=mix(tone, light, 0.10))
    if not is_lit:
        return
    for y in range(y0 + 18, y1 - 16, 30):
        for x in range(x0 + 12, x1 - 16, 24):
            if chance.random() < 0.42:
                draw.rectangle((x, y, x + 9, y + 13), fill=mix(tone, light, chance.uniform(0.35, 0.9)))


def _mill(picture: Image.Image, x: float, foot: float, tall: float, turn: float, tone: str) -> None:
    draw = ImageDraw.Draw(picture)
    hub = foot - tall
    draw.polygon(
        [(x - tall * 0.02, foot), (x - tall * 0.009, hub), (x + tall * 0.009, hub), (x + tall * 0.02, foot)],
        fill=tone,
    )
    for blade in range(3):
        angle = turn + blade * math.tau / 3
        tip = (x + math.cos(angle) * tall * 0.52, hub + math.sin(angle) * tall * 0.52)
        side = (math.cos(angle + 0.12) * tall * 0.14, math.sin(angle + 0.12) * tall * 0.14)
        draw.polygon([(x, hub), (x + side[0], hub + side[1]), tip], fill=tone)
    draw.ellipse((x - tall * 0.02, hub - tall * 0.02, x + tall * 0.02, hub + tall * 0.02), fill=tone)


def _grain(picture: Image.Image, seed: int) -> Image.Image:
    """Soft edges and a little noise, so that it does not look cut from paper."""
    chance = random.Random(seed)
    tile = Image.frombytes("L", (256, 256), chance.randbytes(256 * 256)).filter(ImageFilter.GaussianBlur(1.1))
    noise = Image.new("L", picture.size)
    for x in range(0, picture.width, 256):
        for y in range(0, picture.height, 256):
            noise.paste(tile, (x, y))
    soft = picture.filter(ImageFilter.GaussianBlur(0.9))
    return ImageChops.add(soft, Image.merge("RGB", [noise.point(lambda v: v // 12)] * 3), offset=-10)


@cache
def face_of(size: int, name: str = "Medium") -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(Path(settings.FONT_DIR) / f"BeVietnamPro-{name}.ttf"), size)


def _label(picture: Image.Image) -> None:
    """Far enough from every edge that no cut for the page takes it away."""
    face = face_of(max(30, picture.width // 72))
    wide = face.getlength(WORDS)
    x, y = picture.width * 0.88 - wide, picture.height * 0.79
    pad = picture.width // 150
    veil = Image.new("L", picture.size, 0)
    ImageDraw.Draw(veil).rounded_rectangle(
        (x - pad, y - pad * 0.3, x + wide + pad, y + face.size * 1.45), pad, fill=96
    )
    picture.paste(Image.new("RGB", picture.size, "#0b2545"), mask=veil)
    ImageDraw.Draw(picture).text((x, y), WORDS, font=face, fill="#ffffff")


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()
