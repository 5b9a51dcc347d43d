"""Who sits in the council: its list, one seat, the chair's deputies."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions, overview, roster
from assessments.forms_clearance import SeatForm
from assessments.forms_council import DeputiesForm
from assessments.models import CouncilMember
from dtportal.access import require, requires
from dtportal.accounts.models import User
from dtportal.programme.models import Edition
from dtportal.replies import attempt
from dtportal.roles import Can


def _edition(request: HttpRequest, slug: str) -> Edition:
    edition = get_object_or_404(Edition.objects.defer(*Edition.bulky()), slug=slug)
    require(request.user, Can.ASSIGN, edition)
    return edition


@requires(Can.ASSIGN)
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Who sits in the council, for whom, with which expertise."""
    edition = _edition(request, slug)
    seats = roster.seats(edition, request.user)
    return _page(request, edition, seats, DeputiesForm(seats=seats))


def _page(
    request: HttpRequest, edition: Edition, seats: list[roster.Seat], form: DeputiesForm
) -> HttpResponse:
    context = {
        "edition": edition,
        "seats": seats,
        "coverage": roster.coverage(seats),
        "answers": roster.open_answers(edition, request.user),
        "unseated": overview.unseated(edition),
        "deputies_form": form,
    }
    return render(request, "assessments/council.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Can.ASSIGN)
def deputies(request: HttpRequest, slug: str) -> HttpResponse:
    """Who takes the chair's place, in order."""
    edition = _edition(request, slug)
    seats = roster.seats(edition, request.user)
    form = DeputiesForm(request.POST, seats=seats)
    if not form.is_valid():
        return _page(request, edition, seats, form)
    attempt(
        request,
        lambda: actions.name_deputies(edition, form.chosen, by=request.user),
        _("The chair's deputies are named."),
    )
    return redirect("assessments:council", slug)


@requires(Can.ASSIGN)
def seat(request: HttpRequest, slug: str, user: int) -> HttpResponse:
    edition = _edition(request, slug)
    person = get_object_or_404(User.objects.holding(Can.APPRAISE, edition=edition), pk=user)
    member = CouncilMember.objects.filter(edition=edition, user=person).first()
    form = SeatForm(request.POST or None, instance=member, edition=edition)
    if request.method == "POST" and form.is_valid():
        actions.seat(edition, person, by=request.user, **form.seat())
        messages.success(request, _("Seat saved."))
        return redirect("assessments:council", slug)
    return render(request, "assessments/seat.html", {"edition": edition, "person": person, "form": form})
