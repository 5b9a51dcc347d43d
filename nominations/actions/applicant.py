"""What an organisation does while it writes its dossier."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.levels import levels_on
from dtportal.accounts.models import Organization, User
from dtportal.programme import clock
from dtportal.programme.models import Body, Edition, Group, Province, Sector
from dtportal.roles import Can
from dtportal.text import nfc
from nominations.actions.shared import (
    facts,
    journal,
    locked,
    require_editable,
    require_undecided,
)
from nominations.conditions import endorsers_of
from nominations.intake import require_open
from nominations.models import Endorsement, Nomination, SectionAnswer
from nominations.references import next_reference
from nominations.sections import clean, section_of
from nominations.standing import require_writing
from nominations.supplements import merged, opening_of


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
    nomination = begin(
        organization,
        edition=edition,
        group=group,
        sector=sector,
        province=province,
        person_name=person_name,
        person_position=person_position,
        now=require_open(edition),
        by=by,
    )
    journal("nomination.started", nomination, by=by)
    return nomination


def begin(
    organization: Organization,
    *,
    edition: Edition,
    group: str,
    sector: Sector | None,
    province: Province,
    person_name: str,
    person_position: str,
    now: datetime,
    by: User,
) -> Nomination:
    """The row of a new draft, for callers who have asked the door and the right, within their transaction."""
    _require_fitting(edition, group, sector, province, person_name)
    _require_group(organization, edition, group)
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
            % {"reference": existing.known_as}
        )
    nomination.save()
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


def _require_group(organization: Organization, edition: Edition, group: str) -> None:
    """State bodies are state bodies, of a level that exists when the edition begins."""
    if group != Group.STATE_BODY:
        return
    if organization.org_type != Organization.Type.STATE_BODY:
        raise ValidationError({"group": _("Only state bodies take part in this group.")})
    if organization.level and organization.level not in levels_on(edition.intake.starts_on):
        raise ValidationError(
            {
                "group": _("Level “%(level)s” does not exist any more in this edition.")
                % {"level": organization.get_level_display()}
            }
        )


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

    Raises ValidationError (messages by question), StaleSave, and ImpossibleMove for what a request for
    supplement leaves closed. Saving what is stored already changes nothing.
    """
    nomination = locked(nomination)
    require_writing(by, nomination, section)
    require_editable(nomination)
    part = section_of(nomination.edition, nomination.group, section)
    row = SectionAnswer.objects.filter(nomination=nomination, section=section).first()
    answers = merged(part, clean(part, data), row.data if row else {}, opening_of(nomination))
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


@transaction.atomic
def request_endorsement(nomination: Nomination, body: Body, *, by: User) -> Endorsement:
    """Ask a nominating body for its endorsement and tell its officers; a second request changes nothing."""
    require(by, Can.DRAFT, nomination)
    nomination = locked(nomination)
    require_undecided(nomination)
    if not body.may_nominate or body.province_id not in (None, nomination.province_id):
        raise ValidationError({"body": _("This body does not nominate in this province or city.")})
    kinds = endorsers_of(nomination.edition.screening, nomination.group)
    if kinds is not None and body.kind not in kinds:
        raise ValidationError({"body": _("Bodies of this kind do not endorse dossiers of this group.")})
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
