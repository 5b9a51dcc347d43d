"""Sends what waits in the outbox. Sent is marked per recipient; a mail may go twice only if a worker dies
between the mail server's “accepted” and our commit."""

import logging
from collections.abc import Callable, Iterable, Iterator
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template import Context, loader
from django.utils import timezone
from django.utils.translation import override

from dtportal.journal.models import Notice
from dtportal.journal.wording import fill

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 10
# Their links open an account: once sent, nobody needs them here.
SECRET_TEMPLATES = (
    "account/confirm_email",
    "account/reset_password",
    "account/first_organizer",
    "invitation/organization",
    "invitation/officer",
    "invitation/unit",
    "invitation/dossier",
    "invitation/comment",
    "invitation/book_correction",
)


def deliver(notice_id: int) -> bool:
    """Send one notice if it still waits; True if it went out now."""
    with transaction.atomic():
        locked = Notice.objects.select_for_update(skip_locked=True, of=("self",))
        notice = locked.waiting().select_related("recipient").filter(pk=notice_id).first()
        if notice is None:
            return False
        subject, body = compose(notice)
        address = notice.recipient.email if notice.recipient else notice.address
        notice.attempts += 1
        try:
            mail = EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [address])
            if event := notice.context.get("calendar"):  # an iCalendar file that goes with the words
                mail.attach("event.ics", event, "text/calendar")
            mail.send()
        except (SMTPException, OSError) as error:
            logger.warning("notice %s could not be sent (attempt %s)", notice.pk, notice.attempts)
            notice.failure = reason_of(error)
            if notice.attempts >= MAX_ATTEMPTS:
                notice.given_up_at = timezone.now()
            notice.save(update_fields=["attempts", "failure", "given_up_at"])
            return False
        notice.sent_at, notice.failure = timezone.now(), ""
        if notice.template.startswith(SECRET_TEMPLATES):
            notice.context = {}
        else:
            notice.sent_subject, notice.sent_body = subject[:400], body
        notice.save()
        return True


def reason_of(error: Exception) -> str:
    """The class of a failure: what a person has to look into."""
    if isinstance(error, SMTPRecipientsRefused):
        return Notice.Failure.REFUSED
    if isinstance(error, SMTPSenderRefused | SMTPAuthenticationError):
        return Notice.Failure.SENDER
    if isinstance(error, SMTPResponseException) and not isinstance(error, SMTPConnectError):
        return Notice.Failure.REJECTED
    return Notice.Failure.UNREACHABLE


def deliver_waiting(limit: int = 500) -> int:
    """The sweep: everything that waits, oldest first; returns how many went out."""
    waiting = list(Notice.objects.waiting().values_list("pk", flat=True)[:limit])
    return sum(deliver(pk) for pk in waiting)


# Of an edition's id, a kind of letter and a language: subject and body in the edition's own words, or None.
Wording = Callable[[int, str, str], tuple[str, str] | None]
_wordings: list[Wording] = []


def word_with(wording: Wording) -> None:
    """Called in `AppConfig.ready` by the app that keeps the editions' own words."""
    if wording not in _wordings:
        _wordings.append(wording)


def compose(notice: Notice) -> tuple[str, str]:
    """Subject and body in the recipient's language: the edition's own words, else the file's."""
    with override(notice.language):
        own = _own_words(notice)
        if own is not None:
            name = notice.recipient.full_name if notice.recipient else ""
            subject, body = (fill(text, {**notice.context, "recipient_name": name}) for text in own)
        else:
            context = {
                **notice.context,
                "recipient": notice.recipient,
                "SITE_URL": settings.SITE_URL,
                "is_rehearsal": notice.is_rehearsal,
            }
            subject, body = _of_file(notice.template, context)
        return " ".join(subject.split()), framed(body, is_rehearsal=notice.is_rehearsal)


def _own_words(notice: Notice) -> tuple[str, str] | None:
    if notice.edition_id is None:
        return None
    found = (wording(notice.edition_id, notice.template, notice.language) for wording in _wordings)
    return next((words for words in found if words is not None), None)


def framed(body: str, *, is_rehearsal: bool) -> str:
    """With the label of a rehearsal and the signature, which no edition can word away."""
    frame = {"body": body.strip(), "is_rehearsal": is_rehearsal, "SITE_URL": settings.SITE_URL}
    return _text("mail/frame.txt", frame)


class _Name(str):
    """Stands for a value while a file is turned into words to edit; a list of one item if the file loops over it."""

    __slots__ = ()

    def __iter__(self) -> Iterator[dict[str, str]]:
        yield {"label": str(self), "text": ""}


def words_of_file(template: str, names: Iterable[str], language: str) -> tuple[str, str]:
    """Subject and body of a letter's file with {{ name }} in the place of each value."""
    values: dict[str, Any] = {name: _Name("{{ " + name + " }}") for name in names}
    values["recipient"] = {"full_name": "{{ recipient_name }}"}
    with override(language):
        return _of_file(template, values)


def _of_file(template: str, context: dict[str, Any]) -> tuple[str, str]:
    """The file's first line is the subject, the rest the body."""
    subject, _newline, body = _text(f"mail/{template}.txt", context).strip().partition("\n")
    return subject.strip(), body.strip()


def _text(template: str, context: dict) -> str:
    """Mails are plain text: nothing is escaped for HTML, or addresses with & would break."""
    return loader.get_template(template).template.render(Context(context, autoescape=False))
