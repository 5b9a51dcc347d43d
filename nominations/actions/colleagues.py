"""Inviting a colleague to a dossier or one of its sections, taking it up, removing."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.membership import require_acceptable, write_to
from dtportal.accounts.models import Membership, User
from dtportal.accounts.models.invitation import end_of_validity
from dtportal.roles import Can
from nominations.actions.shared import facts, journal, locked, require_undecided
from nominations.models import Colleague, Nomination
from nominations.sections import section_of


@transaction.atomic
def invite_colleague(nomination: Nomination, email: str, *, section: str = "", by: User) -> Colleague:
    """Ask the holder of an address to write in the dossier, or in one section ('': in all of them).

    A second call sends the same link again. Raises ValidationError by field.
    """
    require(by, Can.DRAFT, nomination)
    nomination = locked(nomination)
    require_undecided(nomination)
    title = section_of(nomination.edition, nomination.group, section).title if section else ""
    email = email.strip().lower()
    if Membership.objects.filter(organization=nomination.organization, user__email__iexact=email).exists():
        raise ValidationError({"email": _("This person represents the organisation and writes everywhere.")})
    present = Colleague.objects.present().filter(nomination=nomination, email=email)
    if present.exclude(accepted_at=None).filter(section__in={"", section}).exists():
        raise ValidationError({"email": _("This colleague writes there already.")})
    colleague = present.filter(section=section).first() or Colleague(
        nomination=nomination, email=email, section=section
    )
    colleague.invited_by, colleague.expires_at = by, end_of_validity()
    colleague.save()
    entry = journal(
        "nomination.colleague_invited", nomination, by=by, colleague=colleague.pk, section=section
    )
    url = reverse("nominations:invitation", args=[colleague.token])
    write_to(
        email,
        "invitation/dossier",
        key=f"{entry.pk}:invitation",
        is_rehearsal=nomination.edition.is_rehearsal,
        section=title,
        inviter=by.full_name,
        **facts(nomination, url),
    )
    return colleague


@transaction.atomic
def accept_colleague(colleague: Colleague, *, by: User) -> Colleague:
    """Take an invitation up; repeating it changes nothing. Raises ValidationError with a sentence."""
    nomination = locked(colleague.nomination)
    colleague = Colleague.objects.select_for_update().get(pk=colleague.pk)
    if colleague.accepted_by_id == by.pk and colleague.is_at_work:
        return colleague
    require_acceptable(colleague, by)
    represents = Membership.objects.filter(organization=nomination.organization, user=colleague.invited_by)
    if not represents.exists():
        raise ValidationError(_("Whoever sent this invitation has left the organisation; ask for a new one."))
    colleague.accepted_at, colleague.accepted_by = timezone.now(), by
    colleague.save(update_fields=["accepted_at", "accepted_by"])
    journal(
        "nomination.colleague_joined",
        nomination,
        by=by,
        tell=[colleague.invited_by],
        context=facts(nomination, person=by.full_name),
        colleague=colleague.pk,
        section=colleague.section,
    )
    return colleague


@transaction.atomic
def remove_colleague(colleague: Colleague, *, by: User) -> None:
    """Take an invitation or a standing back, or leave; what was written stays. A second call changes nothing."""
    nomination = locked(colleague.nomination)
    colleague = (
        Colleague.objects.select_for_update(of=("self",)).select_related("accepted_by").get(pk=colleague.pk)
    )
    if colleague.accepted_by_id != by.pk:
        require(by, Can.DRAFT, nomination)
    if colleague.revoked_at:
        return
    colleague.revoked_at, colleague.revoked_by = timezone.now(), by
    colleague.save(update_fields=["revoked_at", "revoked_by"])
    told = colleague.accepted_by
    journal(
        "nomination.colleague_removed",
        nomination,
        by=by,
        tell=[told] if told and told.pk != by.pk else [],
        context=facts(nomination),
        colleague=colleague.pk,
        section=colleague.section,
    )
