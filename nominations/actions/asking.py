"""Questions about a dossier and their answers."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.programme import clock
from dtportal.roles import Can
from dtportal.text import nfc
from nominations.actions.shared import facts, journal, locked, members_of, secretaries
from nominations.models import Message, Nomination, Thread
from nominations.standing import takes_part


@transaction.atomic
def ask(nomination: Nomination, text: str, *, by: User) -> Message:
    """Send a question to the secretariat; whoever looks after the dossier is told, else the whole secretariat.

    The same words sent again while they wait for an answer are not doubled. Raises ValidationError for no words, too
    many, or a dossier that the secretariat has not got, PermissionDenied for whoever writes in one section only.
    """
    if not takes_part(by, nomination):
        raise PermissionDenied(_("Your role does not include this."))
    text = _cleaned(text)
    nomination = locked(nomination)
    require_askable(nomination)
    thread, _is_new = Thread.objects.get_or_create(nomination=nomination)
    last = nomination.messages.last()
    if thread.waiting_since and last and (last.by_id, last.text, last.is_answer) == (by.pk, text, False):
        return last
    message = _write(nomination, text, by, is_answer=False)
    thread.waiting_since, thread.answered_at = thread.waiting_since or message.at, None
    thread.save()
    owner = nomination.owner
    is_looked_after = owner is not None and owner.can(Can.SCREEN, nomination.access_scope())
    desk = reverse("nominations:screen", args=[nomination.edition.slug, nomination.reference])
    journal(
        "nomination.question_asked",
        nomination,
        by=by,
        tell=[owner] if is_looked_after else secretaries(nomination.edition),
        context=facts(nomination, f"{desk}#questions"),
        message=message.pk,
    )
    return message


def require_askable(nomination: Nomination) -> None:
    if not is_askable(nomination):
        raise ValidationError(_("Questions can be asked here as soon as the dossier has been submitted."))


def is_askable(nomination: Nomination) -> bool:
    """Whether the secretariat has the dossier: a draft it cannot open, so it could not answer either."""
    return nomination.status != Nomination.Status.DRAFT and nomination.number is not None


@transaction.atomic
def answer(nomination: Nomination, text: str, *, by: User, seen: int | None = None) -> Message:
    """Answer what was asked up to message `seen`; a question that came in meanwhile goes on waiting."""
    require(by, Can.SCREEN, nomination)
    text = _cleaned(text)
    nomination = locked(nomination)
    thread, _is_new = Thread.objects.get_or_create(nomination=nomination)
    thread.waiting_since = _asked_after(nomination, seen)
    message = _write(nomination, text, by, is_answer=True)
    thread.answered_at = message.at
    thread.save()
    askers = User.objects.filter(pk__in=nomination.messages.filter(is_answer=False).values("by"))
    told = [asker for asker in askers.order_by("pk") if takes_part(asker, nomination)]
    page = reverse("nominations:questions", args=[nomination.reference])
    journal(
        "nomination.question_answered",
        nomination,
        by=by,
        tell=[*members_of(nomination.organization), *told],
        context=facts(nomination, page),
        message=message.pk,
    )
    return message


@transaction.atomic
def settle_questions(nomination: Nomination, *, by: User, seen: int | None = None) -> None:
    """Nothing needs an answer (a word of thanks, or it was settled by telephone); repeating changes nothing."""
    require(by, Can.SCREEN, nomination)
    nomination = locked(nomination)
    thread = Thread.objects.waiting().filter(nomination=nomination).first()
    if thread is None:
        return
    thread.waiting_since = _asked_after(nomination, seen)
    thread.save()
    journal("nomination.question_settled", nomination, by=by)


def _asked_after(nomination: Nomination, seen: int | None) -> datetime | None:
    """When the first question came that whoever answers has not seen."""
    if seen is None:
        return None
    later = nomination.messages.filter(pk__gt=seen, is_answer=False).order_by("pk").first()
    return later.at if later else None


def _write(nomination: Nomination, text: str, by: User, *, is_answer: bool) -> Message:
    at = clock.now(nomination.edition)
    return Message.objects.create(nomination=nomination, text=text, is_answer=is_answer, at=at, by=by)


def _cleaned(text: str) -> str:
    text = "\n".join(nfc(line).rstrip() for line in text.strip().splitlines())
    if not text:
        raise ValidationError({"text": _("Please write the message.")})
    if len(text) > Message.LIMIT:
        raise ValidationError(
            {"text": _("The message is too long: at most %(limit)s characters.") % {"limit": Message.LIMIT}}
        )
    return text
