"""“Someone asked me to pay”: received from anybody, examined and answered by the auditor, told to nobody else.

Mails of this module stand in no edition's ledger (they have no `about`), name nobody and quote nothing.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from awards import attachments
from awards.addresses import address_of
from awards.models import Complaint, ComplaintFile, ComplaintMessage
from awards.models.attached import hashed
from awards.wording import own_words
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.files import Checked
from dtportal.journal.recording import record, send
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.roles import Can


def complain(
    edition: Edition,
    *,
    kind: str,
    text: str,
    code: str,
    contact: str = "",
    files: Iterable[File | None] = (),
    language: str = "vi",
    by: None = None,
) -> Complaint:
    """Receive a report; the same `code` once more changes nothing. Nothing tells who sent it: `by` is nobody.

    Raises ValidationError for the fields `text` and `files`.
    """
    if kind not in Complaint.Kind.values:
        raise ValidationError({"kind": _("Please choose what the report is about.")})
    words = own_words(text, ComplaintMessage.LIMIT)
    checked = attachments.checked(files)
    with transaction.atomic():
        complaint, is_new = Complaint.objects.get_or_create(
            code_hash=hashed(code),
            defaults={
                "edition": edition,
                "kind": kind,
                "contact": contact.strip()[:200],
                "language": language,
                "received_at": clock.now(edition),
            },
        )
        if is_new:
            message = _say(complaint, words, checked, by=None)
            record("complaint.received", complaint, by=None, files=len(checked))
            _tell_the_auditor(complaint, message)
    return complaint


def add_to_complaint(
    complaint: Complaint, *, text: str, files: Iterable[File | None] = (), by: None = None
) -> ComplaintMessage:
    """A further message of whoever holds the code; the last words once more change nothing.

    What was answered or closed is taken up again.
    """
    words = own_words(text, ComplaintMessage.LIMIT)
    checked = attachments.checked(files)
    with transaction.atomic():
        complaint = _locked(complaint)
        last = complaint.messages.last()
        if last and last.by_id is None and last.text == words and not checked:
            return last
        message = _say(complaint, words, checked, by=None)
        if complaint.can_move(Complaint.Status.EXAMINED) and complaint.status != Complaint.Status.RECEIVED:
            complaint.move(Complaint.Status.EXAMINED)
            complaint.save(update_fields=["status"])
        record("complaint.added_to", complaint, by=None, message=message.pk, files=len(checked))
        _tell_the_auditor(complaint, message)
    return message


@transaction.atomic
def answer_complaint(complaint: Complaint, *, text: str, by: User) -> ComplaintMessage:
    """Write to whoever reported; he reads it with his code, and is told by mail if he left an address."""
    require(by, Can.HEAR_REPORTS, complaint)
    words = own_words(text, ComplaintMessage.LIMIT)
    complaint = _locked(complaint)
    last = complaint.messages.last()
    if last and last.by_id == by.pk and last.text == words:
        return last
    message = _say(complaint, words, [], by=by)
    if complaint.status != Complaint.Status.ANSWERED:
        if complaint.status == Complaint.Status.CLOSED:
            complaint.move(Complaint.Status.EXAMINED)
        complaint.move(Complaint.Status.ANSWERED)
        complaint.save(update_fields=["status"])
    record("complaint.answered", complaint, by=by, message=message.pk)
    _tell_the_writer(complaint, message)
    return message


@transaction.atomic
def examine_complaint(complaint: Complaint, *, by: User) -> Complaint:
    """Say that it is being looked into; a second click changes nothing."""
    return _moved(complaint, Complaint.Status.EXAMINED, "complaint.examined", by)


@transaction.atomic
def close_complaint(complaint: Complaint, *, by: User) -> Complaint:
    """Nothing more is to be done; the writer may still add something, which takes it up again."""
    return _moved(complaint, Complaint.Status.CLOSED, "complaint.closed", by)


def _moved(complaint: Complaint, to: str, verb: str, by: User) -> Complaint:
    require(by, Can.HEAR_REPORTS, complaint)
    complaint = _locked(complaint)
    if complaint.status != to:
        complaint.move(to)
        complaint.save(update_fields=["status"])
        record(verb, complaint, by=by)
    return complaint


def _locked(complaint: Complaint) -> Complaint:
    return Complaint.objects.select_for_update(of=("self",)).select_related("edition").get(pk=complaint.pk)


def _say(complaint: Complaint, words: str, files: list[Checked], *, by: User | None) -> ComplaintMessage:
    at = clock.now(complaint.edition)
    message = ComplaintMessage.objects.create(complaint=complaint, text=words, at=at, by=by)
    attachments.keep(ComplaintFile, files, message=message)
    return message


def _tell_the_auditor(complaint: Complaint, message: ComplaintMessage) -> None:
    """That there is something to read, and where; what it says, who wrote it, of which kind: nothing of it."""
    for auditor in User.objects.holding(Can.HEAR_REPORTS, edition=complaint.edition):
        send(
            "complaint_received",
            recipient=auditor,
            language=auditor.language,
            context={"url": address_of("awards:complaints", complaint.edition)},
            is_rehearsal=complaint.edition.is_rehearsal,
            key=f"complaint:{message.pk}:{auditor.pk}",
        )


def _tell_the_writer(complaint: Complaint, message: ComplaintMessage) -> None:
    """Only if the contact is an address of e-mail; the mail says where to look, and needs the code to read."""
    try:
        validate_email(complaint.contact)
    except ValidationError:
        return
    send(
        "complaint_answered",
        address=complaint.contact,
        language=complaint.language,
        context={"url": address_of("awards:follow", None)},
        is_rehearsal=complaint.edition.is_rehearsal,
        key=f"complaint:{message.pk}:writer",
    )
