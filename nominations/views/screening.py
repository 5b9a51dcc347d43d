"""The secretariat's pages of examining: the checklist of one dossier, answers of authorities, one slot's dossiers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal import files
from dtportal.access import require, requires
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from nominations import actions
from nominations.actions.secretariat import own_among_rivals
from nominations.comparing import candidates_of, condition_rows, figure_rows, section_rows
from nominations.examining import answers_of
from nominations.forms import show
from nominations.forms_screening import ChooseForm, OpinionForm
from nominations.models import ComplianceOpinion, Nomination
from nominations.queue import CONFLICTS
from nominations.views.secretariat import checklist_form, screening_page
from nominations.views.shared import back_to, edition_of, received


@requires(Can.SCREEN)
@require_POST
def judge(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Save the checklist; a script sends it after every change, the button does the same."""
    edition = edition_of(request, slug)
    nomination = get_object_or_404(received(request, edition).for_listing(), reference=reference)
    form = checklist_form(request, nomination, request.POST)
    if form.is_valid():
        try:
            saved = actions.judge(
                nomination, form.judgements(), by=request.user, number=form.cleaned_data["number"]
            )
        except ValidationError as error:
            form = form.seen_again()
            form.is_valid()
            show(form, error)
        else:
            if saved and not request.htmx:
                messages.success(request, _("The checklist has been saved."))
            return back_to(request, nomination, "conditions")
    return screening_page(request, nomination, checklist_form=form)


@requires(Can.SCREEN)
def opinion(request: HttpRequest, slug: str, reference: str, item: str) -> HttpResponse:
    """What an authority answers about one field of law; one record for all dossiers of the organisation."""
    edition = edition_of(request, slug)
    nomination = get_object_or_404(received(request, edition).for_listing(), reference=reference)
    require(request.user, Can.SCREEN, nomination)
    answer = next((a for a in answers_of(nomination, request.user) if a.item.key == item), None)
    if answer is None:
        raise Http404
    stored = answer.opinion
    names = ("version", "outcome", "authority", "document_number", "document_date", "note")
    known = {name: getattr(stored, name) for name in names} if stored else {"authority": answer.item.source}
    form = OpinionForm(request.POST or None, request.FILES or None, initial=known)
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "version": form.cleaned_data["version"] or 0}
        try:
            actions.record_opinion(nomination, item, by=request.user, **values)
        except ValidationError as error:
            form.data = request.POST.copy()
            form.data["version"] = stored.version if stored else 0
            show(form, error)
        else:
            messages.success(request, _("The answer has been recorded."))
            return back_to(request, nomination, "compliance")
    context = {
        "nomination": nomination,
        "edition": edition,
        "answer": answer,
        "form": form,
        "query": request.GET.urlencode(),
    }
    return render(request, "nominations/opinion.html", context, status=422 if form.errors else 200)


def opinion_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of an authority's document, in the browser; for the secretariat and the auditor."""
    row = get_object_or_404(ComplianceOpinion.objects.visible_to(request.user).exclude(scan=""), pk=pk)
    return files.send(row.scan, name=row.scan_name, content_type=row.scan_type, inline=True)


@requires(Can.SCREEN)
def slot(request: HttpRequest, slug: str, sector: int, province: int) -> HttpResponse:
    """The dossiers of one sector and locality side by side; one is chosen, nobody is declined in passing."""
    edition = edition_of(request, slug)
    in_cell = received(request, edition).filter(sector=sector, province=province)
    rows = list(in_cell.competing().for_listing().select_related("owner").order_by("submitted_at", "pk"))
    if not rows:
        raise Http404
    if any(row.organization_id in request.user.tied_organization_ids for row in rows):
        raise PermissionDenied(own_among_rivals())
    candidates = candidates_of(rows, request.user)
    open_ones = [candidate.nomination for candidate in candidates if candidate.can_be_chosen]
    form = ChooseForm(request.POST or None, candidates=open_ones)
    if request.method == "POST" and form.is_valid():
        chosen = next(row for row in open_ones if row.reference == form.cleaned_data["chosen"])
        try:
            actions.accept(chosen, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            show(form, error)
        except ImpossibleMove as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Dossier %(reference)s is eligible.") % {"reference": chosen.known_as}
            )
            return redirect(request.path)
    context = {
        "edition": edition,
        "candidates": candidates,
        "back": f"{reverse('nominations:desk', args=[slug])}?view={CONFLICTS}",
        "title": f"{rows[0].sector.label}, {rows[0].province.label}",
        "others": in_cell.exclude(pk__in=[row.pk for row in rows]).for_listing(),
        "conditions": condition_rows(candidates),
        "figures": figure_rows(candidates),
        "sections": section_rows(candidates),
        "form": form,
        "open_ones": open_ones,
        "taken": sum(row.status == Nomination.Status.ACCEPTED for row in rows),
    }
    return render(request, "nominations/slot.html", context, status=422 if form.errors else 200)
