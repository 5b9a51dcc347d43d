"""Pinning a page or an answer to a criterion; parts of the page for whoever scores with a script."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.models import Assignment
from assessments.pinboard import pins_of
from assessments.reading import assignments_of, evidence_open_to
from dtportal.access import requires
from dtportal.replies import attempt
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from nominations.models import Evidence
from nominations.reading import readable


def _mine(request: HttpRequest, pk: int) -> Assignment:
    rows = assignments_of(request.user).readable()
    return get_object_or_404(
        rows.select_related("entry__nomination", "entry__round", "entry__dossier"), pk=pk
    )


@require_POST
@requires(Can.APPRAISE)
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    """`evidence` and `page`, or `answer` as “section:question”; `criterion` is a code."""
    assignment = _mine(request, pk)
    criterion, note = request.POST.get("criterion", ""), request.POST.get("note")
    evidence = _evidence(request)
    page = request.POST.get("page", "")
    number = int(page) if page.isdecimal() and len(page) < 5 else 0
    section, _colon, question = request.POST.get("answer", "").partition(":")
    if not criterion and section:
        # A button beside an answer knows its section only; a script names the criterion at hand.
        criterion = next((s.criterion for s in readable(assignment.entry.dossier) if s.key == section), "")

    def act() -> None:
        if evidence is not None:
            actions.pin_page(assignment, criterion, evidence, page=number, by=request.user, note=note)
        else:
            actions.pin_answer(assignment, criterion, section, question, by=request.user, note=note)

    return _answer(request, assignment, act, _("Pinned."), criterion, (evidence, number))


def _evidence(request: HttpRequest) -> Evidence | None:
    wanted = request.POST.get("evidence", "")
    if not wanted:
        return None
    row = evidence_open_to(request.user, int(wanted)) if wanted.isdecimal() and len(wanted) < 16 else None
    if row is None:
        raise Http404
    return row


@require_POST
@requires(Can.APPRAISE)
def pin_note(request: HttpRequest, pk: int, pin: int) -> HttpResponse:
    assignment = _mine(request, pk)
    row = get_object_or_404(_own_pins(assignment), pk=pin)
    note = request.POST.get(f"note-{row.pk}", "")
    return _answer(
        request,
        assignment,
        lambda: actions.note_pin(row, by=request.user, note=note),
        _("Note saved."),
        row.criterion.code,
        (row.evidence, row.page),
    )


@require_POST
@requires(Can.APPRAISE)
def unpin(request: HttpRequest, pk: int, pin: int) -> HttpResponse:
    """Taking out what is gone already is no mistake."""
    assignment = _mine(request, pk)
    row = _own_pins(assignment).filter(pk=pin).first()
    code = row.criterion.code if row else ""
    place = (row.evidence, row.page) if row else (None, None)

    def act() -> None:
        if row is not None:
            actions.unpin(row, by=request.user)

    return _answer(request, assignment, act, _("Pin taken out."), code, place)


def _own_pins(assignment: Assignment):
    return assignment.pins.select_related("criterion", "evidence", "assignment")


def _answer(request: HttpRequest, assignment: Assignment, act, done: str, code: str, place) -> HttpResponse:
    """With a script: every list of pins anew, and what the viewer says of its page. Without: the page again."""
    if not request.headers.get("HX-Request"):
        attempt(request, act, done)
        back = reverse("assessments:score", args=[assignment.pk])
        return redirect(f"{back}#c-{code}" if code else back)
    refusal = ""
    try:
        act()
    except ValidationError as error:
        refusal = " ".join(error.messages)
    except ImpossibleMove as error:
        refusal = str(error)
    board = pins_of(assignment)
    evidence, number = place
    context = {"assignment": assignment, "board": board, "says": refusal or done, "refused": bool(refusal)}
    if evidence is not None and _is_on_the_viewers_page(request, evidence):
        context |= {"evidence": evidence, "number": number, "may_pin": board.is_writable}
        context["pinned_here"] = board.of_page(evidence.pk, number)
    return render(request, "assessments/_pins_changed.html", context, status=422 if refusal else 200)


def _is_on_the_viewers_page(request: HttpRequest, evidence: Evidence) -> bool:
    return reverse("assessments:view", args=[evidence.pk]) in request.headers.get("HX-Current-URL", "")
