"""Which state of the programme the public sees."""

import secrets

from django.db import models


def _mark() -> str:
    return secrets.token_hex(8)


class PublicVersion(models.Model):
    """One row: what the public sees changes with it, in the same transaction. The pages drawn of a version are
    found again by its name, which says nothing to anybody outside and never stands for two states."""

    number = models.PositiveBigIntegerField(default=1)
    mark = models.CharField(max_length=16, default=_mark)

    @property
    def name(self) -> str:
        return f"{self.number}-{self.mark}"

    def step(self) -> None:
        self.number += 1
        self.mark = _mark()
        self.save(update_fields=["number", "mark"])
