"""Drawings of scores as SVG, pure: numbers in, markup out. Each stands beside a table with the same numbers.

Colours are attributes of the shapes, so that page and PDF show the same; what a drawing says is said in words, too.
Texts in a drawing are numbers only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from assessments.bands import OUT_UP_TO, SURE_FROM, Band

COLOURS = {Band.SURE: "#17724a", Band.TIED: "#c46b00", Band.OUT: "#8496ab"}
INK, LINE, WASH = "#3a5472", "#dde4ec", "#fff0db"
# The drawing's own units; text of 11 is readable where it is shown at its own size, on a phone.
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 360, 210, 38, 14, 10, 26


@dataclass(frozen=True)
class Dot:
    mean: float
    chance: float
    band: Band


def curve(marks: Sequence[Dot], line: float) -> SafeString:
    """Each dossier by its mean (across) and its probability of belonging to the list (upwards); the line of the list.

    Dots are drawn as points of three strokes, twelve bytes each, so that a list of thousands stays small.
    """
    if not marks:
        return mark_safe("")
    low = min(5 * int(min(min(mark.mean for mark in marks), line) // 5), 95)
    high = max(min(100, 5 * (int(max(max(mark.mean for mark in marks), line) // 5) + 1)), low + 5)

    def across(value: float) -> float:
        return LEFT + (value - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    def up(chance: float) -> float:
        return TOP + (1 - chance) * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<rect x="{LEFT}" y="{up(SURE_FROM):.1f}" width="{WIDTH - LEFT - RIGHT}" '
        f'height="{up(OUT_UP_TO) - up(SURE_FROM):.1f}" fill="{WASH}"/>'
    ]
    for chance in (0, 0.1, 0.5, 0.9, 1):
        parts.append(f'<path d="M{LEFT} {up(chance):.1f}H{WIDTH - RIGHT}" stroke="{LINE}"/>')
        parts.append(_text(LEFT - 5, up(chance) + 4, f"{chance * 100:.0f}%", "end"))
    step = 5 if high - low <= 35 else 10
    for value in range(low + -low % step, high + 1, step):
        parts.append(_text(across(value), HEIGHT - BOTTOM + 16, str(value), "middle"))
    parts.append(
        f'<path d="M{across(line):.1f} {TOP - 6}V{HEIGHT - BOTTOM + 4}" stroke="{INK}" stroke-dasharray="4 3"/>'
    )
    for band in (Band.OUT, Band.TIED, Band.SURE):
        places = {
            (round(across(mark.mean), 1), round(up(mark.chance), 1)) for mark in marks if mark.band is band
        }
        if places:
            path = "".join(f"M{x:g} {y:g}h.01" for x, y in sorted(places))
            parts.append(
                f'<path d="{path}" stroke="{COLOURS[band]}" stroke-width="5.5" stroke-linecap="round" '
                'stroke-opacity=".75" fill="none"/>'
            )
    return mark_safe(
        f'<svg class="score-curve" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">'
        f"{''.join(parts)}</svg>"
    )


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="11" fill="{INK}" text-anchor="{anchor}">{words}</text>'


def dots(scores: Sequence[int], mean: float, low: int) -> SafeString:
    """The scores of one dossier on a scale from `low` to 100, with a tick at the mean."""

    def across(score: float) -> float:
        return 5 + (score - low) / (100 - low) * 130

    path = "".join(f"M{across(score):.4g} 8h.01" for score in scores)
    return mark_safe(
        '<svg class="score-dots" viewBox="0 0 140 16" aria-hidden="true" focusable="false">'
        f'<path d="M5 8H135" stroke="{LINE}"/><path d="M{across(mean):.1f} 2v12" stroke="{INK}" stroke-width="2"/>'
        f'<path d="{path}" stroke="#1a5bb8" stroke-width="5" stroke-linecap="round" stroke-opacity=".7"/></svg>'
    )


def interval(low: float, middle: float, high: float, reach: float) -> SafeString:
    """A number with its interval on a scale from −reach to +reach, zero in the middle."""

    def across(value: float) -> float:
        return 80 + value / reach * 74

    return mark_safe(
        '<svg class="score-interval" viewBox="0 0 160 16" aria-hidden="true" focusable="false">'
        f'<path d="M80 0v16" stroke="{INK}" stroke-dasharray="2 2"/>'
        f'<path d="M{across(low):.1f} 8H{across(high):.1f}" stroke="#9dbfec" stroke-width="5" stroke-linecap="round"/>'
        f'<path d="M{across(middle):.1f} 8h.01" stroke="#12468f" stroke-width="8" stroke-linecap="round"/></svg>'
    )
