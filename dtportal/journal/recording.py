"""`record()` writes the audit and tells people, in the transaction that did the deed."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import models, transaction
from kombu.exceptions import OperationalError

from dtportal.journal.models import Entry, Notice
from dtportal.journal.tasks import post

_unhurried: ContextVar[bool] = ContextVar("unhurried", default=False)


def record(
    verb: str,
    obj: models.Model,
    *,
    by: Any,
    tell: Iterable[Any] = (),
    notice: str = "",
    context: dict[str, Any] | None = None,
    **data: Any,
) -> Entry:
    """Append an entry about `obj`; mail `tell` (users) with the template `notice` once the transaction commits.

    `verb` is a past participle in the form `app.done` (“nomination.submitted”). `data` are ids, numbers and
    hashes only. `notice` names templates/mail/<notice>.txt (default: the verb); `context` are JSON values
    for it. Nobody is told of his own deed unless he is listed.
    """
    edition_id = obj.access_scope().edition_id if hasattr(obj, "access_scope") else None
    entry = Entry.objects.create(
        actor_id=getattr(by, "pk", None),
        edition_id=edition_id,
        verb=verb,
        subject=obj._meta.label_lower,
        subject_id=obj.pk,
        data=data,
    )
    rehearsal = _is_rehearsal(obj)
    for user in dict.fromkeys(tell):
        send(
            notice or verb,
            recipient=user,
            language=user.language,
            context=context or {},
            is_rehearsal=rehearsal,
            key=f"{entry.pk}:{user.pk}",
            about=obj,
        )
    return entry


def send(
    template: str,
    *,
    context: dict[str, Any],
    key: str | None = None,
    about: models.Model | None = None,
    **recipient: Any,
) -> Notice:
    """Put one mail into the outbox; `recipient` is `recipient=user` or `address=…`, and its language.

    `about` puts it into the ledger of its edition; whoever may see that object may read the mail there.
    """
    if about is not None:
        scope = about.access_scope() if hasattr(about, "access_scope") else None
        recipient |= {
            "edition_id": scope.edition_id if scope else None,
            "about": about._meta.label_lower,
            "about_id": about.pk,
        }
    return queue(template=template, context=context, key=key, **recipient)


def queue(**fields: Any) -> Notice:
    """A new row of the outbox, sent after commit."""
    notice = Notice.objects.create(**fields)
    transaction.on_commit(lambda: hurry(post, notice.pk))
    return notice


def hurry(task: Any, *args: Any) -> None:
    """Ask the worker to do something now. If the broker is down the sweep does it a little later."""
    if _unhurried.get():
        return
    try:
        task.delay(*args)
    except (OperationalError, OSError):
        return


@contextmanager
def unhurried() -> Iterator[None]:
    """For bulk work: thousands of mails wait for the sweep instead of each waking the worker."""
    token = _unhurried.set(True)
    try:
        yield
    finally:
        _unhurried.reset(token)


def _is_rehearsal(obj: models.Model) -> bool:
    edition = getattr(obj, "edition", obj)
    return bool(getattr(edition, "is_rehearsal", False))


def link_to(path: str) -> str:
    """An absolute address for mails and documents."""
    return f"{settings.SITE_URL}{path}"
