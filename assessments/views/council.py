"""A member's own pages: the list, the declaration, recusal, reading."""

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.forms_interests import DeclarationForm, RecusalForm
from assessments.models import Assignment, Scoresheet
from assessments.queues import Queue
from assessments.reading import (
    assignments_of,
    closed_names,
    dossiers_open_to,
    evidence_open_to,
    nominations_known_to,
)
from dtportal.access import requires
from dtportal.replies import attempt, own_path
from dtportal.roles import Can
from nominations import printing
from nominations.models import Nomination
from nominations.reading import hand_out, readable


@requires(Can.APPRAISE)
def queue(request: HttpRequest) -> HttpResponse:
    """What is mine to do, unfinished work first."""
    query = request.GET
    found = Queue(
        request.user, query.get("show", ""), sector=query.get("sector", ""), text=query.get("q", "")
    )
    # The whole list is shown anyway: what is counted is counted in it.
    return render(request, "assessments/queue.html", {"queue": found, "all_rows": found.every_row})


@requires(Can.APPRAISE)
def declare(request: HttpRequest) -> HttpResponse:
    """No dossier opens before its reader has said that nothing ties him to it."""
    offered = assignments_of(request.user).filter(status=Assignment.Status.OFFERED).open_rounds()
    offered = offered.for_listing().prefetch_related("entry__nomination__endorsements__body__names")
    forms = [DeclarationForm(request.POST or None, assignment=assignment) for assignment in offered]
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and all([form.is_valid() for form in forms]):
        stated = _state(forms, by=request.user)
        messages.success(request, _("Stated for %(count)s dossiers. Thank you.") % {"count": stated})
        return redirect("assessments:queue")
    context = {"forms": forms, "closed": closed_names(request.user)}
    return render(request, "assessments/declare.html", context, status=status)


@transaction.atomic
def _state(forms: list[DeclarationForm], *, by) -> int:
    stated = [form for form in forms if form.cleaned_data["statement"] != form.LATER]
    for form in stated:
        conflict = form.cleaned_data["statement"] == form.CONFLICT
        actions.state_interest(
            form.assignment,
            by=by,
            has_conflict=conflict,
            ground=form.cleaned_data["ground"],
            reason=form.cleaned_data["reason"],
        )
    return len(stated)


@requires(Can.APPRAISE)
def recuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Step back from a dossier of one's list: one click on the reason, whether the round is open or not."""
    rows = assignments_of(request.user).select_related("entry__nomination__organization", "entry__round")
    found = get_object_or_404(rows, pk=pk)
    return _recuse(request, found.entry.nomination)


@requires(Can.APPRAISE)
def recuse_from(request: HttpRequest, reference: str) -> HttpResponse:
    """The same for a dossier that one meets in a session, assigned to oneself or not."""
    known = nominations_known_to(request.user).select_related("organization")
    return _recuse(request, get_object_or_404(known, reference=reference))


def _recuse(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    form = RecusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("You are recused; the dossier is closed to you and the secretariat finds a replacement.")
        values = {"ground": form.cleaned_data["ground"], "words": form.cleaned_data["reason"]}
        attempt(request, lambda: actions.recuse_from(nomination, by=request.user, **values), done)
        return redirect(own_path(request) or "assessments:queue")
    context = {
        "nomination": nomination,
        "form": form,
        "grounds": RecusalForm.GROUNDS,
        "back": own_path(request),
    }
    return render(request, "assessments/recuse.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Can.APPRAISE)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    mine = assignments_of(request.user).readable().values("pk")
    sheet = get_object_or_404(
        Scoresheet.objects.visible_to(request.user).exclude(status=Scoresheet.Status.VOID),
        assignment=pk,
        assignment__in=mine,
    )
    attempt(request, lambda: actions.take_back(sheet, by=request.user), _("The sheet is open again."))
    return redirect("assessments:score", pk)


@requires(Can.VOTE)
def dossier(request: HttpRequest, reference: str) -> HttpResponse:
    """A dossier as it was frozen: of one's own list, or of a motion now before the council."""
    found = get_object_or_404(
        dossiers_open_to(request.user).select_related(
            "nomination__organization", "nomination__sector", "nomination__province", "nomination__edition"
        ),
        nomination__reference=reference,
    )
    context = {"dossier": found, "sections": readable(found), "nomination": found.nomination}
    return render(request, "assessments/dossier.html", {**context, "edition": found.nomination.edition})


@requires(Can.VOTE)
def version_pdf(request: HttpRequest, reference: str) -> FileResponse:
    """The same dossier as a PDF."""
    open_ones = dossiers_open_to(request.user).select_related("nomination__edition", "frozen_by")
    return printing.hand_out(get_object_or_404(open_ones, nomination__reference=reference))


@requires(Can.VOTE)
def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """A file of a dossier that is open to this member, and only as it was frozen there."""
    row = evidence_open_to(request.user, pk)
    if row is None:
        raise Http404
    return hand_out(row, inline="inline" in request.GET)
