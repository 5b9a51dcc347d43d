"""Paper dossiers: the secretariat keys them in, the unit confirms, disputes, or takes them over.

Nothing happens in the unit's name before the unit has said so: the nominating body is asked, the declarations are
made and the dossier is submitted by the representative who confirms.
"""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts import membership
from dtportal.accounts.models import Membership, Organization, User
from dtportal.accounts.models.invitation import end_of_validity
from dtportal.programme import calendar, clock
from dtportal.programme.models import Body, Edition, Province, Sector
from dtportal.roles import Can
from dtportal.sealing import digest
from dtportal.states import ImpossibleMove
from dtportal.text import nfc
from nominations.actions.applicant import begin, request_endorsement
from nominations.actions.scans import checked_scan
from nominations.actions.shared import facts, journal, locked, members_of, reason_given
from nominations.actions.submitting import submit
from nominations.freezing import content_of
from nominations.models import Dossier, Endorsement, Nomination, PaperDossier, PaperInvitation
from nominations.models.paper import paper_of

Status = PaperDossier.Status
INVITATION = "invitation/paper"


# --- The secretariat -----------------------------------------------------------------------------------


def start_paper(
    organization: Organization,
    *,
    edition: Edition,
    group: str,
    sector: Sector | None,
    province: Province,
    received_on: date,
    archive_number: str,
    by: User,
    body: Body | None = None,
    scan: File | None = None,
    person_name: str = "",
    person_position: str = "",
) -> Nomination:
    """A draft that the secretariat keys in from a paper dossier received within the intake.

    Raises ValidationError by field: received outside the intake or in the future, no archive number, a dossier of the
    organisation that is there already, a body that does not nominate there, a scan that is none.
    """
    require(by, Can.SCREEN, edition)
    _require_not_tied(by, organization)
    checked = checked_scan(scan) if scan else None
    with transaction.atomic():
        edition = Edition.objects.get(pk=edition.pk)
        archive_number = nfc(archive_number).strip()[:60]
        if not archive_number:
            raise ValidationError(
                {"archive_number": _("Please give the number under which the paper is kept.")}
            )
        _require_received(edition, received_on)
        if body is not None and not (body.may_nominate and body.province_id in (None, province.pk)):
            raise ValidationError({"body": _("This body does not nominate in this province or city.")})
        nomination = begin(
            organization,
            edition=edition,
            group=group,
            sector=sector,
            province=province,
            person_name=person_name,
            person_position=person_position,
            now=clock.now(edition),
            by=by,
        )
        nomination.owner = by
        nomination.save()
        paper = PaperDossier(
            nomination=nomination,
            received_on=received_on,
            archive_number=archive_number,
            body=body,
            keyed_at=clock.now(edition),
            keyed_by=by,
        )
        if checked:
            paper.scan, paper.scan_name = checked.file, checked.name
            paper.scan_type, paper.scan_sha256 = checked.content_type, checked.sha256
        paper.save()
        journal("nomination.keyed_in", nomination, by=by, received_on=received_on.isoformat(), paper=paper.pk)
    return nomination


def _require_not_tied(by: User, organization: Organization) -> None:
    if organization.pk in by.tied_organization_ids:
        raise PermissionDenied(_("Nobody acts in office on a dossier of an organisation of his own."))


def _require_received(edition: Edition, received_on: date) -> None:
    intake = edition.intake
    if not intake.contains(received_on):
        raise ValidationError(
            {"received_on": _("Papers count that were received within the intake of dossiers.")}
        )
    if received_on > timezone.localtime(clock.now(edition), calendar.VIETNAM).date():
        raise ValidationError({"received_on": _("This day has not come yet.")})


@transaction.atomic
def send_paper(nomination: Nomination, *, by: User, email: str = "") -> PaperDossier:
    """Ask the unit to confirm. Those who represent it are told; where nobody does, the link goes to `email`, whose
    holder will represent it. Asking again sends the link again; from now on nobody writes.
    """
    require(by, Can.SCREEN, nomination)
    nomination, paper = _pending(nomination)
    organization = membership.locked(nomination.organization_id)
    email = email.strip().lower()
    members = members_of(organization)
    if not members and not email:
        raise ValidationError(
            {"email": _("Nobody represents this organisation yet: please give an address.")}
        )
    if paper.status != Status.ASKED:
        paper.move(Status.ASKED)
    paper.objection = ""
    paper.save()
    address = reverse("nominations:paper_confirm", args=[nomination.reference])
    journal(
        "nomination.paper_sent",
        nomination,
        by=by,
        tell=members,
        context=facts(nomination, address, archive_number=paper.archive_number),
    )
    if not members:
        _invite(paper, email, by)
    return paper


def _invite(paper: PaperDossier, email: str, by: User) -> None:
    """The last address counts."""
    waiting = PaperInvitation.objects.waiting().filter(paper=paper)
    waiting.exclude(email=email).update(revoked_at=timezone.now(), revoked_by=by)
    invitation = waiting.filter(email=email).first() or PaperInvitation(paper=paper, email=email)
    invitation.invited_by, invitation.expires_at = by, end_of_validity()
    invitation.save()
    entry = journal("nomination.paper_invited", invitation, by=by, paper=paper.pk)
    membership.write_to(
        email,
        INVITATION,
        key=f"{entry.pk}:invitation",
        is_rehearsal=paper.edition.is_rehearsal,
        **facts(
            paper.nomination,
            reverse("nominations:paper_invitation", args=[invitation.token]),
            archive_number=paper.archive_number,
            edition=paper.edition.title,
        ),
    )


@transaction.atomic
def correct_paper(nomination: Nomination, *, by: User) -> PaperDossier:
    """Go on keying before the unit has answered; the link stays, but confirms nothing until it is sent again."""
    require(by, Can.SCREEN, nomination)
    nomination, paper = _pending(nomination)
    if paper.status == Status.KEYING:
        return paper
    paper.move(Status.KEYING)
    paper.save()
    journal("nomination.paper_corrected", nomination, by=by)
    return paper


@transaction.atomic
def drop_paper(nomination: Nomination, *, by: User, reason: str) -> Nomination:
    """Give a paper dossier up that was keyed in by mistake, before the unit has answered; links stop working."""
    require(by, Can.SCREEN, nomination)
    reason = reason_given(reason)
    nomination, paper = _pending(nomination)
    nomination.move(Nomination.Status.WITHDRAWN)
    nomination.withdrawn_at, nomination.withdrawn_by = clock.now(nomination.edition), by
    nomination.withdrawal_reason = reason
    nomination.save()
    _end_links(paper, by)
    journal(
        "nomination.paper_dropped",
        nomination,
        by=by,
        tell=members_of(nomination.organization),
        context=facts(nomination, reason=reason),
    )
    return nomination


def _end_links(paper: PaperDossier, by: User) -> None:
    PaperInvitation.objects.waiting().filter(paper=paper).update(revoked_at=timezone.now(), revoked_by=by)


# --- The unit ------------------------------------------------------------------------------------------


@transaction.atomic
def accept_paper_invitation(invitation: PaperInvitation, *, by: User) -> PaperInvitation:
    """Follow the link: `by` represents the unit from now on, and decides on the dossier. Repeating it changes nothing.

    Raises ValidationError with a sentence.
    """
    organization = membership.locked(invitation.paper.nomination.organization_id)
    rows = PaperInvitation.objects.select_for_update(of=("self",)).for_listing()
    invitation = rows.get(pk=invitation.pk)
    if invitation.accepted_by_id == by.pk:
        return invitation
    membership.require_acceptable(invitation, by)
    members = Membership.objects.filter(organization=organization)
    if not members.filter(user=by).exists():
        if members.exists():
            raise ValidationError(
                _("Somebody represents this organisation already; ask that colleague to invite this account.")
            )
        membership.add_member(organization, by)
    invitation.accepted_at, invitation.accepted_by = timezone.now(), by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    journal("nomination.paper_accepted", invitation, by=by, paper=invitation.paper_id)
    return invitation


def seen(nomination: Nomination) -> str:
    """Fingerprint of what the unit reads before it confirms; its own consents aside, which it adds."""
    content = content_of(nomination)
    content.pop("consents", None)
    return digest(content)


@transaction.atomic
def confirm_paper(nomination: Nomination, *, by: User, read: str, consents: Collection[str] = ()) -> Dossier:
    """The unit says that the words are its own: it declares, asks its nominating body, and submits.

    `read` is what `seen` gave when the page was drawn; `consents` the keys that `by` has ticked. The day of receipt
    counts against the deadline. Raises ValidationError when something was changed since, or is missing (by key for
    what was not ticked).
    """
    require(by, Can.DRAFT, nomination)
    nomination, paper = _pending(nomination)
    if paper.status == Status.ASKED and read != seen(nomination):
        raise ValidationError(
            _("Something has been changed since this page was opened. Please read it again.")
        )
    _decide(paper, Status.CONFIRMED, by)
    asked = nomination.endorsements.exclude(status=Endorsement.Status.DECLINED)
    if paper.body is not None and not asked.exists():
        request_endorsement(nomination, paper.body, by=by)
    journal("nomination.paper_confirmed", nomination, by=by, paper=paper.pk)
    return submit(nomination, by=by, consents=consents)


@transaction.atomic
def dispute_paper(nomination: Nomination, *, by: User, objection: str) -> PaperDossier:
    """The unit says what is wrong; the secretariat corrects it and asks again."""
    require(by, Can.DRAFT, nomination)
    objection = "\n".join(nfc(line) for line in objection.strip().splitlines())
    if not objection:
        raise ValidationError({"objection": _("Please say what is wrong.")})
    nomination, paper = _pending(nomination)
    paper.move(Status.DISPUTED)
    paper.objection = objection
    paper.save()
    address = reverse("nominations:paper", args=[nomination.edition.slug, nomination.reference])
    journal(
        "nomination.paper_disputed",
        nomination,
        by=by,
        tell=[paper.keyed_by],
        context=facts(nomination, address, reason=objection),
    )
    return paper


@transaction.atomic
def take_paper_over(nomination: Nomination, *, by: User) -> PaperDossier:
    """The unit writes itself from now on; the secretariat does not any more. It is a draft like every other, and has
    to be submitted within the intake.
    """
    require(by, Can.DRAFT, nomination)
    nomination, paper = _pending(nomination)
    _decide(paper, Status.TAKEN_OVER, by)
    address = reverse("nominations:papers", args=[nomination.edition.slug])
    journal(
        "nomination.paper_taken_over",
        nomination,
        by=by,
        tell=[paper.keyed_by],
        context=facts(nomination, address, archive_number=paper.archive_number),
    )
    return paper


def _decide(paper: PaperDossier, status: str, by: User) -> None:
    paper.move(status)
    paper.decided_at, paper.decided_by = clock.now(paper.edition), by
    paper.save()
    _end_links(paper, by)


def _pending(nomination: Nomination) -> tuple[Nomination, PaperDossier]:
    """Both as they are now, the nomination locked; ImpossibleMove unless the unit's answer is still to come."""
    nomination = locked(nomination)
    paper = paper_of(nomination)
    if paper is None or not paper.is_pending or nomination.status != Nomination.Status.DRAFT:
        raise ImpossibleMove(
            _("The organisation has answered already; nothing can be changed here any more.")
        )
    paper.nomination = nomination
    return nomination, paper
