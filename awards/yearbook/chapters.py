"""To which chapter a nomination belongs, and how the chapter looks: known long before there is a result."""

from typing import NamedTuple
from zlib import crc32

from django.utils import translation
from django.utils.translation import gettext as _

from dtportal.programme.models import Group
from nominations.models import Nomination

# Deep enough for white type (contrast above 5:1); gold is kept for the marks of honour.
COLOURS = {
    "TC": "#0b4f6c",
    "YT": "#9c2f4b",
    "GD": "#4b3f91",
    "NN": "#2b6b3c",
    "GT": "#1a5bb8",
    "NL": "#a0440c",
    "MT": "#0b6b68",
    "SX": "#46536a",
    "CQ": "#7a2230",
    "LD": "#0b2545",
}
FURTHER_COLOURS = ["#5b4636", "#3d5a1e", "#6b2c6e", "#23505a"]


class ChapterFrame(NamedTuple):
    """Titles in Vietnamese and English, a Bootstrap icon, a colour as #rrggbb."""

    key: str
    title: str
    title_en: str
    icon: str
    colour: str


def frame_of(nomination: Nomination) -> ChapterFrame:
    """Its sector; state bodies and leaders have chapters of their own. Needs nomination.sector."""
    with translation.override("vi"):
        if nomination.group == Group.LEADER:
            return ChapterFrame(
                "LD", _("Outstanding leaders"), "Outstanding leaders", "person-badge", COLOURS["LD"]
            )
        sector = nomination.sector
        if nomination.group == Group.STATE_BODY or sector is None:
            return ChapterFrame("CQ", str(Group.STATE_BODY.label), "State bodies", "building", COLOURS["CQ"])
        return ChapterFrame(sector.code, sector.name, sector.name_en, sector.icon, colour_of(sector.code))


def colour_of(key: str) -> str:
    """A sector of a later edition always gets the same colour, wherever it stands among the others."""
    return COLOURS.get(key) or FURTHER_COLOURS[crc32(key.encode()) % len(FURTHER_COLOURS)]
