"""Organisations: one's own, and all of them for the secretariat and the auditor."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from dtportal.access import require, requires
from dtportal.accounts import actions
from dtportal.accounts.forms.organizations import OrganizationForm
from dtportal.accounts.models import Organization
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
    form = OrganizationForm(request.POST or None)
    if form.is_valid():
        try:
            organization = actions.register_organization(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The organisation is registered. Its dossier can be started now."))
            return redirect("accounts:organization", organization.pk)
    return render(request, "accounts/organization_form.html", {"form": form})


def organization(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Organization.objects.visible_to(request.user).for_listing(), pk=pk)
    return render(
        request,
        "accounts/organization.html",
        {
            "organization": found,
            "members": found.memberships.select_related("user").order_by("-is_owner", "user__name_sort_key"),
            "may_edit": request.user.can(Can.DRAFT, found.access_scope()),
        },
    )


def organization_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    require(request.user, Can.DRAFT, found)
    form = OrganizationForm(request.POST or None, instance=found)
    if form.is_valid():
        try:
            actions.update_organization(found, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:organization", found.pk)
    return render(request, "accounts/organization_form.html", {"form": form, "organization": found})
