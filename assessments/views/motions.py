"""The agenda of a session: putting items on it, their dossiers and notes, ballots, conclusions."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from assessments import actions, proposals
from assessments.actions.drafts import results
from assessments.agenda import BY_NUMBER, Screen, closed_in
from assessments.forms_session import (
    DossierMotionForm,
    MoveForm,
    NotesForm,
    SessionForm,
    TextMotionForm,
    TieForm,
)
from assessments.leading import leads, require_lead
from assessments.models import AgendaItem, CouncilSession
from assessments.reading import entries_open_to, items_open_to
from assessments.scoring import shown
from assessments.views.sessions import session_for, to_session
from assessments.withholding import hides, withholds
from dtportal.access import require, requires
from dtportal.programme.models import Edition, Group, Sector
from dtportal.replies import attempt
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from nominations.models import Nomination

PAGE = 50


def item_for(request: HttpRequest, pk: int) -> AgendaItem:
    """A motion that this person may know to be there; whether it is closed to him, its actions ask."""
    sessions = CouncilSession.objects.visible_to(request.user)
    items = AgendaItem.objects.filter(session__in=sessions.values("pk"))
    items = items.select_related("session__edition").defer(*Edition.bulky("session__edition"))
    return get_object_or_404(items, pk=pk)


def item_open_to(request: HttpRequest, pk: int) -> AgendaItem:
    """A motion to read or to vote on: a conflict of interest in one of its dossiers closes it, and so does the
    embargo on the list that comes of it."""
    item = item_for(request, pk)
    if not is_open_to(item, request.user) or (hides(item, request.user) and not leads(request.user, item)):
        raise Http404
    return item


def is_open_to(item: AgendaItem, user: Any) -> bool:
    about = set(item.entries.values_list("nomination", flat=True))
    return not about or not about & closed_in(item.session, user)


# --- Preparing ---------------------------------------------------------------------------------------


@requires(Can.PREPARE_SESSION)
def prepare(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Time and place, the agenda, the invitations."""
    found = session_for(request, slug, number)
    require(request.user, Can.PREPARE_SESSION, found)
    form = SessionForm(
        request.POST if "title" in request.POST else None,
        initial={name: getattr(found, name) for name in SessionForm.base_fields},
    )
    if request.method == "POST" and form.is_valid():
        change = form.cleaned_data
        if attempt(request, lambda: actions.change_session(found, by=request.user, **change), _("Saved.")):
            return redirect("assessments:prepare", slug, number)
    return _prepare(request, found, form=form)


def _prepare(request: HttpRequest, found: CouncilSession, **forms) -> HttpResponse:
    edition, user = found.edition, request.user
    flagged = proposals.flagged(edition, user)
    may_know = proposals.open_to(actions.appraised(edition), user)
    context = {
        "edition": edition,
        "session": found,
        "screen": Screen(found, user),
        "form": SessionForm(initial={name: getattr(found, name) for name in SessionForm.base_fields}),
        "sectors": proposals.ready_by_sector(edition, user),
        "unsectored": proposals.ready_by_group(edition, user),
        "flagged": flagged,
        "tied": sum(flag.is_tied for flag in flagged),
        "dossier_form": DossierMotionForm(nominations=may_know, auto_id="dossier_%s"),
        "move_form": MoveForm(nominations=may_know, edition=edition, auto_id="move_%s"),
        "text_form": TextMotionForm(auto_id="text_%s"),
        **forms,
    }
    wrong = any(getattr(form, "is_bound", False) and form.errors for form in forms.values())
    return render(request, "assessments/prepare.html", context, status=422 if wrong else 200)


@require_POST
@requires(Can.PREPARE_SESSION)
def invite(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = session_for(request, slug, number)
    attempt(
        request,
        lambda: actions.invite(found, by=request.user),
        _("Invited: every member gets a letter with the agenda and an event for the calendar."),
    )
    return redirect("assessments:prepare", slug, number)


@require_POST
@requires(Can.PREPARE_SESSION)
def put_conclusions(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One motion for a sector, a group without sectors, the dossiers tied at a line, or everything that is ready."""
    found = session_for(request, slug, number)
    ready = proposals.open_to(actions.ready_to_conclude(found.edition), request.user)
    sector = Sector.objects.filter(code=request.POST.get("sector", "")).first()
    group = request.POST.get("group", "")
    # The agenda is written in Vietnamese, whoever presses the button.
    with override("vi"):
        title = _("Conclusions on all dossiers appraised so far")
        if sector:
            ready = ready.filter(sector=sector)
            title = _("Conclusions on the sector %(sector)s") % {"sector": sector.name}
        elif request.POST.get("tied"):
            tied = [
                flag.nomination.pk for flag in proposals.flagged(found.edition, request.user) if flag.is_tied
            ]
            ready = ready.filter(pk__in=tied)
            title = _("Conclusions on the dossiers tied at a line of the list")
        elif group in Group.values:
            ready = ready.filter(sector=None, group=group)
            title = _("Conclusions on the group %(group)s") % {"group": Group(group).label}
    attempt(
        request,
        lambda: actions.put_conclusions(found, ready, by=request.user, title=title),
        _("Put on the agenda."),
    )
    return redirect("assessments:prepare", slug, number)


@require_POST
@requires(Can.PREPARE_SESSION)
def put_motion(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A motion in words, a single dossier, or a wish about a line of the list: `kind` says which."""
    found = session_for(request, slug, number)
    may_know = proposals.open_to(actions.appraised(found.edition), request.user)
    kind, user = request.POST.get("kind", ""), request.user
    if kind == AgendaItem.Kind.DOSSIER:
        name, form = "dossier_form", DossierMotionForm(request.POST, nominations=may_know)
        put = actions.put_dossier
    elif kind == AgendaItem.Kind.MOVE:
        name, form = "move_form", MoveForm(request.POST, nominations=may_know, edition=found.edition)
        put = actions.put_move
    else:
        name, form = "text_form", TextMotionForm(request.POST)
    if not form.is_valid():
        return _prepare(request, found, **{name: form})
    values = dict(form.cleaned_data)
    if "flagged" in request.POST:
        values["text"] = _why_flagged(found, values["nomination"], user)

    def do() -> None:
        if name == "text_form":
            actions.put_motion(found, kind=AgendaItem.Kind.TEXT, by=user, **values)
        else:
            put(found, values.pop("nomination"), by=user, **values)

    try:
        do()
    except ValidationError as error:
        form.add_error(None, error)
        return _prepare(request, found, **{name: form})
    except ImpossibleMove as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Put on the agenda."))
    return redirect("assessments:prepare", slug, number)


def _why_flagged(session: CouncilSession, nomination: Nomination, user: Any) -> str:
    """The agenda and its minutes are written in Vietnamese, whoever presses the button."""
    with override("vi"):
        flags = proposals.flagged(session.edition, user)
        reasons = [str(why) for flag in flags if flag.nomination == nomination for why in flag.reasons]
        return capfirst("; ".join(reasons))


@require_POST
@requires(Can.PREPARE_SESSION)
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    item = item_open_to(request, pk)
    session = item.session
    attempt(request, lambda: actions.take_off(item, by=request.user), _("Taken off the agenda."))
    return redirect("assessments:prepare", session.edition.slug, session.number)


# --- One item ----------------------------------------------------------------------------------------


def motion(request: HttpRequest, pk: int) -> HttpResponse:
    """The dossiers of a motion with the council's conclusions, or their drafts; ballots and discussion."""
    return _motion(request, item_open_to(request, pk))


def _motion(request: HttpRequest, item: AgendaItem, notes_form: NotesForm | None = None) -> HttpResponse:
    user = request.user
    entries = entries_open_to(item.entries.all(), user).order_by(*BY_NUMBER)
    entries = entries.select_related(
        "nomination__organization",
        "nomination__sector",
        "nomination__province",
        "nomination__conclusion",
        "nomination__conclusion_draft",
    )
    scope = item.access_scope()
    may_prepare = user.can(Can.PREPARE_SESSION, scope)
    may_word = item.concludes and (may_prepare or user.can(Can.VOTE, scope))
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    # All dossiers of a motion are concluded together.
    conclusions = [getattr(entry.nomination, "conclusion", None) for entry in page]
    is_concluded = any(one is not None and one.item_id == item.pk for one in conclusions)
    words = "conclusion__recommendations" if is_concluded else "conclusion_draft__advice"
    prefetch_related_objects([entry.nomination for entry in page], words)
    reads_scores, votes = user.can(Can.READ_SCORES, scope), user.can(Can.VOTE, scope)
    may_word = may_word and not is_concluded
    if reads_scores and item.concludes and not is_concluded:
        official, _means, _sheets = results(item)
        for entry in page:
            entry.score = shown(official[entry.nomination_id]) if entry.nomination_id in official else None
    waits_for_list = withholds(item.session, user)
    waits = may_word and actions.waiting_feedback(item).exists()
    context = {
        "edition": item.edition,
        "session": item.session,
        "item": item,
        "ballots": item.ballots.exclude(closed_at=None),
        "may_approve": waits and leads(user, item),
        "may_vote": votes,
        "page": page,
        "may_read": items_open_to(user).filter(pk=item.pk).exists(),
        # Whoever voted learns what came of it.
        "shows_scores": reads_scores or (votes and is_concluded and not waits_for_list),
        "shows_words": may_word or (is_concluded and (reads_scores or (votes and not waits_for_list))),
        "waits_for_list": waits_for_list,
        "may_word": may_word,
    }
    if may_prepare and item.session.minutes_are_open:
        context["notes_form"] = notes_form or NotesForm(
            initial={"notes": item.notes, "version": item.notes_version}
        )
    return render(request, "assessments/motion.html", context, status=409 if notes_form else 200)


@require_POST
@requires(Can.PREPARE_SESSION)
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what was said. A page that saves by itself asks for JSON: the new version, or the other's words."""
    item = item_open_to(request, pk)
    form = NotesForm(request.POST)
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    if not form.is_valid():
        if wants_json:
            return JsonResponse({"error": " ".join(form.errors.get("notes", []))}, status=422)
        messages.error(request, _("The notes have at most 20,000 characters."))
        return redirect("assessments:motion", pk)
    try:
        item = actions.write_notes(item, by=request.user, **form.cleaned_data)
    except ImpossibleMove as error:
        item.refresh_from_db()
        if wants_json:
            return JsonResponse({"error": str(error), "version": item.notes_version}, status=409)
        messages.error(request, str(error))
        # The words typed stay in the field, the saved ones are shown above it; saving again is upon those.
        typed = NotesForm({"notes": form.cleaned_data["notes"], "version": item.notes_version})
        return _motion(request, item, typed)
    if wants_json:
        return JsonResponse({"version": item.notes_version})
    messages.success(request, _("Saved."))
    return redirect("assessments:motion", pk)


# --- Ballots and conclusions -------------------------------------------------------------------------


@require_POST
@requires(Can.STAND_IN)
def open_ballot(request: HttpRequest, pk: int) -> HttpResponse:
    item = item_for(request, pk)
    attempt(request, lambda: actions.open_ballot(item, by=request.user), _("The ballot is open."))
    return to_session(item.session)


@require_POST
@requires(Can.VOTE)
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """A second vote is refused with a page of its own (409), so that nobody wonders what was counted."""
    item = item_open_to(request, pk)
    actions.vote(item, by=request.user, choice=request.POST.get("choice", ""))
    messages.success(request, _("Your vote is in the box. It is secret and cannot be changed."))
    return to_session(item.session)


@require_POST
@requires(Can.STAND_IN)
def close_ballot(request: HttpRequest, pk: int) -> HttpResponse:
    item = item_for(request, pk)
    attempt(request, lambda: actions.close_ballot(item, by=request.user), _("The ballot is counted."))
    return to_session(item.session)


@require_POST
@requires(Can.STAND_IN)
def void_ballot(request: HttpRequest, pk: int) -> HttpResponse:
    item = item_for(request, pk)
    attempt(
        request,
        lambda: actions.void_ballot(item, by=request.user),
        _("The ballot is void; nothing was counted, and it can be repeated."),
    )
    return to_session(item.session)


@require_POST
@requires(Can.STAND_IN)
def decide_tie(request: HttpRequest, pk: int) -> HttpResponse:
    item = item_for(request, pk)
    require_lead(request.user, item.session, item)
    form = TieForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether the motion is carried, and why."))
        return to_session(item.session)
    attempt(
        request,
        lambda: actions.decide_tie(item, by=request.user, **form.cleaned_data),
        _("Decided; the reason stands in the minutes."),
    )
    return to_session(item.session)


@require_POST
@requires(Can.STAND_IN)
def approve_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    item = item_for(request, pk)
    attempt(
        request,
        lambda: actions.approve_feedback(item, by=request.user),
        _("The feedback to the organisations is approved."),
    )
    return redirect("assessments:motion", pk) if is_open_to(item, request.user) else to_session(item.session)


@require_POST
@requires(Can.STAND_IN)
def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    item = item_for(request, pk)
    attempt(request, lambda: actions.conclude(item, by=request.user), _("The conclusions are written."))
    return to_session(item.session)
