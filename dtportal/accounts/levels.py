"""Levels of state bodies and from when to when each of them existed (Law on the Organisation of Local Government)."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    CENTRAL = "central", _("Central")
    PROVINCE = "province", _("Province or city")
    DISTRICT = "district", _("District (until 30/06/2025)")
    COMMUNE = "commune", _("Commune, ward or special zone")


# Law 72/2025/QH15: two levels of local government, provinces and communes, from 01/07/2025.
LAST_DAYS = {Level.DISTRICT: date(2025, 6, 30)}


def levels_on(day: date) -> list[Level]:
    """The levels that there are on a day, the highest first."""
    return [level for level in Level if day <= LAST_DAYS.get(level, date.max)]
