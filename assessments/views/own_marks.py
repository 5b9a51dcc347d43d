"""One's own marks so far."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from assessments.own_marks import own_histograms
from assessments.reading import assignments_of
from dtportal.access import requires
from dtportal.programme.models import Criterion
from dtportal.roles import Can


@requires(Can.APPRAISE)
def own_marks(request: HttpRequest, pk: int) -> HttpResponse:
    """A page of its own, or the part that the scoring page asks for: all drawings, or that of one `criterion`."""
    rows = assignments_of(request.user).readable().for_listing()
    assignment = get_object_or_404(rows.select_related("entry__round__edition"), pk=pk)
    nomination = assignment.entry.nomination
    rubric = list(Criterion.objects.filter(edition=nomination.edition_id, group=nomination.group))
    drawn = own_histograms(request.user, assignment, rubric, _("Total of a sheet"))
    wanted = ["total", *(criterion.code for criterion in rubric)]
    if (code := request.GET.get("criterion")) in wanted:
        drawn = [drawn[wanted.index(code)]]
    context = {
        "assignment": assignment,
        "nomination": nomination,
        "edition": assignment.edition,
        "histograms": drawn,
    }
    template = "_own_marks.html" if request.headers.get("HX-Request") else "own_marks.html"
    return render(request, f"assessments/{template}", context)
