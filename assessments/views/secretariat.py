"""Rounds: handing dossiers over, assigning readers, watching progress, closing.

The chair and the auditor may look; only the secretariat acts.
"""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions, overview, reminders
from assessments.allotment import due_day, due_default
from assessments.models import Round
from dtportal.access import require, requires
from dtportal.programme.models import Edition, Group
from dtportal.replies import attempt
from dtportal.roles import Can
from dtportal.text import fold
from nominations.models import Nomination

PAGE = 50
# Rows of a round name three readers each, below a table of all members.
ROUND_PAGE = 20
FILTERS = ("sector", "group", "q")


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
    chosen = _chosen(waiting, request.GET)
    waiting_count, sectors, groups = overview.by_sector(waiting)
    paginator = Paginator(chosen.for_desk(), PAGE)
    if not any(request.GET.get(name) for name in FILTERS):
        paginator.count = waiting_count  # Known already: a query less.
    context = {
        "edition": edition,
        "rounds": overview.rounds(edition, request.user),
        "may_hand_over": may_hand_over,
        "sectors": sectors,
        "waiting_count": waiting_count,
        "sector": request.GET.get("sector", ""),
        "group": request.GET.get("group", ""),
        "q": request.GET.get("q", ""),
        # Lists to choose from; none where all belong to one.
        "lists": [choice for choice in Group.choices if choice[0] in groups] if len(groups) > 1 else [],
        "due_on": due_default(edition),
        "page": paginator.get_page(request.GET.get("page")),
        "unseated": overview.unseated(edition),
    }
    return render(request, "assessments/rounds.html", context)


def _chosen(waiting: QuerySet[Nomination], filters: QueryDict) -> QuerySet[Nomination]:
    """What the filters leave: a sector, a list (group of participants), words or numbers of dossiers."""
    if sector := filters.get("sector"):
        waiting = waiting.filter(sector__code=sector)
    if group := filters.get("group"):
        waiting = waiting.filter(group=group)
    numbers = [word.strip(",;") for word in filters.get("q", "").split() if "-" in word]
    if numbers:
        return waiting.filter(Q(reference__in=numbers) | Q(number__in=numbers))
    for word in fold(filters.get("q", "")).split():
        waiting = waiting.filter(search_text__contains=word)
    return waiting


@require_POST
@requires(Can.HAND_OVER)
def hand_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a round with the ticked dossiers, or with all that the filter shows."""
    edition = _edition(request, slug, Can.HAND_OVER)
    chosen = _chosen(overview.waiting(edition, request.user), request.POST)
    if not request.POST.get("all"):
        chosen = chosen.filter(pk__in=[key for key in request.POST.getlist("nomination") if key.isdecimal()])
    name = request.POST.get("name", "").strip()[:120]
    due_on = request.POST.get("due_on", "")
    if due_on and _day(due_on) is None:
        messages.error(request, _("The last day for score sheets is no date."))
        return redirect("assessments:rounds", slug)
    attempt(
        request,
        lambda: actions.open_round(edition, chosen, by=request.user, name=name, due_on=_day(due_on)),
        _("Handed over to the council. Now assign the readers."),
    )
    return redirect("assessments:rounds", slug)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


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
        "due": due_day(found),
    }
    is_unfinished = progress.to_declare + progress.to_score > 0
    if context["may_assign"]:
        context |= {"crossings": Round.Crossing.choices}
        context |= _late(found, request.user) if is_unfinished else {}
    if context["may_close"]:
        # While sheets are missing, the table above has said already whose; the rest is asked when it matters.
        context["blocks"] = (
            [
                *(actions.what_is_left(member.name, member.left) for member in members if member.left),
                *(
                    [_("Dossiers short of readers: %(count)s.") % {"count": progress.short}]
                    if progress.short
                    else []
                ),
            ]
            if is_unfinished
            else actions.what_blocks(found, reader=request.user)
        )
    return render(request, "assessments/round.html", context)


def _late(round: Round, reader: Any) -> dict[str, Any]:
    """Whose sheets are late, and whom a reminder would reach today."""
    today = reminders.today_of(round.edition)
    late = [
        row for row in reminders.left(round.edition, [round], reader=reader) if row.due and row.due < today
    ]
    return {
        "late": late,
        "to_remind": [row for row in late if row.reminded_on != today],
    }


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
