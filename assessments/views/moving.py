"""The readers of one dossier, moved by hand; and members who take no more, or leave."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions, overview
from assessments.beginnings import begun
from assessments.candidates import Candidate, candidates
from assessments.forms_assigning import StopForm
from assessments.models import Assignment, AssignmentPlan, CouncilMember, Round, RoundEntry
from dtportal.access import require, requires
from dtportal.programme.models import Edition
from dtportal.replies import attempt
from dtportal.roles import Can
from dtportal.states import ImpossibleMove


@requires(Can.ASSIGN)
def entry(request: HttpRequest, slug: str, number: int, reference: str) -> HttpResponse:
    """The readers of one dossier, who could be added, and what was done last."""
    rounds = Round.objects.visible_to(request.user).select_related("edition")
    round = get_object_or_404(rounds.defer(*Edition.bulky("edition")), edition__slug=slug, number=number)
    require(request.user, Can.ASSIGN, round)
    entries = overview.entries(round, request.user).select_related(
        "nomination__organization", "round__edition"
    )
    row = get_object_or_404(entries, nomination__reference=reference)
    if request.method == "POST":
        return _move(request, row)
    return _page(request, row)


def _page(
    request: HttpRequest, row: RoundEntry, asked: Candidate | None = None, giver: str = ""
) -> HttpResponse:
    readers = row.assignments.exclude(status=Assignment.Status.RELEASED).select_related("member__user")
    begun_keys = set(begun(row.assignments.all()).values_list("pk", flat=True))
    last = AssignmentPlan.objects.applied().filter(edition=row.round.edition_id).first()
    moved_here = last is not None and last.kind == AssignmentPlan.Kind.HAND
    if not moved_here or not last.pairs.filter(entry=row).exists() or actions.undoable(last):
        last = None
    context = {
        "edition": row.round.edition,
        "round": row.round,
        "entry": row,
        "readers": [(one, one.pk not in begun_keys) for one in readers],
        "candidates": candidates(row, request.user) if row.round.is_open else [],
        "asked": asked,
        "giver": giver,
        "last": last,
    }
    return render(request, "assessments/entry.html", context, status=422 if asked else 200)


def _move(request: HttpRequest, row: RoundEntry) -> HttpResponse:
    """Add, take back, or give to another one; what has cautions is asked about once more."""
    here = redirect("assessments:entry", row.round.edition.slug, row.round.number, row.nomination.reference)
    giver = request.POST.get("reader", "")
    reader = (
        row.assignments.filter(pk=giver).select_related("member__user").first() if giver.isdecimal() else None
    )
    if "release" in request.POST:
        if reader is not None:
            done = _("Taken back from %(name)s.") % {"name": reader.member}
            attempt(request, lambda: actions.release_reader(reader, by=request.user), done)
        return here
    wanted = request.POST.get("member", "")
    chosen = next((one for one in candidates(row, request.user) if str(one.member.pk) == wanted), None)
    if chosen is None:
        messages.error(request, _("Choose a member from the list."))
        return here
    if chosen.cautions and "confirmed" not in request.POST:
        return _page(request, row, chosen, giver if reader else "")
    done = _("%(name)s now reads this dossier.") % {"name": chosen.member}
    if reader is not None:
        attempt(
            request,
            lambda: actions.move_reader(reader, chosen.member, by=request.user, despite=True),
            done,
        )
    else:
        attempt(
            request,
            lambda: actions.assign_member(row, chosen.member, by=request.user, despite=True),
            done,
        )
    return here


def _member(request: HttpRequest, slug: str, user: int) -> CouncilMember:
    seats = CouncilMember.objects.filter(edition__slug=slug).select_related("user", "edition", "reading_stop")
    member = get_object_or_404(seats.defer(*Edition.bulky("edition")), user=user)
    require(request.user, Can.ASSIGN, member)
    return member


@requires(Can.ASSIGN)
def stop(request: HttpRequest, slug: str, user: int) -> HttpResponse:
    """A member takes no more dossiers, or leaves; leaving is a plan that is shown before it is done."""
    member = _member(request, slug, user)
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            if form.cleaned_data["how"] == StopForm.LEAVES:
                return redirect(actions.order_leaving(member, by=request.user, reason=reason))
            actions.stop_reading(member, by=request.user, reason=reason)
        except (ValidationError, ImpossibleMove) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            messages.success(request, _("%(name)s gets no more dossiers.") % {"name": member})
            return redirect("assessments:council", slug)
    mine = Assignment.objects.active().open_rounds().filter(member=member)
    scored = mine.filter(status=Assignment.Status.SCORED).count()
    context = {
        "edition": member.edition,
        "member": member,
        "stop": getattr(member, "reading_stop", None),
        "form": form,
        "scored": scored,
        "left": mine.count() - scored,
    }
    return render(request, "assessments/stop_reading.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Can.ASSIGN)
def again(request: HttpRequest, slug: str, user: int) -> HttpResponse:
    member = _member(request, slug, user)
    done = _("%(name)s can be given dossiers again.") % {"name": member}
    attempt(request, lambda: actions.take_again(member, by=request.user), done)
    return redirect("assessments:council", slug)
