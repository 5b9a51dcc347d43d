"""What a nominating body sees of the units it may put forward: name, sector and state, nothing of their content.

A People's Committee sees the whole of its province, whoever was asked; every other body, who asked it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from dtportal.programme.models import Body, Edition, Group, Sector
from nominations.models import Endorsement, Nomination, UnitInvitation
from nominations.models.nomination import NominationQuerySet


class State(TextChoices):
    """How far a unit is, in the order of the way."""

    DRAFTING = "drafting", _("Drafting")
    SUBMITTED = "submitted", _("Submitted")
    ENDORSED = "endorsed", _("Endorsed")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Ineligible")


# Columns of the grid; a unit that was found ineligible leaves its place empty.
COLUMNS = [State.DRAFTING, State.SUBMITTED, State.ENDORSED, State.ACCEPTED]
TONES = {
    State.DRAFTING: "neutral",
    State.SUBMITTED: "info",
    State.ENDORSED: "gold",
    State.ACCEPTED: "ok",
    State.DECLINED: "danger",
}


@dataclass(frozen=True)
class Outline:
    """A unit as the body may know of it; `endorsement` is the id of its request to this body, if it made one."""

    name: str
    group: str
    sector_id: int | None
    sector: str
    state: State
    endorsement: int | None

    @property
    def tone(self) -> str:
        return TONES[self.state]


@dataclass
class GridRow:
    """A sector, or a group without one, and who stands where."""

    label: str
    sector: Sector | None
    cells: dict[State, list[Outline]] = field(default_factory=lambda: {state: [] for state in COLUMNS})
    invited: list[UnitInvitation] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(self.cells.values())


def outlines(nominations: NominationQuerySet, body: Body) -> list[Outline]:
    """`nominations` come from `outlined_to(user, …)`. An endorsement is told of this body only."""
    own = dict(
        Endorsement.objects.filter(nomination__in=nominations.values("pk"), body=body).values_list(
            "nomination", "pk"
        )
    )
    given = set(
        Endorsement.objects.filter(pk__in=own.values()).standing().values_list("nomination", flat=True)
    )
    rows = nominations.for_desk().order_by("organization__sort_key", "pk")
    return [
        Outline(
            name=row.honoree_name,
            group=row.group,
            sector_id=row.sector_id,
            sector=row.sector.label if row.sector else row.get_group_display(),
            state=_state(row, is_endorsed=row.pk in given),
            endorsement=own.get(row.pk),
        )
        for row in rows
    ]


def _state(nomination: Nomination, *, is_endorsed: bool) -> State:
    status = Nomination.Status
    if nomination.status == status.DRAFT:
        return State.DRAFTING
    if nomination.status in {status.ACCEPTED, status.DECLINED}:
        return State(nomination.status)
    return State.ENDORSED if is_endorsed else State.SUBMITTED


def grid(edition: Edition, found: list[Outline], invitations: Iterable[UnitInvitation] = ()) -> list[GridRow]:
    """Every sector of the edition, then state bodies and leaders where there are any.

    `invitations`: those of the body that wait for their units.
    """
    rows = {(Group.UNIT, sector.pk): GridRow(sector.label, sector) for sector in edition.sectors.all()}
    for outline in found:
        key = (outline.group, outline.sector_id if outline.group == Group.UNIT else None)
        row = rows.setdefault(key, GridRow(str(Group(outline.group).label), None))
        if outline.state in row.cells:
            row.cells[outline.state].append(outline)
    for invitation in invitations:
        row = rows.get((Group.UNIT, invitation.sector_id))
        if row is not None:
            row.invited.append(invitation)
    return list(rows.values())
