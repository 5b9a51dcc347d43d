"""What an organisation does with its own dossier."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.models import Organization, User
from dtportal.files import check_upload
from dtportal.journal.recording import send
from dtportal.programme import calendar, clock
from dtportal.programme.models import Body, Edition, Group, Province, Sector
from dtportal.questions import localized
from dtportal.roles import Can
from dtportal.sealing import digest
from dtportal.text import nfc
from nominations.actions.shared import (
    facts,
    journal,
    locked,
    members_of,
    require_editable,
    require_undecided,
    secretaries,
)
from nominations.checklist import Gap
from nominations.freezing import checklist_of, content_of
from nominations.intake import require_open
from nominations.models import Dossier, Endorsement, Evidence, Nomination, SectionAnswer
from nominations.references import next_reference
from nominations.sections import clean, section_of


class StaleSave(Exception):
    """Somebody else saved this section in the meantime; `current` is the row as it stands now."""

    def __init__(self, current: SectionAnswer | None):
        super().__init__("stale save")
        self.current = current

    @property
    def version(self) -> int:
        return self.current.version if self.current else 0


@transaction.atomic
def start(
    organization: Organization,
    *,
    edition: Edition,
    group: str,
    sector: Sector | None,
    province: Province,
    by: User,
    person_name: str = "",
    person_position: str = "",
) -> Nomination:
    """A draft with its number, while the intake is open.

    Raises ValidationError when the door is closed, the choice does not fit the edition, or there is one already.
    """
    require(by, Can.DRAFT, organization)
    edition = Edition.objects.get(pk=edition.pk)
    now = require_open(edition)
    _require_fitting(edition, group, sector, province, person_name)
    nomination = Nomination(
        edition=edition,
        group=group,
        organization=organization,
        sector=sector,
        province=province,
        reference=next_reference(edition, group, sector),
        person_name=nfc(person_name),
        person_position=nfc(person_position),
        created_at=now,
        created_by=by,
    )
    existing = _present(nomination)
    if existing is not None:
        raise ValidationError(
            _("There is a dossier of this organisation already: %(reference)s.")
            % {"reference": existing.reference}
        )
    nomination.save()
    journal("nomination.started", nomination, by=by)
    return nomination


def _require_fitting(
    edition: Edition, group: str, sector: Sector | None, province: Province, person_name: str
) -> None:
    if group not in Group.values:
        raise ValidationError({"group": _("Please choose a group.")})
    if group == Group.UNIT and sector is None:
        raise ValidationError({"sector": _("Please choose the sector in which the organisation takes part.")})
    if sector is not None and not edition.sectors.filter(pk=sector.pk).exists():
        raise ValidationError({"sector": _("This edition does not have this sector.")})
    if not edition.localities().filter(pk=province.pk).exists():
        raise ValidationError({"province": _("This edition does not have this province or city.")})
    if group == Group.LEADER and not person_name.strip():
        raise ValidationError({"person_name": _("Please name the person who is put forward.")})


def _present(nomination: Nomination) -> Nomination | None:
    """The dossier that the unique constraint would stumble over."""
    over = [Nomination.Status.WITHDRAWN, Nomination.Status.DECLINED]
    same = Nomination.objects.filter(
        edition=nomination.edition,
        organization=nomination.organization,
        group=nomination.group,
        person_name=nomination.person_name,
    )
    return same.exclude(status__in=over).first()


@transaction.atomic
def save_section(
    nomination: Nomination, section: str, data: Mapping[str, Any], *, version: int, by: User
) -> SectionAnswer:
    """Store a section's answers; `version` is the one the writer started from (0: nothing was stored).

    Raises ValidationError (messages by question) and StaleSave. Saving what is stored already changes nothing.
    """
    require(by, Can.DRAFT, nomination)
    nomination = locked(nomination)
    require_editable(nomination)
    answers = clean(section_of(nomination.edition, section), data)
    row = SectionAnswer.objects.filter(nomination=nomination, section=section).first()
    if row is not None and row.data == answers:
        return row
    if version != (row.version if row else 0):
        raise StaleSave(row)
    row = row or SectionAnswer(nomination=nomination, section=section, version=0)
    row.data, row.version = answers, row.version + 1
    # Real time, also in a rehearsal: two writers compare it with their watches.
    row.updated_at, row.updated_by = timezone.now(), by
    row.save()
    return row


def attach(
    nomination: Nomination, upload: File, *, section: str, question: str, caption: str = "", by: User
) -> Evidence:
    """Check a file and keep it as evidence for a question. Raises ValidationError with a sentence."""
    require(by, Can.DRAFT, nomination)
    checked = check_upload(upload)
    with transaction.atomic():
        nomination = locked(nomination)
        require_editable(nomination)
        if section_of(nomination.edition, section).question(question) is None:
            raise ValidationError(_("This section has no such question."))
        twin = nomination.evidence.filter(removed_at=None, sha256=checked.sha256).first()
        if twin is not None:
            raise ValidationError(
                _("This dossier has the same file already, as “%(name)s”.") % {"name": twin.name}
            )
        evidence = Evidence.objects.create(
            nomination=nomination,
            section=section,
            question=question,
            caption=nfc(caption)[:200],
            name=checked.name,
            file=checked.file,
            content_type=checked.content_type,
            size=checked.size,
            sha256=checked.sha256,
            uploaded_at=clock.now(nomination.edition),
            uploaded_by=by,
        )
        journal(
            "nomination.evidence_attached", nomination, by=by, evidence=evidence.pk, sha256=checked.sha256
        )
    return evidence


@transaction.atomic
def detach(evidence: Evidence, *, by: User) -> None:
    """Take a file out of the dossier; dossiers that were frozen with it keep it. A second call changes nothing."""
    require(by, Can.DRAFT, evidence.nomination)
    nomination = locked(evidence.nomination)
    require_editable(nomination)
    now = clock.now(nomination.edition)
    attached = Evidence.objects.filter(pk=evidence.pk, removed_at=None)
    if attached.update(removed_at=now, removed_by=by):
        journal("nomination.evidence_removed", nomination, by=by, evidence=evidence.pk)


@transaction.atomic
def request_endorsement(nomination: Nomination, body: Body, *, by: User) -> Endorsement:
    """Ask a nominating body for its endorsement and tell its officers; a second request changes nothing."""
    require(by, Can.DRAFT, nomination)
    nomination = locked(nomination)
    require_undecided(nomination)
    if not body.may_nominate or body.province_id not in (None, nomination.province_id):
        raise ValidationError({"body": _("This body does not nominate in this province or city.")})
    endorsement, is_new = Endorsement.objects.get_or_create(
        nomination=nomination, body=body, defaults={"requested_at": clock.now(nomination.edition)}
    )
    if is_new:
        url = reverse("nominations:endorsement", args=[endorsement.pk])
        journal(
            "endorsement.requested",
            endorsement,
            by=by,
            tell=User.objects.holding(Can.ENDORSE, edition=nomination.edition, body=body),
            context=facts(nomination, url, body=body.name),
        )
    elif endorsement.status == Endorsement.Status.DECLINED:
        raise ValidationError({"body": _("This body has declined to endorse; please ask another one.")})
    return endorsement


@transaction.atomic
def submit(nomination: Nomination, *, by: User) -> Dossier:
    """Freeze what the council will read, tell the secretariat, send a receipt to `by`.

    The door is read inside the transaction. Raises ValidationError (door closed, or what is missing, one
    message each) and ImpossibleMove for a dossier that is submitted already.
    """
    require(by, Can.DRAFT, nomination)
    nomination = locked(nomination)
    require_editable(nomination)
    now = require_open(nomination.edition, nomination)
    missing = checklist_of(nomination).gaps
    if missing:
        raise ValidationError([sentence(gap) for gap in missing])
    nomination.move(Nomination.Status.SUBMITTED)
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
    moment = date_format(timezone.localtime(now, calendar.VIETNAM), "DATETIME_FORMAT")
    receipt = reverse("nominations:receipt", args=[nomination.reference])
    send(
        "nomination.receipt",
        recipient=by,
        language=by.language,
        context=facts(nomination, receipt, moment=moment, sha256=dossier.sha256, number=dossier.number),
        is_rehearsal=nomination.edition.is_rehearsal,
        key=f"{entry.pk}:{by.pk}:receipt",
    )
    return dossier


def sentence(gap: Gap) -> str:
    """What is missing, in words."""
    if gap.needs_endorsement:
        return _("Ask a nominating body for its endorsement.")
    return _("%(section)s: “%(question)s” is missing.") % {
        "section": localized(gap.section, "title"),
        "question": localized(gap.question, "label"),
    }


@transaction.atomic
def withdraw(nomination: Nomination, *, by: User) -> None:
    """The organisation takes its dossier back for good; whoever has begun to work on it is told."""
    require(by, Can.DRAFT, nomination)
    nomination = locked(nomination)
    was_draft = nomination.status == Nomination.Status.DRAFT
    nomination.move(Nomination.Status.WITHDRAWN)
    nomination.save()
    journal(
        "nomination.withdrawn",
        nomination,
        by=by,
        tell=[] if was_draft else [*secretaries(nomination.edition), *members_of(nomination.organization)],
        context=facts(nomination),
    )
