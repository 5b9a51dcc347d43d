"""One's own score sheets to print."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from assessments import paper_prints
from assessments.models import Assignment
from assessments.queues import SHEETS_AT_ONCE
from assessments.reading import assignments_of
from dtportal.access import requires
from dtportal.roles import Can


@requires(Can.APPRAISE)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One dossier's sheet: empty, or with `filled` as it stands."""
    rows = paper_prints.for_printing(assignments_of(request.user).readable())
    assignment = get_object_or_404(rows, pk=pk)
    return _hand_out([assignment], filled="filled" in request.GET)


@requires(Can.APPRAISE)
def sheets(request: HttpRequest) -> HttpResponse:
    """Empty sheets of what is still to score, some at a time (`part`); with `filled` all sheets as they stand."""
    rows = paper_prints.for_printing(assignments_of(request.user).readable())
    filled = "filled" in request.GET
    asked = request.GET.get("part", "")
    part = int(asked) if asked.isdecimal() and 0 < len(asked) < 4 else 1
    start = max(part - 1, 0) * SHEETS_AT_ONCE
    chosen = list(
        (rows if filled else rows.filter(status=Assignment.Status.READING))[start : start + SHEETS_AT_ONCE]
    )
    if not chosen:
        messages.info(request, _("There is no sheet to print."))
        return redirect("assessments:queue")
    return _hand_out(chosen, filled=filled)


def _hand_out(assignments: list[Assignment], *, filled: bool) -> FileResponse:
    content = paper_prints.render(assignments, filled=filled)
    response = FileResponse(
        BytesIO(content),
        as_attachment=False,
        filename=paper_prints.file_name(assignments),
        content_type="application/pdf",
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
