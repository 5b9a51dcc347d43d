"""What is drawn, not set: the bronze drum, icons and codes, as SVG."""

import base64
from functools import cache
from math import cos, pi, sin

import segno
from django.utils.safestring import SafeString, mark_safe

from dtportal.templatetags.ui import icon as page_icon

# One Lạc bird in flight, beak to the left, about 100 × 34 units.
BIRD = (
    "M-36 3-14-1Q-10-6-2-6L10-14 4-5Q12-4 17-2L30-21 31-3 38-2 60-9 52 0 62 4 36 6"
    "Q33 8 31 9L25 23 19 9Q8 10-1 7-9 4-14 2z"
)


def tint(colour: str, white: float = 0.92) -> str:
    """A colour thinned with so much white (0–1), as #rrggbb."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * white):02x}" for part in parts)


@cache
def icon(name: str, colour: str) -> SafeString:
    """A Bootstrap icon in one colour, for the PDF engine (which does not style inline SVG)."""
    return _image(
        page_icon(name).replace("<svg ", f'<svg xmlns="{SVG}" width="16" height="16" fill="{colour}" ', 1)
    )


SVG = "http://www.w3.org/2000/svg"


def _image(svg: str) -> SafeString:
    """As an address for <img>."""
    return mark_safe("data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode())


def qr(address: str) -> SafeString:
    """A QR code, one path, ink on nothing."""
    code = segno.make(address, error="m", micro=False)
    size = code.symbol_size(border=0)[0]
    path = []
    for y, row in enumerate(code.matrix):
        x = 0
        while x < size:
            length = 0
            while x + length < size and row[x + length]:
                length += 1
            if length:
                path.append(f"M{x} {y}h{length}v1h-{length}z")
            x += max(length, 1)
    shape = "".join(path)
    return _image(
        f'<svg xmlns="{SVG}" viewBox="0 0 {size} {size}" width="{size}" height="{size}">'
        f'<path fill="#0b2545" d="{shape}"/></svg>'
    )


def _points(count: int, outer: float, inner: float, turn: float = 0.0) -> str:
    """A star: so many rays between two radii."""
    points = []
    for index in range(2 * count):
        radius = outer if index % 2 == 0 else inner
        angle = turn + pi * index / count
        points.append(f"{radius * sin(angle):.1f} {-radius * cos(angle):.1f}")
    return "M" + "L".join(points) + "z"


def _triangles(count: int, outer: float, inner: float) -> str:
    """A ring of triangles pointing outwards."""
    step = 2 * pi / count
    path = []
    for index in range(count):
        corners = [
            (inner, index * step - step / 2),
            (outer, index * step),
            (inner, index * step + step / 2),
        ]
        path.append("M" + "L".join(f"{r * sin(a):.1f} {-r * cos(a):.1f}" for r, a in corners) + "z")
    return "".join(path)


def _rings(line: str) -> str:
    """Circles, ladders and dots between the star and the rim."""
    circles = [(70, 1.2), (74, 0.8), (96, 0.8), (100, 1.6), (140, 1.6), (144, 0.8), (160, 0.8), (164, 1.4),
               (182, 1.2), (196, 3.4)]  # fmt: skip
    ladders = [(85, 14, 1.5, 5.2), (152, 11, 1.4, 3.9), (105.5, 4, 4.2, 4.1), (134.5, 4, 4.2, 4.25)]
    shapes = [f'<circle r="{r}" stroke-width="{w}"/>' for r, w in circles]
    shapes += [
        f'<circle r="{r}" stroke-width="{w}" stroke-dasharray="{dash} {gap}"/>' for r, w, dash, gap in ladders
    ]
    return f'<g fill="none" stroke="{line}">{"".join(shapes)}</g>'


def _birds(colour: str, count: int = 10) -> str:
    return "".join(
        f'<path d="{BIRD}" fill="{colour}" transform="rotate({360 * n / count:.1f}) translate(-6 -119) scale(.42)"/>'
        for n in range(count)
    )


@cache
def drum(line: str, star: str) -> SafeString:
    """The face of a Đông Sơn drum: a star of fourteen rays, ladders, flying birds, a saw-toothed rim."""
    return _image(
        f'<svg xmlns="{SVG}" viewBox="-200 -200 400 400" width="400" height="400">{_rings(line)}'
        f'<path d="{_points(14, 64, 22)}" fill="{star}"/>'
        f'<path d="{_triangles(56, 194, 184)}{_triangles(48, 180, 166)}" fill="{line}"/>{_birds(line)}</svg>'
    )


@cache
def half_drum(colour: str) -> SafeString:
    """A light sketch of it for the foot of a page: few shapes, for it stands on hundreds of them."""
    circles = "".join(
        f'<circle r="{r}" stroke-width="{w}"{dash}/>'
        for r, w, dash in [
            (74, 1.2, ""),
            (88, 14, ' stroke-dasharray="1.5 5.2"'),
            (101, 1.6, ""),
            (140, 1.6, ""),
            (152, 11, ' stroke-dasharray="1.4 3.9"'),
            (164, 1.4, ""),
            (196, 3, ""),
        ]
    )
    return _image(
        f'<svg xmlns="{SVG}" viewBox="-200 -200 400 400" width="400" height="400">'
        f'<g fill="none" stroke="{colour}">{circles}</g><path d="{_points(14, 64, 22)}" fill="{colour}"/></svg>'
    )
