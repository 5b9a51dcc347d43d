"""An organisation whose tax code is registered is claimed, not doubled.

Its representatives are asked; the secretariat decides, with the document, when there are none, when they do not answer
in time, and when somebody replaces one who has left. Whoever claims learns only that the tax code is registered.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts import membership
from dtportal.accounts.models import Claim, Membership, Organization, User
from dtportal.files import PREVIEWED, check_upload
from dtportal.journal.recording import link_to, record, send
from dtportal.programme import calendar, clock
from dtportal.programme.models import Holiday
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from dtportal.text import nfc

ANSWER_WITHIN = 3  # working days that representatives have
MESSAGE_LIMIT = 1000


def make(
    *,
    by: User,
    tax_code: str,
    kind: str,
    document: File,
    message: str = "",
    typed: Mapping[str, str] | None = None,
) -> Claim:
    """Ask to represent the organisation with this tax code; its representatives, or the secretariat, are told.

    `typed` is what was written into the registration form. Raises ValidationError by field. A repeated click
    gives the claim that waits already.
    """
    require(by, Can.DRAFT)
    try:
        checked = check_upload(document, kinds=PREVIEWED)
    except ValidationError as refusal:
        raise ValidationError({"document": refusal.messages}) from refusal
    with transaction.atomic():
        organization = Organization.objects.select_for_update().filter(tax_code=tax_code or None).first()
        if organization is None:
            raise ValidationError(
                {"tax_code": _("No organisation with this tax code is registered: register it.")}
            )
        if Membership.objects.filter(user=by, organization=organization).exists():
            raise ValidationError({"tax_code": _("This is an organisation that you represent already.")})
        waiting = Claim.objects.waiting().filter(user=by, organization=organization).first()
        if waiting:
            return waiting
        edition = clock.current_edition()
        now = clock.now(edition)
        today, working = now.astimezone(calendar.VIETNAM).date(), Holiday.objects.calendar()
        until = calendar.add_working_days(today, ANSWER_WITHIN, working)
        claim = Claim.objects.create(
            edition=edition,
            organization=organization,
            user=by,
            kind=kind,
            tax_code=tax_code,
            typed=dict(typed or {}),
            message=_text(message)[:MESSAGE_LIMIT],
            document=checked.file,
            document_name=checked.name,
            content_type=checked.content_type,
            sha256=checked.sha256,
            made_at=now,
            answer_until=calendar.end_of(until),
        )
        members = membership.members_of(organization)
        record(
            "claim.made",
            claim,
            by=by,
            tell=members,
            notice="claim/asked",
            context={**_facts(claim), "person": by.full_name, "address": by.email},
            organization=organization.pk,
            kind=kind,
            sha256=checked.sha256,
        )
        if claim.is_replacement or not members:
            _pass_on(claim, by=by)
        return claim


def _text(words: str) -> str:
    return "\n".join(nfc(line) for line in words.strip().splitlines()).strip()


def _facts(claim: Claim) -> dict[str, Any]:
    """What every mail about a claim says. The claimant's mails leave the registered name out until it is allowed."""
    return {
        "organization": claim.organization.name,
        "tax_code": claim.tax_code,
        "is_replacement": claim.is_replacement,
        "url": link_to(reverse("accounts:claim", args=[claim.pk])),
    }


def _pass_on(claim: Claim, *, by: User | None) -> None:
    claim.move(Claim.Status.PASSED_ON)
    claim.save(update_fields=["status"])
    desk = link_to(reverse("accounts:claim_decide", args=[claim.edition.slug, claim.pk]))
    record(
        "claim.passed_on",
        claim,
        by=by,
        tell=User.objects.holding(Can.SCREEN, edition=claim.edition),
        notice="claim/passed_on",
        context={**_facts(claim), "url": desk},
        organization=claim.organization_id,
    )


def pass_unanswered_on() -> int:
    """The sweep: what representatives have left unanswered goes to the secretariat; returns how many went."""
    passed = 0
    for claim in Claim.objects.filter(status=Claim.Status.ASKED).select_related("edition"):
        if clock.now(claim.edition) <= claim.answer_until:
            continue
        with transaction.atomic():
            row = _locked(claim)
            if row.status == Claim.Status.ASKED:
                _pass_on(row, by=None)
                passed += 1
    return passed


def _locked(claim: Claim) -> Claim:
    """The claim as it is now. The organisation is locked first: two claims for it are answered one by one."""
    membership.locked(claim.organization_id)
    rows = Claim.objects.select_for_update(of=("self",)).select_related("organization", "edition", "user")
    return rows.get(pk=claim.pk)


@transaction.atomic
def answer(claim: Claim, *, by: User, allow: bool, reason: str = "") -> Claim:
    """A representative's word. An objection against a replacement does not end it: the secretariat weighs it.

    Raises ValidationError (for `reason`) when a refusal gives none, ImpossibleMove when it is decided already.
    """
    claim = _locked(claim)
    organization = claim.organization
    require(by, Can.DRAFT, organization)
    if not Membership.objects.filter(user=by, organization=organization).exists():
        raise PermissionDenied(_("Only representatives of the organisation answer for it."))
    if allow:
        return _allow(claim, by=by, reason=_text(reason))
    if claim.is_replacement:
        return _object(claim, by=by, objection=_reason_given(reason))
    return _refuse(claim, by=by, reason=_reason_given(reason))


def _reason_given(reason: str) -> str:
    text = _text(reason)
    if not text:
        raise ValidationError({"reason": _("Please give a reason.")})
    return text


def _object(claim: Claim, *, by: User, objection: str) -> Claim:
    if not claim.is_waiting:
        raise ImpossibleMove(_("This request has been decided already."))
    claim.objection, claim.objected_at, claim.objected_by = objection, _now(claim), by
    claim.save(update_fields=["objection", "objected_at", "objected_by"])
    record("claim.objected", claim, by=by, organization=claim.organization_id)
    return claim


def _now(claim: Claim):
    return clock.now(claim.edition)


@transaction.atomic
def decide(claim: Claim, *, by: User, allow: bool, reason: str, ends: Iterable[Membership] = ()) -> Claim:
    """The secretariat's word, with a reason. `ends` are the memberships of those who are replaced.

    Raises ValidationError by field, ImpossibleMove when it is decided already or not its turn yet.
    """
    require(by, Can.SCREEN, claim)
    claim = _locked(claim)
    if claim.user_id == by.pk:
        raise PermissionDenied(_("Nobody decides on a request of his own."))
    if claim.status == Claim.Status.ASKED:
        raise ImpossibleMove(_("The representatives still have time to answer."))
    reason = _reason_given(reason)
    if not allow:
        return _refuse(claim, by=by, reason=reason)
    present = list(claim.organization.memberships.select_related("user", "organization"))
    chosen = {one.pk for one in ends}
    leaving = [one for one in present if one.pk in chosen]
    if claim.is_replacement and any(one.user.is_active for one in present) and not leaving:
        raise ValidationError({"ends": _("Choose who is replaced.")})
    _require_move(claim, Claim.Status.ALLOWED)
    for one in leaving:
        membership.end(one, by=by)
    return _allow(claim, by=by, reason=reason)


def _require_move(claim: Claim, to: str) -> None:
    if not claim.can_move(to):
        raise ImpossibleMove(_("This request has been decided already."))


def _allow(claim: Claim, *, by: User, reason: str) -> Claim:
    _decide(claim, Claim.Status.ALLOWED, by=by, reason=reason)
    if not Membership.objects.filter(user=claim.user, organization=claim.organization_id).exists():
        membership.add_member(claim.organization, claim.user)
    page = link_to(reverse("accounts:organization", args=[claim.organization_id]))
    others = [
        one for one in membership.members_of(claim.organization) if one.pk not in (by.pk, claim.user_id)
    ]
    entry = record(
        "claim.allowed",
        claim,
        by=by,
        tell=[claim.user],
        notice="claim/allowed",
        context={**_facts(claim), "url": page, "reason": reason},
        organization=claim.organization_id,
        user=claim.user_id,
    )
    for one in others:
        send(
            "claim/joined",
            recipient=one,
            language=one.language,
            context={**_facts(claim), "url": page, "person": claim.user.full_name},
            is_rehearsal=claim.edition.is_rehearsal,
            about=claim,
            key=f"{entry.pk}:{one.pk}:joined",
        )
    return claim


def _refuse(claim: Claim, *, by: User, reason: str) -> Claim:
    _decide(claim, Claim.Status.REFUSED, by=by, reason=reason)
    record(
        "claim.refused",
        claim,
        by=by,
        tell=[claim.user],
        notice="claim/refused",
        context={**_facts(claim), "organization": "", "reason": reason},
        organization=claim.organization_id,
        user=claim.user_id,
    )
    return claim


def _decide(claim: Claim, status: str, *, by: User, reason: str) -> None:
    _require_move(claim, status)
    claim.move(status)
    claim.reason, claim.decided_at, claim.decided_by = reason, _now(claim), by
    claim.save(update_fields=["status", "reason", "decided_at", "decided_by"])


@transaction.atomic
def withdraw(claim: Claim, *, by: User) -> None:
    """The person takes the request back; a second call changes nothing."""
    claim = _locked(claim)
    if claim.user_id != by.pk:
        raise PermissionDenied(_("Only whoever made a request takes it back."))
    if claim.status == Claim.Status.WITHDRAWN:
        return
    _require_move(claim, Claim.Status.WITHDRAWN)
    claim.move(Claim.Status.WITHDRAWN)
    claim.save(update_fields=["status"])
    record("claim.withdrawn", claim, by=by, organization=claim.organization_id)
