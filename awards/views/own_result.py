"""A unit reads how its result came about, and appeals."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from awards import actions
from awards.computation import appeals_end, computation_of, may_still_appeal, own_nominations, published_roll
from awards.forms_listening import AppealForm
from awards.models import Appeal
from awards.views.shared import done
from dtportal.programme import clock
from nominations.models import Nomination


def own_result(request: HttpRequest, reference: str, form: AppealForm | None = None) -> HttpResponse:
    """The own computation, the council's words, the appeal. Before publication there is no such page."""
    nomination = _nomination(request, reference)
    roll = published_roll(nomination.edition)
    appeals = Appeal.objects.visible_to(request.user).filter(nomination=nomination)
    appeals = list(appeals.select_related("item", "roll").prefetch_related("files"))
    is_made = any(made.roll_id == roll.pk for made in appeals)
    context = {
        "nomination": nomination,
        "edition": nomination.edition,
        "computation": computation_of(nomination, roll),
        "roll": roll,
        "appeals": appeals,
        "ends": appeals_end(roll),
        "may_appeal": not is_made and may_still_appeal(roll, clock.now(nomination.edition)),
        "is_late": not is_made and not may_still_appeal(roll, clock.now(nomination.edition)),
        "form": form or AppealForm(),
    }
    return render(
        request, "awards/listening/own_result.html", context, status=422 if form and form.errors else 200
    )


def appeal(request: HttpRequest, reference: str) -> HttpResponse:
    nomination = _nomination(request, reference)
    if request.method != "POST":
        return redirect("awards:own_result", reference)
    form = AppealForm(request.POST, request.FILES)
    made = done(
        form,
        lambda: actions.appeal(
            nomination, text=form.cleaned_data["text"], files=form.cleaned_data["files"], by=request.user
        ),
    )
    if made is None:
        return own_result(request, reference, form)
    messages.success(request, _("Your appeal %(number)s has been received.") % {"number": made.known_as})
    return redirect("awards:own_result", reference)


def _nomination(request: HttpRequest, reference: str) -> Nomination:
    visible_to_unit = own_nominations(request.user).select_related(
        "edition", "organization", "sector", "province"
    )
    return get_object_or_404(visible_to_unit, reference=reference)
