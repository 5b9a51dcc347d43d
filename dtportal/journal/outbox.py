"""Sends what waits in the outbox. Sent is marked per recipient; a mail may go twice only if a worker dies
between the mail server's “accepted” and our commit."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template import Context, loader
from django.utils import timezone
from django.utils.translation import override

from dtportal.journal.models import Notice

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 10
# Their links open an account: once sent, nobody needs them here.
SECRET_TEMPLATES = ("account/confirm_email", "account/reset_password", "account/first_organizer")


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
            EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [address]).send()
        except (SMTPException, OSError):
            logger.warning("notice %s could not be sent (attempt %s)", notice.pk, notice.attempts)
            if notice.attempts >= MAX_ATTEMPTS:
                notice.given_up_at = timezone.now()
            notice.save(update_fields=["attempts", "given_up_at"])
            return False
        notice.sent_at = timezone.now()
        if notice.template.startswith(SECRET_TEMPLATES):
            notice.context = {}
        notice.save(update_fields=["attempts", "sent_at", "context"])
        return True


def deliver_waiting(limit: int = 500) -> int:
    """The sweep: everything that waits, oldest first; returns how many went out."""
    waiting = list(Notice.objects.waiting().values_list("pk", flat=True)[:limit])
    return sum(deliver(pk) for pk in waiting)


def compose(notice: Notice) -> tuple[str, str]:
    """Subject and body in the recipient's language: the template's first line and the rest."""
    with override(notice.language):
        context = {
            **notice.context,
            "recipient": notice.recipient,
            "SITE_URL": settings.SITE_URL,
            "is_rehearsal": notice.is_rehearsal,
        }
        text = _text(f"mail/{notice.template}.txt", context)
        subject, _, body = text.strip().partition("\n")
        frame = {"body": body.strip(), "is_rehearsal": notice.is_rehearsal, "SITE_URL": settings.SITE_URL}
        return subject.strip(), _text("mail/frame.txt", frame)


def _text(template: str, context: dict) -> str:
    """Mails are plain text: nothing is escaped for HTML, or addresses with & would break."""
    return loader.get_template(template).template.render(Context(context, autoescape=False))
