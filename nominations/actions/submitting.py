"""Handing a dossier in, taking it back to correct it, withdrawing it for good."""

from collections.abc import Collection
from datetime import datetime

from celery import signature
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.models import Entry
from dtportal.journal.recording import hurry, link_to, send
from dtportal.programme import calendar, clock
from dtportal.questions import localized
from dtportal.roles import Can
from dtportal.sealing import digest
from dtportal.states import ImpossibleMove
from dtportal.text import nfc
from nominations.actions.consenting import give, require_ticked
from nominations.actions.shared import facts, journal, locked, members_of, require_editable, secretaries
from nominations.actions.versions import ask_to_confirm
from nominations.checklist import Gap
from nominations.freezing import checklist_of, content_of, evidence_of
from nominations.indexing import index
from nominations.intake import deadline, is_takable, require_open
from nominations.models import Dossier, Nomination
from nominations.references import next_number

PAPER = signature("nominations.tasks.print_dossier")


@transaction.atomic
def submit(nomination: Nomination, *, by: User, consents: Collection[str] = ()) -> Dossier:
    """Freeze what the council will read, tell the secretariat, send a receipt to `by`.

    `consents` are the keys that `by` has ticked just now; what was given before and reads the same still stands.
    The first submission gives the dossier its number. The door is read inside the transaction, with the row locked.
    Raises ValidationError (door closed, or what is missing, one message each; by key for what was not ticked) and
    ImpossibleMove for a dossier that is submitted already: of twenty clicks one submits.
    """
    require(by, Can.DRAFT, nomination)
    nomination = locked(nomination)
    require_editable(nomination)
    now = require_open(nomination.edition, nomination)
    missing = checklist_of(nomination).gaps
    if missing:
        raise ValidationError([sentence(gap) for gap in missing])
    give(nomination, consents, by=by, at=now)
    require_ticked(nomination)
    nomination.move(Nomination.Status.SUBMITTED)
    nomination.number = nomination.number or next_number(nomination)
    nomination.submitted_at, nomination.submitted_by = now, by
    nomination.save()
    content = content_of(nomination)
    dossier = Dossier.objects.create(
        nomination=nomination,
        number=nomination.dossiers.count() + 1,
        content=content,
        sha256=digest(content),
        frozen_at=now,
        frozen_by=by,
    )
    evidence_of(nomination).update(is_frozen=True)
    index(dossier)
    desk = reverse("nominations:screen", args=[nomination.edition.slug, nomination.reference])
    entry = journal(
        "nomination.submitted",
        nomination,
        by=by,
        tell=secretaries(nomination.edition),
        context=facts(nomination, desk, number=dossier.number),
        dossier=dossier.pk,
        sha256=dossier.sha256,
    )
    _send_receipt(dossier, entry, by)
    ask_to_confirm(dossier, by=by)
    transaction.on_commit(lambda: hurry(PAPER, dossier.pk))
    return dossier


def _send_receipt(dossier: Dossier, entry: Entry, by: User) -> None:
    nomination = dossier.nomination
    receipt = reverse("nominations:receipt", args=[nomination.reference])
    paper = link_to(reverse("nominations:version_pdf", args=[nomination.reference, dossier.number]))
    moment = _in_words(dossier.frozen_at)
    send(
        "nomination.receipt",
        recipient=by,
        language=by.language,
        context=facts(
            nomination,
            receipt,
            moment=moment,
            sha256=dossier.sha256,
            number=dossier.number,
            paper=paper,
        ),
        is_rehearsal=nomination.edition.is_rehearsal,
        about=nomination,
        key=f"{entry.pk}:{by.pk}:receipt",
    )


def _in_words(moment: datetime) -> str:
    return date_format(timezone.localtime(moment, calendar.VIETNAM), "DATETIME_FORMAT")


def sentence(gap: Gap) -> str:
    """What is missing, in words."""
    if gap.needs_endorsement:
        return _("Ask a nominating body for its endorsement.")
    return _("%(section)s: “%(question)s” is missing.") % {
        "section": localized(gap.section, "title"),
        "question": localized(gap.question, "label").rstrip("."),
    }


@transaction.atomic
def take_back(nomination: Nomination, *, by: User) -> Nomination:
    """The organisation takes a submitted dossier back to correct it: it is a draft again and keeps its number.

    Possible until the announced deadline (not in the grace, in which it could hardly be submitted again) and only as
    long as the secretariat has decided nothing. Raises ImpossibleMove otherwise. What was submitted stays readable.
    """
    require(by, Can.DRAFT, nomination)
    nomination = locked(nomination)
    if not is_takable(nomination):
        raise ImpossibleMove(
            _("Dossier %(reference)s cannot be taken back any more: it is now “%(status)s”.")
            % {"reference": nomination.known_as, "status": nomination.get_status_display()}
        )
    nomination.move(Nomination.Status.DRAFT)
    nomination.save()
    end = deadline(nomination.edition, nomination)
    others = [member for member in members_of(nomination.organization) if member != by]
    journal(
        "nomination.taken_back",
        nomination,
        by=by,
        tell=[*secretaries(nomination.edition), *others],
        context=facts(nomination, until=_in_words(end) if end else ""),
    )
    return nomination


@transaction.atomic
def withdraw(nomination: Nomination, *, by: User, reason: str = "") -> Nomination:
    """The organisation takes its dossier back for good; whoever has begun to work on it is told why.

    Raises ValidationError when a dossier that was submitted is withdrawn without a reason.
    """
    require(by, Can.DRAFT, nomination)
    reason = "\n".join(nfc(line) for line in reason.strip().splitlines())
    nomination = locked(nomination)
    if nomination.outcome:
        raise ImpossibleMove(_("The result has been published; the dossier cannot be withdrawn any more."))
    was_submitted = nomination.number is not None
    if was_submitted and not reason:
        raise ValidationError({"reason": _("Please give a reason; the secretariat will read it.")})
    nomination.move(Nomination.Status.WITHDRAWN)
    nomination.withdrawn_at, nomination.withdrawn_by = clock.now(nomination.edition), by
    nomination.withdrawal_reason = reason
    nomination.save()
    told = [*secretaries(nomination.edition), *members_of(nomination.organization)] if was_submitted else []
    journal("nomination.withdrawn", nomination, by=by, tell=told, context=facts(nomination, reason=reason))
    return nomination
