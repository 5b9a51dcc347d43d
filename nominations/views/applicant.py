"""The organisation's own pages: its list, one dossier, review, submission, receipt."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal.accounts.models import Organization
from dtportal.programme.clock import current_edition
from dtportal.programme.models import Group
from dtportal.roles import Can
from nominations import actions, intake
from nominations.forms import RequestForm, StartForm, show
from nominations.freezing import checklist_of
from nominations.guide import gaps_of, milestones, next_step, with_progress
from nominations.models import Endorsement, Nomination
from nominations.reading import present
from nominations.sections import sections_of
from nominations.timeline import events_of
from nominations.views.shared import own, say


def mine(request: HttpRequest) -> HttpResponse:
    """The nominations of one's organisations, the newest first, with how far each is."""
    nominations = Nomination.objects.filter(organization__in=request.user.organization_ids)
    rows = with_progress(nominations.visible_to(request.user).for_listing())
    edition = current_edition()
    context = {"rows": rows, "edition": edition, "is_open": intake.is_open(edition)}
    return render(request, "nominations/mine.html", context)


def start(request: HttpRequest) -> HttpResponse:
    """Choose organisation, group, sector and province; what the organisation says is filled in."""
    edition = current_edition()
    form = StartForm(request.POST or None, user=request.user, edition=edition, initial=_prefilled(request))
    if form.is_valid():
        values = form.cleaned_data
        try:
            nomination = actions.start(values.pop("organization"), edition=edition, by=request.user, **values)
        except ValidationError as error:
            show(form, error)
        else:
            messages.success(
                request, _("Dossier %(reference)s is ready to be filled in.") % _number(nomination)
            )
            return redirect(nomination)
    context = {"form": form, "edition": edition, "is_open": intake.is_open(edition)}
    context["end"] = intake.deadline(edition)
    return render(request, "nominations/start.html", context)


def _prefilled(request: HttpRequest) -> dict:
    organizations = Organization.objects.filter(pk__in=request.user.organization_ids)
    wanted = request.GET.get("organization", "")
    chosen = organizations.filter(pk=wanted).first() if wanted.isdigit() else None
    chosen = chosen or organizations.first()
    if chosen is None:
        return {}
    group = Group.STATE_BODY if chosen.org_type == Organization.Type.STATE_BODY else Group.UNIT
    return {
        "organization": chosen.pk,
        "sector": chosen.sector_id,
        "province": chosen.province_id,
        "group": group,
    }


def _number(nomination: Nomination) -> dict[str, str]:
    return {"reference": nomination.reference}


def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Where a dossier stands and what comes next; people in office are led to their own page about it."""
    visible = Nomination.objects.visible_to(request.user).for_listing()
    nomination = get_object_or_404(visible, reference=reference)
    endorsements = _endorsements(request, nomination)
    if nomination.organization_id not in request.user.organization_ids:
        if request.user.can(Can.SCREEN, nomination.access_scope()):
            return redirect("nominations:screen", nomination.edition.slug, reference)
        if request.user.can(Can.ENDORSE) and endorsements:
            return redirect("nominations:endorsement", endorsements[0].pk)
        return render(request, "nominations/read.html", _story(nomination, endorsements))
    context = _story(nomination, endorsements)
    checklist = checklist_of(nomination) if nomination.is_editable else None
    context.update(
        checklist=checklist,
        sections=[(s, checklist.states[s.key]) for s in sections_of(nomination.edition)] if checklist else [],
        gaps=gaps_of(nomination, checklist),
        step=next_step(nomination, checklist, endorsements),
        milestones=milestones(nomination, endorsements),
        notes=nomination.screening_notes.all(),
        can_request=nomination.is_undecided,
        can_withdraw=nomination.can_move(Nomination.Status.WITHDRAWN),
        end=intake.deadline(nomination.edition, nomination),
        is_open=intake.is_open(nomination.edition, nomination),
    )
    return render(request, "nominations/detail.html", context)


def _endorsements(request: HttpRequest, nomination: Nomination) -> list[Endorsement]:
    visible = Endorsement.objects.visible_to(request.user).filter(nomination=nomination)
    return list(visible.for_listing())


def _story(nomination: Nomination, endorsements: list[Endorsement]) -> dict:
    return {
        "nomination": nomination,
        "edition": nomination.edition,
        "endorsements": endorsements,
        "events": events_of(nomination, endorsements),
        "dossier": nomination.current_dossier,
    }


def review(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole dossier as the council will read it, what is missing, and the button that submits."""
    nomination = own(request, reference)
    checklist = checklist_of(nomination)
    context = {
        "nomination": nomination,
        "edition": nomination.edition,
        "dossier": present(nomination),
        "gaps": gaps_of(nomination, checklist) if nomination.is_editable else [],
        "end": intake.deadline(nomination.edition, nomination),
        "is_open": intake.is_open(nomination.edition, nomination),
    }
    return render(request, "nominations/review.html", context)


@require_POST
def submit(request: HttpRequest, reference: str) -> HttpResponse:
    nomination = own(request, reference)
    try:
        actions.submit(nomination, by=request.user)
    except ValidationError as error:
        say(request, error)
        return redirect("nominations:review", reference)
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


def request_endorsement(request: HttpRequest, reference: str) -> HttpResponse:
    nomination = own(request, reference)
    form = RequestForm(request.POST or None, nomination=nomination)
    if form.is_valid():
        try:
            endorsement = actions.request_endorsement(nomination, form.cleaned_data["body"], by=request.user)
        except ValidationError as error:
            show(form, error)
        else:
            messages.success(
                request, _("The request has been sent to %(body)s.") % {"body": endorsement.body.label}
            )
            return redirect(nomination)
    context = {"nomination": nomination, "edition": nomination.edition, "form": form}
    return render(request, "nominations/request.html", context)


def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    nomination = own(request, reference)
    if request.method == "POST":
        actions.withdraw(nomination, by=request.user)
        messages.success(request, _("Dossier %(reference)s has been withdrawn.") % _number(nomination))
        return redirect("nominations:mine")
    context = {"nomination": nomination, "edition": nomination.edition}
    return render(request, "nominations/withdraw.html", context)
