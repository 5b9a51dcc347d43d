"""The ledger of mails: that they went, to whom, and what they said to whoever may read that; and once more.

The journal knows no other app's rows: each app says in `AppConfig.ready` which of its own a person may see.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.journal.letters import readable_kinds
from dtportal.journal.models import Notice
from dtportal.journal.outbox import SECRET_TEMPLATES
from dtportal.journal.recording import queue, record
from dtportal.roles import Can


def readable(notices: Iterable[Notice], user: Any) -> set[int]:
    """Ids of the mails whose words a person may read: his own, and those about what he may see.

    As many queries as there are kinds of subjects.
    """
    notices = [n for n in notices if not n.template.startswith(SECRET_TEMPLATES)]
    found = {n.pk for n in notices if n.recipient_id == user.pk}
    for label, model in readable_kinds().items():
        about = [n for n in notices if n.about == label]
        if about:
            rows = model.objects.visible_to(user).filter(pk__in={n.about_id for n in about})
            seen = set(rows.values_list("pk", flat=True))
            found |= {n.pk for n in about if n.about_id in seen}
    return found


def masked(address: str) -> str:
    """Enough to recognise an address one knows: “l•••@example.org”."""
    name, _at, host = address.partition("@")
    return f"{name[:1]}•••@{host}"


@transaction.atomic
def send_again(notice: Notice, *, by: Any) -> Notice:
    """A new mail with the same content to the same person; the old row stays as it is.

    While a repetition waits, another click changes nothing. Raises ValidationError for a mail that still waits
    itself, and for one whose link opened an account.
    """
    require(by, Can.MANAGE_MAIL, notice)
    notice = Notice.objects.select_for_update(of=("self",)).select_related("recipient").get(pk=notice.pk)
    if notice.state in {Notice.State.QUEUED, Notice.State.FAILED}:
        raise ValidationError(_("This mail still waits to be sent; it goes out by itself."))
    if notice.template.startswith(SECRET_TEMPLATES):
        raise ValidationError(
            _("The link in this mail opened an account; the person has to ask for a new one.")
        )
    waiting = notice.repeats.waiting().first()
    if waiting is not None:
        return waiting
    again = queue(
        template=notice.template,
        context=notice.context,
        recipient=notice.recipient,
        address=notice.address,
        language=notice.language,
        is_rehearsal=notice.is_rehearsal,
        edition_id=notice.edition_id,
        about=notice.about,
        about_id=notice.about_id,
        again_of=notice,
    )
    record("mail.sent_again", notice, by=by, again=again.pk)
    return again
