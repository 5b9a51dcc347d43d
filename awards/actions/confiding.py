"""Who learns the signed list before its publication: named, approved by the chair, and every look on record."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.conflicts import closed_to
from awards.addresses import address_of
from awards.models import Confidant, Roll
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.models import Entry
from dtportal.journal.recording import record
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import ImpossibleMove

# Leafing through the list is one look.
ONE_LOOK = timedelta(minutes=30)


@transaction.atomic
def name_confidant(edition: Edition, *, by: User, user: User, purpose: str) -> Confidant:
    """Propose a person for the need-to-know list; the chair is asked. The same person and purpose is the same row.

    Raises ValidationError for somebody with a conflict of interest in this edition: he would learn his own result.
    """
    require(by, Can.NAME_CONFIDANTS, edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    found = Confidant.objects.filter(edition=edition, user=user, purpose=purpose, ended_at=None).first()
    if found:
        return found
    _refuse_conflicted(user, edition)
    row = Confidant.objects.create(
        edition=edition, user=user, purpose=purpose, named_at=clock.now(edition), named_by=by
    )
    record(
        "confidant.named",
        row,
        by=by,
        tell=User.objects.holding(Can.SIGN_AS_CHAIR, edition=edition),
        notice="confidant_named",
        context={"url": address_of("awards:confidants", edition), "name": user.full_name},
        user=user.pk,
    )
    return row


def _refuse_conflicted(user: User, edition: Edition) -> None:
    if closed_to(user).filter(edition=edition).exists():
        raise ValidationError(
            {
                "email": _(
                    "This person has an interest in a dossier of this edition and would learn its result."
                )
            }
        )


@transaction.atomic
def approve_confidant(confidant: Confidant, *, by: User) -> Confidant:
    """The chair lets a named person know. A second click changes nothing."""
    require(by, Can.SIGN_AS_CHAIR, confidant)
    row = _locked(confidant)
    if row.ended_at:
        raise ImpossibleMove(_("This line of the list has ended."))
    if row.approved_at:
        return row
    if row.user_id == by.pk:
        raise ImpossibleMove(_("Nobody approves himself."))
    _refuse_conflicted(row.user, row.edition)
    row.approved_at, row.approved_by = clock.now(row.edition), by
    row.save(update_fields=["approved_at", "approved_by"])
    record(
        "confidant.approved",
        row,
        by=by,
        tell=[row.user],
        notice="confidant_approved",
        context={
            "url": address_of("awards:embargoed", row.edition),
            "purpose": str(row.get_purpose_display()),
        },
        user=row.user_id,
    )
    return row


@transaction.atomic
def end_confidant(confidant: Confidant, *, by: User) -> Confidant:
    """Take a person off the list, named or approved; the line stays readable."""
    row = _locked(confidant)
    if not by.can(Can.SIGN_AS_CHAIR, row.access_scope()):
        require(by, Can.NAME_CONFIDANTS, row)
    if row.ended_at:
        return row
    row.ended_at, row.ended_by = clock.now(row.edition), by
    row.save(update_fields=["ended_at", "ended_by"])
    record("confidant.ended", row, by=by, user=row.user_id)
    return row


def note_look(roll: Roll, *, by: User, at: str, takes_away: bool = False) -> None:
    """Somebody reads the names of a roll that is not public: on record, with what he looks `at` (an address's name).

    Leafing through one page for half an hour is one look; whatever is taken away as a file is one each time.
    """
    if roll.is_public:
        return
    since = timezone.now() - ONE_LOOK
    seen = Entry.objects.about(roll).filter(
        verb="roll.looked_at", actor_id=by.pk, at__gte=since, data__what=at
    )
    if takes_away or not seen.exists():
        record("roll.looked_at", roll, by=by, version=roll.version, what=at)


def _locked(confidant: Confidant) -> Confidant:
    rows = Confidant.objects.select_for_update(of=["self"]).select_related("edition", "user")
    return rows.get(pk=confidant.pk)
