"""Public holidays: what the Government announces each year, with days in lieu and days that are exchanged."""

from datetime import date

from django.db import models

from dtportal.programme.calendar import WorkingCalendar
from dtportal.programme.models.bilingual import Named


class HolidayQuerySet(models.QuerySet):
    def calendar(self) -> WorkingCalendar:
        """All of them in the shape that the arithmetic of working days takes; one query."""
        rows = list(self.order_by().values_list("day", "is_worked"))
        return WorkingCalendar(
            off=frozenset(day for day, is_worked in rows if not is_worked),
            worked=frozenset(day for day, is_worked in rows if is_worked),
        )

    def knows(self, *days: date) -> bool:
        """Whether the years of these days have been announced; else counting would take Tết for working days."""
        years = {day.year for day in days}
        known = self.filter(day__year__in=years).order_by().values_list("day__year", flat=True)
        return years == set(known)


class Holiday(Named, models.Model):
    """One day; `is_worked`: a Saturday on which offices work in exchange for another day."""

    day = models.DateField(primary_key=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    is_worked = models.BooleanField(default=False)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        ordering = ["day"]
