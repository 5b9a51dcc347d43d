"""Site visits: planned by the secretariat, reported by whoever went."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.conflicts import closed_to
from assessments.models import Conclusion, SiteVisit, Visitor, VisitPhoto, VisitReport
from assessments.visits import checklist, may_visit
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.files import check_upload
from dtportal.journal.recording import link_to, record
from dtportal.programme import clock
from dtportal.programme.calendar import VIETNAM
from dtportal.questions import is_answered, is_required, localized
from dtportal.roles import Can
from dtportal.sniffing import IMAGES
from dtportal.states import ImpossibleMove
from nominations.actions.shared import locked, members_of
from nominations.models import Nomination
from nominations.sections import clean

MOST_PHOTOS = 30


class StaleReport(ImpossibleMove):
    """The report was saved from another device in the meantime; `current` is what stands there now."""

    def __init__(self, current: VisitReport | None):
        super().__init__(
            _(
                "This report was saved elsewhere in the meantime. Nothing was overwritten; compare and save again."
            )
        )
        self.current = current


# --- The secretariat -----------------------------------------------------------------------------------


@transaction.atomic
def plan_visit(
    nomination: Nomination,
    *,
    by: User,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    visitors: Collection[User],
    message: str = "",
) -> SiteVisit:
    """Fix date, place and visitors; they are invited, and the unit is told when and where.

    Raises ValidationError by field, PermissionDenied for a secretary tied to the unit.
    """
    require(by, Can.PLAN_VISITS, nomination)
    nomination = _to_visit(nomination, by)
    visit = SiteVisit(nomination=nomination, planned_by=by, planned_at=clock.now(nomination.edition))
    _fill(visit, starts_at, ends_at, place, message)
    chosen = _free(nomination, visitors)
    visit.save()
    Visitor.objects.bulk_create(Visitor(visit=visit, user=user) for user in chosen)
    _tell("visit.planned", visit, chosen, by=by, notice="visit")
    return visit


@transaction.atomic
def change_visit(
    visit: SiteVisit,
    *,
    by: User,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    visitors: Collection[User],
    message: str = "",
    version: int,
) -> SiteVisit:
    """Another date, place or visitor; everybody is told again, whoever no longer goes as well.

    `version` as the writer saw it. Whoever has begun a report goes on belonging to the visit.
    """
    require(by, Can.PLAN_VISITS, visit)
    nomination = _to_visit(visit.nomination, by)
    visit = _held(visit, nomination)
    if visit.version != version:
        raise ImpossibleMove(
            _("Somebody else has changed this visit in the meantime; please look at it again.")
        )
    _fill(visit, starts_at, ends_at, place, message)
    chosen = _free(nomination, visitors)
    before = list(User.objects.filter(pk__in=visit.visitors.values("user")))
    kept = set(visit.reports.values_list("user", flat=True)) | {user.pk for user in chosen}
    visit.version += 1
    visit.save()
    visit.visitors.exclude(user__in=kept).delete()
    known = {user.pk for user in before}
    Visitor.objects.bulk_create(Visitor(visit=visit, user=user) for user in chosen if user.pk not in known)
    _tell("visit.changed", visit, {*before, *chosen}, by=by, notice="visit")
    return visit


@transaction.atomic
def cancel_visit(visit: SiteVisit, *, by: User, reason: str) -> SiteVisit:
    """Call it off before anybody has reported; visitors and unit are told."""
    require(by, Can.PLAN_VISITS, visit)
    visit = _held(visit, _to_visit(visit.nomination, by))
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Please say why the visit is cancelled.")})
    if visit.reports.filter(submitted_at__isnull=False).exists():
        raise ImpossibleMove(_("The visit has been reported on; it cannot be cancelled any more."))
    visit.move(SiteVisit.Status.CANCELLED)
    visit.reason = reason
    visit.version += 1
    visit.save()
    going = list(User.objects.filter(pk__in=visit.visitors.values("user")))
    _tell("visit.cancelled", visit, going, by=by, notice="visit_cancelled")
    return visit


def _to_visit(nomination: Nomination, by: User) -> Nomination:
    """Locked and re-read, if it is before the council and the secretary has nothing to do with it."""
    if closed_to(by).filter(pk=nomination.pk).exists():
        raise PermissionDenied(_("Nobody acts in office on a dossier of an organisation of his own."))
    nomination = locked(nomination)
    _require_open(nomination)
    if not nomination.round_entries.exists():
        raise ImpossibleMove(_("This dossier is not with the council."))
    return nomination


def _require_open(nomination: Nomination) -> None:
    if (
        nomination.status != Nomination.Status.ACCEPTED
        or Conclusion.objects.filter(nomination=nomination).exists()
    ):
        raise ImpossibleMove(_("The council has concluded on this dossier, or it is no longer taking part."))


def _fill(visit: SiteVisit, starts_at: datetime, ends_at: datetime, place: str, message: str) -> None:
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": _("The visit ends after it begins.")})
    if starts_at < clock.now(visit.nomination.edition) and starts_at != visit.starts_at:
        raise ValidationError({"starts_at": _("This moment has passed.")})
    if not place.strip():
        raise ValidationError({"place": _("Please say where the visitors meet the unit.")})
    visit.starts_at, visit.ends_at = starts_at, ends_at
    visit.place, visit.message = place.strip(), message.strip()


def _free(nomination: Nomination, visitors: Collection[User]) -> list[User]:
    """Those who may go; a name that may not is refused, and so is nobody at all."""
    chosen = list(may_visit(nomination).filter(pk__in=[user.pk for user in visitors]))
    if len(chosen) < len({user.pk for user in visitors}):
        raise ValidationError(
            {"visitors": _("Only readers of the dossier without a conflict, and the secretariat, can go.")}
        )
    if not chosen:
        raise ValidationError({"visitors": _("Please choose at least one visitor.")})
    return chosen


def _held(visit: SiteVisit, nomination: Nomination) -> SiteVisit:
    visit = SiteVisit.objects.select_for_update().get(pk=visit.pk)
    visit.nomination = nomination
    if not visit.is_planned:
        raise ImpossibleMove(_("This visit has been cancelled."))
    return visit


def _tell(verb: str, visit: SiteVisit, visitors: Iterable[User], *, by: User, notice: str) -> None:
    """The visitors with their page, the unit with its own: date and place, no names."""
    path = reverse("assessments:visit", args=[visit.pk])
    record(
        verb,
        visit,
        by=by,
        tell=[user for user in visitors if user != by],
        notice=notice,
        context=_context(visit, path),
        visit=visit.pk,
        version=visit.version,
    )
    members = members_of(visit.nomination.organization)
    unit = _context(visit, reverse("assessments:visit_unit", args=[visit.pk]))
    record(
        "visit.unit_told",
        visit,
        by=by,
        tell=members,
        notice=f"{notice}_unit",
        context={**unit, "message": visit.message},
        version=visit.version,
    )


def _context(visit: SiteVisit, path: str) -> dict[str, Any]:
    start = localtime(visit.starts_at, VIETNAM)
    moments = {}
    for language in ("vi", "en"):
        with override(language):
            moments[language] = date_format(start, "DATETIME_FORMAT")
    return {
        "reference": visit.nomination.known_as,
        "unit": visit.nomination.honoree_name,
        "moment": moments["vi"],
        "moment_en": moments["en"],
        "place": visit.place,
        "reason": visit.reason,
        "url": link_to(path),
        "calendar": link_to(f"{path}calendar.ics"),
    }


# --- Whoever goes --------------------------------------------------------------------------------------


@transaction.atomic
def save_report(visit: SiteVisit, *, by: User, data: Mapping[str, Any], version: int) -> VisitReport:
    """Keep one's own checklist as far as it is filled in. `version` is that of the report as the writer saw it.

    Raises ValidationError by question, StaleReport, ImpossibleMove once it is handed in or the council has concluded.
    """
    report = _own_report(visit, by)
    answers = clean(checklist(report.edition, report.visit.nomination.group), data)
    if report.submitted_at:
        raise ImpossibleMove(_("The report is handed in; take it back to change it."))
    if report.version != version:
        raise StaleReport(report)
    report.data, report.version, report.updated_at = answers, report.version + 1, timezone.now()
    report.save()
    return report


@transaction.atomic
def submit_report(visit: SiteVisit, *, by: User) -> VisitReport:
    """Hand it in: the readers of the dossier see it from now on. A repeated click changes nothing."""
    report = _own_report(visit, by)
    if report.submitted_at:
        return report
    section = checklist(report.edition, report.visit.nomination.group)
    missing = [
        localized(question, "label")
        for question in section.questions
        if is_required(question, report.data) and not is_answered(question, report.data)
    ]
    if missing:
        raise ValidationError(_("Still to be answered: %(list)s.") % {"list": "; ".join(missing)})
    report.submitted_at = clock.now(report.edition)
    report.save(update_fields=["submitted_at"])
    record("visit.reported", report.visit, by=by, report=report.pk, photos=report.photos.count())
    return report


@transaction.atomic
def take_report_back(visit: SiteVisit, *, by: User) -> VisitReport:
    """Correct a report, as long as the council has not concluded."""
    report = _own_report(visit, by)
    if report.submitted_at:
        report.submitted_at = None
        report.save(update_fields=["submitted_at"])
        record("visit.report_taken_back", report.visit, by=by, report=report.pk)
    return report


def add_photo(visit: SiteVisit, *, by: User, question: str, file: File, token: UUID) -> VisitPhoto:
    """A photo of what a question asks about: turned the right way up, nothing kept but its pixels.

    `token` is the device's own name for it: sent again, it is found again. Raises ValidationError for `photo`.
    """
    try:
        checked = check_upload(file, kinds=tuple(IMAGES))
    except ValidationError as error:
        raise ValidationError({"photo": error.messages}) from error
    with transaction.atomic():
        report = _own_report(visit, by)
        if report.submitted_at:
            raise ImpossibleMove(_("The report is handed in; take it back to change it."))
        known = report.photos.filter(token=token).first()
        if known is not None:
            return known
        if checklist(report.edition, report.visit.nomination.group).question(question) is None:
            raise ValidationError({"photo": _("The checklist has no such question.")})
        if report.photos.count() >= MOST_PHOTOS:
            raise ValidationError(
                {"photo": _("At most %(count)s photos belong to a report.") % {"count": MOST_PHOTOS}}
            )
        return VisitPhoto.objects.create(
            report=report,
            question=question,
            token=token,
            file=checked.file,
            name=checked.name,
            content_type=checked.content_type,
            size=checked.size,
            sha256=checked.sha256,
        )


@transaction.atomic
def remove_photo(photo: VisitPhoto, *, by: User) -> None:
    """One's own, before the report is handed in."""
    report = _own_report(photo.report.visit, by)
    found = report.photos.filter(pk=photo.pk).first()
    if found is None:
        return
    if report.submitted_at:
        raise ImpossibleMove(_("The report is handed in; take it back to change it."))
    name, storage = found.file.name, found.file.storage
    found.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _own_report(visit: SiteVisit, by: User) -> VisitReport:
    """This visitor's report, held; made when there is none yet. Only while he may still see the visit."""
    if not SiteVisit.objects.visible_to(by).filter(pk=visit.pk, visitors__user=by).exists():
        raise PermissionDenied(_("Only whoever goes writes a report."))
    visit = SiteVisit.objects.select_for_update(of=("self",)).for_listing().get(pk=visit.pk)
    if not visit.is_planned:
        raise ImpossibleMove(_("This visit has been cancelled."))
    _require_open(visit.nomination)
    report, _created = VisitReport.objects.get_or_create(visit=visit, user=by)
    report.visit = visit
    return report
