"""How a nominee's first page is set: which layout, how large the type, how high its upper field. Pure arithmetic.

Heights are reckoned from the advance widths of our faces, so that nearly every page is laid out only once. The sizes
named here are the ones of `yearbook-page.css`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from awards.yearbook import lettering
from awards.yearbook.lettering import BOLD, ITALIC, MEDIUM, REGULAR, STRONG
from awards.yearbook.measures import HERO_TOP, MEASURE, MM, RAIL, RAIL_BOTTOM, SPREAD, TEXT_BOTTOM
from awards.yearbook.nominee import PageContent

# The upper field: a photograph over the whole width; a portrait beside the name on colour; the name on colour.
PHOTO, PORTRAIT, PLATE = "photo", "portrait", "plate"


@dataclass(frozen=True)
class Step:
    """A size of the texts, in points; least and most height of the upper field in millimetres, by layout."""

    number: int
    body: float
    leading: float
    lead: float
    least: dict[str, float]


USUAL = 5
STEPS = (
    Step(1, 14.4, 23.6, 14.8, {PHOTO: 116, PORTRAIT: 104, PLATE: 118}),
    Step(2, 12.0, 19.8, 14.4, {PHOTO: 96, PORTRAIT: 96, PLATE: 104}),
    Step(3, 10.8, 17.6, 13.2, {PHOTO: 92, PORTRAIT: 92, PLATE: 96}),
    Step(4, 9.7, 15.4, 11.8, {PHOTO: 86, PORTRAIT: 88, PLATE: 84}),
    Step(USUAL, 8.7, 13.2, 10.6, {PHOTO: 70, PORTRAIT: 72, PLATE: 58}),
    Step(6, 8.2, 12.4, 9.9, {PHOTO: 66, PORTRAIT: 68, PLATE: 54}),
    Step(7, 7.7, 11.6, 9.4, {PHOTO: 62, PORTRAIT: 64, PLATE: 50}),
)
MOST = {PHOTO: 124.0, PORTRAIT: 108.0, PLATE: 134.0}
# So many millimetres apart, so that a copy of the photograph serves while a text grows.
GRADE = 4.0
# What an estimate may be wrong by.
SPARE = 1.0
# Air between the upper field and what stands below it.
PAD = 8.0
# More of it under a caption.
CAPTION = 2.5
PLATE_PAD = 9.0
# Room for a mark in the rail, and on its white card in the field of colour.
OPEN, CARD = (RAIL, 21.0, 560.0), (26.0, 24.0, 460.0)
# Sizes of the name: points, most lines; the first in which it fits is taken, the last always.
NAME_SIZES = ((24.0, 2), (20.5, 3), (18.0, 3), (16.0, 4), (15.0, 12))
PLATE_NAME_SIZES = ((31.0, 3), (26.0, 3), (21.5, 4), (18.5, 5), (15.5, 12))
NAME_LEADING = 1.28
FIGURE_SIZES = (20.0, 17.0, 14.0, 12.0)


@dataclass(frozen=True)
class Setting:
    """What the template needs to know besides the content."""

    layout: str
    step: Step
    hero: float
    name_size: float
    name_lines: tuple[str, ...]

    @property
    def portrait_width(self) -> float:
        return round(self.hero * 2 / 3, 1)


def settings_of(content: PageContent, spare: float = 0.0) -> Iterator[Setting]:
    """The handsomest that should fit, then ever smaller ones; none at all for texts that fit in no size."""
    begun = False
    for setting in all_settings(content, spare):
        # After a wrong estimate the next ones are tried as they come.
        begun = begun or fits(content, setting, spare)
        if begun:
            yield setting


def all_settings(content: PageContent, spare: float = 0.0) -> Iterator[Setting]:
    """Size by size, each with the highest upper field it leaves room for, and with the least."""
    layout = layout_of(content)
    for step in STEPS:
        yield from _at(content, layout, step, spare)


def smallest(content: PageContent) -> Setting:
    *_others, last = all_settings(content)
    return last


def layout_of(content: PageContent) -> str:
    if content.photo is None:
        return PLATE
    upright = content.is_person or is_upright(content.photo.width, content.photo.height)
    return PORTRAIT if upright else PHOTO


def is_captioned(content: PageContent) -> bool:
    return bool(content.photo and content.photo.caption)


def is_upright(width: int, height: int) -> bool:
    """Whether a photograph of this shape is printed beside the name instead of across the page."""
    return height > width * 1.08


def _at(content: PageContent, layout: str, step: Step, spare: float) -> Iterator[Setting]:
    """The highest upper field the texts leave room for, and the least."""
    setting = _least(content, layout, step)
    room = TEXT_BOTTOM - HERO_TOP - max(body_height(content, setting) + spare, _rail_over(content, setting))
    grown = min(MOST[layout], setting.hero + max(0.0, (room - setting.hero) // GRADE * GRADE))
    if grown > setting.hero:
        yield Setting(layout, step, grown, *name_of(content, layout, grown))
    yield setting


def _least(content: PageContent, layout: str, step: Step) -> Setting:
    """With the lowest upper field that holds the name, where the name stands in it."""
    hero = float(step.least[layout])
    setting = Setting(layout, step, hero, *name_of(content, layout, hero))
    # A higher portrait is a wider one, which leaves the name less.
    while layout != PHOTO and hero < MOST[layout] and plate_height(content, setting) > hero:
        hero = min(MOST[layout], hero + GRADE)
        setting = Setting(layout, step, hero, *name_of(content, layout, hero))
    return setting


def _rail_over(content: PageContent, setting: Setting) -> float:
    """What the rail needs, counted to the same foot as the text."""
    return rail_height(content, setting) + TEXT_BOTTOM - RAIL_BOTTOM


def fits(content: PageContent, setting: Setting, spare: float = 0.0) -> bool:
    """By the estimate; `spare`: millimetres for what is not in the content."""
    if setting.layout != PHOTO and plate_height(content, setting) > setting.hero:
        return False
    need = max(body_height(content, setting) + spare, _rail_over(content, setting))
    return HERO_TOP + setting.hero + need <= TEXT_BOTTOM


# --- The name ------------------------------------------------------------------------------------------


def name_of(content: PageContent, layout: str, hero: float) -> tuple[float, tuple[str, ...]]:
    """Points, and the lines, as even as the words allow."""
    if layout == PHOTO:
        return name_in_lines(content.name, MEASURE, NAME_SIZES)
    return name_in_lines(content.name, plate_measure(layout, hero), PLATE_NAME_SIZES)


def plate_measure(layout: str, hero: float) -> float:
    """Width of the words on colour, in millimetres."""
    if layout == PORTRAIT:
        return SPREAD - hero * 2 / 3 - 2 * PLATE_PAD
    return MEASURE - PLATE_PAD


def name_in_lines(
    name: str, measure: float = MEASURE, sizes: Iterable[tuple[float, int]] = NAME_SIZES
) -> tuple[float, tuple[str, ...]]:
    width = measure * MM * 0.99
    found: list[str] = []
    points = 0.0
    for points, most in sizes:
        found = lettering.name_lines(name, width / points)
        if len(found) <= most and all(lettering.width(line) * points <= width for line in found):
            break
    return points, tuple(found)


def english_lines(content: PageContent, setting: Setting) -> list[str]:
    return lettering.even_lines(content.name_en, _beside(setting), ITALIC)


def detail_lines(content: PageContent, setting: Setting) -> list[str]:
    return lettering.even_lines(content.detail, _beside(setting), STRONG)


def _beside(setting: Setting) -> float:
    """Measure in em of what stands under the name."""
    if setting.layout == PHOTO:
        return MEASURE * MM * 0.99 / 10.5
    return plate_measure(setting.layout, setting.hero) * MM * 0.99 / 11.5


# --- Heights, in millimetres ---------------------------------------------------------------------------


def _lines(text: str, width: float, points: float, face: str = REGULAR) -> int:
    """How many lines a text takes, paragraph by paragraph; `width` in millimetres."""
    return sum(len(lettering.lines(part, width * MM / points, face)) for part in text.split("\n") if part)


def body_height(content: PageContent, setting: Setting) -> float:
    """From the foot of the upper field to the end of the texts. Margins that meet are one margin, the larger."""
    step = setting.step
    height = PAD + SPARE
    after = 0.0
    if setting.layout == PHOTO:
        height += _head_height(content, setting)
    if is_captioned(content):
        height += CAPTION
    if content.lead:
        height += len(lead_lines(content, setting)) * step.lead * 1.48 / MM
        after = step.body * 1.1 / MM
    for heading, body in content.sections:
        height += after + _lines(body, MEASURE, step.body) * step.leading / MM
        height += body.count("\n") * step.body * 0.45 / MM
        if heading:
            height += step.body * 0.94 * (1.4 + 0.3) / MM
        after = step.body * 1.0 / MM
    if content.quote:
        points = step.body * 1.25
        height += max(after, 3) + len(quote_lines(content, setting)) * points * 1.5 / MM
        if content.quote_by:
            height += _lines(content.quote_by, MEASURE - 7.2, 8, STRONG) * 8 * 1.4 / MM + 1.2
        after = 4.0
    if content.summary_en:
        points = step.body * 0.93
        height += (
            max(after, 3) + 3.2 + _lines(content.summary_en, MEASURE, points, ITALIC) * points * 1.5 / MM
        )
    return height


def lead_lines(content: PageContent, setting: Setting) -> list[str]:
    return lettering.even_lines(content.lead, MEASURE * MM * 0.99 / setting.step.lead, MEDIUM)


def quote_lines(content: PageContent, setting: Setting) -> list[str]:
    """As even as its words allow, so that no word stands alone."""
    return lettering.even_lines(
        content.quote, (MEASURE - 7.2) * MM * 0.99 / (setting.step.body * 1.25), ITALIC
    )


def _head_height(content: PageContent, setting: Setting) -> float:
    """Name and what belongs to it, where they stand on white."""
    height = 5.5 + len(setting.name_lines) * setting.name_size * NAME_LEADING / MM + 7.7
    if content.name_en:
        height += len(english_lines(content, setting)) * 10.5 * 1.4 / MM + 1.6
    if content.detail:
        height += len(detail_lines(content, setting)) * 10.5 * 1.4 / MM + 1.6
    return height


def plate_height(content: PageContent, setting: Setting) -> float:
    """Of the words on colour, with the air around them."""
    height = 2 * PLATE_PAD + 8 + len(setting.name_lines) * setting.name_size * NAME_LEADING / MM
    if content.name_en:
        height += len(english_lines(content, setting)) * 11.5 * 1.4 / MM + 2.5
    if content.detail:
        height += len(detail_lines(content, setting)) * 11.5 * 1.4 / MM + 2.5
    return height


def logo_size(content: PageContent, place: tuple[float, float, float]) -> tuple[float, float]:
    """Millimetres; marks of every shape get about the same area, so that a wide one is no smaller than a round one.

    `place`: most width, most height, most area."""
    if content.logo is None:
        return 0.0, 0.0
    most_wide, most_high, area = place
    ratio = content.logo.width / max(1, content.logo.height)
    high = min(most_high, (area / ratio) ** 0.5)
    wide = min(most_wide, high * ratio)
    return round(wide, 1), round(wide / ratio, 1)


def rail_height(content: PageContent, setting: Setting) -> float:
    """From the foot of the upper field to the end of the figures."""
    height = PAD + CAPTION * is_captioned(content)
    # On colour the mark stands in the upper field itself.
    if setting.layout != PLATE and content.logo:
        height += logo_size(content, OPEN)[1] + 6
    elif setting.layout == PHOTO:
        height += 14 + 6
    for value, label in content.figures:
        height += 2.9 + figure_size(value) * 1.2 / MM + len(label_lines(label)) * 7.5 * 1.4 / MM + 3
    return height


def label_lines(label: str) -> list[str]:
    return lettering.even_lines(label, RAIL * MM * 0.99 / 7.5, REGULAR)


def figure_size(value: str) -> float:
    """Points: the largest in which it stands on one line of the rail."""
    wide = lettering.width(value, BOLD)
    return next((points for points in FIGURE_SIZES if wide * points <= RAIL * MM), FIGURE_SIZES[-1])
