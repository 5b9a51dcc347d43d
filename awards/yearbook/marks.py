"""Invented logos for rehearsals and the demo: simple figures, with or without letters, nobody's mark."""

import io
import math

from PIL import Image, ImageDraw

from awards.yearbook.illustrations import face_of, mix

INKS = (("#0b4f6c", "#1fa3a6"), ("#9c2f4b", "#e08a5b"), ("#2b6b3c", "#9bc53d"), ("#4b3f91", "#c06bb0"),
        ("#a0440c", "#f0a202"), ("#1a5bb8", "#4fc3e8"), ("#46536a", "#c9503b"))  # fmt: skip


def draw_demo_logo(seed: int, name: str) -> bytes:
    """A PNG on nothing: a figure of simple forms, with the first letters of the name beside or below it, or alone."""
    dark, bright = INKS[seed % len(INKS)]
    mark = _mark(seed, dark, bright)
    letters = "".join(word[0] for word in name.split() if word[0].isalpha())[-4:].upper() or "MH"
    kind = seed % 3
    face = face_of(300, "Bold")
    wide = round(face.getlength(letters))
    size = ((620, 620), (700 + wide, 620), (max(620, wide + 20), 1000))[kind]
    logo = Image.new("RGBA", size, (255, 255, 255, 0))
    logo.paste(mark, ((size[0] - 600) // 2 if kind == 2 else 10, 10))
    if kind:
        at = (660, 310) if kind == 1 else (size[0] / 2, 810)
        ImageDraw.Draw(logo).text(at, letters, font=face, fill=dark, anchor="lm" if kind == 1 else "mm")
    out = io.BytesIO()
    logo.resize((size[0] * 4 // 5, size[1] * 4 // 5), Image.Resampling.LANCZOS).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


def _mark(seed: int, dark: str, bright: str) -> Image.Image:
    """600 pixels square; drawn at twice the size for smooth edges."""
    mark = Image.new("RGBA", (1200, 1200), (255, 255, 255, 0))
    draw = ImageDraw.Draw(mark)
    match seed // 3 % 6:
        case 0:
            draw.ellipse((0, 0, 1199, 1199), fill=dark)
            draw.polygon([(600, 190), (960, 820), (240, 820)], fill=bright)
            draw.ellipse((470, 610, 730, 870), fill="#ffffff")
        case 1:
            for row in range(3):
                for column in range(3):
                    x, y = column * 410, row * 410
                    tone = bright if (row + column) % 2 else dark
                    draw.rounded_rectangle((x, y, x + 370, y + 370), 90, fill=tone)
        case 2:
            for ray in range(12):
                a = ray * math.tau / 12
                tip = [
                    (600 + r * math.sin(a + t), 600 - r * math.cos(a + t))
                    for r, t in ((590, -0.1), (590, 0.1), (200, 0))
                ]
                draw.polygon(tip, fill=dark if ray % 2 else bright)
            draw.ellipse((430, 430, 770, 770), fill=dark)
        case 3:
            draw.rounded_rectangle((0, 0, 1199, 1199), 240, fill=dark)
            for wave in range(3):
                y = 330 + wave * 240
                draw.line(
                    [(180 + x, y + 70 * math.sin(x / 130)) for x in range(0, 841, 20)],
                    fill=bright if wave == 1 else "#ffffff",
                    width=96,
                    joint="curve",
                )
        case 4:
            draw.polygon([(600, 0), (1160, 300), (1160, 900), (600, 1199), (40, 900), (40, 300)], fill=dark)
            draw.polygon([(600, 250), (930, 430), (600, 610), (270, 430)], fill=bright)
            draw.polygon([(270, 500), (560, 660), (560, 980), (270, 820)], fill="#ffffff")
            draw.polygon([(930, 500), (640, 660), (640, 980), (930, 820)], fill=mix(bright, "#ffffff", 0.45))
        case _:
            draw.pieslice((0, 0, 1199, 1199), 90, 270, fill=dark)
            draw.pieslice((0, 0, 1199, 1199), 270, 450, fill=bright)
            draw.ellipse((330, 330, 870, 870), fill="#ffffff")
            draw.ellipse((450, 450, 750, 750), fill=dark)
    return mark.resize((600, 600), Image.Resampling.LANCZOS)
