"""One page “tính đến ngày …”: how far an edition has come, in numbers, for a read-only observer of a ministry.

Never a dossier; of the list nothing but how far it has come until it is public.
"""

from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from awards.lists import tabs_of
from awards.official.figures import Figures
from awards.progress import steps_of
from awards.rolls import is_published
from dtportal import pdf
from dtportal.journal.recording import link_to
from dtportal.official.charts import bars, shown
from dtportal.programme.models import Edition


@dataclass(frozen=True)
class Line:
    """A number with what it counts; `of` is the whole it is a part of."""

    label: str
    number: int
    of: int | None = None

    @property
    def shown(self) -> str:
        return shown(self.number) if self.of is None else f"{shown(self.number)}/{shown(self.of)}"


@dataclass(frozen=True)
class Brief:
    figures: Figures
    lines: list[Line]
    # By the steps of the list: (label, state, note).
    steps: list[tuple[str, str, str]]
    published: list[tuple[str, int]]

    @property
    def sectors(self) -> list[tuple[str, int]]:
        return [(place.name, place.received) for place in self.figures.sectors]

    @property
    def leading(self) -> list[tuple[str, int]]:
        """Five localities with the most dossiers."""
        rows = [(place.name, place.received) for place in self.figures.provinces if place.received]
        return sorted(rows, key=lambda row: -row[1])[:5]


def brief_of(edition: Edition, user) -> Brief:
    """As this person may know it, at this moment of the edition's clock."""
    figures = Figures(edition, user)
    meetings = figures.meetings
    lines = [
        Line(_("Dossiers begun"), figures.started),
        Line(_("Dossiers submitted"), figures.submitted, figures.started),
        Line(_("With an endorsement"), figures.endorsed, figures.submitted),
        Line(_("Eligible"), figures.accepted, figures.submitted),
        Line(_("Localities with a dossier"), figures.covered, len(figures.provinces)),
        Line(_("Score sheets completed"), figures.scored, figures.readers),
        Line(_("Site visits made"), figures.visits),
        Line(_("Sessions of the council"), len(meetings)),
        Line(_("Minutes closed"), sum(1 for one in meetings if one.has_scan), len(meetings)),
        Line(_("Events held"), figures.held, len(figures.events)),
        Line(_("Guests registered"), figures.guests),
    ]
    roll = edition.rolls.select_related("item").first()
    steps = [(step.label, step.state, "") for step in steps_of(edition, roll)]
    return Brief(figures, lines, steps, _published(edition))


def _published(edition: Edition) -> list[tuple[str, int]]:
    """Names by list, once they are public."""
    if not is_published(edition):
        return []
    standing = edition.honors.standing().order_by()
    counts = dict(standing.values_list("tier").annotate(number=Count("pk")))
    return [(tier.label, number) for tier, number in tabs_of(list(edition.tiers.all()), counts)]


def brief_pdf(brief: Brief) -> bytes:
    """One page A4, in the language that is active."""
    edition = brief.figures.edition
    context = {
        "brief": brief,
        "edition": edition,
        "now": brief.figures.now,
        "sectors": bars(brief.sectors),
        "address": link_to(reverse("awards:brief", args=[edition.slug])),
    }
    return pdf.render("awards/documents/brief.html", context, styles=["css/pdf/brief.css"])
