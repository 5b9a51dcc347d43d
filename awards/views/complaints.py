"""The auditor's inbox: reports of payment and conduct. No other office has a page, a count or a file of them."""

from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from awards import actions
from awards.forms_listening import AnswerForm
from awards.models import Complaint, ComplaintFile
from awards.views.shared import done, edition_of, hand_out
from dtportal.access import requires
from dtportal.replies import attempt
from dtportal.roles import Can

PER_PAGE = 50


@requires(Can.HEAR_REPORTS)
def inbox(request: HttpRequest, edition: str) -> HttpResponse:
    found = edition_of(request, edition, Can.HEAR_REPORTS)
    mine = Complaint.objects.visible_to(request.user).filter(edition=found)
    status = request.GET.get("status", "")
    rows = mine.filter(status=status) if status in Complaint.Status.values else mine
    rows = rows.annotate(said=Count("messages", distinct=True), last=Max("messages__at")).order_by(
        "-last", "-pk"
    )
    counts = dict(mine.order_by().values_list("status").annotate(n=Count("pk")))
    context = {
        "edition": found,
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "tabs": [(value, label, counts.get(value, 0)) for value, label in Complaint.Status.choices],
        "status": status,
        "total": sum(counts.values()),
        "waiting": set(mine.waiting().values_list("pk", flat=True)),
    }
    return render(request, "awards/listening/complaints.html", context)


@requires(Can.HEAR_REPORTS)
def thread(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    complaint = _complaint(request, edition, pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and done(
        form, lambda: actions.answer_complaint(complaint, text=form.cleaned_data["text"], by=request.user)
    ):
        return redirect("awards:complaint", edition, pk)
    context = {
        "edition": complaint.edition,
        "complaint": complaint,
        "thread": complaint.messages.select_related("by").prefetch_related("files"),
        "form": form,
    }
    return render(request, "awards/listening/complaint.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Can.HEAR_REPORTS)
def move(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    complaint = _complaint(request, edition, pk)
    steps = {"close": actions.close_complaint, "examine": actions.examine_complaint}
    step = next((steps[name] for name in steps if name in request.POST), None)
    if step is None:
        return redirect("awards:complaint", edition, pk)
    attempt(request, lambda: step(complaint, by=request.user), _("Saved."))
    return redirect("awards:complaint", edition, pk)


@requires(Can.HEAR_REPORTS)
def file(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    visible = ComplaintFile.objects.visible_to(request.user)
    return hand_out(get_object_or_404(visible, message__complaint__edition__slug=edition, pk=pk))


def _complaint(request: HttpRequest, edition: str, pk: int) -> Complaint:
    found = edition_of(request, edition, Can.HEAR_REPORTS)
    visible = Complaint.objects.visible_to(request.user).select_related("edition")
    return get_object_or_404(visible, edition=found, pk=pk)
