"""Sessions of the council: the list, the screen that follows the chair's cursor, presence, opening and closing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.agenda import Room, Screen, fingerprint
from assessments.forms_session import PresenceForm, ReplyForm, SessionForm, TieForm
from assessments.leading import is_led_by
from assessments.models import Attendance, CouncilSession, Vote
from dtportal.access import require, requires
from dtportal.programme.models import Edition
from dtportal.replies import attempt
from dtportal.roles import Can


def session_for(request: HttpRequest, slug: str, number: int) -> CouncilSession:
    """The session of an address, for whoever has to do with sessions of its edition."""
    edition = get_object_or_404(Edition.objects.defer(*Edition.bulky()), slug=slug)
    _require_any(request, edition)
    sessions = CouncilSession.objects.visible_to(request.user).select_related("edition", "opened_by")
    sessions = sessions.defer(*Edition.bulky("edition"))
    return get_object_or_404(sessions, edition=edition, number=number)


def _require_any(request: HttpRequest, edition: Edition) -> None:
    """Whoever prepares, attends or audits sessions of this edition."""
    scope = edition.access_scope()
    if not any(request.user.can(can, scope) for can in (Can.PREPARE_SESSION, Can.VOTE, Can.AUDIT)):
        raise PermissionDenied(_("Your role does not include this."))


def to_session(session: CouncilSession) -> HttpResponse:
    return redirect("assessments:session", session.edition.slug, session.number)


def sessions(request: HttpRequest, slug: str) -> HttpResponse:
    """The sessions of an edition, and planning the next."""
    edition = get_object_or_404(Edition.objects.defer(*Edition.bulky()), slug=slug)
    _require_any(request, edition)
    may_plan = request.user.can(Can.PREPARE_SESSION, edition.access_scope())
    form = SessionForm(request.POST or None) if may_plan else None
    if request.method == "POST":
        require(request.user, Can.PREPARE_SESSION, edition)
        if form.is_valid():
            planned = actions.plan_session(edition, by=request.user, **form.cleaned_data)
            return redirect("assessments:prepare", slug, planned.number)
    rows = CouncilSession.objects.visible_to(request.user).filter(edition=edition)
    there = Q(attendances__status__in=[Attendance.Status.PRESENT, Attendance.Status.LEFT])
    rows = rows.select_related("minutes").annotate(
        motions=Count("items", distinct=True), present=Count("attendances", filter=there, distinct=True)
    )
    context = {"edition": edition, "sessions": rows.order_by("-number"), "form": form}
    return render(request, "assessments/sessions.html", context, status=422 if form and form.errors else 200)


def session(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The screen; `?part=live` is what follows the cursor, answered by 304 while nothing has changed."""
    found = session_for(request, slug, number)
    is_part = request.GET.get("part") == "live"
    if is_part and (unchanged := _unchanged(request, found)):
        return unchanged
    screen = Screen(found, request.user)
    context = {
        "edition": found.edition,
        "session": found,
        "screen": screen,
        "choices": Vote.Choice.choices,
        "presences": Attendance.Status.choices,
        "tie_form": TieForm(),
        "may_run": screen.leads,
    }
    template = "assessments/_live.html" if is_part else "assessments/session.html"
    return _private(render(request, template, context), _etag(found, request, screen.closed))


def room(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The screen on the wall: nothing that a member who is present may not see."""
    found = session_for(request, slug, number)
    scope, shows = found.access_scope(), (Can.PREPARE_SESSION, Can.RUN_SESSION)
    if not any(request.user.can(can, scope) for can in shows) and not is_led_by(found, request.user):
        raise PermissionDenied(_("Your role does not include this."))
    is_part = request.GET.get("part") == "live"
    if is_part and (unchanged := _unchanged(request, found)):
        return unchanged
    screen = Room(found, request.user)
    context = {"edition": found.edition, "session": found, "screen": screen}
    template = "assessments/_room.html" if is_part else "assessments/room.html"
    return _private(render(request, template, context), _etag(found, request, screen.closed))


def _etag(session: CouncilSession, request: HttpRequest, closed: set[int] | None = None) -> str:
    return f'"{fingerprint(session, request.user, closed)}"'


def _unchanged(request: HttpRequest, session: CouncilSession) -> HttpResponse | None:
    """What a screen gets that asks again while nothing has happened."""
    asked = request.headers.get("If-None-Match")
    if not asked or asked != (etag := _etag(session, request)):
        return None
    return _private(HttpResponseNotModified(), etag)


def _private(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-store"
    return response


# --- Presence ----------------------------------------------------------------------------------------


@require_POST
@requires(Can.VOTE)
def answer_invitation(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = session_for(request, slug, number)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether you will come; a reason has at most 300 characters."))
        return to_session(found)
    coming = form.cleaned_data["answer"] == ReplyForm.COMING
    attempt(
        request,
        lambda: actions.answer_invitation(
            found, by=request.user, is_coming=coming, reason=form.cleaned_data["reason"]
        ),
        _("Thank you; the secretariat knows."),
    )
    return to_session(found)


@require_POST
@requires(Can.VOTE)
def attend(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = session_for(request, slug, number)
    attempt(request, lambda: actions.attend(found, by=request.user), _("You are listed as present."))
    return to_session(found)


@require_POST
@requires(Can.VOTE)
def leave(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = session_for(request, slug, number)
    attempt(request, lambda: actions.leave(found, by=request.user), _("You are listed as gone."))
    return to_session(found)


@require_POST
@requires(Can.PREPARE_SESSION)
def presence(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The roll-call, one member at a time."""
    found = session_for(request, slug, number)
    form = PresenceForm(request.POST)
    member = None
    if form.is_valid():
        member = found.edition.council.filter(pk=form.cleaned_data["member"]).first()
    if member is None:
        messages.error(request, _("Choose a member from the list."))
        return to_session(found)
    status, reason = form.cleaned_data["status"], form.cleaned_data["reason"]
    attempt(
        request,
        lambda: actions.state_presence(found, member, by=request.user, status=status, reason=reason),
        _("Presence written down."),
    )
    return to_session(found)


# --- Leading -----------------------------------------------------------------------------------------


@require_POST
@requires(Can.STAND_IN)
def open_session(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = session_for(request, slug, number)
    waive = request.POST.get("waive", "").strip()[:1000]
    attempt(
        request,
        lambda: actions.open_session(found, by=request.user, waive=waive),
        _("The session is open."),
    )
    return to_session(found)


@require_POST
@requires(Can.STAND_IN)
def close_session(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = session_for(request, slug, number)
    attempt(
        request,
        lambda: actions.close_session(found, by=request.user),
        _("The session is closed; its minutes have their number."),
    )
    return to_session(found)


@require_POST
@requires(Can.STAND_IN)
def point(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Move the cursor: `item` and `nomination` by their keys, nothing for the agenda."""
    found = session_for(request, slug, number)
    item = nomination = None
    if request.POST.get("item", "").isdecimal():
        item = get_object_or_404(found.items.all(), pk=int(request.POST["item"]))
    if item and request.POST.get("nomination", "").isdecimal():
        entry = item.entries.select_related("nomination").filter(nomination=int(request.POST["nomination"]))
        nomination = get_object_or_404(entry).nomination
    attempt(
        request,
        lambda: actions.point_at(found, by=request.user, item=item, nomination=nomination),
        _("Everybody's screen is there."),
        quiet=True,
    )
    return to_session(found)


@require_POST
@requires(Can.STAND_IN)
def timer(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """`do`: start, pause or set; `minutes` with set."""
    found = session_for(request, slug, number)
    minutes = request.POST.get("minutes", "")
    seconds = int(minutes) * 60 if minutes.isdecimal() and len(minutes) < 4 else None
    running = request.POST.get("do") == "start"
    attempt(
        request,
        lambda: actions.set_timer(found, by=request.user, running=running, seconds=seconds),
        _("The timer is set."),
        quiet=True,
    )
    return to_session(found)
