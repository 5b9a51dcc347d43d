"""An endorsement belongs to a version of the dossier; the body confirms it for the next one."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.programme import clock
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from nominations.actions.shared import facts, journal, locked_endorsement, members_of, require_undecided
from nominations.models import Dossier, Endorsement, Nomination


def ask_to_confirm(dossier: Dossier, *, by: User) -> None:
    """Tell the officers of every body whose endorsement was given for an earlier version; part of a submission."""
    nomination = dossier.nomination
    for endorsement in nomination.endorsements.outdated().for_listing():
        url = reverse("nominations:endorsement", args=[endorsement.pk])
        journal(
            "endorsement.outdated",
            endorsement,
            by=by,
            tell=User.objects.holding(Can.ENDORSE, edition=nomination.edition, body=endorsement.body),
            context=facts(
                nomination,
                url,
                body=endorsement.body.name,
                number=dossier.number,
                given_for=endorsement.version,
            ),
            number=dossier.number,
        )


@transaction.atomic
def confirm_endorsement(endorsement: Endorsement, *, by: User, number: int) -> Endorsement:
    """Extend a given endorsement to version `number`, the one the officer has read.

    A repeated click changes nothing. Raises ValidationError when another version was submitted meanwhile,
    ImpossibleMove when nothing is endorsed or the dossier is decided.
    """
    require(by, Can.ENDORSE, endorsement)
    endorsement = locked_endorsement(endorsement)
    require_undecided(endorsement.nomination)
    if not endorsement.is_endorsed:
        raise ImpossibleMove(_("Only an endorsement that was given can be confirmed."))
    if number != endorsement.latest_number:
        raise ValidationError(
            _("Another version has been submitted in the meantime; please look at its differences first.")
        )
    if endorsement.version == number:
        return endorsement
    endorsement.given_for = number
    endorsement.confirmed_at, endorsement.confirmed_by = clock.now(endorsement.edition), by
    endorsement.save()
    nomination = endorsement.nomination
    journal(
        "endorsement.confirmed",
        endorsement,
        by=by,
        tell=members_of(nomination.organization),
        context=facts(nomination, body=endorsement.body.name, number=number),
        number=number,
    )
    return endorsement


def require_endorsed(nomination: Nomination) -> None:
    """Raise ValidationError unless a body endorses the version that was submitted last."""
    if nomination.endorsements.standing().exists():
        return
    if nomination.endorsements.endorsed().exists():
        raise ValidationError(
            _(
                "The endorsement was given for an earlier version; the nominating body has to confirm it first."
            )
        )
    raise ValidationError(_("No nominating body has endorsed this dossier yet."))
