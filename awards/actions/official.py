"""An official paper from the draft to the file: numbered in its series, signed on paper, scanned, filed."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from awards.models import OnFile, Paper, Report, Roll
from awards.models.paper import PUBLIC
from awards.official.writing import WITH_ROLL, begun, document_of
from awards.preparing import prepare_decision
from dtportal import files, sealing
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.recording import record
from dtportal.programme import clock, snapshots
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import ImpossibleMove

Kind, Status = Paper.Kind, Paper.Status
SCANS = (files.PDF, *files.IMAGES)
WRITTEN = ("subject", "place", "to", "text", "recipients", "office", "signer")


class StalePaper(ImpossibleMove):
    """It was changed elsewhere in the meantime."""

    def __init__(self) -> None:
        super().__init__(
            _("This paper was changed in another window. Nothing was overwritten; compare and save again.")
        )


@transaction.atomic
def draft_paper(
    edition: Edition,
    kind: str,
    *,
    by: User,
    roll: Roll | None = None,
    issuer: str = "",
    report: Report | None = None,
    **written: Any,
) -> Paper:
    """Begin a paper; what is not `written` is filled in. Decision and submission are about a roll, which whoever writes
    must be able to read while it is not public; there is one decision for each roll."""
    require(by, Can.WRITE_PAPERS, edition)
    if kind in WITH_ROLL and roll is None:
        raise ValidationError(_("There is no roll yet that this paper could be about."))
    if roll is not None:
        _require_readable(roll, by)
    if kind == Kind.DECISION:
        Edition.objects.select_for_update().get(pk=edition.pk)
        before = Paper.objects.filter(roll=roll, kind=kind).exclude(status=Status.VOID).first()
        if before is not None:
            raise ValidationError(
                _("There is a decision on this list already: %(label)s.") % {"label": before}
            )
    paper = begun(edition, kind, roll=roll, issuer=issuer)
    paper.report = report
    for name in WRITTEN:
        if name in written:
            setattr(paper, name, written[name].strip())
    paper.created_at, paper.created_by = clock.now(edition), by
    paper.save()
    record("official.drafted", paper, by=by, kind=paper.kind, roll=roll.pk if roll else None)
    return paper


def _require_readable(roll: Roll, by: User) -> None:
    scope = roll.access_scope()
    if roll.status not in PUBLIC and not by.can(Can.READ_ROLL, scope):
        raise PermissionDenied(_("Your role does not include this."))


@transaction.atomic
def change_paper(paper: Paper, *, by: User, version: int, **written: str) -> Paper:
    """Save what was written; `version` as the writer saw it. Raises StalePaper; ImpossibleMove once it is numbered."""
    paper = _locked(paper, by)
    if not paper.is_draft:
        raise ImpossibleMove(_("A numbered paper is not changed any more; void it and write another one."))
    if not document_of(paper, by)[1]:
        raise PermissionDenied(_("Somebody to whom nothing of this list is closed has to write this paper."))
    if paper.version != version:
        raise StalePaper
    for name in WRITTEN:
        if name in written:
            setattr(paper, name, written[name].strip())
    paper.version += 1
    paper.save()
    return paper


@transaction.atomic
def discard_paper(paper: Paper, *, by: User) -> None:
    """A draft that nobody needs; a number that was given stays in the register."""
    paper = _locked(paper, by)
    if not paper.is_draft:
        raise ImpossibleMove(_("A numbered paper is not changed any more; void it and write another one."))
    record("official.discarded", paper, by=by)
    paper.delete()


def next_number(paper: Paper, year: int) -> int:
    """The next free number of the paper's series in a year."""
    series = Paper.objects.filter(edition=paper.edition_id, kind=paper.kind, issuer=paper.issuer, year=year)
    return (series.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def number_paper(paper: Paper, *, by: User, dated: date, number: int | None = None) -> Paper:
    """Enter it in the register: the next number of its series, or the one that the office has given it; the text is
    frozen with its fingerprint. Two at once get two numbers, because the edition's row is locked.

    Raises ValidationError by field: a day that has not come, a number that is taken. A decision waits for both
    signatures under its list.
    """
    require(by, Can.WRITE_PAPERS, paper)
    edition = Edition.objects.select_for_update().get(pk=paper.edition_id)
    paper = _locked(paper, by)
    paper.move(Status.NUMBERED)
    if dated > clock.now(edition).astimezone(VIETNAM).date():
        raise ValidationError({"dated": _("This day has not come yet.")})
    is_signed = paper.roll is not None and paper.roll.status in [Roll.Status.SIGNED, *PUBLIC]
    if paper.kind == Kind.DECISION and not is_signed:
        raise ImpossibleMove(_("Chair and auditor have to sign the list before its decision gets a number."))
    _require_text(paper)
    paper.dated, paper.year = dated, dated.year
    paper.number = number or next_number(paper, dated.year)
    taken = Paper.objects.filter(
        edition=edition, kind=paper.kind, issuer=paper.issuer, year=paper.year, number=paper.number
    )
    if taken.exists():
        raise ValidationError(
            {
                "number": _("This number is taken: %(label)s of %(year)s.")
                % {"label": paper, "year": paper.year}
            }
        )
    paper.content = document_of(paper, None)[0].as_json()
    paper.sha256 = sealing.digest(paper.content)
    paper.save()
    if paper.kind == Kind.DECISION:
        prepare_decision(paper.roll)
    snapshots.renew()  # decisions and notices are public with their number
    record("official.numbered", paper, by=by, number=paper.number, year=paper.year, sha256=paper.sha256)
    return paper


def _require_text(paper: Paper) -> None:
    """Decisions and submissions word themselves; of the others the body is their writer's."""
    if paper.kind in (Kind.DECISION, Kind.SUBMISSION):
        return
    if not paper.text.strip() and paper.roll is None:
        raise ValidationError(_("The paper has no text yet; write it before it gets its number."))
    if paper.kind == Kind.INVITATION and "…" in paper.text:
        raise ValidationError(_("Time and place are still dots; fill them in before it gets its number."))


@transaction.atomic
def attach_scan(paper: Paper, *, by: User, scan: File) -> Paper:
    """The paper as it was signed and sealed (PDF or image), with its hash; until it is filed, a better scan may
    replace it. Raises ValidationError about the file."""
    require(by, Can.WRITE_PAPERS, paper)
    checked = files.check_upload(scan, kinds=SCANS)
    paper = _locked(paper, by)
    paper.move(Status.SIGNED)
    if paper.scan:
        old, storage = paper.scan.name, paper.scan.storage
        transaction.on_commit(lambda: storage.delete(old))
    paper.scan_name, paper.scan_type = checked.name, checked.content_type
    paper.scan_sha256 = checked.sha256
    paper.scan.save(checked.name, checked.file, save=False)
    paper.save()
    record("official.signed", paper, by=by, sha256=paper.sha256, scan_sha256=paper.scan_sha256)
    return paper


@transaction.atomic
def file_paper(paper: Paper, *, by: User) -> Paper:
    """Put it into the file for good: from here on the database refuses any change."""
    paper = _locked(paper, by)
    paper.move(Status.FILED)
    if sealing.digest(paper.content) != paper.sha256:
        raise ImpossibleMove(_("The stored text differs from the one that was numbered; it cannot be filed."))
    paper.filed_at, paper.filed_by = clock.now(paper.edition), by
    paper.save()
    record("official.filed", paper, by=by, sha256=paper.sha256, scan_sha256=paper.scan_sha256)
    return paper


@transaction.atomic
def void_paper(paper: Paper, *, by: User, reason: str) -> Paper:
    """A numbered paper that must not go out: its number stays in the register with the reason."""
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why.")})
    paper = _locked(paper, by)
    paper.move(Status.VOID)
    paper.void_reason = reason.strip()
    paper.save()
    snapshots.renew()
    record("official.voided", paper, by=by, number=paper.number, year=paper.year)
    return paper


def _locked(paper: Paper, by: User) -> Paper:
    """Only what he may see can anybody work at; the row for writing."""
    require(by, Can.WRITE_PAPERS, paper)
    if not Paper.objects.visible_to(by).filter(pk=paper.pk).exists():
        raise PermissionDenied(_("Your role does not include this."))
    rows = Paper.objects.select_for_update(of=("self",))
    return rows.select_related("edition", "roll__item__session", "roll__corrects", "report").get(pk=paper.pk)


@transaction.atomic
def put_on_file(
    edition: Edition,
    *,
    by: User,
    kind: str,
    number: str,
    dated: date,
    issued_by: str,
    file: File,
    is_public: bool = True,
) -> OnFile:
    """File a document that the edition rests upon; one of the same kind gives way to it and is kept.

    Raises ValidationError by field (`file`, `dated`).
    """
    require(by, Can.MANAGE_EDITION, edition)
    try:
        checked = files.check_upload(file, kinds=SCANS)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    now = clock.now(edition)
    if dated > now.astimezone(VIETNAM).date():
        raise ValidationError({"dated": _("This day has not come yet.")})
    OnFile.objects.standing().filter(edition=edition, kind=kind).update(replaced_at=now)
    kept = OnFile.objects.create(
        edition=edition,
        kind=kind,
        number=number.strip(),
        dated=dated,
        issued_by=issued_by.strip(),
        is_public=is_public,
        file=checked.file,
        name=checked.name,
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
        added_at=now,
        added_by=by,
    )
    snapshots.renew()  # a public one, or one that has given way, stands on the programme's page
    record("onfile.added", kept, by=by, kind=kept.kind, sha256=kept.sha256)
    return kept
