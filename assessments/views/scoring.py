"""The scoring screen and its autosave."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.actions.council import rubric
from assessments.forms import ReasonForm, SheetForm, initial_of
from assessments.models import Assignment, Scoresheet
from assessments.queues import Queue
from assessments.reading import assignments_of
from assessments.sheets import cards
from dtportal.access import requires
from dtportal.programme.models import Phase
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from nominations.reading import readable


def _readable(request: HttpRequest, pk: int) -> Assignment:
    rows = assignments_of(request.user).readable().for_listing()
    return get_object_or_404(rows.select_related("entry__dossier", "entry__round__edition"), pk=pk)


def _sheet(assignment: Assignment) -> Scoresheet | None:
    sheets = assignment.scoresheets.exclude(status=Scoresheet.Status.VOID)
    return sheets.prefetch_related("marks__criterion").first()


@requires(Can.APPRAISE)
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """The dossier on one side, the criteria on the other."""
    offered = assignments_of(request.user).filter(status=Assignment.Status.OFFERED)
    if request.method == "GET" and offered.filter(pk=pk).exists():
        return redirect("assessments:declare")
    assignment = _readable(request, pk)
    sheet = _sheet(assignment)
    criteria = rubric(assignment.entry.nomination)
    form = SheetForm(request.POST or None, rubric=criteria, initial=initial_of(sheet))
    elsewhere = None
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, assignment, form)
        except actions.StaleSheet as refusal:
            # Both texts are shown; saving again is then a decision, not an accident.
            elsewhere = initial_of(refusal.sheet and _sheet(assignment))
            form.data = form.data.copy()
            form.data["version"] = elsewhere["version"]
            messages.error(request, str(refusal))
        except (ValidationError, ImpossibleMove) as refusal:
            messages.error(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
            form = SheetForm(None, rubric=criteria, initial=initial_of(_sheet(assignment)))
            assignment = _readable(request, pk)
    status = 409 if elsewhere else 200
    return render(
        request, "assessments/score.html", _page(request, assignment, form, elsewhere), status=status
    )


def _save(request: HttpRequest, assignment: Assignment, form: SheetForm) -> HttpResponse:
    actions.save_marks(assignment, by=request.user, **form.saved())
    if request.POST.get("do") == "submit":
        actions.submit_sheet(assignment, by=request.user)
        messages.success(request, _("Sheet submitted: %(name)s.") % {"name": assignment.entry.nomination})
        following = Queue(request.user).next
        return redirect("assessments:score", following.pk) if following else redirect("assessments:queue")
    messages.success(request, _("Draft saved."))
    if request.POST.get("do") == "next":
        following = _next_after(request, assignment)
        return redirect("assessments:score", following) if following else redirect("assessments:queue")
    return redirect("assessments:score", assignment.pk)


def _next_after(request: HttpRequest, assignment: Assignment) -> int | None:
    """The next dossier to score after this one, around the end of the list."""
    waiting = assignments_of(request.user).filter(status=Assignment.Status.READING).exclude(pk=assignment.pk)
    keys = sorted(waiting.values_list("pk", flat=True))
    return next((pk for pk in keys if pk > assignment.pk), keys[0] if keys else None)


def _page(
    request: HttpRequest, assignment: Assignment, form: SheetForm, elsewhere: dict | None
) -> dict[str, Any]:
    edition = assignment.entry.round.edition
    sections = readable(assignment.entry.dossier)
    sheet = _sheet(assignment)
    return {
        "assignment": assignment,
        "nomination": assignment.entry.nomination,
        "edition": edition,
        "dossier": assignment.entry.dossier,
        "sections": sections,
        "files": [file for section in sections for file in section.files],
        "form": form,
        "cards": cards(form, sections, elsewhere),
        "elsewhere": elsewhere,
        "sheet": sheet,
        "total": sum(mark.value or 0 for mark in sheet.marks.all()) if sheet else None,
        "is_open": assignment.entry.round.is_open,
        "is_writable": assignment.status == Assignment.Status.READING and assignment.entry.round.is_open,
        "queue": Queue(request.user).counts,
        "deadline": edition.phases.filter(kind=Phase.Kind.APPRAISAL).first(),
        "reason_form": ReasonForm(auto_id="recuse_%s"),
    }


@require_POST
@requires(Can.APPRAISE)
def autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """Keep a draft while it is being written; answers are for static/js/scoring.js."""
    assignment = _readable(request, pk)
    form = SheetForm(request.POST, rubric=rubric(assignment.entry.nomination))
    if not form.is_valid():
        return JsonResponse({"message": _("Not saved: please check the marked fields.")}, status=422)
    try:
        sheet = actions.save_marks(assignment, by=request.user, **form.saved())
    except ImpossibleMove as refusal:
        return JsonResponse({"message": str(refusal)}, status=409)
    now = timezone.localtime(sheet.updated_at)
    return JsonResponse({"version": sheet.version, "saved": time_format(now, "H:i")})
