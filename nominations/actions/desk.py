"""How secretaries share the work on dossiers: who looks after which, and what they note for one another."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.programme import clock
from dtportal.roles import Can
from nominations.actions.shared import facts, journal, locked
from nominations.models import InternalNote, Nomination


@transaction.atomic
def entrust(nomination: Nomination, to: User | None, *, by: User, note: str = "") -> Nomination:
    """Give a dossier to a secretary, or to nobody; whoever receives it from somebody else is told.

    `note` is kept as an internal note. The same owner again changes nothing. Raises ValidationError for a person
    who cannot look after it: not of this edition's secretariat, or of the organisation itself.
    """
    require(by, Can.SCREEN, nomination)
    nomination = locked(nomination)
    if to is not None and not to.can(Can.SCREEN, nomination.access_scope()):
        raise ValidationError({"to": _("%(name)s cannot look after this dossier.") % {"name": to.full_name}})
    if note.strip():
        add_note(nomination, note, by=by)
    if nomination.owner_id == (to.pk if to else None):
        return nomination
    nomination.owner = to
    nomination.save()
    journal(
        "nomination.entrusted",
        nomination,
        by=by,
        tell=[to] if to is not None and to != by else [],
        context=facts(nomination, _address(nomination), note=note.strip(), giver=by.full_name),
        owner=to.pk if to else None,
    )
    return nomination


@transaction.atomic
def add_note(nomination: Nomination, text: str, *, by: User) -> InternalNote:
    """Write down a remark for the secretariat; the organisation never reads it."""
    require(by, Can.SCREEN, nomination)
    text = text.strip()
    if not text:
        raise ValidationError({"text": _("Please write the note.")})
    note = InternalNote.objects.create(
        nomination=nomination, text=text, at=clock.now(nomination.edition), by=by
    )
    journal("nomination.noted", nomination, by=by, note=note.pk)
    return note


def _address(nomination: Nomination) -> str:
    return reverse("nominations:screen", args=[nomination.edition.slug, nomination.reference])
