"""Who holds which office in an edition: for whoever appoints."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal.access import requires
from dtportal.accounts import actions
from dtportal.accounts.forms.offices import AppointForm, ReplaceForm
from dtportal.accounts.models import Appointment
from dtportal.accounts.views.common import edition_for
from dtportal.programme.models import Edition
from dtportal.roles import OFFICES, Can


@requires(Can.APPOINT)
def appointments(request: HttpRequest, slug: str) -> HttpResponse:
    edition = edition_for(request, slug, Can.APPOINT)
    form = AppointForm(request.POST or None, edition=edition)
    if form.is_valid():
        values = form.cleaned_data
        try:
            made = actions.appoint(
                edition,
                by=request.user,
                user=values["email"],
                role=values["role"],
                body=values["body"],
                sector=values["sector"],
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("%(person)s is appointed and told by mail.") % {"person": made.user})
            return redirect("accounts:appointments", edition.slug)
    context = {"edition": edition, "form": form, "offices": _by_role(request, edition)}
    return render(request, "accounts/appointments.html", context)


@requires(Can.APPOINT)
@require_POST
def appointment_end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = edition_for(request, slug, Can.APPOINT)
    appointment = get_object_or_404(_active(request, edition), pk=pk)
    actions.end_appointment(appointment, by=request.user)
    messages.success(request, _("The office of %(person)s has ended.") % {"person": appointment.user})
    return redirect("accounts:appointments", edition.slug)


@requires(Can.APPOINT)
def appointment_replace(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = edition_for(request, slug, Can.APPOINT)
    appointment = get_object_or_404(_active(request, edition), pk=pk)
    form = ReplaceForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.replace(appointment, by=request.user, user=form.cleaned_data["email"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The office went over to %(person)s.") % {"person": made.user})
            return redirect("accounts:appointments", edition.slug)
    context = {"edition": edition, "appointment": appointment, "form": form}
    return render(request, "accounts/appointment_replace.html", context)


def _active(request: HttpRequest, edition: Edition):
    return Appointment.objects.visible_to(request.user).active().filter(edition=edition).for_listing()


def _by_role(request: HttpRequest, edition: Edition) -> list[tuple[str, list[Appointment]]]:
    """(name of the office, its holders by given name), in the order of the pipeline; empty offices too."""
    holders = list(_active(request, edition).order_by("user__name_sort_key", "pk"))
    return [(role.label, [one for one in holders if one.role == role]) for role in OFFICES]
