"""Rounds: handing dossiers over, assigning readers, watching progress, closing; seats in the council.

The chair and the auditor may look; only the secretariat acts.
"""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions, overview
from assessments.forms import SeatForm
from assessments.models import CouncilMember, Round, RoundEntry
from assessments.views.replies import attempt
from dtportal.access import require, requires
from dtportal.accounts.models import User
from dtportal.programme.models import Edition
from dtportal.roles import Can
from nominations.models import Nomination

PAGE = 50
# Rows of a round name three readers each, below a table of all members.
ROUND_PAGE = 20


def _edition(request: HttpRequest, slug: str, can: Can) -> Edition:
    edition = get_object_or_404(Edition.objects.defer(*Edition.bulky()), slug=slug)
    require(request.user, can, edition)
    return edition


def _round(request: HttpRequest, slug: str, number: int) -> Round:
    rounds = Round.objects.visible_to(request.user).select_related("edition")
    rounds = rounds.defer(*Edition.bulky("edition"))
    return get_object_or_404(rounds, edition__slug=slug, number=number)


@requires(Can.READ_SCORES)
def rounds(request: HttpRequest, slug: str) -> HttpResponse:
    """The rounds of an edition, and the accepted dossiers that wait for one."""
    edition = _edition(request, slug, Can.READ_SCORES)
    may_hand_over = request.user.can(Can.HAND_OVER, edition.access_scope())
    waiting = overview.waiting(edition, request.user) if may_hand_over else Nomination.objects.none()
    sector = request.GET.get("sector", "")
    chosen = waiting.filter(sector__code=sector) if sector else waiting
    waiting_count, sectors = overview.by_sector(waiting)
    context = {
        "edition": edition,
        "rounds": overview.rounds(edition, request.user),
        "may_hand_over": may_hand_over,
        "sectors": sectors,
        "waiting_count": waiting_count,
        "sector": sector,
        "page": Paginator(chosen.for_desk(), PAGE).get_page(request.GET.get("page")),
        "unseated": overview.unseated(edition),
    }
    return render(request, "assessments/rounds.html", context)


@require_POST
@requires(Can.HAND_OVER)
def hand_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a round with the ticked dossiers, or with all that the filter shows."""
    edition = _edition(request, slug, Can.HAND_OVER)
    chosen = overview.waiting(edition, request.user)
    if sector := request.POST.get("sector"):
        chosen = chosen.filter(sector__code=sector)
    if not request.POST.get("all"):
        chosen = chosen.filter(pk__in=[key for key in request.POST.getlist("nomination") if key.isdigit()])
    name = request.POST.get("name", "").strip()[:120]
    attempt(
        request,
        lambda: actions.open_round(edition, chosen, by=request.user, name=name),
        _("Handed over to the council. Now assign the readers."),
    )
    return redirect("assessments:rounds", slug)


@requires(Can.READ_SCORES)
def round(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = _round(request, slug, number)
    show = request.GET.get("show", "")
    opened = overview.entries(found, request.user)
    progress, members = overview.standing(found, opened)
    paginator = Paginator(overview.narrowed(opened, found, show), ROUND_PAGE)
    # Known already: a query less.
    known = {overview.SHORT: progress.short, overview.WAITING: progress.unfinished}
    paginator.count = known.get(show, progress.dossiers)
    page = paginator.get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "edition": found.edition,
        "round": found,
        "page": page,
        "rows": overview.entry_rows(page.object_list, found, request.user),
        "show": show,
        "progress": progress,
        "members": members,
        "may_assign": found.is_open and request.user.can(Can.ASSIGN, found.access_scope()),
        "may_close": found.is_open and request.user.can(Can.CLOSE_ROUND, found.access_scope()),
    }
    if context["may_close"]:
        context["blocks"] = actions.what_blocks(found)
    return render(request, "assessments/round.html", context)


@require_POST
@requires(Can.ASSIGN)
def assign(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = _round(request, slug, number)
    attempt(request, lambda: actions.assign(found, by=request.user), _("Readers assigned and told."))
    return redirect("assessments:round", slug, number)


@require_POST
@requires(Can.CLOSE_ROUND)
def close_round(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = _round(request, slug, number)
    attempt(
        request,
        lambda: actions.close_round(found, by=request.user),
        _("The round is closed; its scores are open to the chair, the secretariat and the auditor."),
    )
    return redirect("assessments:round", slug, number)


@requires(Can.ASSIGN)
def entry(request: HttpRequest, slug: str, number: int, reference: str) -> HttpResponse:
    """The readers of one dossier, and who could be added."""
    found = _round(request, slug, number)
    entries = overview.entries(found, request.user).select_related(
        "nomination__organization", "round__edition"
    )
    row = get_object_or_404(entries, nomination__reference=reference)
    candidates = overview.candidates(row)
    if request.method == "POST":
        return _add(request, row, [candidate.member for candidate in candidates])
    context = {"edition": found.edition, "round": found, "entry": row, "candidates": candidates}
    return render(
        request,
        "assessments/entry.html",
        {**context, "readers": row.assignments.select_related("member__user")},
    )


def _add(request: HttpRequest, row: RoundEntry, candidates: list[CouncilMember]) -> HttpResponse:
    wanted = request.POST.get("member", "")
    member = next((member for member in candidates if str(member.pk) == wanted), None)
    if member is None:
        messages.error(request, _("Choose a member from the list."))
    else:
        done = _("%(name)s now reads this dossier.") % {"name": member}
        attempt(request, lambda: actions.assign_member(row, member, by=request.user), done)
    return redirect("assessments:entry", row.round.edition.slug, row.round.number, row.nomination.reference)


@requires(Can.ASSIGN)
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Who sits in the council, for whom, with which expertise."""
    edition = _edition(request, slug, Can.ASSIGN)
    context = {"edition": edition, "seats": overview.seats(edition), "unseated": overview.unseated(edition)}
    return render(request, "assessments/council.html", context)


@requires(Can.ASSIGN)
def seat(request: HttpRequest, slug: str, user: int) -> HttpResponse:
    edition = _edition(request, slug, Can.ASSIGN)
    person = get_object_or_404(User.objects.holding(Can.APPRAISE, edition=edition), pk=user)
    member = CouncilMember.objects.filter(edition=edition, user=person).first()
    form = SeatForm(request.POST or None, instance=member, edition=edition)
    if request.method == "POST" and form.is_valid():
        actions.seat(edition, person, by=request.user, **form.cleaned_data)
        messages.success(request, _("Seat saved."))
        return redirect("assessments:council", slug)
    return render(request, "assessments/seat.html", {"edition": edition, "person": person, "form": form})
