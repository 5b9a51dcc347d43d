"""What an organisation should do next, and links to what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from nominations.actions.submitting import sentence
from nominations.checklist import Checklist, check
from nominations.milestones import what_follows
from nominations.models import Endorsement, Nomination
from nominations.sections import data_for
from nominations.supplements import asked_of, is_supplemented


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Step:
    """The next step in a sentence; with an address when it is the reader's turn."""

    text: str
    url: str = ""
    label: str = ""
    tone: str = "info"


@dataclass(frozen=True)
class Row:
    nomination: Nomination
    checklist: Checklist | None


def gaps_of(nomination: Nomination, checklist: Checklist | None) -> list[Link]:
    """Links to what is missing."""
    if checklist is None:
        return []
    links = []
    for gap in checklist.gaps:
        if gap.needs_endorsement:
            url = reverse("nominations:request", args=[nomination.reference])
        else:
            url = reverse("nominations:section", args=[nomination.reference, gap.section["key"]])
            url += "#evidence" if gap.question["kind"] == "file" else f"#div_id_{gap.question['key']}"
        links.append(Link(sentence(gap), url))
    return links


def next_step(nomination: Nomination, checklist: Checklist | None, endorsements: list[Endorsement]) -> Step:
    """What comes next, with an address when it is the organisation's turn; never silence."""
    if nomination.is_editable and checklist is not None and not nomination.outcome:
        return _writing(nomination, checklist)
    return Step(what_follows(nomination, endorsements), tone=_TONES.get(nomination.status, "info"))


_TONES = {Nomination.Status.ON_HOLD: "warn", Nomination.Status.DECLINED: "warn"}


def _writing(nomination: Nomination, checklist: Checklist) -> Step:
    review = reverse("nominations:review", args=[nomination.reference])
    if nomination.status == Nomination.Status.RETURNED and not is_supplemented(nomination):
        text = _("The secretariat has asked for additions; fill them in and submit again.")
        asked = asked_of(nomination)
        return Step(text, asked[0].url if asked else review, _("Continue"), "warn")
    if checklist.is_complete:
        return Step(
            _("The dossier is complete. Read it through and submit it."), review, _("Review and submit"), "ok"
        )
    first = gaps_of(nomination, checklist)[0]
    text = _("Required items done: %(met)s of %(required)s.") % {
        "met": checklist.met,
        "required": checklist.required,
    }
    return Step(text, first.url, _("Continue writing"))


def with_progress(nominations: Iterable[Nomination]) -> list[Row]:
    """Rows of a list with their checklists, in as many queries for one row as for a hundred."""
    loaded = nominations.prefetch_related("answers", "evidence", "endorsements")
    return [Row(nomination, _loaded_checklist(nomination)) for nomination in loaded]


def _loaded_checklist(nomination: Nomination) -> Checklist | None:
    if not nomination.is_editable:
        return None
    return check(
        data_for(nomination.edition, nomination.group),
        {row.section: row.data for row in nomination.answers.all()},
        [(row.section, row.question) for row in nomination.evidence.all() if row.counts],
        has_endorsement=any(
            row.status != Endorsement.Status.DECLINED for row in nomination.endorsements.all()
        ),
    )
