"""The organisation's own pages: its list, a new dossier, where one stands."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal.accounts.models import Organization
from dtportal.programme.clock import current_edition
from dtportal.programme.models import Group
from dtportal.roles import Can
from nominations import actions, intake
from nominations.actions.copying import earlier
from nominations.conversation import conversation, mark_read
from nominations.examining import answers_of, verdict_lines
from nominations.forms import RequestForm, StartForm, show
from nominations.forms_questions import QuestionForm
from nominations.freezing import checklist_of
from nominations.guide import gaps_of, next_step, with_progress
from nominations.milestones import milestones
from nominations.models import Endorsement, Nomination, UnitInvitation
from nominations.models.paper import pending_paper
from nominations.sections import sections_of
from nominations.standing import writable
from nominations.supplements import asked_of, opening_of
from nominations.timeline import events_of
from nominations.views.colleagues import colleague_page, in_words
from nominations.views.colleagues import present as present_colleagues
from nominations.views.shared import own, say


def mine(request: HttpRequest) -> HttpResponse:
    """The nominations of one's organisations, the newest first, with how far each is."""
    nominations = Nomination.objects.written_by(request.user)
    rows = with_progress(nominations.visible_to(request.user).for_listing())
    edition = current_edition()
    context = {"rows": rows, "edition": edition, "is_open": intake.is_open(edition)}
    return render(request, "nominations/mine.html", context)


def start(request: HttpRequest) -> HttpResponse:
    """Choose organisation, group, sector and province; what the organisation says is filled in."""
    edition = current_edition()
    form = StartForm(request.POST or None, user=request.user, edition=edition, initial=_prefilled(request))
    if form.is_valid():
        values = form.cleaned_data
        try:
            nomination = actions.start(values.pop("organization"), edition=edition, by=request.user, **values)
        except ValidationError as error:
            show(form, error)
        else:
            messages.success(
                request, _("Dossier %(reference)s is ready to be filled in.") % _number(nomination)
            )
            return redirect(nomination)
    context = {"form": form, "edition": edition, "is_open": intake.is_open(edition)}
    context["end"] = intake.deadline(edition)
    return render(request, "nominations/start.html", context, status=422 if form.errors else 200)


def _prefilled(request: HttpRequest) -> dict:
    organizations = Organization.objects.filter(pk__in=request.user.organization_ids)
    wanted = request.GET.get("organization", "")
    chosen = organizations.filter(pk=wanted).first() if wanted.isdecimal() else None
    chosen = chosen or organizations.first()
    if chosen is None:
        return {}
    group = Group.STATE_BODY if chosen.org_type == Organization.Type.STATE_BODY else Group.UNIT
    invited = UnitInvitation.objects.taken_up_for(chosen, current_edition()).first()
    return {
        "organization": chosen.pk,
        "sector": chosen.sector_id or (invited and invited.sector_id),
        "province": chosen.province_id,
        "group": group,
    }


def _number(nomination: Nomination) -> dict[str, str]:
    return {"reference": nomination.known_as}


def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Where a dossier stands and what comes next; people in office are led to their own page about it."""
    visible = Nomination.objects.visible_to(request.user).for_listing()
    nomination = get_object_or_404(visible, reference=reference)
    endorsements = _endorsements(request, nomination)
    if pending_paper(nomination):
        if nomination.organization_id in request.user.organization_ids:
            return redirect("nominations:paper_confirm", reference)
        if request.user.can(Can.SCREEN, nomination.access_scope()):
            return redirect("nominations:paper", nomination.edition.slug, reference)
    if nomination.organization_id not in request.user.organization_ids:
        if request.user.can(Can.SCREEN, nomination.access_scope()):
            return redirect("nominations:screen", nomination.edition.slug, reference)
        if request.user.can(Can.ENDORSE) and endorsements:
            return redirect("nominations:endorsement", endorsements[0].pk)
        if writable(request.user, nomination):
            return colleague_page(request, _story(request, nomination, endorsements))
        story = _story(request, nomination, endorsements)
        if request.user.can(Can.AUDIT, nomination.access_scope()):
            versions = nomination.dossiers.order_by("-number")
            story["lines"] = verdict_lines(nomination, versions, request.user)
            story["answers"] = answers_of(nomination, request.user)
            story["notes"] = nomination.screening_notes.select_related("by")
        return render(request, "nominations/read.html", story)
    context = _story(request, nomination, endorsements)
    checklist = checklist_of(nomination) if nomination.is_editable else None
    opening = opening_of(nomination)
    context.update(
        asked=asked_of(nomination),
        open_sections=[
            s.key for s in sections_of(nomination.edition, nomination.group) if opening.has_section(s.key)
        ],
        checklist=checklist,
        sections=[(s, checklist.states[s.key]) for s in sections_of(nomination.edition, nomination.group)]
        if checklist
        else [],
        gaps=gaps_of(nomination, checklist),
        step=next_step(nomination, checklist, endorsements),
        colleagues=in_words(nomination, present_colleagues(request, nomination)),
        notes=nomination.screening_notes.exclude(decision=Nomination.Status.ACCEPTED),
        can_request=nomination.is_undecided,
        earlier=earlier(nomination)[:5] if nomination.status == Nomination.Status.DRAFT else [],
        can_withdraw=nomination.can_move(Nomination.Status.WITHDRAWN) and not nomination.outcome,
        can_take_back=intake.is_takable(nomination),
        versions=nomination.dossiers.select_related("frozen_by").order_by("-number"),
        end=intake.deadline(nomination.edition, nomination),
        is_open=intake.is_open(nomination.edition, nomination),
    )
    return render(request, "nominations/detail.html", context)


@require_POST
def copy(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the answers of an earlier dossier over into sections that are still empty."""
    nomination = own(request, reference)
    source = own(request, request.POST.get("source", ""))
    try:
        count = actions.copy_answers(nomination, source, by=request.user)
    except ValidationError as error:
        say(request, error)
    else:
        messages.success(
            request, _("Sections taken over: %(count)s. Please read them through.") % {"count": count}
        )
    return redirect(nomination)


def _endorsements(request: HttpRequest, nomination: Nomination) -> list[Endorsement]:
    visible = Endorsement.objects.visible_to(request.user).filter(nomination=nomination)
    return list(visible.for_listing())


def _story(request: HttpRequest, nomination: Nomination, endorsements: list[Endorsement]) -> dict:
    found = conversation(nomination, request.user)
    mark_read(found, nomination)
    events = events_of(nomination, endorsements)
    return {
        "milestones": milestones(nomination, endorsements, events),
        "step": next_step(nomination, None, endorsements),
        "conversation": found,
        "ask_form": QuestionForm(),
        "nomination": nomination,
        "edition": nomination.edition,
        "endorsements": endorsements,
        "events": events,
        "dossier": nomination.current_dossier,
        "has_book_page": nomination.status == Nomination.Status.ACCEPTED,
    }


def request_endorsement(request: HttpRequest, reference: str) -> HttpResponse:
    nomination = own(request, reference)
    invited = UnitInvitation.objects.taken_up_for(nomination.organization, nomination.edition).first()
    form = RequestForm(
        request.POST or None, nomination=nomination, initial={"body": invited.body_id if invited else None}
    )
    if form.is_valid():
        try:
            endorsement = actions.request_endorsement(nomination, form.cleaned_data["body"], by=request.user)
        except ValidationError as error:
            show(form, error)
        else:
            messages.success(
                request, _("The request has been sent to %(body)s.") % {"body": endorsement.body.label}
            )
            return redirect(nomination)
    context = {"nomination": nomination, "edition": nomination.edition, "form": form, "invited": invited}
    return render(request, "nominations/request.html", context, status=422 if form.errors else 200)
