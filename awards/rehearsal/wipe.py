"""Empties a rehearsal. The journal stays: it is append-only and holds no personal data."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments import models as assessments
from awards import certificates
from awards import models as awards
from dtportal.access import require
from dtportal.accounts.models import Claim, Organization, User
from dtportal.demo.cast import EVERYBODY, address
from dtportal.journal.models import Notice
from dtportal.journal.recording import record
from dtportal.programme import snapshots
from dtportal.programme.models import Edition, FrozenRule
from dtportal.roles import Can
from nominations import models as nominations


@transaction.atomic
def wipe(edition: Edition, *, by: User) -> None:
    """Remove every nomination, sheet, session, roll and honour of a rehearsal, with its files and mails.

    Raises ValidationError for a live edition.
    """
    require(by, Can.MANAGE_EDITION, edition)
    if not edition.is_rehearsal:
        raise ValidationError(_("A live edition cannot be wiped."))
    files = _stored_files(edition)
    units = _invented_units(edition)
    for queryset in _in_order(edition):
        queryset.delete()
    Notice.objects.filter(is_rehearsal=True).delete()
    _remove_units(units)
    snapshots.renew()
    record("edition.wiped", edition, by=by)
    transaction.on_commit(lambda: _remove_files(files))
    transaction.on_commit(lambda: certificates.forget(edition.pk))


def _remove_files(files: list) -> None:
    for file in files:
        file.storage.delete(file.name)
    if settings.DEMO:  # where all mails are the demo's, kept in a folder instead of being sent
        for mail in Path(settings.MAIL_DIR).glob("*.log"):
            mail.unlink(missing_ok=True)


def _in_order(edition: Edition) -> list:
    """Upper stages first, because what was judged protects what it was judged upon."""
    mine = nominations.Nomination.objects.filter(edition=edition)
    return [
        awards.Complaint.objects.filter(edition=edition),
        awards.Comment.objects.filter(notice__edition=edition),
        awards.PublicNotice.objects.filter(edition=edition),
        awards.Appeal.objects.filter(nomination__edition=edition),
        awards.Introduction.objects.filter(nomination__edition=edition),
        awards.Accreditation.objects.filter(edition=edition),
        awards.YearbookPart.objects.filter(nomination__edition=edition),
        awards.PagePicture.objects.filter(page__nomination__edition=edition),
        awards.PageReminder.objects.filter(nomination__edition=edition),
        awards.BookPage.objects.filter(nomination__edition=edition),
        awards.Erratum.objects.filter(edition=edition),
        awards.BookPicture.objects.filter(edition=edition),
        awards.Foreword.objects.filter(edition=edition),
        awards.Yearbook.objects.filter(edition=edition),
        awards.Honor.objects.filter(edition=edition),
        awards.Paper.objects.filter(edition=edition),
        awards.Report.objects.filter(edition=edition),
        awards.OnFile.objects.filter(edition=edition),
        awards.ResultReader.objects.filter(edition=edition),
        awards.ResultBundle.objects.filter(roll__edition=edition),
        awards.CertificateBatch.objects.filter(roll__edition=edition),
        awards.Roll.objects.filter(edition=edition),
        awards.Confidant.objects.filter(edition=edition),
        assessments.Minutes.objects.filter(edition=edition),
        assessments.Conclusion.objects.filter(nomination__in=mine),
        assessments.SiteVisit.objects.filter(nomination__in=mine),
        assessments.AgendaItem.objects.filter(session__edition=edition),
        assessments.CouncilSession.objects.filter(edition=edition),
        assessments.Tally.objects.filter(edition=edition),
        assessments.Scoresheet.objects.filter(assignment__entry__round__edition=edition),
        assessments.Pin.objects.filter(assignment__entry__round__edition=edition),
        assessments.Inquiry.objects.filter(assignment__entry__round__edition=edition),
        assessments.Assignment.objects.filter(entry__round__edition=edition),
        assessments.AssignmentPlan.objects.filter(edition=edition),
        assessments.ReadingReminder.objects.filter(member__edition=edition),
        assessments.ReadingStop.objects.filter(member__edition=edition),
        # Nothing is marked any more, so the rule may be edited again.
        FrozenRule.objects.filter(edition=edition),
        assessments.RoundEntry.objects.filter(round__edition=edition),
        assessments.Round.objects.filter(edition=edition),
        assessments.InterestStatement.objects.filter(nomination__in=mine),
        assessments.InterestDeclaration.objects.filter(edition=edition),
        assessments.Tie.objects.filter(edition=edition),
        assessments.Undertaking.objects.filter(edition=edition),
        assessments.CouncilInvitation.objects.filter(edition=edition),
        nominations.ImportBatch.objects.filter(edition=edition),
        nominations.UnitInvitation.objects.filter(edition=edition),
        mine,
        nominations.NumberSeries.objects.filter(edition=edition),
        Claim.objects.filter(edition=edition),
        nominations.LetterScan.objects.filter(edition=edition),
        nominations.ComplianceOpinion.objects.filter(edition=edition),
    ]


def _stored_files(edition: Edition) -> list:
    rows = [
        *assessments.ScorePaper.objects.filter(tally__edition=edition).exclude(file=""),
        *nominations.Evidence.objects.filter(nomination__edition=edition).exclude(file=""),
        *nominations.DossierPrint.objects.filter(dossier__nomination__edition=edition),
        *nominations.ImportBatch.objects.filter(edition=edition),
        *nominations.LetterScan.objects.filter(edition=edition),
        *awards.Yearbook.objects.filter(edition=edition).exclude(file=""),
        *awards.OnFile.objects.filter(edition=edition),
        *awards.CertificateBatch.objects.filter(roll__edition=edition).exclude(file=""),
        *assessments.VisitPhoto.objects.filter(report__visit__nomination__edition=edition),
        *awards.YearbookPart.objects.filter(nomination__edition=edition).exclude(file=""),
        *awards.PagePicture.objects.filter(page__nomination__edition=edition),
        *awards.BookPicture.objects.filter(edition=edition),
        *awards.ComplaintFile.objects.filter(message__complaint__edition=edition),
        *awards.CommentFile.objects.filter(comment__notice__edition=edition),
        *awards.AppealFile.objects.filter(appeal__nomination__edition=edition),
    ]
    bundles = awards.ResultBundle.objects.filter(roll__edition=edition)
    minutes = assessments.Minutes.objects.filter(edition=edition).exclude(scan="")
    official = awards.Paper.objects.filter(edition=edition).exclude(scan="")
    reports = awards.Report.objects.filter(edition=edition).exclude(pdf="")
    papers = nominations.PaperDossier.objects.filter(nomination__edition=edition).exclude(scan="")
    opinions = nominations.ComplianceOpinion.objects.filter(edition=edition).exclude(scan="")
    claims = Claim.objects.filter(edition=edition)
    sheets = assessments.PaperSheet.objects.filter(assignment__entry__round__edition=edition).exclude(scan="")
    return [
        *(row.file for row in rows),
        *(row.scan for row in (*papers, *opinions, *sheets, *minutes, *official)),
        *(file for row in reports for file in (row.pdf, row.docx)),
        *(file for row in edition.forewords.all() for file in (row.portrait, row.signature) if file),
        *(file for row in bundles for file in (row.whole, row.public) if file),
        *(claim.document for claim in claims),
    ]


def _invented_units(edition: Edition) -> list[int]:
    """Units that only this rehearsal knows: no other edition's nomination, no member who is a real person."""
    units = Organization.objects.filter(nominations__edition=edition)
    units = units.exclude(nominations__in=nominations.Nomination.objects.exclude(edition=edition))
    return list(units.exclude(memberships__user__is_demo=False).values_list("pk", flat=True).distinct())


def _remove_units(units: list[int]) -> None:
    """The units, and their invented representatives who are nothing else (the cast stays)."""
    cast = [address(part) for part in EVERYBODY]
    people = User.objects.filter(is_demo=True, memberships__organization__in=units, appointments=None)
    people = list(people.exclude(email__in=cast).values_list("pk", flat=True))
    Organization.objects.filter(pk__in=units).delete()
    User.objects.filter(pk__in=people, memberships=None).delete()
