"""Organisations: one's own, and all of them for the secretariat and the auditor."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from dtportal.access import require, requires
from dtportal.accounts import actions, kept
from dtportal.accounts.forms.organizations import OrganizationForm
from dtportal.accounts.models import Claim, Organization
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.text import fold

PER_PAGE = 50


def organizations(request: HttpRequest) -> HttpResponse:
    """`?q=` searches names and tax codes, with or without diacritics."""
    query = request.GET.get("q", "")
    found = Organization.objects.visible_to(request.user).for_listing().order_by("sort_key")
    for word in fold(query).split():
        found = found.filter(search_text__contains=word)
    page_obj = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/organizations.html", {"page_obj": page_obj, "query": query})


@requires(Can.DRAFT)
def organization_new(request: HttpRequest) -> HttpResponse:
    typed = kept.typed(request) if "typed" in request.GET else {}
    form = OrganizationForm(request.POST or None, initial=typed)
    registered = _registered(form) if form.is_bound else None
    if registered and registered.pk in request.user.organization_ids:
        messages.info(request, _("This is an organisation that you represent already."))
        return redirect("accounts:organization", registered.pk)
    if registered:
        kept.keep(request)
        return redirect("accounts:claim_new")
    if form.is_valid():
        try:
            organization = actions.register_organization(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            kept.forget(request)
            messages.success(request, _("The organisation is registered. Its dossier can be started now."))
            return redirect("accounts:organization", organization.pk)
    return render(
        request, "accounts/organization_form.html", {"form": form}, status=422 if form.errors else 200
    )


@requires(Can.SCREEN)
def organization_enter(request: HttpRequest, slug: str) -> HttpResponse:
    """An organisation from its papers, for the secretariat; `?next=` is where its number is taken to."""
    edition = get_object_or_404(Edition, slug=slug)
    require(request.user, Can.SCREEN, edition)
    onward = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts=None):
        onward = ""
    form = OrganizationForm(request.POST or None)
    registered = _registered(form) if form.is_bound else None
    if registered and onward:
        messages.info(request, _("An organisation with this tax code is registered already: it is chosen."))
        return redirect(f"{onward}?organization={registered.pk}")
    if form.is_valid():
        try:
            organization = actions.enter_organization(edition, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The organisation has been entered; nobody represents it yet."))
            if onward:
                return redirect(f"{onward}?organization={organization.pk}")
            return redirect("accounts:organization", organization.pk)
    context = {"form": form, "is_entered": True}
    return render(request, "accounts/organization_form.html", context, status=422 if form.errors else 200)


def _registered(form: OrganizationForm) -> Organization | None:
    """Whose the tax code is already; the other answers need not be right for that."""
    form.is_valid()
    code = form.cleaned_data.get("tax_code")
    return Organization.objects.filter(tax_code=code).first() if code else None


def organization(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Organization.objects.visible_to(request.user).for_listing(), pk=pk)
    members = list(found.memberships.select_related("user").order_by("-is_owner", "user__name_sort_key"))
    is_mine = request.user.can(Can.DRAFT, found.access_scope())
    context = {
        "organization": found,
        "members": members,
        "may_edit": is_mine,
        "in_charge": any(one.is_owner and one.user_id == request.user.pk for one in members),
        "invitations": found.invitations.visible_to(request.user).waiting() if is_mine else [],
        "claims": found.claims.visible_to(request.user).waiting().for_listing() if is_mine else [],
    }
    return render(request, "accounts/organization.html", context)


def organization_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    require(request.user, Can.DRAFT, found)
    form = OrganizationForm(request.POST or None, instance=found, initial=_typed_in_claim(request, found))
    if form.is_valid():
        try:
            actions.update_organization(found, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:organization", found.pk)
    context = {"form": form, "organization": found}
    return render(request, "accounts/organization_form.html", context, status=422 if form.errors else 200)


def _typed_in_claim(request: HttpRequest, found: Organization) -> dict[str, str]:
    """`?claim=` proposes what a new representative wrote when she asked; saving is hers to decide."""
    wanted = request.GET.get("claim", "")
    claims = Claim.objects.visible_to(request.user).filter(organization=found, user=request.user)
    claim = claims.filter(pk=wanted, status=Claim.Status.ALLOWED).first() if wanted.isdecimal() else None
    return claim.typed if claim else {}
