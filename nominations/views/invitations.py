"""Invitations of units: an officer writes them, a unit follows the link."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal.access import requires
from dtportal.roles import Can
from nominations import actions, intake
from nominations.forms import InviteOwnerForm, InviteUnitForm, show
from nominations.models import UnitInvitation
from nominations.views.locality import office
from nominations.views.nominator import asked, endorsement_page


@requires(Can.ENDORSE)
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite a unit that has not started, usually from an empty sector of the grid."""
    edition, body, bodies = office(request, slug)
    form = InviteUnitForm(
        request.POST or None, edition=edition, initial={"sector": request.GET.get("sector")}
    )
    if form.is_valid():
        try:
            made = actions.invite_unit(edition, body, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show(form, error)
        else:
            messages.success(request, _("The invitation has been sent to %(email)s.") % {"email": made.email})
            return redirect(f"{reverse('nominations:locality', args=[slug])}?body={body.pk}")
    context = {
        "edition": edition,
        "body": body,
        "bodies": bodies,
        "form": form,
        "is_open": intake.is_open(edition),
    }
    return render(request, "nominations/invite.html", context, status=422 if form.errors else 200)


@requires(Can.ENDORSE)
@require_POST
def invite_owner(request: HttpRequest, pk: int) -> HttpResponse:
    """An address for a unit of a list that nobody represents yet."""
    row = get_object_or_404(asked(request).for_listing(), pk=pk)
    form = InviteOwnerForm(request.POST)
    if form.is_valid():
        try:
            made = actions.invite_owner(row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show(form, error)
        else:
            messages.success(request, _("The invitation has been sent to %(email)s.") % {"email": made.email})
            return redirect("nominations:endorsement", pk)
    return endorsement_page(request, row, owner_form=form)


@requires(Can.ENDORSE)
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(UnitInvitation.objects.visible_to(request.user).for_listing(), pk=pk)
    actions.take_back_unit_invitation(invitation, by=request.user)
    messages.success(request, _("The invitation has been taken back; its link does not work any more."))
    return redirect("nominations:locality", invitation.edition.slug)


def unit_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link leads to: who invites, to what; taking it up leads to the dossier or to its first step."""
    found = get_object_or_404(UnitInvitation.objects.by_token(token).for_listing())
    if found.nomination_id and not found.is_for(request.user):
        return render(request, "accounts/invitation_elsewhere.html")
    refusal = ""
    if request.method == "POST" or not found.is_open:
        try:
            taken = actions.accept_unit_invitation(found, by=request.user)
        except ValidationError as error:
            refusal = " ".join(error.messages)
        else:
            return redirect(_next_step(request, taken))
    context = {"invitation": found, "refusal": refusal}
    return render(request, "nominations/unit_invitation.html", context, status=409 if refusal else 200)


def _next_step(request: HttpRequest, invitation: UnitInvitation) -> str:
    """The draft of the list; else the form of a new dossier, or first of the organisation."""
    if invitation.nomination_id:
        messages.success(request, _("From now on the organisation's dossiers are in this account."))
        return invitation.nomination.get_absolute_url()
    if request.user.organization_ids:
        return reverse("nominations:start")
    messages.info(request, _("Register the organisation first; then start its dossier."))
    return reverse("accounts:organization_new")
