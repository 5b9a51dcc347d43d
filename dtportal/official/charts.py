"""Drawings of a report, pure: numbers in, SVG out; each stands beside a table or a sentence with the same numbers.

Grey and blue that stay apart when printed in black; texts in Tinos, as the document's.
"""

from collections.abc import Sequence
from html import escape

INK, LINE, BAR, SOFT = "#000000", "#b8c2cc", "#1f5fa8", "#9dbfec"
WIDE = 150.0  # mm
TEXT = 3.9  # mm, 11 pt


def _svg(high: float, parts: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE:g}mm" height="{high:g}mm" '
        f'viewBox="0 0 {WIDE:g} {high:g}" font-family="Tinos" font-size="{TEXT}" fill="{INK}">'
        f"{''.join(parts)}</svg>"
    )


def _words(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def shown(number: float) -> str:
    """Vietnamese digits: 1.234."""
    return f"{number:,.0f}".replace(",", ".")


def bars(rows: Sequence[tuple[str, float]], *, label: float = 62.0) -> str:
    """Horizontal bars; `rows`: (words, number). `label`: mm for the words, which are cut where they are longer."""
    step, top = 7.0, max([number for _words_, number in rows], default=0) or 1
    room = WIDE - label - 16
    parts = []
    for at, (words, number) in enumerate(rows):
        y = 1 + at * step
        cut = words if len(words) <= label / 1.75 else words[: int(label / 1.75) - 1].rstrip() + "…"
        parts.append(_words(label - 2, y + 4.4, cut, "end"))
        parts.append(
            f'<rect x="{label:g}" y="{y + 0.9:.1f}" width="{room * number / top:.1f}" height="4.6" fill="{BAR}"/>'
        )
        parts.append(_words(label + room * number / top + 1.6, y + 4.4, shown(number)))
    parts.append(f'<path d="M{label:g} 0V{1 + len(rows) * step:g}" stroke="{INK}" stroke-width=".3"/>')
    return _svg(2 + len(rows) * step, parts)


def columns(rows: Sequence[tuple[str, float]]) -> str:
    """Upright columns with their numbers above; few, with short words below them."""
    high, floor, left = 58.0, 50.0, 4.0
    top = max([number for _words_, number in rows], default=0) or 1
    step = (WIDE - 2 * left) / max(len(rows), 1)
    thick = min(14.0, step * 0.6)
    parts = [f'<path d="M{left:g} {floor:g}H{WIDE - left:g}" stroke="{INK}" stroke-width=".3"/>']
    for at, (words, number) in enumerate(rows):
        middle, tall = left + step * (at + 0.5), (floor - 7) * number / top
        parts.append(
            f'<rect x="{middle - thick / 2:.1f}" y="{floor - tall:.1f}" width="{thick:.1f}" height="{tall:.1f}" '
            f'fill="{BAR}"/>'
        )
        parts.append(_words(middle, floor - tall - 1.4, shown(number), "middle"))
        parts.append(_words(middle, floor + 5, words, "middle"))
    return _svg(high, parts)


def curve(points: Sequence[tuple[str, float]], *, second: Sequence[float] = ()) -> str:
    """A number over time: `points` are (words of the day, number) at equal distances; `second` is a lighter line."""
    high, floor, left, right, up = 66.0, 56.0, 14.0, 4.0, 5.0
    top = max([number for _day, number in points] + list(second), default=0) or 1
    step = (WIDE - left - right) / max(len(points) - 1, 1)

    def line(values: Sequence[float], colour: str, width: float) -> str:
        path = "L".join(
            f"{left + at * step:.1f} {floor - (floor - up) * value / top:.1f}"
            for at, value in enumerate(values)
        )
        return f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"/>'

    parts = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        y = floor - (floor - up) * share
        parts.append(f'<path d="M{left:g} {y:.1f}H{WIDE - right:g}" stroke="{LINE}" stroke-width=".2"/>')
        parts.append(_words(left - 1.5, y + 1.3, shown(round(top * share)), "end"))
    every = max(1, -(-len(points) // 7))
    for at in range(0, len(points), every):
        anchor = "start" if at == 0 else "end" if at >= len(points) - 1 else "middle"
        parts.append(_words(left + at * step, floor + 5.5, points[at][0], anchor))
    if second:
        parts.append(line(second, SOFT, 0.7))
    parts.append(line([number for _day, number in points], BAR, 0.9))
    return _svg(high, parts)
