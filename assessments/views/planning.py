"""Plans of assignment: what would be done, doing it, undoing it; reminding who is late."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions, shortages
from assessments.conflicts import closed_to
from assessments.models import AssignmentPlan, CouncilMember, Round, RoundEntry
from dtportal.access import require, requires
from dtportal.programme.models import Edition
from dtportal.replies import attempt
from dtportal.roles import Can
from dtportal.states import ImpossibleMove

PAGE = 50


@dataclass
class PlannedEntry:
    """A dossier with the members whom a plan gives it to, or takes it from."""

    entry: RoundEntry
    adds: list[CouncilMember] = field(default_factory=list)
    drops: list[CouncilMember] = field(default_factory=list)


def _round(request: HttpRequest, slug: str, number: int) -> Round:
    rounds = Round.objects.visible_to(request.user).select_related("edition")
    rounds = rounds.defer(*Edition.bulky("edition"))
    return get_object_or_404(rounds, edition__slug=slug, number=number)


def _plan(request: HttpRequest, slug: str, pk: int) -> AssignmentPlan:
    """A plan, unless one of its dossiers is closed to whoever asks: all of its numbers tell of that one too."""
    plans = AssignmentPlan.objects.visible_to(request.user).filter(edition__slug=slug)
    plans = plans.select_related("edition", "round", "member__user", "ordered_by", "wanted_by", "undone_by")
    found = get_object_or_404(plans.defer(*Edition.bulky("edition")), pk=pk)
    entries = RoundEntry.objects.filter(round__edition=found.edition_id)
    if found.round_id:
        entries = entries.filter(round=found.round_id)
    if closed_to(request.user).filter(pk__in=entries.values("nomination")).exists():
        raise PermissionDenied(_("Somebody else must do this: one of the dossiers is closed to you."))
    return found


@require_POST
@requires(Can.ASSIGN)
def assign(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Have a plan drawn up; its page shows how far the worker is."""
    found = _round(request, slug, number)
    crossing = request.POST.get("crossing", "")
    if crossing not in {"", *Round.Crossing.values}:
        crossing = ""
    seed = request.POST.get("seed", "")
    try:
        plan = actions.order_plan(
            found, by=request.user, crossing=crossing, seed=int(seed) if seed.isdecimal() else 0
        )
    except (ImpossibleMove, ValidationError) as error:
        messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
        return redirect("assessments:round", slug, number)
    return redirect(plan)


@requires(Can.ASSIGN)
def plans(request: HttpRequest, slug: str) -> HttpResponse:
    """What was assigned, moved and undone in an edition, the latest first."""
    edition = get_object_or_404(Edition.objects.defer(*Edition.bulky()), slug=slug)
    require(request.user, Can.ASSIGN, edition)
    found = AssignmentPlan.objects.visible_to(request.user).filter(edition=edition)
    found = found.select_related("round", "member__user", "ordered_by").defer("result")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "assessments/plans.html", {"edition": edition, "page": page})


@requires(Can.ASSIGN)
def plan(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = _plan(request, slug, pk)
    context: dict[str, Any] = {"edition": found.edition, "plan": found, "crossings": Round.Crossing.choices}
    if found.status == AssignmentPlan.Status.DONE:
        context |= _shown(request, found)
    if found.is_applied:
        context["keeps"] = actions.undoable(found)
    return render(request, "assessments/plan.html", context)


def _shown(request: HttpRequest, plan: AssignmentPlan) -> dict[str, Any]:
    """The numbers of a plan with names."""
    result = plan.result
    entries = RoundEntry.objects.filter(pk__in=plan.pairs.values("entry"))
    entries = entries.select_related("nomination__organization", "nomination__sector")
    page = Paginator(entries.order_by("nomination__reference"), PAGE).get_page(request.GET.get("page"))
    rows = {entry.pk: PlannedEntry(entry) for entry in page}
    pairs = plan.pairs.filter(entry__in=rows).select_related("member__user")
    for pair in pairs.order_by("member__user__name_sort_key"):
        (rows[pair.entry_id].adds if pair.adds else rows[pair.entry_id].drops).append(pair.member)
    context: dict[str, Any] = {"page": page, "rows": list(rows.values()), "result": result}
    if plan.kind == AssignmentPlan.Kind.HAND or not result:
        return context
    if result.get("shortage"):
        return {**context, "sentences": shortages.sentences(result["shortage"])}
    members = CouncilMember.objects.select_related("user").in_bulk([row[0] for row in result["loads"]])
    keys = {*(row[0] for row in result["poorest"]), *result["references"]}
    entries = RoundEntry.objects.select_related("nomination__organization", "nomination__sector").in_bulk(
        keys
    )
    loads = sorted(
        (
            (members[key], before, after, limit)
            for key, before, after, limit in result["loads"]
            if key in members
        ),
        key=lambda row: (-row[2], row[0].user.name_sort_key),
    )
    sectored = result["sectored"]
    return {
        **context,
        "loads": [
            (
                member,
                after,
                _("%(before)s → %(after)s of %(limit)s") % {"before": before, "after": after, "limit": limit},
            )
            for member, before, after, limit in loads
        ],
        "below": [(members[key], load, least) for key, load, least in result["below"] if key in members],
        "poorest": [(entries[key], round(100 * value)) for key, value in result["poorest"] if key in entries],
        "references": [entries[key] for key in result["references"] if key in entries],
        "cross_share": round(100 * result["crossing"] / sectored) if sectored else 0,
    }


@require_POST
@requires(Can.ASSIGN)
def carry_out(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = _plan(request, slug, pk)
    attempt(
        request,
        lambda: actions.carry_out(found, by=request.user),
        _("It is being done; everybody concerned gets one mail."),
    )
    return redirect(found)


@require_POST
@requires(Can.ASSIGN)
def undo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = _plan(request, slug, pk)
    attempt(request, lambda: actions.undo(found, by=request.user), _("Undone; everybody concerned was told."))
    return redirect(found)


@require_POST
@requires(Can.ASSIGN)
def remind(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One click: everybody whose sheets of this round are overdue, once a day at most."""
    found = _round(request, slug, number)
    reminded = actions.remind_overdue(found, by=request.user)
    if reminded:
        messages.success(request, _("Members reminded: %(count)s.") % {"count": len(reminded)})
    else:
        messages.info(request, _("Nobody to remind: nobody is late, or all were reminded today."))
    return redirect("assessments:round", slug, number)
