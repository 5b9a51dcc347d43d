"""Score sheets on paper: the secretariat keys a signed one in, its member confirms it, disputes it, or takes it over.

Only the member's own word makes it a score sheet: `confirm_paper_sheet` saves and submits in his name through the
actions he would use himself. The journal gets the scan's hash, never a mark.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import scoring
from assessments.actions.locking import submit_sheet
from assessments.actions.scoring_sheets import rubric, save_marks
from assessments.conflicts import closed_to
from assessments.models import Assignment, PaperSheet, Scoresheet
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.files import Checked
from dtportal.journal.recording import link_to, record
from dtportal.programme import calendar, clock
from dtportal.roles import Can
from dtportal.sealing import digest
from dtportal.states import ImpossibleMove
from dtportal.text import nfc
from nominations.actions.scans import checked_scan

Status = PaperSheet.Status


class StalePaperSheet(ImpossibleMove):
    """It was keyed in elsewhere in the meantime."""

    def __init__(self) -> None:
        super().__init__(
            _("This sheet was changed in another window. Nothing was overwritten; compare and save again.")
        )


# --- The secretariat -----------------------------------------------------------------------------------


def keep_paper_sheet(
    assignment: Assignment,
    *,
    by: User,
    signed_on: date,
    marks: Mapping[str, int | None],
    remarks: Mapping[str, str] | None = None,
    remark: str = "",
    scan: File | None = None,
    version: int = 0,
) -> PaperSheet:
    """What is typed from the paper, again and again until the member is asked. `version` as the writer saw it, 0 for
    the first time.

    Raises ValidationError by field (`scan`, `signed_on`) and for marks outside their scale, StalePaperSheet, and
    ImpossibleMove when the dossier is not being scored by its member, or somebody else keys the sheet in.
    """
    require(by, Can.KEY_SHEETS, assignment.member)
    checked = checked_scan(scan) if scan else None
    with transaction.atomic():
        row = _to_key(assignment, by)
        _require_day(row, signed_on)
        weights = {criterion.code: criterion.weight for criterion in rubric(row.entry.nomination)}
        values = _on_scale(marks, weights)
        sheet = _waiting(row)
        if sheet is not None and not sheet.keyed_by.can(Can.KEY_SHEETS, row.access_scope()):
            # Whoever began has left the office, and nobody else may read what he typed.
            sheet.move(Status.DROPPED)
            sheet.save(update_fields=["status"])
            sheet = None
        if (sheet.version if sheet else 0) != version:
            raise StalePaperSheet
        is_new = sheet is None
        sheet = sheet or PaperSheet(assignment=row, version=0, keyed_by=by)
        _require_keyer(sheet, by)
        if not sheet.is_written:
            raise ImpossibleMove(_("The member has been asked to confirm; take it back before changing it."))
        sheet.signed_on, sheet.marks, sheet.remark = signed_on, values, remark.strip()
        sheet.remarks = {
            code: nfc(text) for code, text in (remarks or {}).items() if text and code in weights
        }
        sheet.version += 1
        sheet.keyed_at = timezone.now()
        if checked:
            _attach(sheet, checked)
        sheet.save()
        if is_new:
            record("papersheet.keyed", sheet, by=by, assignment=row.pk)
    return sheet


def _on_scale(marks: Mapping[str, int | None], weights: dict[str, int]) -> dict[str, int]:
    try:
        checked = scoring.check_marks(marks, weights)
    except (KeyError, scoring.NotAMark) as error:
        raise ValidationError(_("A mark is a whole number from 0 to the weight of its criterion.")) from error
    return {code: value for code, value in checked.items() if value is not None}


def _attach(sheet: PaperSheet, checked: Checked) -> None:
    if sheet.scan:
        old, storage = sheet.scan.name, sheet.scan.storage
        transaction.on_commit(lambda: storage.delete(old))
    sheet.scan, sheet.scan_name = checked.file, checked.name
    sheet.scan_type, sheet.scan_sha256 = checked.content_type, checked.sha256


def _require_day(row: Assignment, day: date) -> None:
    today = timezone.localtime(clock.now(row.edition), calendar.VIETNAM).date()
    if day > today:
        raise ValidationError({"signed_on": _("This day has not come yet.")})


@transaction.atomic
def send_paper_sheet(sheet: PaperSheet, *, by: User) -> PaperSheet:
    """Ask the member to confirm; from now on nobody types in it. A second call tells him again."""
    require(by, Can.KEY_SHEETS, sheet)
    sheet = _keyed(sheet, by)
    criteria = rubric(sheet.assignment.entry.nomination)
    missing = [criterion.label for criterion in criteria if criterion.code not in sheet.marks]
    if missing:
        raise ValidationError(_("Not marked yet: %(list)s.") % {"list": "; ".join(missing)})
    if not sheet.scan_sha256:
        raise ValidationError(_("Attach the scan of the signed sheet first: the member compares with it."))
    if not sheet.is_asked:
        sheet.move(Status.ASKED)
    sheet.objection = ""
    sheet.save()
    member = sheet.assignment.member.user
    record(
        "papersheet.sent",
        sheet,
        by=by,
        tell=[member],
        notice="paper_sheet",
        context=_context(sheet, reverse("assessments:paper_sheet_confirm", args=[sheet.assignment_id])),
        assignment=sheet.assignment_id,
        scan_sha256=sheet.scan_sha256,
    )
    return sheet


@transaction.atomic
def correct_paper_sheet(sheet: PaperSheet, *, by: User) -> PaperSheet:
    """Go on keying before the member has answered."""
    require(by, Can.KEY_SHEETS, sheet)
    sheet = _keyed(sheet, by)
    if sheet.is_asked:
        sheet.move(Status.KEYING)
        sheet.save(update_fields=["status"])
        record("papersheet.corrected", sheet, by=by, assignment=sheet.assignment_id)
    return sheet


@transaction.atomic
def drop_paper_sheet(sheet: PaperSheet, *, by: User) -> PaperSheet:
    """Give up what was keyed in by mistake, before the member has answered."""
    require(by, Can.KEY_SHEETS, sheet)
    sheet = _keyed(sheet, by)
    sheet.move(Status.DROPPED)
    sheet.save(update_fields=["status"])
    record("papersheet.dropped", sheet, by=by, assignment=sheet.assignment_id)
    return sheet


# --- The member ----------------------------------------------------------------------------------------


def seen(sheet: PaperSheet) -> str:
    """Fingerprint of what the member reads before he confirms."""
    return digest(
        {
            "version": sheet.version,
            "marks": sheet.marks,
            "remarks": sheet.remarks,
            "remark": sheet.remark,
            "scan": sheet.scan_sha256,
        }
    )


@transaction.atomic
def confirm_paper_sheet(sheet: PaperSheet, *, by: User, read: str) -> Scoresheet:
    """The member says that scan and typing are his marks: they become his sheet, saved and submitted in his name.

    `read` is what `seen` gave when the page was drawn. Raises what `save_marks` and `submit_sheet` raise, and
    ValidationError when something was changed since.
    """
    sheet = _asked(sheet, by)
    if read != seen(sheet):
        raise ValidationError(
            _("Something has been changed since this page was opened. Please read it again.")
        )
    _into_draft(sheet, by)
    _decide(sheet, Status.CONFIRMED)
    submitted = submit_sheet(sheet.assignment, by=by, reason=_("Confirmed from the signed paper sheet."))
    record(
        "papersheet.confirmed", sheet, by=by, assignment=sheet.assignment_id, scan_sha256=sheet.scan_sha256
    )
    return submitted


@transaction.atomic
def dispute_paper_sheet(sheet: PaperSheet, *, by: User, objection: str) -> PaperSheet:
    """The member says what is wrong; whoever keyed it in is told (never the words: they may name marks)."""
    objection = "\n".join(nfc(line) for line in objection.strip().splitlines())
    if not objection:
        raise ValidationError({"objection": _("Please say what is wrong.")})
    sheet = _asked(sheet, by)
    sheet.move(Status.DISPUTED)
    sheet.objection = objection
    sheet.save(update_fields=["status", "objection"])
    address = reverse("assessments:paper_sheet", args=[sheet.edition.slug, sheet.assignment_id])
    record(
        "papersheet.disputed",
        sheet,
        by=by,
        tell=[sheet.keyed_by],
        notice="paper_sheet_disputed",
        context=_context(sheet, address),
        assignment=sheet.assignment_id,
    )
    return sheet


@transaction.atomic
def take_paper_sheet_over(sheet: PaperSheet, *, by: User) -> Scoresheet:
    """The member goes on online: what was keyed in becomes his draft, and the paper counts for nothing."""
    sheet = _asked(sheet, by, also=Status.DISPUTED)
    draft = _into_draft(sheet, by)
    _decide(sheet, Status.TAKEN_OVER)
    record("papersheet.taken_over", sheet, by=by, assignment=sheet.assignment_id)
    return draft


def _into_draft(sheet: PaperSheet, by: User) -> Scoresheet:
    """The values as the member's own draft; his private note stays."""
    row = sheet.assignment
    draft = row.scoresheets.exclude(status=Scoresheet.Status.VOID).first()
    return save_marks(
        row,
        by=by,
        marks={criterion.code: sheet.marks.get(criterion.code) for criterion in rubric(row.entry.nomination)},
        remarks={
            criterion.code: sheet.remarks.get(criterion.code, "")
            for criterion in rubric(row.entry.nomination)
        },
        remark=sheet.remark,
        private_note=draft.private_note if draft else "",
        version=draft.version if draft else 0,
    )


def _decide(sheet: PaperSheet, status: str) -> None:
    sheet.move(status)
    sheet.decided_at = clock.now(sheet.edition)
    sheet.save(update_fields=["status", "decided_at"])


# --- What all of them look at first --------------------------------------------------------------------


def _context(sheet: PaperSheet, path: str) -> dict[str, Any]:
    """For mails: which dossier, whose sheet, where; no mark."""
    return {
        "reference": sheet.assignment.entry.nomination.known_as,
        "member": str(sheet.assignment.member),
        "url": link_to(path),
    }


def _to_key(assignment: Assignment, by: User) -> Assignment:
    """Held and re-read, if its member is scoring it and the secretary has nothing to do with it."""
    row = _held(assignment)
    if row.member.user_id == by.pk:
        raise PermissionDenied(_("Nobody keys his own sheet in."))
    if closed_to(by).filter(pk=row.entry.nomination_id).exists():
        raise PermissionDenied(_("Nobody acts in office on a dossier of an organisation of his own."))
    return row


def _held(assignment: Assignment) -> Assignment:
    row = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("entry__nomination", "entry__round__edition", "member__user")
        .get(pk=assignment.pk)
    )
    if row.status != Assignment.Status.READING or not row.entry.round.is_open or not row.member.is_active:
        raise ImpossibleMove(_("This dossier is not being scored by this member now."))
    return row


def _waiting(row: Assignment) -> PaperSheet | None:
    return (
        PaperSheet.objects.select_for_update().filter(assignment=row, status__in=PaperSheet.PENDING).first()
    )


def _require_keyer(sheet: PaperSheet, by: User) -> None:
    if sheet.keyed_by_id != by.pk:
        raise ImpossibleMove(_("Somebody else of the secretariat is keying this sheet in."))


def _keyed(sheet: PaperSheet, by: User) -> PaperSheet:
    """The sheet as it is now, for the secretary who keyed it in."""
    row = _to_key(sheet.assignment, by)
    found = _waiting(row)
    if found is None or found.pk != sheet.pk:
        raise ImpossibleMove(_("The member has answered already; nothing can be changed here any more."))
    _require_keyer(found, by)
    found.assignment = row
    return found


def _asked(sheet: PaperSheet, by: User, *, also: str = Status.ASKED) -> PaperSheet:
    """The sheet as it is now, for the member whose word is waited for."""
    row = _held(sheet.assignment)
    if row.member.user_id != by.pk or closed_to(by).filter(pk=row.entry.nomination_id).exists():
        raise PermissionDenied(_("This dossier is assigned to somebody else."))
    require(by, Can.APPRAISE, row)
    found = _waiting(row)
    if found is None or found.pk != sheet.pk or found.status not in {Status.ASKED, also}:
        raise ImpossibleMove(_("This sheet does not wait for you any more."))
    found.assignment = row
    return found
