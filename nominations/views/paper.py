"""Dossiers that came on paper: the secretariat keys them in and sends the link; the unit confirms."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal import files
from dtportal.access import requires
from dtportal.accounts.models import Organization
from dtportal.programme.models import Edition, Group
from dtportal.roles import Can
from dtportal.text import fold
from nominations import actions
from nominations.actions.paper import seen
from nominations.actions.submitting import sentence
from nominations.consents import standings_of, wanted
from nominations.forms import ReasonForm, show
from nominations.forms_consent import ConsentsForm
from nominations.forms_paper import ObjectionForm, PaperForm, SendForm
from nominations.freezing import checklist_of
from nominations.guide import gaps_of
from nominations.models import Nomination, PaperDossier, PaperInvitation
from nominations.reading import present
from nominations.sections import sections_of
from nominations.standing import keys_in
from nominations.views.shared import edition_of, own, say

PER_PAGE = 50
FOUND = 20


# --- The secretariat -----------------------------------------------------------------------------------


@requires(Can.SCREEN)
def papers(request: HttpRequest, slug: str) -> HttpResponse:
    """The paper dossiers of an edition; `?q=` looks for the organisation of a new one by name or tax code."""
    edition = edition_of(request, slug)
    rows = PaperDossier.objects.visible_to(request.user).filter(nomination__edition=edition).for_listing()
    query = request.GET.get("q", "").strip()
    context = {
        "edition": edition,
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "query": query,
        "found": _found(request, query) if query else [],
        "more_than": FOUND,
    }
    return render(request, "nominations/paper/list.html", context)


def _found(request: HttpRequest, query: str) -> list[Organization]:
    rows = Organization.objects.visible_to(request.user).for_listing().order_by("sort_key")
    for word in fold(query).split():
        rows = rows.filter(search_text__contains=word)
    return list(rows[:FOUND])


@requires(Can.SCREEN)
def paper_start(request: HttpRequest, slug: str) -> HttpResponse:
    """What the cover of the paper says, for the organisation `?organization=`."""
    edition = edition_of(request, slug)
    wanted = request.GET.get("organization", "")
    if not wanted:
        return redirect("nominations:papers", slug)
    rows = Organization.objects.visible_to(request.user).for_listing()
    organization = get_object_or_404(rows, pk=int(wanted) if wanted.isdecimal() else 0)
    form = PaperForm(
        request.POST or None,
        request.FILES or None,
        edition=edition,
        organization=organization,
        initial=_proposed(edition, organization),
    )
    if form.is_valid():
        try:
            nomination = actions.start_paper(
                organization, edition=edition, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            show(form, error)
        else:
            messages.success(request, _("The dossier can be keyed in now."))
            return redirect("nominations:paper", slug, nomination.reference)
    context = {"edition": edition, "organization": organization, "form": form}
    return render(request, "nominations/paper/start.html", context, status=422 if form.errors else 200)


def _proposed(edition: Edition, organization: Organization) -> dict[str, Any]:
    is_state_body = organization.org_type == Organization.Type.STATE_BODY
    return {
        "group": Group.STATE_BODY if is_state_body else Group.UNIT,
        "sector": organization.sector_id,
        "province": organization.province_id,
    }


def _in_hand(request: HttpRequest, slug: str, reference: str) -> Nomination:
    """A paper dossier that the person's secretariat has in hand; 404 once the unit has answered."""
    rows = Nomination.objects.visible_to(request.user).filter(edition=edition_of(request, slug))
    papers = PaperDossier.objects.pending().values("nomination")
    return get_object_or_404(rows.filter(pk__in=papers).for_listing(), reference=reference)


@requires(Can.SCREEN)
def paper(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """How far a paper dossier is, and what can be done with it."""
    rows = Nomination.objects.visible_to(request.user).filter(edition=edition_of(request, slug))
    nomination = get_object_or_404(rows.filter(paper__isnull=False).for_listing(), reference=reference)
    if nomination.status != Nomination.Status.DRAFT:
        return redirect("nominations:screen", slug, reference)
    return _page(request, nomination)


def _page(request: HttpRequest, nomination: Nomination, **bound: Any) -> HttpResponse:
    checklist = checklist_of(nomination)
    members = nomination.organization.memberships.count()
    gaps = [
        link
        for gap, link in zip(checklist.gaps, gaps_of(nomination, checklist), strict=True)
        if not gap.needs_endorsement
    ]
    sections = sections_of(nomination.edition, nomination.group)
    invitations = PaperInvitation.objects.visible_to(request.user).waiting()
    context = {
        "nomination": nomination,
        "edition": nomination.edition,
        "paper": nomination.paper,
        "may_write": keys_in(request.user, nomination),
        "sections": [(s, checklist.states[s.key]) for s in sections],
        "gaps": gaps,
        "members": members,
        "invitation": invitations.filter(paper=nomination.paper).first(),
        "send_form": SendForm(needs_address=not members, initial={"email": nomination.organization.email}),
        "drop_form": ReasonForm(prefix="drop"),
        **bound,
    }
    return render(request, "nominations/paper/detail.html", context, status=422 if bound else 200)


@requires(Can.SCREEN)
@require_POST
def paper_send(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    nomination = _in_hand(request, slug, reference)
    form = SendForm(request.POST, needs_address=not nomination.organization.memberships.exists())
    if form.is_valid():
        try:
            actions.send_paper(nomination, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show(form, error)
        else:
            messages.success(request, _("The organisation has been asked to confirm the dossier."))
            return redirect("nominations:paper", slug, reference)
    return _page(request, nomination, send_form=form)


@requires(Can.SCREEN)
@require_POST
def paper_correct(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    actions.correct_paper(_in_hand(request, slug, reference), by=request.user)
    messages.success(request, _("The dossier can be corrected now; afterwards please send the link again."))
    return redirect("nominations:paper", slug, reference)


@requires(Can.SCREEN)
@require_POST
def paper_drop(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    nomination = _in_hand(request, slug, reference)
    form = ReasonForm(request.POST, prefix="drop")
    if not form.is_valid():
        return _page(request, nomination, drop_form=form)
    actions.drop_paper(nomination, by=request.user, **form.cleaned_data)
    messages.success(request, _("The paper dossier has been given up."))
    return redirect("nominations:papers", slug)


def paper_scan(request: HttpRequest, reference: str) -> FileResponse:
    """The scan, for whoever may see the paper dossier."""
    rows = PaperDossier.objects.visible_to(request.user).exclude(scan="")
    found = get_object_or_404(rows, nomination__reference=reference)
    return files.send(found.scan, name=found.scan_name, content_type=found.scan_type, inline=True)


# --- The unit ------------------------------------------------------------------------------------------


def paper_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link leads to; it says what it is about only to the address to which it went."""
    found = get_object_or_404(PaperInvitation.objects.by_token(token).for_listing())
    if not found.is_for(request.user):
        return render(request, "accounts/invitation_elsewhere.html")
    refusal = ""
    if request.method == "POST" or not found.is_open:
        try:
            taken = actions.accept_paper_invitation(found, by=request.user)
        except ValidationError as error:
            refusal = " ".join(error.messages)
        else:
            return redirect("nominations:paper_confirm", taken.paper.nomination.reference)
    context = {"invitation": found, "nomination": found.paper.nomination, "refusal": refusal}
    return render(request, "nominations/paper/invitation.html", context, status=409 if refusal else 200)


def _waiting(request: HttpRequest, reference: str) -> Nomination:
    """The unit's own dossier as the secretariat keyed it in."""
    nomination = own(request, reference)
    get_object_or_404(PaperDossier.objects.visible_to(request.user), nomination=nomination)
    return nomination


def paper_confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that was keyed in, to read; the unit confirms, says what is wrong, or takes the dossier over."""
    nomination = _waiting(request, reference)
    if not nomination.paper.is_pending or nomination.status != Nomination.Status.DRAFT:
        return redirect(nomination)
    if request.method != "POST":
        return _to_confirm(request, nomination)
    form = ConsentsForm(request.POST, standings=wanted(standings_of(nomination)))
    if not form.is_valid():
        return _to_confirm(request, nomination, form=form, status=422)
    try:
        actions.confirm_paper(
            nomination, by=request.user, read=request.POST.get("read", ""), consents=form.ticked
        )
    except ValidationError as error:
        say(request, error)
        return _to_confirm(request, _waiting(request, reference), form=form, status=422)
    messages.success(
        request, _("The dossier has been confirmed and submitted. A receipt has been sent by e-mail.")
    )
    return redirect("nominations:receipt", reference)


def _to_confirm(
    request: HttpRequest, nomination: Nomination, *, status: int = 200, **bound: Any
) -> HttpResponse:
    paper, checklist = nomination.paper, checklist_of(nomination)
    missing = [gap for gap in checklist.gaps if not gap.needs_endorsement or paper.body is None]
    context = {
        "nomination": nomination,
        "edition": nomination.edition,
        "paper": paper,
        "dossier": present(nomination),
        "is_asked": paper.status == PaperDossier.Status.ASKED,
        "missing": [sentence(gap) for gap in missing],
        "form": ConsentsForm(standings=wanted(standings_of(nomination))),
        "read": seen(nomination),
        "objection_form": ObjectionForm(),
        **bound,
    }
    return render(request, "nominations/paper/confirm.html", context, status=status)


@require_POST
def paper_dispute(request: HttpRequest, reference: str) -> HttpResponse:
    nomination = _waiting(request, reference)
    form = ObjectionForm(request.POST)
    if not form.is_valid():
        return _to_confirm(request, nomination, objection_form=form, status=422)
    actions.dispute_paper(nomination, by=request.user, **form.cleaned_data)
    messages.success(request, _("The secretariat has been told what is wrong."))
    return redirect("nominations:paper_confirm", reference)


@require_POST
def paper_take_over(request: HttpRequest, reference: str) -> HttpResponse:
    nomination = _waiting(request, reference)
    actions.take_paper_over(nomination, by=request.user)
    messages.success(
        request, _("The dossier is yours to write now; please submit it before the intake ends.")
    )
    return redirect(nomination)
