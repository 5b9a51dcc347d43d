"""The minutes from their number to the signed scan: drafted by the session itself, frozen to be signed, then closed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assessments.minutes import record_of
from assessments.models import AgendaItem, CouncilSession, Minutes
from dtportal import files, sealing
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.recording import record
from dtportal.programme import clock
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import ImpossibleMove

SCANS = (files.PDF, *files.IMAGES)


def start_minutes(session: CouncilSession, *, by: Any) -> Minutes:
    """Give a closed session's minutes their number, the next of the year; inside the transaction that closes it."""
    edition = Edition.objects.select_for_update().get(pk=session.edition_id)
    year = session.closed_at.astimezone(VIETNAM).year
    last = Minutes.objects.filter(edition=edition, year=year).aggregate(last=Max("number"))["last"] or 0
    minutes = Minutes.objects.create(
        session=session, edition=edition, year=year, number=last + 1, is_rehearsal=edition.is_rehearsal
    )
    record("minutes.started", minutes, by=by, number=minutes.number, year=year)
    return minutes


@transaction.atomic
def freeze_minutes(minutes: Minutes, *, by: Any) -> Minutes:
    """Freeze the text to be printed and signed, with its fingerprint.

    Every carried list must have its conclusions, for the minutes name them.
    """
    require(by, Can.PREPARE_SESSION, minutes)
    minutes = _locked(minutes)
    carried = minutes.session.items.filter(
        kind__in=AgendaItem.CONCLUDING, status=AgendaItem.Status.CARRIED, conclusions=None
    )
    if carried.exists():
        raise ValidationError(_("A carried motion has not been concluded yet; the minutes wait for it."))
    minutes.move(Minutes.Status.FROZEN)
    minutes.content = record_of(minutes.session)
    minutes.sha256 = sealing.digest(minutes.content)
    minutes.save()
    record("minutes.frozen", minutes, by=by, sha256=minutes.sha256)
    return minutes


@transaction.atomic
def reopen_minutes(minutes: Minutes, *, by: Any) -> Minutes:
    """Back to the draft, when whoever was to sign found a mistake."""
    require(by, Can.PREPARE_SESSION, minutes)
    minutes = _locked(minutes)
    minutes.move(Minutes.Status.DRAFT)
    minutes.content, minutes.sha256 = {}, ""
    minutes.save()
    record("minutes.reopened", minutes, by=by)
    return minutes


@transaction.atomic
def close_minutes(minutes: Minutes, *, by: Any, scan: File) -> Minutes:
    """Attach the signed scan (PDF or image); from here on nothing of the minutes can change."""
    require(by, Can.PREPARE_SESSION, minutes)
    checked = files.check_upload(scan, kinds=SCANS)
    minutes = _locked(minutes)
    minutes.move(Minutes.Status.CLOSED)
    if sealing.digest(minutes.content) != minutes.sha256:
        raise ImpossibleMove(_("The stored text differs from the one that was frozen; it cannot be closed."))
    minutes.scan_name, minutes.scan_type, minutes.scan_sha256 = (
        checked.name,
        checked.content_type,
        checked.sha256,
    )
    minutes.scan.save(checked.name, checked.file, save=False)
    minutes.closed_at, minutes.closed_by = clock.now(minutes.edition), by
    minutes.save()
    record(
        "minutes.closed",
        minutes,
        by=by,
        tell=User.objects.holding(Can.RUN_SESSION, edition=minutes.edition).exclude(pk=by.pk),
        notice="minutes_closed",
        context={"number": minutes.label, "title": minutes.session.title},
        sha256=minutes.sha256,
        scan_sha256=checked.sha256,
    )
    return minutes


def _locked(minutes: Minutes) -> Minutes:
    rows = Minutes.objects.select_for_update(of=("self",)).select_related("session", "edition")
    return rows.get(pk=minutes.pk)
