"""The secretariat's page about time: the deadline, its reminders, more time for one dossier."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from dtportal.access import require, requires
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from nominations import actions, intake, reminding
from nominations.forms_deadlines import ExtensionForm
from nominations.models import Extension, Nomination
from nominations.reminders import turns

PER_PAGE = 50


@requires(Can.SCREEN)
def deadlines(request: HttpRequest, slug: str) -> HttpResponse:
    """When the intake ends, who is reminded when, what was extended; POST extends one dossier."""
    edition = get_object_or_404(Edition.objects.defer(*Edition.bulky()), slug=slug)
    require(request.user, Can.SCREEN, edition)
    extendable = Nomination.objects.extendable_by(request.user).filter(edition=edition).for_listing()
    initial = {"reference": request.GET.get("reference", "")}
    form = ExtensionForm(request.POST or None, initial=initial, extendable=extendable)
    if form.is_valid() and _extend(request, form):
        return redirect("nominations:deadlines", slug)
    now, end = clock.now(edition), intake.deadline(edition)
    granted = Extension.objects.visible_to(request.user).filter(nomination__edition=edition)
    listed = granted.select_related("nomination__organization", "by")
    context = {
        "edition": edition,
        "form": form,
        "now": now,
        "end": end,
        "days_left": reminding.days_left(end, now) if end and now <= end else None,
        "turns": turns(edition, end, now) if end else [],
        "open_count": Nomination.objects.filter(edition=edition, status__in=Nomination.EDITABLE).count(),
        "page_obj": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
        "may_move": request.user.can(Can.MANAGE_EDITION, edition.access_scope()),
    }
    return render(request, "nominations/deadlines.html", context, status=422 if form.errors else 200)


def _extend(request: HttpRequest, form: ExtensionForm) -> bool:
    nomination = form.cleaned_data["nomination"]
    values = {key: form.cleaned_data[key] for key in ("until", "reason")}
    try:
        actions.extend(nomination, by=request.user, **values)
    except (ValidationError, ImpossibleMove) as error:
        form.refuse(error)
        return False
    done = _("The deadline of dossier %(reference)s is extended; its organisation has been told.")
    messages.success(request, done % {"reference": nomination.known_as})
    return True
