"""Handing a dossier in: review, submission, receipt, earlier versions, taking back, withdrawal."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal.states import ImpossibleMove
from nominations import actions, intake, printing
from nominations.changes import between
from nominations.consents import Standing, standings_of, wanted
from nominations.forms import WithdrawForm, show
from nominations.forms_consent import ConsentsForm
from nominations.freezing import checklist_of
from nominations.guide import gaps_of
from nominations.models import Dossier, Nomination
from nominations.models.paper import pending_paper
from nominations.reading import present
from nominations.standing import represents
from nominations.supplements import left_now
from nominations.views.shared import joint, own, say


def review(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole dossier as the council will read it, what is missing, the declarations, the button that submits."""
    nomination = joint(request, reference)
    if pending_paper(nomination) and represents(request.user, nomination):
        return redirect("nominations:paper_confirm", reference)
    standings = standings_of(nomination)
    return _review(request, nomination, standings, ConsentsForm(standings=wanted(standings)))


def _review(
    request: HttpRequest, nomination: Nomination, standings: list[Standing], form: ConsentsForm
) -> HttpResponse:
    checklist = checklist_of(nomination)
    context = {
        "nomination": nomination,
        "edition": nomination.edition,
        "dossier": present(nomination),
        "may_submit": nomination.is_editable and represents(request.user, nomination),
        "left": left_now(nomination),
        "gaps": gaps_of(nomination, checklist) if nomination.is_editable else [],
        "form": form,
        "standing": [standing for standing in standings if standing.is_current],
        "end": intake.deadline(nomination.edition, nomination),
        "is_open": intake.is_open(nomination.edition, nomination),
    }
    return render(request, "nominations/review.html", context, status=422 if form.errors else 200)


@require_POST
def submit(request: HttpRequest, reference: str) -> HttpResponse:
    """Of many impatient clicks one submits; the others are led to its receipt."""
    nomination = own(request, reference)
    if nomination.status == Nomination.Status.SUBMITTED:
        return redirect("nominations:receipt", reference)
    if pending_paper(nomination):
        return redirect("nominations:paper_confirm", reference)
    standings = standings_of(nomination)
    form = ConsentsForm(request.POST, standings=wanted(standings))
    if not form.is_valid() and nomination.is_editable:
        return _review(request, nomination, standings, form)
    try:
        actions.submit(nomination, by=request.user, consents=form.ticked)
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            show(form, error)
            return _review(request, nomination, standings, form)
        say(request, error)
        return redirect("nominations:review", reference)
    except ImpossibleMove:
        nomination.refresh_from_db()
        if nomination.status != Nomination.Status.SUBMITTED:
            raise
        return redirect("nominations:receipt", reference)
    messages.success(request, _("The dossier has been submitted. A receipt has been sent by e-mail."))
    return redirect("nominations:receipt", reference)


def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """What was submitted, when, and its fingerprint; to be printed."""
    nomination = own(request, reference)
    dossier = nomination.dossiers.select_related("frozen_by").order_by("-number").first()
    if dossier is None:
        raise Http404
    context = {"nomination": nomination, "edition": nomination.edition, "dossier": dossier}
    return render(request, "nominations/receipt.html", context)


def version(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One submitted version, for whoever sees the nomination: as it was frozen, and what it changed."""
    visible = Nomination.objects.visible_to(request.user).for_listing()
    nomination = get_object_or_404(visible, reference=reference)
    dossiers = {dossier.number: dossier for dossier in nomination.dossiers.select_related("frozen_by")}
    dossier, earlier = dossiers.get(number), dossiers.get(number - 1)
    if dossier is None:
        raise Http404
    context = {
        "nomination": nomination,
        "edition": nomination.edition,
        "dossier": dossier,
        "versions": sorted(dossiers.values(), key=lambda row: -row.number),
        "earlier": earlier,
        "changes": between(earlier, dossier) if earlier else None,
    }
    return render(request, "nominations/version.html", context)


def version_pdf(request: HttpRequest, reference: str, number: int) -> FileResponse:
    """One submitted version as a PDF, for whoever sees the nomination."""
    visible = Nomination.objects.visible_to(request.user)
    dossiers = Dossier.objects.filter(nomination__in=visible).select_related(
        "frozen_by", "nomination__edition"
    )
    return printing.hand_out(get_object_or_404(dossiers, nomination__reference=reference, number=number))


@require_POST
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    nomination = actions.take_back(own(request, reference), by=request.user)
    messages.success(
        request,
        _(
            "The dossier can be corrected now. It counts as submitted again only after it has been submitted again."
        ),
    )
    return redirect(nomination)


def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    nomination = own(request, reference)
    posted = request.POST if request.method == "POST" else None
    form = WithdrawForm(posted, needs_reason=nomination.number is not None)
    if form.is_valid():
        try:
            actions.withdraw(nomination, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show(form, error)
        else:
            done = _("Dossier %(reference)s has been withdrawn.") % {"reference": nomination.known_as}
            messages.success(request, done)
            return redirect("nominations:mine")
    context = {"nomination": nomination, "edition": nomination.edition, "form": form}
    return render(request, "nominations/withdraw.html", context, status=422 if form.errors else 200)
