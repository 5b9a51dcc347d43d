"""What waits for whom about score sheets on paper and site visits: lines of “today”."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from assessments.models import PaperSheet, SiteVisit, VisitReport
from assessments.reading import assignments_of
from dtportal.programme import clock
from dtportal.programme.calendar import VIETNAM
from dtportal.roles import Can
from dtportal.todo import Task

Status = PaperSheet.Status


def tasks(user: Any) -> Iterator[Task]:
    if Can.APPRAISE in user.functions:
        mine = assignments_of(user).readable().values("pk")
        asked = PaperSheet.objects.pending().filter(status=Status.ASKED, assignment__in=mine)
        for sheet in asked.for_listing():
            yield Task(
                _("Confirm your score sheet from paper"),
                reverse("assessments:paper_sheet_confirm", args=[sheet.assignment_id]),
                hint=sheet.assignment.entry.nomination.known_as,
                icon="file-earmark-check",
                urgency=1,
            )
    if Can.KEY_SHEETS in user.functions:
        disputed = PaperSheet.objects.visible_to(user).pending().filter(status=Status.DISPUTED, keyed_by=user)
        for sheet in disputed.for_listing():
            yield Task(
                _("Correct a score sheet from paper"),
                reverse("assessments:paper_sheet", args=[sheet.edition.slug, sheet.assignment_id]),
                hint=sheet.assignment.entry.nomination.known_as,
                icon="file-earmark-check",
                urgency=2,
            )
    yield from _visits(user)


def _visits(user: Any) -> Iterator[Task]:
    """To go and to report; for a unit, that somebody comes."""
    planned = SiteVisit.objects.filter(status=SiteVisit.Status.PLANNED, nomination__conclusion=None)
    mine = planned.filter(pk__in=SiteVisit.objects.visible_to(user).values("pk"), visitors__user=user)
    done = VisitReport.objects.filter(user=user, submitted_at__isnull=False).values("visit")
    if {Can.APPRAISE, Can.PLAN_VISITS} & set(user.functions):
        for visit in mine.exclude(pk__in=done).for_listing():
            yield Task(
                _("Site visit: %(unit)s") % {"unit": visit.nomination.honoree_name},
                reverse("assessments:visit_report", args=[visit.pk]),
                hint=_when(visit),
                icon="geo-alt",
                urgency=3,
            )
    if user.organization_ids:
        for visit in planned.of_unit(user).for_listing():
            if visit.ends_at > clock.now(visit.edition):
                yield Task(
                    _("The council visits you"),
                    reverse("assessments:visit_unit", args=[visit.pk]),
                    hint=_when(visit),
                    icon="geo-alt",
                    urgency=3,
                )


def _when(visit: SiteVisit) -> str:
    return date_format(localtime(visit.starts_at, VIETNAM), "DATETIME_FORMAT")
