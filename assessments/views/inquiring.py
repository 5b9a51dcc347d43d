"""Questions of members to the secretariat: the member's own thread, and the secretariat's list."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.models import Inquiry
from assessments.reading import assignments_of
from dtportal.access import require, requires
from dtportal.programme.models import Edition
from dtportal.roles import Can

PAGE = 20


@requires(Can.APPRAISE)
def inquire(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions about one dossier and the form that asks; the scoring page loads it as a part."""
    rows = assignments_of(request.user).readable().for_listing()
    assignment = get_object_or_404(rows.select_related("entry__round__edition"), pk=pk)
    typed, mistake = "", ""
    if request.method == "POST":
        typed = request.POST.get("text", "")
        try:
            actions.inquire(assignment, typed, by=request.user)
        except ValidationError as error:
            mistake = " ".join(error.messages)
        else:
            typed = ""
            if not request.headers.get("HX-Request"):
                messages.success(request, _("The question has been sent to the secretariat."))
                return redirect("assessments:inquire", pk)
    context = {
        "assignment": assignment,
        "nomination": assignment.entry.nomination,
        "edition": assignment.edition,
        "inquiries": list(
            Inquiry.objects.visible_to(request.user)
            .filter(assignment=assignment)
            .select_related("answered_by")
        ),
        "typed": typed,
        "mistake": mistake,
        "limit": Inquiry.LIMIT,
        "is_sent": request.method == "POST" and not mistake,
        "is_open": assignment.entry.round.is_open,
    }
    actions.mark_answers_read(assignment, by=request.user)
    template = "_inquiries.html" if request.headers.get("HX-Request") else "inquire.html"
    return render(request, f"assessments/{template}", context, status=422 if mistake else 200)


@requires(Can.ASSIGN)
def inquiries(request: HttpRequest, slug: str) -> HttpResponse:
    """What members ask, unanswered first."""
    return _list(request, _edition(request, slug))


@require_POST
@requires(Can.ASSIGN)
def reply(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = _edition(request, slug)
    row = get_object_or_404(_of(request, edition), pk=pk)
    try:
        actions.reply(row, request.POST.get("text", ""), by=request.user)
    except ValidationError as error:
        return _list(request, edition, wrong=row.pk, mistake=" ".join(error.messages))
    messages.success(request, _("The answer has been sent to the council member."))
    return redirect(f"{reverse('assessments:inquiries', args=[slug])}#inquiry-{pk}")


def _edition(request: HttpRequest, slug: str) -> Edition:
    edition = get_object_or_404(Edition.objects.defer(*Edition.bulky()), slug=slug)
    require(request.user, Can.ASSIGN, edition)
    return edition


def _of(request: HttpRequest, edition: Edition):
    """Of the office only: a secretary who also sits in the council does not answer himself."""
    rows = Inquiry.objects.visible_to(request.user).filter(assignment__entry__round__edition=edition)
    return rows.exclude(assignment__member__user=request.user)


def _list(request: HttpRequest, edition: Edition, *, wrong: int = 0, mistake: str = "") -> HttpResponse:
    rows = (
        _of(request, edition)
        .select_related(
            "answered_by",
            "assignment__member__user",
            "assignment__entry__nomination__organization",
            "assignment__entry__round",
        )
        .order_by(F("answered_at").desc(nulls_first=True), "asked_at", "pk")
    )
    context = {
        "edition": edition,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "waiting": rows.waiting().count(),
        "wrong": wrong,
        "mistake": mistake,
        "typed": request.POST.get("text", ""),
        "limit": Inquiry.LIMIT,
    }
    return render(request, "assessments/inquiries.html", context, status=422 if mistake else 200)
