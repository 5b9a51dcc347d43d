"""Site visits as people see them: who may go, the checklist of a group, what the reports say about each criterion."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from assessments.conflicts import closed_ids, pairs
from assessments.councils import sitting
from assessments.models import Assignment, CouncilMember, SiteVisit, VisitPhoto, VisitReport
from dtportal.accounts.models import User
from dtportal.journal.recording import link_to
from dtportal.programme.models import Criterion, Edition
from dtportal.questions import localized
from dtportal.roles import Can
from nominations.models import Colleague, Nomination
from nominations.sections import Section, shown

# The words to a question stand in the same panel as the question, and have no photos of their own.
NOTE = "_note"


def checklist(edition: Edition, group: str) -> Section:
    """What is looked at in a group; a question that names criteria belongs to the groups it names them for."""
    questions = [
        {**question, "criteria": question.get("criteria", {}).get(group, [])}
        for question in edition.visit_questions
        if not question.get("criteria") or group in question["criteria"]
    ]
    return Section({"key": "visit", "title": "", "questions": questions})


def may_visit(nomination: Nomination) -> QuerySet[User]:
    """Readers of the dossier without a conflict, and the secretariat without a tie to its unit."""
    edition = nomination.edition
    readers = CouncilMember.objects.filter(
        pk__in=sitting(edition, Can.APPRAISE).order_by().values("pk"),
        assignments__in=Assignment.objects.readable().filter(entry__nomination=nomination),
    ).distinct()
    conflicted = {member for _nomination, member in pairs(readers, [nomination])}
    writing = Colleague.objects.at_work().filter(nomination__organization=nomination.organization_id)
    tied = Q(memberships__organization=nomination.organization_id) | Q(pk__in=writing.values("accepted_by"))
    secretaries = User.objects.holding(Can.PLAN_VISITS, edition=edition).order_by().values("pk")
    seats = CouncilMember.objects.filter(pk__in=[m.pk for m in readers if m.pk not in conflicted])
    free = User.objects.filter(Q(pk__in=secretaries) | Q(pk__in=seats.values("user")))
    return User.objects.filter(pk__in=free.exclude(tied).values("pk")).order_by("name_sort_key")


def to_visit(user: User, edition: Edition) -> QuerySet[Nomination]:
    """Dossiers with the council, not yet concluded, that this secretary has nothing to do with."""
    rows = Nomination.objects.accepted().filter(edition=edition, round_entries__isnull=False, conclusion=None)
    rows = rows.exclude(pk__in=closed_ids(user)).distinct()
    return rows.select_related("organization").order_by("number")


@dataclass(frozen=True)
class Finding:
    """One answered question of a report."""

    key: str
    label: str
    text: str
    criteria: list[str]
    photos: list[VisitPhoto]
    # The names of its criteria.
    feeds: list[str]


@dataclass(frozen=True)
class Told:
    """What one visitor reports."""

    report: VisitReport
    questions: list[dict[str, Any]]
    findings: list[Finding]

    @property
    def visit(self) -> SiteVisit:
        return self.report.visit


def told(reports: Iterable[VisitReport], nomination: Nomination) -> list[Told]:
    """Reports in words; `reports` with visit, user and photos loaded."""
    reports = list(reports)
    if not reports:
        return []
    section = checklist(nomination.edition, nomination.group)
    names = {criterion.code: criterion.label for criterion in criteria_of(nomination)}
    return [Told(report, section.questions, list(_findings(report, section, names))) for report in reports]


def criteria_of(nomination: Nomination) -> QuerySet[Criterion]:
    """What its checklist may speak of."""
    return Criterion.objects.filter(edition=nomination.edition_id, group=nomination.group)


def feeds(question: dict[str, Any], names: dict[str, str]) -> list[str]:
    """The names of the criteria that a question of the checklist feeds; `names` by code."""
    # The words to a question stand under it, which has said so already.
    if question["key"].endswith(NOTE):
        return []
    return [names[code] for code in question["criteria"] if code in names]


def _findings(report: VisitReport, section: Section, names: dict[str, str]) -> Iterable[Finding]:
    photos: dict[str, list[VisitPhoto]] = {}
    for photo in report.photos.all():
        photos.setdefault(photo.question, []).append(photo)
    for question in section.questions:
        text = shown(question, report.data.get(question["key"]))
        pictures = photos.get(question["key"], [])
        if text or pictures:
            label = localized(question, "label")
            criteria = question["criteria"]
            yield Finding(question["key"], label, text, criteria, pictures, feeds(question, names))


def reports_open_to(user: User, nomination: Nomination) -> QuerySet[VisitReport]:
    """Handed-in reports of visits that this person may see, without those of visitors with a conflict since."""
    reports = VisitReport.objects.filter(visit__nomination=nomination, submitted_at__isnull=False)
    # Asked first: where nobody went, nothing else is asked, and in one another these conditions are more than SQLite
    # can parse.
    writers = list(reports.order_by().values_list("user", flat=True))
    if not writers:
        return VisitReport.objects.none()
    reports = reports.filter(visit__in=SiteVisit.objects.visible_to(user).values("pk"))
    authors = CouncilMember.objects.filter(edition=nomination.edition_id, user__in=writers)
    conflicted = {member for _nomination, member in pairs(authors, [nomination])}
    if conflicted:
        reports = reports.exclude(user__council_memberships__in=conflicted)
    return (
        reports.select_related("visit", "user").prefetch_related("photos").order_by("visit__starts_at", "pk")
    )


def photos_open_to(user: User) -> QuerySet[VisitPhoto]:
    """One's own, and those of handed-in reports one may see."""
    visible = SiteVisit.objects.visible_to(user).values("pk")
    own = Q(report__user=user)
    return VisitPhoto.objects.filter(
        own | Q(report__submitted_at__isnull=False), report__visit__in=visible
    ).select_related("report__visit__nomination")


@dataclass(frozen=True)
class Seen:
    """What visits say about one criterion: each question with what every visitor found."""

    criterion: Criterion
    questions: list[tuple[str, list[tuple[Told, Finding]]]]


def by_criterion(stories: list[Told], criteria: Iterable[Criterion]) -> list[Seen]:
    """Findings grouped by the criteria they speak of, those without any left out."""
    found = []
    for criterion in criteria:
        rows: dict[str, list[tuple[Told, Finding]]] = {}
        for story in stories:
            for finding in story.findings:
                if criterion.code in finding.criteria:
                    rows.setdefault(finding.key, []).append((story, finding))
        if rows:
            # In the order of the checklist, whoever answered first.
            keys = [question["key"] for question in stories[0].questions if question["key"] in rows]
            found.append(Seen(criterion, [(rows[key][0][1].label, rows[key]) for key in keys]))
    return found


def calendar_of(visit: SiteVisit, path: str) -> bytes:
    """An .ics file of one event (RFC 5545); its UID stays and its SEQUENCE rises, so that calendars update it."""
    calendar = Calendar()
    calendar.add("prodid", "-//dtportal//VI")
    calendar.add("version", "2.0")
    event = Event()
    event.add("uid", f"visit-{visit.pk}@dtportal")
    event.add("sequence", visit.version)
    event.add("dtstamp", timezone.now())
    event.add("summary", _("Site visit: %(unit)s") % {"unit": visit.nomination.honoree_name})
    event.add("dtstart", visit.starts_at.astimezone(UTC))
    event.add("dtend", visit.ends_at.astimezone(UTC))
    event.add("location", visit.place)
    event.add("status", "CONFIRMED" if visit.is_planned else "CANCELLED")
    if visit.edition.is_rehearsal:
        event.add("description", _("A rehearsal: nobody travels."))
    event.add("url", link_to(path))
    calendar.add_component(event)
    return calendar.to_ical()
