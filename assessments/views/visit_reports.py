"""The checklist of a site visit, filled in on the spot, with its photos."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.models import SiteVisit, VisitReport
from assessments.visits import NOTE, checklist, criteria_of, feeds, photos_open_to
from dtportal import files
from dtportal.replies import attempt, started_from
from nominations.conflict import differences
from nominations.sections import Section, form_for


def _going(request: HttpRequest, pk: int) -> SiteVisit:
    """A visit that this person takes part in."""
    rows = SiteVisit.objects.visible_to(request.user).for_listing()
    return get_object_or_404(rows, pk=pk, visitors__user=request.user)


def _report(request: HttpRequest, visit: SiteVisit) -> VisitReport | None:
    return visit.reports.filter(user=request.user).prefetch_related("photos").first()


def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Read and write one's own checklist. A script saves by itself and gets JSON; a button does the same."""
    visit = _going(request, pk)
    section = checklist(visit.edition, visit.nomination.group)
    if request.method == "POST":
        return _save(request, visit, section)
    row = _report(request, visit)
    form = form_for(section, answers=row.data if row else {})
    return render(request, "assessments/visits/report.html", _page(visit, section, row, form))


def _save(request: HttpRequest, visit: SiteVisit, section: Section) -> HttpResponse:
    by_script = request.headers.get("Accept") == "application/json"
    version = started_from(request)
    try:
        row = actions.save_report(visit, by=request.user, data=request.POST, version=version)
    except actions.StaleReport as stale:
        return _stale(request, visit, section, stale.current, version, by_script=by_script)
    except ValidationError as error:
        if by_script:
            return JsonResponse({"errors": error.message_dict}, status=422)
        context = _page(visit, section, _report(request, visit), form_for(section, request.POST))
        return render(request, "assessments/visits/report.html", context | {"version": version}, status=422)
    if by_script:
        saved_at = date_format(timezone.localtime(), "TIME_FORMAT")
        return JsonResponse({"version": row.version, "saved_at": saved_at, "state": ""})
    if "submit" in request.POST:
        done = attempt(
            request,
            lambda: actions.submit_report(visit, by=request.user),
            _("The report is handed in. Thank you."),
        )
        return redirect("assessments:visit" if done else "assessments:visit_report", visit.pk)
    messages.success(request, _("The report is saved."))
    return redirect("assessments:visit_report", visit.pk)


def _stale(
    request: HttpRequest,
    visit: SiteVisit,
    section: Section,
    current: VisitReport,
    version: int,
    *,
    by_script: bool,
) -> HttpResponse:
    """Both texts side by side; the next save starts from the newer version."""
    context = {
        "pairs": differences(section, request.POST, current),
        "current": current,
        "newer": current.version,
        "base": version,
        "visit": visit,
    }
    if by_script:
        html = render_to_string("assessments/visits/_conflict.html", context, request)
        return JsonResponse({"version": current.version, "html": html}, status=409)
    page = _page(visit, section, _report(request, visit), form_for(section, request.POST))
    return render(request, "assessments/visits/report.html", page | context, status=409)


def _page(visit: SiteVisit, section: Section, row: VisitReport | None, form: Any) -> dict[str, Any]:
    photos: dict[str, list] = {}
    for photo in row.photos.all() if row else ():
        photos.setdefault(photo.question, []).append(photo)
    names = {criterion.code: criterion.label for criterion in criteria_of(visit.nomination)}
    fields = [
        (
            form[question["key"]],
            question,
            photos.get(question["key"], []),
            uuid4(),
            question["key"].endswith(NOTE),
            feeds(question, names),
        )
        for question in section.questions
        if question["kind"] != "file"
    ]
    return {
        "visit": visit,
        "nomination": visit.nomination,
        "edition": visit.edition,
        "fields": fields,
        "form": form,
        "row": row,
        "version": row.version if row else 0,
        "is_handed_in": bool(row and row.submitted_at),
        "may_write": visit.is_planned and not (row and row.submitted_at),
    }


@require_POST
def add_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """One photo, by a form or by the script that sends it as soon as it is taken."""
    visit = _going(request, pk)
    by_script = request.headers.get("Accept") == "application/json"
    file, question = request.FILES.get("photo"), request.POST.get("question", "")
    try:
        token = UUID(request.POST.get("token", ""))
    except ValueError:
        token = uuid4()
    try:
        if file is None:
            raise ValidationError({"photo": _("Please take or choose a photo.")})
        made = actions.add_photo(visit, by=request.user, question=question, file=file, token=token)
    except ValidationError as error:
        if by_script:
            return JsonResponse({"message": " ".join(error.messages)}, status=422)
        messages.error(request, " ".join(error.messages))
    else:
        if by_script:
            html = render_to_string(
                "assessments/visits/_photo.html", {"photo": made, "may_remove": True}, request
            )
            return JsonResponse({"html": html})
    return redirect(f"{reverse('assessments:visit_report', args=[pk])}#photos-{question}")


@require_POST
def remove_photo(request: HttpRequest, pk: int) -> HttpResponse:
    photo = get_object_or_404(photos_open_to(request.user).filter(report__user=request.user), pk=pk)
    actions.remove_photo(photo, by=request.user)
    path = reverse("assessments:visit_report", args=[photo.report.visit_id])
    return redirect(f"{path}#photos-{photo.question}")


def photo(request: HttpRequest, pk: int) -> FileResponse:
    """A photo, for whoever may read its report."""
    found = photos_open_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return files.send(found.file, name=found.name, content_type=found.content_type, inline=True)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    visit = _going(request, pk)
    attempt(
        request,
        lambda: actions.take_report_back(visit, by=request.user),
        _("The report can be changed again; please hand it in afterwards."),
    )
    return redirect("assessments:visit_report", pk)
