"""What a member promises and states before anything opens, and how he steps back from a dossier at any time."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import clearance
from assessments.conflicts import closed_to, pairs
from assessments.councils import seat_of
from assessments.models import (
    Assignment,
    CouncilMember,
    InterestDeclaration,
    InterestStatement,
    Round,
    Scoresheet,
    Tie,
    Undertaking,
)
from dtportal.access import require
from dtportal.accounts.models import Organization, User
from dtportal.journal.recording import link_to, record
from dtportal.programme import clock
from dtportal.programme.models import Body, Edition
from dtportal.roles import Can
from dtportal.sealing import digest
from dtportal.states import ImpossibleMove
from dtportal.text import nfc
from nominations.models import Nomination

Status = Assignment.Status
Ground = InterestStatement.Ground
WORDS = ("title", "title_en", "text", "text_en")


# --- Before anything opens ---------------------------------------------------------------------------


@transaction.atomic
def sign_undertaking(edition: Edition, *, by: Any, version: int) -> Undertaking:
    """Sign the words that were read; a second call changes nothing.

    Raises ValidationError when the edition words it otherwise by now (`version` is what was read) or not at all.
    """
    require(by, Can.APPRAISE, edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    words = edition.undertaking
    if not words:
        raise ValidationError(_("This edition asks for no undertaking."))
    if words["version"] != version:
        raise ValidationError(
            _("The text has changed in the meantime. Please read it again and sign it then.")
        )
    signed = Undertaking.objects.filter(edition=edition, user=by, version=version).first()
    if signed is not None:
        return signed
    read = {name: words[name] for name in WORDS}
    signed = Undertaking.objects.create(
        edition=edition,
        user=by,
        version=version,
        sha256=digest({"version": version, **read}),
        signed_at=clock.now(edition),
        **read,
    )
    record("undertaking.signed", signed, by=by, version=version, sha256=signed.sha256)
    return signed


@transaction.atomic
def state_tie(
    edition: Edition,
    *,
    by: Any,
    kind: str,
    organization: Organization | None = None,
    body: Body | None = None,
    name: str = "",
    tax_code: str = "",
    note: str = "",
) -> Tie:
    """Name an organisation or a body that ties; it closes its dossiers at once.

    An organisation that the portal knows by the tax code is taken as that one. Raises ValidationError when nobody is
    named.
    """
    _require_signed(edition, by)
    name, tax_code = nfc(name), nfc(tax_code)
    if organization is None and tax_code:
        organization = Organization.objects.filter(tax_code=tax_code).first()
    if organization is None and body is None and not name and not tax_code:
        raise ValidationError(_("Name the organisation, by its tax code or its full name."))
    tie = Tie(
        edition=edition,
        user=by,
        kind=kind,
        organization=organization,
        body=None if organization else body,
        name=name if organization is None and body is None else "",
        tax_code=tax_code,
        note=nfc(note),
        stated_at=clock.now(edition),
    )
    tie.save()
    record("tie.stated", tie, by=by, kind=kind)
    close_conflicted(edition, users=[by.pk])
    return tie


@transaction.atomic
def end_tie(tie: Tie, *, by: Any, reason: str) -> Tie:
    """Strike out a tie that was stated in error. What it closed while it stood stays closed where it was assigned.

    A second call changes nothing.
    """
    require(by, Can.APPRAISE, tie)
    tie = Tie.objects.select_for_update(of=("self",)).select_related("edition", "organization").get(pk=tie.pk)
    if tie.user_id != by.pk:
        raise PermissionDenied(_("Everybody states his own ties."))
    if tie.ended_at:
        return tie
    if not reason.strip():
        raise ValidationError({"reason": _("Say in a few words why this tie does not hold.")})
    tie.ended_at, tie.end_reason = clock.now(tie.edition), nfc(reason)
    tie.save(update_fields=["ended_at", "end_reason"])
    record("tie.struck_out", tie, by=by)
    return tie


@transaction.atomic
def declare_interests(edition: Edition, *, by: Any) -> InterestDeclaration:
    """“These are all my ties”: the last step before dossiers open."""
    _require_signed(edition, by)
    standing = Tie.objects.standing().filter(edition=edition, user=by).count()
    declaration = InterestDeclaration.objects.create(
        edition=edition, user=by, ties=standing, stated_at=clock.now(edition)
    )
    record("interests.declared", declaration, by=by, ties=standing)
    close_conflicted(edition, users=[by.pk])
    return declaration


def _require_signed(edition: Edition, by: Any) -> None:
    require(by, Can.APPRAISE, edition)
    if not clearance.has_signed(by, edition):
        raise PermissionDenied(_("Sign the undertaking first."))


# --- Dossier by dossier ------------------------------------------------------------------------------


@transaction.atomic
def state_interest(
    assignment: Assignment, *, by: Any, has_conflict: bool, ground: str = "", reason: str = ""
) -> InterestStatement:
    """A member's word before a dossier opens: a conflict closes it for good, none opens it."""
    require(by, Can.APPRAISE, assignment.member)
    row = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("entry__nomination", "entry__round__edition", "member__user")
        .get(pk=assignment.pk)
    )
    if row.member.user_id != by.pk or not row.member.is_active:
        raise PermissionDenied(_("This dossier is assigned to somebody else."))
    if not clearance.is_cleared(by, row.edition):
        raise PermissionDenied(_("Sign the undertaking and state your ties first."))
    if has_conflict:
        return recuse_from(row.entry.nomination, by=by, ground=ground, words=reason)
    if not Round.objects.select_for_update().get(pk=row.entry.round_id).is_open:
        raise ImpossibleMove(_("This round is closed."))
    nomination = row.entry.nomination
    if row.status == Status.RECUSED or pairs([row.member], [nomination]):
        raise ImpossibleMove(_("This dossier was closed to you because of a conflict of interest."))
    require(by, Can.APPRAISE, row)
    statement, created = InterestStatement.objects.get_or_create(
        member=row.member,
        nomination=nomination,
        defaults={"has_conflict": False, "stated_at": clock.now(row.edition)},
    )
    if row.status == Status.OFFERED:
        row.move(Status.READING)
        row.save(update_fields=["status"])
    if created:
        record("interest.stated", row, by=by, conflict=False)
    return statement


def recuse(assignment: Assignment, *, by: Any, ground: str = "", reason: str = "") -> InterestStatement:
    """Step back from a dossier of one's list; see `recuse_from`."""
    if assignment.member.user_id != by.pk:
        raise PermissionDenied(_("This dossier is assigned to somebody else."))
    return recuse_from(assignment.entry.nomination, by=by, ground=ground, words=reason)


@transaction.atomic
def recuse_from(nomination: Nomination, *, by: Any, ground: str = "", words: str = "") -> InterestStatement:
    """Step back from a dossier, at any time: before it is read, after it is scored, after its round has closed, in a
    session. It closes for good; a score given to it no longer counts, and its record stays. What the council has
    concluded already stays as it is, with the sheets it rests on.

    `ground` is one of `InterestStatement.Ground`, “other” (the default) needs words. A second call changes nothing.
    """
    edition = nomination.edition
    require(by, Can.APPRAISE, edition)
    seat = seat_of(by, edition.pk)
    if seat is None:
        raise PermissionDenied(_("Only members with a seat in the council take part."))
    words, ground = words.strip(), ground or Ground.OTHER
    if ground not in Ground.values or ground == Ground.DETECTED:
        raise ValidationError(_("Choose the reason from the list."))
    if ground == Ground.OTHER and not words:
        raise ValidationError(_("Say in a few words what the conflict of interest is."))
    CouncilMember.objects.select_for_update().get(pk=seat.pk)
    known = InterestStatement.objects.filter(member=seat, nomination=nomination, has_conflict=True).first()
    if known is not None:
        return known
    return _step_back(seat, nomination, by=by, ground=ground, words=words)


def _step_back(
    seat: CouncilMember, nomination: Nomination, *, by: Any, ground: str, words: str = ""
) -> InterestStatement:
    edition = nomination.edition
    # Held, so that nobody concludes between this question and its answer.
    is_concluded = hasattr(
        Nomination.objects.select_for_update(of=("self",)).select_related("conclusion").get(pk=nomination.pk),
        "conclusion",
    )
    statement, _created = InterestStatement.objects.update_or_create(
        member=seat,
        nomination=nomination,
        defaults={
            "has_conflict": True,
            "ground": ground,
            "reason": words,
            "stated_at": clock.now(edition),
        },
    )
    rows = Assignment.objects.select_for_update(of=("self",)).filter(
        entry__nomination=nomination, member=seat
    )
    rows = list(rows.active().select_related("entry__round__edition", "entry__nomination", "member__user"))
    if is_concluded:
        rows = []
    for row in rows:
        for sheet in row.scoresheets.exclude(status=Scoresheet.Status.VOID):
            sheet.move(Scoresheet.Status.VOID)
            sheet.save(update_fields=["status"])
        row.move(Status.RECUSED)
        row.save(update_fields=["status"])
        record(
            "assignment.recused",
            row,
            by=by,
            tell=_secretaries(edition, nomination),
            notice="recused",
            context={
                "reference": nomination.known_as,
                "member": str(seat),
                "is_open": row.entry.round.is_open,
                "url": link_to(reverse("assessments:round", args=[edition.slug, row.entry.round.number])),
            },
            member=seat.pk,
            ground=ground,
        )
    if not rows:
        # About the seat: the story of the nomination is read by its unit.
        record("interest.stated", seat, by=by, nomination=nomination.pk, conflict=True, ground=ground)
    return statement


def _secretaries(edition: Edition, nomination: Nomination) -> list[User]:
    """Who finds a replacement: nobody to whom the dossier itself is closed."""
    return [
        user
        for user in User.objects.holding(Can.ASSIGN, edition=edition)
        if not closed_to(user).filter(pk=nomination.pk).exists()
    ]


@transaction.atomic
def close_conflicted(edition: Edition, *, users: Iterable[int] | None = None) -> int:
    """Recuse whoever has been assigned a dossier that the portal knows to be closed to him; how many there were.

    Of these people, or of the whole council. Nobody is `by`: the portal does it, when a tie has been stated, and once
    more before a round is closed.
    """
    rows = Assignment.objects.active().filter(entry__round__edition=edition)
    if users is not None:
        rows = rows.filter(member__user__in=list(users))
    rows = list(rows.select_related("entry__nomination__edition", "member__user"))
    nominations = {row.entry.nomination_id: row.entry.nomination for row in rows}
    members = {row.member_id: row.member for row in rows}
    found = pairs(members.values(), nominations.values())
    held = sorted({(row.entry.nomination_id, row.member_id) for row in rows} & found)
    for nomination, member in held:
        _step_back(members[member], nominations[nomination], by=None, ground=Ground.DETECTED)
    return len(held)
