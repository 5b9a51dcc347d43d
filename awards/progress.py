"""How far a roll has come, without any of its names: what every role that deals with it may know."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from assessments.models import AgendaItem
from awards.models import Roll, Signature
from dtportal.programme.models import Edition


@dataclass(frozen=True)
class Step:
    """`state`: done, current, waiting or stopped; `note` says what is missing or who did it."""

    label: str
    state: str
    note: str = ""
    at: datetime | None = None


def steps_of(edition: Edition, roll: Roll | None) -> list[Step]:
    """The five steps of a roll in order; `roll` with its item, or None while there is none."""
    if roll is None:
        labels = [_("Drawn up by the secretariat"), _("Carried by the council"), *_signing(), _("Published")]
        return [Step(labels[0], "current", _("Waits for the conclusions and the secretariat."))] + [
            Step(label, "waiting") for label in labels[1:]
        ]
    signatures = {signature.part: signature for signature in roll.signatures.select_related("user")}
    steps = [
        Step(
            _("Drawn up by the secretariat"), "done", _("Version %(v)s") % {"v": roll.version}, roll.drawn_at
        ),
        _ballot(roll.item),
    ]
    for part, label in zip(Signature.Part, _signing(), strict=True):
        steps.append(_signature(label, signatures.get(part), may=steps[1].state == "done"))
    steps.append(_publication(roll))
    return steps


def _signing() -> list[str]:
    return [_("Signed by the chair of the council"), _("Signed by the auditor")]


def _ballot(item: AgendaItem | None) -> Step:
    label = _("Carried by the council")
    if item is None or item.status == AgendaItem.Status.PLANNED:
        return Step(label, "current", _("On the agenda; the ballot has not been opened."))
    if item.status == AgendaItem.Status.VOTING:
        return Step(label, "current", _("The ballot is open."))
    counted = _("For: %(for)s · against: %(against)s · abstained: %(abstained)s") % {
        "for": item.votes_for,
        "against": item.votes_against,
        "abstained": item.abstentions,
    }
    if item.status == AgendaItem.Status.CARRIED:
        return Step(label, "done", counted, item.closed_at)
    return Step(_("Not carried by the council"), "stopped", counted, item.closed_at)


def _signature(label: str, signature: Signature | None, *, may: bool) -> Step:
    if signature is None:
        return Step(label, "current" if may else "waiting", _("Not signed yet.") if may else "")
    if signature.is_refusal:
        return Step(
            label, "stopped", _("Refused: %(reason)s") % {"reason": signature.reason}, signature.signed_at
        )
    return Step(label, "done", signature.user.full_name, signature.signed_at)


def _publication(roll: Roll) -> Step:
    if roll.status == Roll.Status.PUBLISHED:
        return Step(_("Published"), "done", "", roll.published_at)
    if roll.status == Roll.Status.SIGNED:
        return Step(_("Published"), "current", _("Waits for the organiser."))
    return Step(_("Published"), "waiting")
