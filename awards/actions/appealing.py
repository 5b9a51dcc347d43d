"""Appeals: a unit writes, the secretariat answers or asks the council, whose carried vote leads to a correction."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from assessments import actions as assessments
from assessments.models import AgendaItem, CouncilSession
from awards import attachments
from awards.addresses import address_of
from awards.computation import appeals_end, may_still_appeal, own_nominations
from awards.models import Appeal, AppealExpert, AppealFile, Roll
from awards.wording import own_words
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.recording import record
from dtportal.programme import calendar, clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from nominations.models import Nomination


def appeal(nomination: Nomination, *, text: str, by: User, files: Iterable[File | None] = ()) -> Appeal:
    """Appeal against the published result, as a representative of the unit; the same words again change nothing.

    Raises ValidationError after the last day, for a second appeal against the same version, and for the fields
    `text` and `files`.
    """
    require(by, Can.DRAFT, nomination)
    words = own_words(text, Appeal.LIMIT)
    checked = attachments.checked(files)
    with transaction.atomic():
        edition = Edition.objects.select_for_update().get(pk=nomination.edition_id)
        found = own_nominations(by).select_related("edition").filter(pk=nomination.pk).first()
        roll = Roll.objects.published().select_related("edition").filter(edition=edition).first()
        if found is None or roll is None:
            raise ValidationError(
                _("The result has not been published; there is nothing to appeal against yet.")
            )
        existing = Appeal.objects.filter(nomination=found, roll=roll).first()
        if existing and existing.text == words:
            return existing
        if existing:
            raise ValidationError(
                _("Your organisation has appealed already; this is the appeal that is examined.")
            )
        now = clock.now(edition)
        if not may_still_appeal(roll, now):
            ended = date_format(localtime(appeals_end(roll), calendar.VIETNAM), "DATETIME_FORMAT")
            raise ValidationError(_("The time for appeals ended on %(when)s.") % {"when": ended})
        made = Appeal.objects.create(nomination=found, roll=roll, text=words, received_at=now, received_by=by)
        attachments.keep(AppealFile, checked, appeal=made)
        record(
            "appeal.received",
            made,
            by=by,
            tell=_office(made),
            notice="appeal_received",
            context={
                "url": address_of("awards:appeals", edition),
                "number": made.known_as,
                "reference": found.known_as,
            },
            nomination=found.pk,
            roll=roll.pk,
            files=len(checked),
        )
    return made


@transaction.atomic
def answer_appeal(made: Appeal, *, text: str, by: User) -> Appeal:
    """Answer without the council: the result stands. The same words again change nothing, others are refused."""
    made, words = _prepared(made, text, by)
    if _is_repeated(made, words):
        return made
    if made.status != Appeal.Status.RECEIVED:
        raise ImpossibleMove(_("This appeal has been answered, or the council has it."))
    return _settle(made, Appeal.Status.REJECTED, words, by)


@transaction.atomic
def put_appeal(made: Appeal, session: CouncilSession, *, reason: str, by: User) -> AgendaItem:
    """Ask the council whether the dossier is taken up again; `reason` is the wording of the motion.

    A second click leaves the one motion there is.
    """
    require(by, Can.ANSWER_OBJECTIONS, made)
    made = _locked(made)
    if made.status == Appeal.Status.COUNCIL and made.item and made.item.session_id == session.pk:
        return made.item
    if not made.may_be_put:
        raise ImpossibleMove(_("This appeal has been answered, or the council has it."))
    item = assessments.put_reopening(session, made.nomination, by=by, reason=reason)
    if made.status != Appeal.Status.COUNCIL:
        made.move(Appeal.Status.COUNCIL)
    made.item = item
    made.save(update_fields=["status", "item"])
    record("appeal.put", made, by=by, item=item.pk, nomination=made.nomination_id)
    return item


@transaction.atomic
def settle_appeal(made: Appeal, *, text: str, by: User) -> Appeal:
    """Say what the council has decided, and tell the unit: upheld means that a correction of the roll follows."""
    made, words = _prepared(made, text, by)
    if _is_repeated(made, words):
        return made
    if not made.is_decided_by_council:
        raise ImpossibleMove(_("The council has not voted on this appeal."))
    carried = made.item.status == AgendaItem.Status.CARRIED
    return _settle(made, Appeal.Status.UPHELD if carried else Appeal.Status.REJECTED, words, by)


@transaction.atomic
def close_corrected(roll: Roll, *, by: User) -> list[Appeal]:
    """When a corrected version is published: every upheld appeal of the edition is settled by it, and told.

    Call it inside the transaction that publishes; whoever publishes may do so.
    """
    require(by, Can.PUBLISH, roll)
    if roll.status != Roll.Status.PUBLISHED or roll.corrects_id is None:
        return []
    upheld = (
        Appeal.objects.upheld().select_for_update(of=("self",)).filter(nomination__edition=roll.edition_id)
    )
    settled = []
    for made in upheld.select_related("nomination__edition", "nomination__organization", "item"):
        made.move(Appeal.Status.CORRECTED)
        made.corrected_in = roll
        made.save(update_fields=["status", "corrected_in"])
        _tell("appeal.corrected", made, by=by, roll=roll.pk)
        settled.append(made)
    return settled


@transaction.atomic
def admit_expert(made: Appeal, *, email: str, by: User) -> AppealExpert:
    """Let a person whom the appellant named open the sealed totals; a second click changes nothing.

    He needs an account; whoever belongs to another participant of the edition is refused, for he would see its
    competitors' totals. Raises ValidationError for the field `email`.
    """
    require(by, Can.ADMIT_EXPERTS, made)
    made = _locked(made)
    expert = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if expert is None:
        raise ValidationError({"email": _("Nobody has an account with this address.")})
    if made.edition.opening != Edition.Opening.AUDITOR:
        raise ValidationError(
            {"email": _("In this edition everybody may open the totals; nobody has to be admitted.")}
        )
    others = Nomination.objects.filter(edition=made.edition, organization__in=expert.tied_organization_ids)
    if others.exclude(organization=made.nomination.organization_id).exists():
        raise ValidationError({"email": _("This person belongs to another participant of the edition.")})
    standing = made.experts.admitted().filter(user=expert).first()
    if standing:
        return standing
    admitted = AppealExpert.objects.create(
        appeal=made, user=expert, admitted_at=clock.now(made.edition), admitted_by=by
    )
    record(
        "appeal.expert_admitted",
        made,
        by=by,
        tell=[expert],
        notice="appeal_expert",
        context={"reference": made.nomination.known_as, "edition": made.edition.title},
        user=expert.pk,
    )
    return admitted


@transaction.atomic
def end_expert(expert: AppealExpert, *, by: User) -> None:
    """He may not open them any more; a second click changes nothing."""
    require(by, Can.ADMIT_EXPERTS, expert.appeal)
    expert = AppealExpert.objects.select_for_update(of=("self",)).select_related("appeal").get(pk=expert.pk)
    if expert.ended_at is None:
        expert.ended_at, expert.ended_by = clock.now(expert.appeal.edition), by
        expert.save(update_fields=["ended_at", "ended_by"])
        record("appeal.expert_ended", expert.appeal, by=by, user=expert.user_id)


def _locked(made: Appeal) -> Appeal:
    return Appeal.objects.select_for_update(of=("self",)).for_listing().get(pk=made.pk)


def _prepared(made: Appeal, text: str, by: User) -> tuple[Appeal, str]:
    require(by, Can.ANSWER_OBJECTIONS, made)
    return _locked(made), own_words(text, Appeal.LIMIT)


def _is_repeated(made: Appeal, words: str) -> bool:
    return made.answered_at is not None and made.answer == words


def _settle(made: Appeal, to: str, words: str, by: User) -> Appeal:
    made.move(to)
    made.answer, made.answered_at, made.answered_by = words, clock.now(made.edition), by
    made.save(update_fields=["status", "answer", "answered_at", "answered_by"])
    _tell("appeal.upheld" if to == Appeal.Status.UPHELD else "appeal.rejected", made, by=by)
    return made


def _tell(verb: str, made: Appeal, *, by: User, **data: int) -> None:
    """The unit's representatives, with the answer and where it stands."""
    members = User.objects.filter(memberships__organization=made.nomination.organization_id, is_active=True)
    record(
        verb,
        made,
        by=by,
        tell=members.order_by("pk"),
        notice="appeal_answered",
        context={
            "number": made.known_as,
            "reference": made.nomination.known_as,
            "answer": made.answer,
            "is_upheld": made.status == Appeal.Status.UPHELD,
            "is_corrected": made.status == Appeal.Status.CORRECTED,
            "url": address_of("awards:own_result", None, made.nomination.reference),
        },
        nomination=made.nomination_id,
        **data,
    )


def _office(made: Appeal) -> list[User]:
    """Whoever may read it: a person in conflict with the dossier is not told either."""
    readers = User.objects.holding(Can.READ_OBJECTIONS, edition=made.nomination.edition)
    return [user for user in readers if Appeal.objects.visible_to(user).filter(pk=made.pk).exists()]
