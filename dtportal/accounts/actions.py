"""What people do with organisations and offices."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.models import Appointment, Membership, Organization, User
from dtportal.journal.recording import link_to, record
from dtportal.programme import snapshots
from dtportal.programme.models import Body, Edition, Province, Sector
from dtportal.roles import NEEDS_BODY, Can, roles_that

# --- Organisations -----------------------------------------------------------------------------------


@transaction.atomic
def register_organization(
    *,
    by: User,
    name: str,
    org_type: str,
    province: Province,
    tax_code: str | None = None,
    **details: Any,
) -> Organization:
    """Register an organisation and make `by` its owner; `details` are its other fields, already normalised.

    Raises ValidationError (for the field `tax_code`) when the code is missing or belongs to a registered one.
    """
    require(by, Can.DRAFT)
    organization = Organization(
        name=name,
        org_type=org_type,
        province=province,
        tax_code=tax_code or None,
        is_demo=by.is_demo,
        **details,
    )
    _save(organization)
    Membership.objects.create(user=by, organization=organization, is_owner=True)
    record("organization.registered", organization, by=by)
    return organization


@transaction.atomic
def enter_organization(
    edition: Edition,
    *,
    by: User,
    name: str,
    org_type: str,
    province: Province,
    tax_code: str | None = None,
    **details: Any,
) -> Organization:
    """An organisation that is known from its papers only: nobody represents it until somebody of its own does.

    Raises ValidationError like `register_organization`.
    """
    require(by, Can.SCREEN, edition)
    organization = Organization(
        name=name,
        org_type=org_type,
        province=province,
        tax_code=tax_code or None,
        is_demo=by.is_demo,
        **details,
    )
    _save(organization)
    record("organization.entered", organization, by=by, edition=edition.pk)
    return organization


@transaction.atomic
def update_organization(organization: Organization, *, by: User, **fields: Any) -> Organization:
    """Change what is known of an organisation; what was submitted or published before stays as it was."""
    require(by, Can.DRAFT, organization)
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    for field, value in fields.items():
        setattr(organization, field, value)
    organization.tax_code = organization.tax_code or None
    _save(organization)
    record("organization.changed", organization, by=by, fields=sorted(fields))
    return organization


def _save(organization: Organization) -> None:
    if organization.tax_code is None and organization.org_type != Organization.Type.STATE_BODY:
        raise ValidationError({"tax_code": _("Only state bodies may leave the tax code out.")})
    others = Organization.objects.exclude(pk=organization.pk)
    taken = {
        "tax_code": _(
            "An organisation with this tax code is registered already. Ask to represent it instead of registering it "
            "again."
        )
    }
    if organization.tax_code and others.filter(tax_code=organization.tax_code).exists():
        raise ValidationError(taken)
    try:
        with transaction.atomic():
            organization.save()
    except IntegrityError as error:
        raise ValidationError(taken) from error


# --- Offices -----------------------------------------------------------------------------------------


def _require_appointing(by: User, role: str, obj: Edition | Appointment) -> None:
    """Organisers appoint to every office, the secretariat the officers of nominating bodies and nobody else."""
    is_officers = role in NEEDS_BODY and by.can(Can.MANAGE_BODIES, obj.access_scope())
    require(by, Can.MANAGE_BODIES if is_officers else Can.APPOINT, obj)


def _require_apart(edition: Edition, user: User, role: str) -> None:
    """Nobody examines in the secretariat what he endorsed for a body, nor appoints himself to a body."""
    screening = roles_that(Can.SCREEN)
    if role not in {*NEEDS_BODY, *screening}:
        return
    other = screening if role in NEEDS_BODY else NEEDS_BODY
    if Appointment.objects.active().filter(user=user, edition=edition, role__in=other).exists():
        raise ValidationError(
            _(
                "Nobody is secretary and officer of a nominating body at once: %(person)s holds the other office."
            )
            % {"person": user}
        )


@transaction.atomic
def appoint(
    edition: Edition,
    *,
    by: User,
    user: User,
    role: str,
    body: Body | None = None,
    sector: Sector | None = None,
) -> Appointment:
    """Give a person an office in an edition and tell him; officers act for a body.

    Raises ValidationError when he holds it already, an officer's body is missing, or he would judge in the
    secretariat what he endorsed for a body.
    """
    _require_appointing(by, role, edition)
    Edition.objects.select_for_update().get(pk=edition.pk)
    body = body if role in NEEDS_BODY else None
    if role in NEEDS_BODY and body is None:
        raise ValidationError({"body": _("An officer acts for a nominating body: choose it.")})
    _require_apart(edition, user, role)
    held = Appointment.objects.active().filter(user=user, role=role, edition=edition, body=body)
    if held.exists():
        raise ValidationError(_("%(person)s holds this office already.") % {"person": user})
    appointment = Appointment.objects.create(
        user=user, role=role, edition=edition, body=body, sector=sector, appointed_by=by
    )
    record(
        "appointment.made",
        appointment,
        by=by,
        tell=[user],
        notice="account/appointed",
        context={**_in_mail(appointment), "link": link_to(reverse("work"))},
        user=user.pk,
        role=role,
        body=body.pk if body else None,
    )
    return appointment


@transaction.atomic
def end_appointment(appointment: Appointment, *, by: User) -> Appointment:
    """End an office now; the last one who may appoint stays, or the edition would be nobody's."""
    _require_appointing(by, appointment.role, appointment)
    Edition.objects.select_for_update().get(pk=appointment.edition_id)
    keepers = Appointment.objects.active().filter(
        edition=appointment.edition_id, role__in=roles_that(Can.APPOINT), user__is_active=True
    )
    if appointment.role in roles_that(Can.APPOINT) and not keepers.exclude(pk=appointment.pk).exists():
        raise ValidationError(_("An edition cannot be without an organiser: appoint another one first."))
    return _end(appointment, by)


@transaction.atomic
def replace(appointment: Appointment, *, by: User, user: User) -> Appointment:
    """Hand an office over: one person's ends and another's begins, both or neither."""
    _require_appointing(by, appointment.role, appointment)
    if user == appointment.user:
        raise ValidationError({"email": _("%(person)s holds this office already.") % {"person": user}})
    successor = appoint(
        appointment.edition,
        by=by,
        user=user,
        role=appointment.role,
        body=appointment.body,
        sector=appointment.sector,
    )
    _end(appointment, by)
    return successor


def _end(appointment: Appointment, by: User) -> Appointment:
    appointment = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if appointment.ended_at:
        raise ValidationError(_("This office has ended already."))
    appointment.ended_at, appointment.ended_by = timezone.now(), by
    appointment.save(update_fields=["ended_at", "ended_by"])
    record(
        "appointment.ended",
        appointment,
        by=by,
        tell=[appointment.user],
        notice="account/office_ended",
        context=_in_mail(appointment),
        user=appointment.user_id,
        role=appointment.role,
    )
    return appointment


def _in_mail(appointment: Appointment) -> dict[str, str]:
    return {
        "role": appointment.role,
        "edition": appointment.edition.title,
        "body": appointment.body.name if appointment.body else "",
        "sector": appointment.sector.name if appointment.sector else "",
    }


# --- The rehearsal's clock ---------------------------------------------------------------------------


@transaction.atomic
def move_clock(edition: Edition, to: datetime, *, by: User) -> Edition:
    """Set a rehearsal's clock (an aware instant), forwards or back; a live edition has none."""
    require(by, Can.MANAGE_EDITION, edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if not edition.is_rehearsal:
        raise ValidationError(_("A live edition goes by real time; only a rehearsal has a clock of its own."))
    edition.clock_at = to
    edition.save(update_fields=["clock_at"])
    snapshots.renew()
    record("edition.clock_moved", edition, by=by, to=to.isoformat())
    return edition
