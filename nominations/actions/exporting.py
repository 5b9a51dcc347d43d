"""What leaves the portal in bulk: who took it, how much, which columns; never what it says."""

from collections.abc import Collection
from typing import IO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.recording import record
from dtportal.programme import calendar, clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from nominations import sheet
from nominations.actions.shared import journal
from nominations.archive import pack
from nominations.models import Nomination
from nominations.models.nomination import NominationQuerySet
from nominations.standing import represents


def export_table(
    edition: Edition, rows: NominationQuerySet, *, columns: Collection[str], by: User
) -> IO[bytes]:
    """The workbook of `rows`, which the caller has found through `visible_to`; `columns` are keys.

    Raises ValidationError when none of the columns exists.
    """
    require(by, Can.SCREEN, edition)
    picked = sheet.chosen(edition, columns)
    if not picked:
        raise ValidationError({"columns": _("Please tick at least one column.")})
    file, count = sheet.write(sheet.lines(rows, picked), picked, _about(edition, by))
    with transaction.atomic():
        record(
            "edition.table_exported",
            edition,
            by=by,
            count=count,
            columns=[column.key for column in picked],
            personal=any(column.is_personal for column in picked),
        )
    return file


def export_archive(nomination: Nomination, *, by: User) -> IO[bytes]:
    """The whole dossier as a ZIP with its cover sheet: for the secretariat, and for its own organisation.

    Raises ValidationError for a dossier that has never been submitted.
    """
    if not represents(by, nomination):
        require(by, Can.SCREEN, nomination)
    if nomination.current_dossier is None:
        raise ValidationError(_("Nothing has been submitted yet."))
    file, archive = pack(nomination, reader=by)
    with transaction.atomic():
        journal(
            "nomination.archive_exported",
            nomination,
            by=by,
            dossier=archive.dossiers[0].pk,
            files=len(archive.packed),
            left_out=len(archive.left_out),
        )
    return file


def _about(edition: Edition, by: User) -> list[tuple[str, str]]:
    """What stands on the second sheet."""
    with override("vi"):
        moment = date_format(localtime(clock.now(edition), calendar.VIETNAM), "DATETIME_FORMAT")
        lines = [
            (_("Edition"), edition.title),
            (_("Exported by"), by.full_name),
            (_("Exported at"), moment),
            (
                _("Personal data"),
                _(
                    "Coloured columns hold personal data: for the work of the secretariat only, not to be passed on."
                ),
            ),
        ]
        if edition.is_rehearsal:
            lines.append((_("Note"), _("Illustrative data of a rehearsal.")))
    return lines
