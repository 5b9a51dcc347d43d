"""One door for status changes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImpossibleMove(Exception):
    """The object's status does not allow this step (any more); the message is for the person who tried."""


class Stateful(models.Model):
    """A model whose `status` moves along `MOVES` and nowhere else.

    Subclasses give `Status` (TextChoices), `MOVES` (status → statuses it may become) and `TONES`
    (status → badge tone: neutral, info, ok, warn, danger, gold).
    """

    MOVES: dict[str, set[str]] = {}
    TONES: dict[str, str] = {}

    class Meta:
        abstract = True

    def can_move(self, to: str) -> bool:
        return to in self.MOVES.get(self.status, set())

    def move(self, to: str) -> None:
        """Change the status in memory; the caller saves, inside its transaction and with the row locked."""
        if not self.can_move(to):
            raise ImpossibleMove(
                _("This is not possible any more: it is now “%(status)s”.")
                % {"status": self.get_status_display()}
            )
        self.status = to

    @property
    def status_tone(self) -> str:
        return self.TONES.get(self.status, "neutral")
