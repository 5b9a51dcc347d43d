"""Sessions of the council: agenda, attendance, ballots, conclusions."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from assessments import actions, agenda
from assessments.conflicts import closed_to
from assessments.forms import MotionForm, SessionForm
from assessments.models import AgendaItem, CouncilSession, Vote
from assessments.reading import entries_open_to, items_open_to
from assessments.views.replies import attempt
from dtportal.access import require, requires
from dtportal.programme.models import Edition, Sector
from dtportal.roles import Can

PAGE = 50


def _session(request: HttpRequest, slug: str, number: int) -> CouncilSession:
    sessions = CouncilSession.objects.visible_to(request.user).select_related("edition")
    return get_object_or_404(sessions, edition__slug=slug, number=number)


def _item(request: HttpRequest, pk: int) -> AgendaItem:
    """A motion to run: whoever chairs opens and closes ballots even on motions he is recused from."""
    sessions = CouncilSession.objects.visible_to(request.user)
    items = AgendaItem.objects.filter(session__in=sessions.values("pk")).select_related("session__edition")
    return get_object_or_404(items, pk=pk)


def _item_open_to(request: HttpRequest, pk: int) -> AgendaItem:
    """A motion to read or to vote on: a conflict of interest in one of its dossiers closes it."""
    item = _item(request, pk)
    if item.entries.filter(nomination__in=closed_to(request.user).values("pk")).exists():
        raise Http404
    return item


def _to(session: CouncilSession) -> HttpResponse:
    return redirect("assessments:session", session.edition.slug, session.number)


def sessions(request: HttpRequest, slug: str) -> HttpResponse:
    """The sessions of an edition, and planning the next."""
    edition = get_object_or_404(Edition, slug=slug)
    _require_any(request, edition)
    may_plan = request.user.can(Can.PREPARE_SESSION, edition.access_scope())
    form = SessionForm(request.POST or None) if may_plan else None
    if request.method == "POST":
        require(request.user, Can.PREPARE_SESSION, edition)
        if form.is_valid():
            planned = actions.plan_session(edition, by=request.user, **form.cleaned_data)
            return _to(planned)
    rows = CouncilSession.objects.visible_to(request.user).filter(edition=edition)
    rows = rows.annotate(motions=Count("items", distinct=True), present=Count("attendances", distinct=True))
    context = {"edition": edition, "sessions": rows.order_by("-number"), "form": form}
    return render(request, "assessments/sessions.html", context)


def _require_any(request: HttpRequest, edition: Edition) -> None:
    """Whoever prepares, attends or audits sessions of this edition."""
    scope = edition.access_scope()
    if not any(request.user.can(can, scope) for can in (Can.PREPARE_SESSION, Can.VOTE, Can.AUDIT)):
        raise PermissionDenied(_("Your role does not include this."))


def session(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    _require_any(request, edition)
    found = _session(request, slug, number)
    scope = found.access_scope()
    may_prepare = request.user.can(Can.PREPARE_SESSION, scope) and not found.is_closed
    attendance = agenda.attendance(found)
    context = {
        "edition": edition,
        "session": found,
        "motions": agenda.motions(found, request.user),
        "attendance": attendance,
        "present": sum(seated.is_present for seated in attendance),
        "is_here": any(s.is_present for s in attendance if s.member.user_id == request.user.pk),
        "may_prepare": may_prepare,
        "may_run": request.user.can(Can.RUN_SESSION, scope),
        "may_vote": request.user.can(Can.VOTE, scope),
        "may_conclude": request.user.can(Can.CONCLUDE, scope),
        "choices": Vote.Choice.choices,
        "ready": agenda.ready_by_sector(edition, request.user) if may_prepare else [],
        "motion_form": MotionForm() if may_prepare else None,
    }
    return render(request, "assessments/session.html", context)


def motion(request: HttpRequest, pk: int) -> HttpResponse:
    """The dossiers of a motion, with the council's conclusions once there are any."""
    item = _item_open_to(request, pk)
    entries = entries_open_to(item.entries.all(), request.user).order_by("nomination__reference")
    entries = entries.select_related(
        "nomination__organization", "nomination__sector", "nomination__province", "nomination__conclusion"
    )
    context = {
        "edition": item.edition,
        "item": item,
        "page": Paginator(entries, PAGE).get_page(request.GET.get("page")),
        "may_read": items_open_to(request.user).filter(pk=item.pk).exists(),
        "shows_scores": request.user.can(Can.READ_SCORES, item.access_scope()),
    }
    return render(request, "assessments/motion.html", context)


@require_POST
@requires(Can.PREPARE_SESSION)
def put_conclusions(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One motion for a sector, or for everything that is ready."""
    found = _session(request, slug, number)
    ready = agenda.open_to(actions.ready_to_conclude(found.edition), request.user)
    sector = Sector.objects.filter(code=request.POST.get("sector", "")).first()
    # The agenda is written in Vietnamese, whoever presses the button.
    with override("vi"):
        title = _("Conclusions on all dossiers appraised so far")
        if sector:
            ready = ready.filter(sector=sector)
            title = _("Conclusions on the sector %(sector)s") % {"sector": sector.name}
    attempt(
        request,
        lambda: actions.put_conclusions(found, ready, by=request.user, title=title),
        _("Put on the agenda."),
    )
    return _to(found)


@require_POST
@requires(Can.PREPARE_SESSION)
def put_motion(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = _session(request, slug, number)
    form = MotionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Word the motion in at most 250 characters."))
        return _to(found)
    attempt(
        request,
        lambda: actions.put_motion(found, by=request.user, **form.cleaned_data),
        _("Put on the agenda."),
    )
    return _to(found)


@require_POST
@requires(Can.RUN_SESSION)
def open_session(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = _session(request, slug, number)
    attempt(request, lambda: actions.open_session(found, by=request.user), _("The session is open."))
    return _to(found)


@require_POST
@requires(Can.VOTE)
def attend(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = _session(request, slug, number)
    attempt(request, lambda: actions.attend(found, by=request.user), _("You are listed as present."))
    return _to(found)


@require_POST
@requires(Can.RUN_SESSION)
def close_session(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = _session(request, slug, number)
    attempt(request, lambda: actions.close_session(found, by=request.user), _("The session is closed."))
    return _to(found)


@require_POST
@requires(Can.RUN_SESSION)
def open_ballot(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    attempt(request, lambda: actions.open_ballot(item, by=request.user), _("The ballot is open."))
    return _to(item.session)


@require_POST
@requires(Can.VOTE)
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """A second vote is refused with a page of its own (409), so that nobody wonders what was counted."""
    item = _item_open_to(request, pk)
    actions.vote(item, by=request.user, choice=request.POST.get("choice", ""))
    messages.success(request, _("Your vote is in the box. It is secret and cannot be changed."))
    return _to(item.session)


@require_POST
@requires(Can.RUN_SESSION)
def close_ballot(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    attempt(request, lambda: actions.close_ballot(item, by=request.user), _("The ballot is counted."))
    return _to(item.session)


@require_POST
@requires(Can.CONCLUDE)
def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    attempt(request, lambda: actions.conclude(item, by=request.user), _("The conclusions are written."))
    return _to(item.session)
