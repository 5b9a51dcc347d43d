"""The questions about a dossier as one reader sees them."""

from dataclasses import dataclass

from dtportal.accounts.models import User
from nominations.actions.asking import is_askable
from nominations.models import Message, Nomination, Thread
from nominations.standing import takes_part


@dataclass(frozen=True)
class Conversation:
    """`rows`: every message, oldest first; empty for whoever is not concerned."""

    rows: list[Message]
    may_ask: bool
    takes_part: bool
    is_waiting: bool

    @property
    def last(self) -> int | None:
        return self.rows[-1].pk if self.rows else None


def conversation(nomination: Nomination, user: User) -> Conversation:
    """As many queries for one message as for a hundred."""
    visible = Message.objects.visible_to(user).filter(nomination=nomination)
    rows = list(visible.select_related("by").order_by("pk"))
    is_own = takes_part(user, nomination)
    waiting = bool(rows) and Thread.objects.waiting().filter(nomination=nomination).exists()
    return Conversation(rows, is_own and is_askable(nomination), is_own, waiting)


def mark_read(found: Conversation, nomination: Nomination) -> None:
    """Somebody of the organisation has the answers before his eyes now."""
    if found.takes_part and found.rows:
        Thread.objects.answered().filter(nomination=nomination).update(answered_at=None)
