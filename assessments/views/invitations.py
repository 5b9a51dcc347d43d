"""Inviting to the council: the list with its answers, and the page to which the link leads."""

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.forms_council import DeclineForm, InviteForm
from assessments.models import CouncilInvitation
from dtportal.access import public, require, requires
from dtportal.programme.models import Edition
from dtportal.replies import attempt
from dtportal.roles import Can


def invitations(request: HttpRequest, slug: str) -> HttpResponse:
    """Whoever appoints invites, reminds and takes back; the secretariat reads the answers."""
    edition = get_object_or_404(Edition.objects.defer(*Edition.bulky()), slug=slug)
    scope = edition.access_scope()
    may_invite = request.user.can(Can.APPOINT, scope)
    if not may_invite and not request.user.can(Can.ASSIGN, scope):
        raise PermissionDenied(_("Your role does not include this."))
    form = InviteForm(request.POST or None) if may_invite else None
    if request.method == "POST":
        require(request.user, Can.APPOINT, edition)
        if form.is_valid() and (sent := _invite(request, edition, form)):
            messages.success(request, _("The invitation has been sent to %(email)s.") % {"email": sent.email})
            return redirect("assessments:invitations", slug)
    rows = CouncilInvitation.objects.visible_to(request.user).filter(edition=edition).for_listing()
    context = {"edition": edition, "form": form, "invitations": rows, "may_invite": may_invite}
    status = 422 if form and form.errors else 200
    return render(request, "assessments/invitations.html", context, status=status)


def _invite(request: HttpRequest, edition: Edition, form: forms.Form) -> CouncilInvitation | None:
    try:
        return actions.invite_member(edition, by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return None


def _found(request: HttpRequest, slug: str, pk: int) -> CouncilInvitation:
    rows = CouncilInvitation.objects.visible_to(request.user).select_related("edition")
    return get_object_or_404(rows.filter(edition__slug=slug), pk=pk)


@require_POST
@requires(Can.APPOINT)
def remind(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = _found(request, slug, pk)
    attempt(
        request,
        lambda: actions.remind_invited(found, by=request.user),
        _("The link has been sent once more."),
    )
    return redirect("assessments:invitations", slug)


@require_POST
@requires(Can.APPOINT)
def take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = _found(request, slug, pk)
    attempt(
        request,
        lambda: actions.take_back_seat(found, by=request.user),
        _("The invitation has been taken back; its link does not work any more."),
    )
    return redirect("assessments:invitations", slug)


@public
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link leads to. Declining needs nothing but the link; accepting, an account with that address."""
    found = get_object_or_404(CouncilInvitation.objects.by_token(token).for_listing())
    person = request.user if request.user.is_authenticated else None
    form = DeclineForm(request.POST if request.POST.get("do") == "decline" else None)
    refusal = ""
    if request.method == "POST":
        try:
            if request.POST.get("do") == "accept":
                return _accept(request, found)
            if form.is_valid():
                own = person if person and found.is_for(person) else None
                actions.decline_seat(found, by=own, **form.cleaned_data)
                return redirect("assessments:seat_invitation", token)
        except ValidationError as error:
            refusal = " ".join(error.messages)
    found.refresh_from_db()
    context = {
        "invitation": found,
        "form": form,
        "refusal": refusal,
        "is_mine": person is not None and found.is_for(person),
        "person": person,
    }
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "assessments/invitation.html", context, status=status)


def _accept(request: HttpRequest, found: CouncilInvitation) -> HttpResponse:
    """To the sign-in page for whoever is not signed in; it leads back here."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    member = actions.accept_seat(found, by=request.user)
    messages.success(request, _("Welcome to the council. Two things remain before dossiers open."))
    return redirect("assessments:undertaking", member.edition.slug)
