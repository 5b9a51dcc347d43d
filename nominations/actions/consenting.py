"""Giving and withdrawing declarations and consents, one by one."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.programme import clock
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from nominations.actions.shared import facts, journal, locked, members_of, secretaries
from nominations.consents import Purpose, standings_of, unticked, wanted, withdrawn_of
from nominations.models import Consent, Nomination


@transaction.atomic
def give_consents(nomination: Nomination, keys: Collection[str], *, by: User) -> list[Consent]:
    """Write down what a representative has ticked; what stands already, for the text as it reads, stays as it is."""
    require(by, Can.DRAFT, nomination)
    nomination = locked(nomination)
    return give(nomination, keys, by=by, at=clock.now(nomination.edition))


def give(nomination: Nomination, keys: Collection[str], *, by: User, at: datetime) -> list[Consent]:
    """For actions that hold the lock already."""
    rows = [
        Consent.objects.create(
            deed=Consent.Deed.GIVEN, by=by, at=at, nomination=nomination, **_words(s.purpose)
        )
        for s in wanted(standings_of(nomination))
        if s.purpose.key in keys
    ]
    if rows:
        journal("nomination.consented", nomination, by=by, consents=[row.pk for row in rows])
    return rows


def _words(purpose: Purpose) -> dict:
    """What the row keeps, so that it can be read when the edition says something else."""
    names = ("key", "version", "title", "title_en", "text", "text_en")
    return {name: purpose.data[name] for name in names} | {"sha256": purpose.sha256}


def require_ticked(nomination: Nomination) -> None:
    """Raise ValidationError by key unless every obligatory one stands."""
    missing = unticked(standings_of(nomination))
    if missing:
        raise ValidationError({standing.purpose.key: unticked_words() for standing in missing})


def unticked_words() -> str:
    return _("Please tick this box: without it the dossier cannot be submitted.")


def require_not_withdrawn(nomination: Nomination) -> None:
    """Raise ValidationError while an obligatory one has been taken back."""
    names = ", ".join(f"“{standing.purpose.title}”" for standing in withdrawn_of(nomination))
    if names:
        raise ValidationError(
            _("The organisation has withdrawn %(names)s; without it the dossier cannot be accepted.")
            % {"names": names}
        )


@transaction.atomic
def withdraw_consent(nomination: Nomination, key: str, *, by: User) -> Consent:
    """Take one of them back, at any time. What was given stays on record; the secretariat is told once it has the
    dossier. Raises ImpossibleMove for one that does not stand."""
    require(by, Can.DRAFT, nomination)
    nomination = locked(nomination)
    standing = next((s for s in standings_of(nomination) if s.purpose.key == key and s.is_given), None)
    if standing is None:
        raise ImpossibleMove(_("This consent has been withdrawn already, or was never given."))
    given = standing.latest
    kept = {name: getattr(given, name) for name in ("key", "version", "title", "title_en", "text", "text_en")}
    row = Consent.objects.create(
        nomination=nomination,
        deed=Consent.Deed.WITHDRAWN,
        sha256=given.sha256,
        at=clock.now(nomination.edition),
        by=by,
        **kept,
    )
    others = [member for member in members_of(nomination.organization) if member != by]
    is_received = nomination.status != Nomination.Status.DRAFT
    told = [*others, *(secretaries(nomination.edition) if is_received else [])]
    journal(
        "nomination.consent_withdrawn",
        nomination,
        by=by,
        tell=told,
        context=facts(nomination, consent=given.title, consent_en=given.title_en),
        consent=row.pk,
    )
    return row
