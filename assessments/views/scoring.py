"""The scoring screen. Its autosave is in `sheets.py`."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments import actions
from assessments.actions.scoring_sheets import rubric
from assessments.allotment import due_day
from assessments.forms import SheetForm, initial_of
from assessments.forms_interests import RecusalForm
from assessments.models import Assignment, Mark, Scoresheet
from assessments.pinboard import pins_of
from assessments.queues import Queue
from assessments.sheets import arranged, cards
from dtportal.access import requires
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from nominations.reading import readable


def _mine(queue: Queue, pk: int) -> Assignment:
    found = queue.assignment(pk)
    if found is None:
        raise Http404
    return found


def _sheet(assignment: Assignment) -> Scoresheet | None:
    sheets = assignment.scoresheets.exclude(status=Scoresheet.Status.VOID)
    return sheets.prefetch_related(Prefetch("marks", Mark.objects.select_related("criterion"))).first()


@requires(Can.APPRAISE)
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """The dossier on one side, the criteria on the other."""
    queue = Queue(request.user)
    assignment = _mine(queue, pk)
    if assignment.status == Assignment.Status.OFFERED:
        if request.method == "GET":
            return redirect("assessments:declare")
        raise Http404
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
        except actions.Unexplained as refusal:
            # The draft is saved; what is missing is asked for beside the field, and nothing has to be typed again.
            messages.error(request, refusal.message)
            names = [f"remark-{code}" for code in refusal.codes] or ["reason"]
            _ask(form, _sheet(assignment), names, refusal.message)
        except (ValidationError, ImpossibleMove) as refusal:
            messages.error(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
            missing = [f"mark-{code}" for code, mark in form.marks.items() if mark is None]
            if isinstance(refusal, ValidationError) and missing:
                _ask(form, _sheet(assignment), missing, _("A mark is missing."))
            else:
                form = SheetForm(None, rubric=criteria, initial=initial_of(_sheet(assignment)))
                assignment = _mine(queue, pk)
    elif form.is_bound:
        messages.error(request, form.complaint)
    if request.method == "POST":  # what was refused may have saved the draft
        sheet = _sheet(assignment)
    status = 409 if elsewhere else 422 if form.is_bound and form.errors else 200
    return render(
        request, "assessments/score.html", _page(queue, assignment, sheet, form, elsewhere), status=status
    )


def _ask(form: SheetForm, sheet: Scoresheet | None, names: list[str], message: str) -> None:
    """Ask for what is missing beside its fields; the form goes on from the draft that was saved."""
    form.data = form.data.copy()
    form.data["version"] = sheet.version if sheet else 0
    for name in names:
        form.add_error(name, message)


def _save(request: HttpRequest, assignment: Assignment, form: SheetForm) -> HttpResponse:
    actions.save_marks(assignment, by=request.user, **form.saved())
    if request.POST.get("do") == "submit":
        actions.submit_sheet(assignment, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Sheet submitted: %(name)s.") % {"name": assignment.entry.nomination})
        following = Queue(request.user).next
        return redirect("assessments:score", following.pk) if following else redirect("assessments:queue")
    messages.success(request, _("Draft saved."))
    if request.POST.get("do") == "next":
        following = Queue(request.user).after(assignment)
        return redirect("assessments:score", following.pk) if following else redirect("assessments:queue")
    return redirect("assessments:score", assignment.pk)


def _page(
    queue: Queue,
    assignment: Assignment,
    sheet: Scoresheet | None,
    form: SheetForm,
    elsewhere: dict | None,
) -> dict[str, Any]:
    edition = assignment.entry.round.edition
    sections = readable(assignment.entry.dossier, form.rubric)
    board = pins_of(assignment, rubric=form.rubric, sections=sections)
    dossier = arranged(sections, form.rubric)
    return {
        "assignment": assignment,
        "nomination": assignment.entry.nomination,
        "edition": edition,
        "dossier": assignment.entry.dossier,
        "sections": dossier.sections,
        "tabs": dossier.tabs,
        "files": dossier.files,
        "form": form,
        "cards": cards(form, sections, elsewhere, board),
        "board": board,
        "elsewhere": elsewhere,
        "sheet": sheet,
        "sealed": sheet.versions.last() if sheet else None,
        "total": sum(mark.value or 0 for mark in sheet.marks.all()) if sheet else None,
        "has_marks": bool(sheet) and any(mark.value is not None for mark in sheet.marks.all()),
        "is_open": assignment.entry.round.is_open,
        "is_writable": assignment.status == Assignment.Status.READING and assignment.entry.round.is_open,
        "queue": queue.counts,
        "time_left": queue.time_left if queue.minutes_left else "",
        "due": due_day(assignment.entry.round),
        "grounds": RecusalForm.GROUNDS,
    }
