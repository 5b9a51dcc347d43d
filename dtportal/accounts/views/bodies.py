"""Nominating bodies and their officers: for the secretariat."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal.access import requires
from dtportal.accounts import actions, officers
from dtportal.accounts.forms.bodies import KINDS, BodyForm, OfficerForm
from dtportal.accounts.models import Appointment, OfficerInvitation
from dtportal.accounts.views.common import edition_for, show
from dtportal.programme.models import Body, Edition
from dtportal.roles import NEEDS_BODY, Can
from dtportal.text import fold

PER_PAGE = 50


@requires(Can.MANAGE_BODIES)
def bodies(request: HttpRequest, slug: str) -> HttpResponse:
    """Who may nominate, with how many officers in this edition."""
    edition = edition_for(request, slug, Can.MANAGE_BODIES)
    here = Q(appointment__edition=edition, appointment__ended_at=None, appointment__role__in=NEEDS_BODY)
    rows = (
        Body.objects.nominators()
        .with_names()
        .select_related("province")
        .annotate(officers=Count("appointment", filter=here))
        .order_by("kind", "search_text", "pk")
    )
    query, kind = request.GET.get("q", ""), request.GET.get("kind", "")
    for word in fold(query).split():
        rows = rows.filter(search_text__contains=word)
    named = {str(value) for value, _label in KINDS}
    if kind == Body.Kind.OTHER:
        rows = rows.exclude(kind__in=named - {Body.Kind.OTHER})
    elif kind in named:
        rows = rows.filter(kind=kind)
    if request.GET.get("officers") == "none":
        rows = rows.filter(officers=0)
    context = {
        "edition": edition,
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "kinds": KINDS,
        "chosen": request.GET,
        "is_filtered": any(request.GET.get(key) for key in ("q", "kind", "officers")),
    }
    return render(request, "accounts/bodies.html", context)


@requires(Can.MANAGE_BODIES)
def body_new(request: HttpRequest, slug: str) -> HttpResponse:
    edition = edition_for(request, slug, Can.MANAGE_BODIES)
    form = BodyForm(request.POST or None, edition=edition)
    if form.is_valid():
        try:
            made = officers.add_body(edition, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            show(form, refusal)
        else:
            messages.success(request, _("%(body)s may nominate from now on.") % {"body": made.name})
            return redirect("accounts:body", slug, made.pk)
    context = {"edition": edition, "form": form}
    return render(request, "accounts/body_new.html", context, status=422 if form.errors else 200)


@requires(Can.MANAGE_BODIES)
def body(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One body: its officers, invitations under way, and the form that invites another one."""
    edition, found = _body(request, slug, pk)
    form = OfficerForm(request.POST or None)
    if form.is_valid():
        try:
            made = officers.invite_officer(edition, found, form.cleaned_data["email"], by=request.user)
        except ValidationError as refusal:
            show(form, refusal)
        else:
            messages.success(request, _told(made))
            return redirect("accounts:body", slug, pk)
    waiting = OfficerInvitation.objects.visible_to(request.user).waiting().filter(edition=edition, body=found)
    context = {
        "edition": edition,
        "body": found,
        "form": form,
        "holders": _officers(request, edition).filter(body=found).order_by("user__name_sort_key", "pk"),
        "invitations": waiting.for_listing(),
    }
    return render(request, "accounts/body.html", context, status=422 if form.errors else 200)


def _told(made: Appointment | OfficerInvitation) -> str:
    if isinstance(made, Appointment):
        return _("%(person)s is appointed and told by mail.") % {"person": made.user}
    return _("The invitation has been sent to %(email)s.") % {"email": made.email}


def _body(request: HttpRequest, slug: str, pk: int) -> tuple[Edition, Body]:
    edition = edition_for(request, slug, Can.MANAGE_BODIES)
    return edition, get_object_or_404(
        Body.objects.nominators().with_names().select_related("province"), pk=pk
    )


def _officers(request: HttpRequest, edition: Edition):
    rows = Appointment.objects.visible_to(request.user).active()
    return rows.filter(edition=edition, role__in=NEEDS_BODY).for_listing()


@requires(Can.MANAGE_BODIES)
@require_POST
def officer_end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = edition_for(request, slug, Can.MANAGE_BODIES)
    appointment = get_object_or_404(_officers(request, edition), pk=pk)
    actions.end_appointment(appointment, by=request.user)
    messages.success(request, _("The office of %(person)s has ended.") % {"person": appointment.user})
    return redirect("accounts:body", slug, appointment.body_id)


@requires(Can.MANAGE_BODIES)
@require_POST
def officer_take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = edition_for(request, slug, Can.MANAGE_BODIES)
    rows = OfficerInvitation.objects.visible_to(request.user).filter(edition=edition)
    invitation = get_object_or_404(rows, pk=pk)
    officers.take_back(invitation, by=request.user)
    messages.success(request, _("The invitation has been taken back; its link does not work any more."))
    return redirect("accounts:body", slug, invitation.body_id)


def officer_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link leads to. What it says is for the address to which it went, once that is confirmed."""
    found = get_object_or_404(OfficerInvitation.objects.by_token(token).for_listing())
    if not found.is_for(request.user):
        return render(request, "accounts/invitation_elsewhere.html")
    refusal = ""
    if request.method == "POST" or not found.is_open:
        try:
            officers.accept_office(found, by=request.user)
        except ValidationError as error:
            refusal = " ".join(error.messages)
        else:
            messages.success(request, _("The office has been taken up."))
            return redirect("work")
    context = {"invitation": found, "refusal": refusal}
    return render(request, "accounts/officer_invitation.html", context, status=409 if refusal else 200)
