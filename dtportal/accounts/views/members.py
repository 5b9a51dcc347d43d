"""Representatives of an organisation: inviting, taking up an invitation, removing, handing over."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal.access import require
from dtportal.accounts import membership
from dtportal.accounts.forms.members import HandOverForm, InviteForm
from dtportal.accounts.models import Invitation, Membership, Organization
from dtportal.accounts.views.common import show
from dtportal.roles import Can


def _own(request: HttpRequest, pk: int) -> Organization:
    """An organisation that the person represents; 403 for those who may only look at it."""
    found = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    require(request.user, Can.DRAFT, found)
    return found


def invite(request: HttpRequest, pk: int) -> HttpResponse:
    organization = _own(request, pk)
    membership.require_owner(organization, request.user)
    form = InviteForm(request.POST or None)
    if form.is_valid():
        try:
            sent = membership.invite(organization, form.cleaned_data["email"], by=request.user)
        except ValidationError as refusal:
            show(form, refusal)
        else:
            messages.success(request, _("The invitation has been sent to %(email)s.") % {"email": sent.email})
            return redirect("accounts:organization", organization.pk)
    context = {"organization": organization, "form": form}
    return render(request, "accounts/invite.html", context, status=422 if form.errors else 200)


@require_POST
def invitation_revoke(request: HttpRequest, pk: int, invitation_pk: int) -> HttpResponse:
    organization = _own(request, pk)
    invitation = get_object_or_404(
        Invitation.objects.visible_to(request.user), pk=invitation_pk, organization=organization
    )
    membership.take_back_invitation(invitation, by=request.user)
    messages.success(request, _("The invitation has been taken back; its link does not work any more."))
    return redirect("accounts:organization", organization.pk)


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link leads to. What it says is for the address to which it went, once that is confirmed."""
    found = get_object_or_404(Invitation.objects.by_token(token).select_related("organization"))
    if not found.is_for(request.user):
        return render(request, "accounts/invitation_elsewhere.html")
    refusal = ""
    if request.method == "POST":
        try:
            made = membership.accept_invitation(found, by=request.user)
        except ValidationError as error:
            refusal = " ".join(error.messages)
        else:
            messages.success(request, _("From now on the organisation's dossiers are in this account."))
            return redirect("accounts:organization", made.organization_id)
    elif found.accepted_by_id == request.user.pk and found.organization_id in request.user.organization_ids:
        return redirect("accounts:organization", found.organization_id)
    elif not found.is_open:
        try:
            membership.require_acceptable(found, request.user)
        except ValidationError as error:
            refusal = " ".join(error.messages)
    context = {"invitation": found, "refusal": refusal}
    return render(request, "accounts/invitation.html", context, status=409 if refusal else 200)


def _member(request: HttpRequest, pk: int, member_pk: int) -> Membership:
    organization = _own(request, pk)
    return get_object_or_404(organization.memberships.select_related("user", "organization"), pk=member_pk)


def member_remove(request: HttpRequest, pk: int, member_pk: int) -> HttpResponse:
    """Somebody else, or oneself; asked once more before it is done."""
    member = _member(request, pk, member_pk)
    is_self = member.user_id == request.user.pk
    if not is_self:
        membership.require_owner(member.organization, request.user)
    refusal = ""
    if request.method == "POST":
        try:
            membership.remove_member(member, by=request.user)
        except ValidationError as error:
            refusal = " ".join(error.messages)
        else:
            if is_self:
                messages.success(request, _("The organisation has been left."))
                return redirect("accounts:organizations")
            messages.success(
                request,
                _("%(person)s does not represent the organisation any more.") % {"person": member.user},
            )
            return redirect("accounts:organization", pk)
    context = {"member": member, "organization": member.organization, "is_self": is_self, "refusal": refusal}
    return render(request, "accounts/member_remove.html", context, status=409 if refusal else 200)


def hand_over(request: HttpRequest, pk: int, member_pk: int) -> HttpResponse:
    member = _member(request, pk, member_pk)
    membership.require_owner(member.organization, request.user)
    form = HandOverForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            membership.hand_over(member, by=request.user, stay=form.cleaned_data["stay"])
        except ValidationError as error:
            refusal = " ".join(error.messages)
        else:
            messages.success(request, _("%(person)s is in charge now.") % {"person": member.user})
            return redirect("accounts:organization", pk)
    context = {"member": member, "organization": member.organization, "form": form, "refusal": refusal}
    return render(request, "accounts/hand_over.html", context, status=409 if refusal else 200)
