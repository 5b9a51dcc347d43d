"""The secretariat's pages about one dossier: what was submitted, what speaks for and against it, the decisions."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal.access import requires
from dtportal.programme import clock
from dtportal.roles import Can
from nominations import actions, intake
from nominations.changes import between
from nominations.conversation import conversation
from nominations.desk import neighbours
from nominations.examining import answers_of, verdict_lines
from nominations.forms import ReasonForm, show
from nominations.forms_desk import AcceptForm, EntrustForm, NoteForm
from nominations.forms_questions import AnswerForm
from nominations.forms_screening import ChecklistForm, DeclineForm
from nominations.forms_supplement import ReturnForm
from nominations.models import Endorsement, Nomination
from nominations.noticing import findings_of
from nominations.options import options_of
from nominations.sections import sections_of
from nominations.supplements import left_by_last, lines_of, request_of
from nominations.views.queue import notes_of
from nominations.views.shared import back_to, edition_of, received


@requires(Can.SCREEN)
def screen(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """One dossier as it was frozen, beside what decides its eligibility."""
    edition = edition_of(request, slug)
    nomination = get_object_or_404(
        received(request, edition).for_listing().select_related("owner"), reference=reference
    )
    return screening_page(request, nomination)


def checklist_form(request: HttpRequest, nomination: Nomination, *data: Any) -> ChecklistForm:
    """What was found of the version submitted last, to be changed."""
    versions = list(nomination.dossiers.order_by("-number"))
    lines = verdict_lines(nomination, versions, request.user)
    return ChecklistForm(*data, lines=lines, number=versions[0].number if versions else 0, prefix="check")


def screening_page(request: HttpRequest, nomination: Nomination, **bound: forms.Form) -> HttpResponse:
    """The page, with the forms that were sent and refused."""
    edition, query = nomination.edition, request.GET.urlencode()
    endorsements = list(
        Endorsement.objects.visible_to(request.user).filter(nomination=nomination).for_listing()
    )
    versions = list(nomination.dossiers.select_related("frozen_by").order_by("-number"))
    dossier, earlier = next(iter(versions), None), next(iter(versions[1:]), None)
    supplement = request_of(nomination)
    talk = conversation(nomination, request.user)
    status, beside = Nomination.Status, neighbours(nomination, request.user)
    lines = verdict_lines(nomination, versions, request.user)
    answers = answers_of(nomination, request.user)
    noticed = findings_of(
        [nomination],
        user=request.user,
        dossiers={nomination.pk: dossier},
        endorsements={nomination.pk: endorsements},
        answers={nomination.pk: answers},
    )
    in_office = request.user.can(Can.SCREEN, nomination.access_scope())
    context: dict[str, Any] = {
        "nomination": nomination,
        "edition": edition,
        "dossier": dossier,
        "versions": versions,
        "earlier": earlier,
        "changes": between(earlier, dossier) if earlier else None,
        "endorsements": endorsements,
        "findings": noticed[nomination.pk],
        "neighbours": beside,
        "has_rivals": any(other.is_competing for other in beside),
        "internal_notes": notes_of(request, nomination),
        "note_form": NoteForm(),
        "entrust_form": EntrustForm(
            secretaries=options_of(edition.intake).secretaries, initial={"to": nomination.owner_id}
        ),
        "query": query,
        "back": f"{reverse('nominations:desk', args=[edition.slug])}{f'?{query}' if query else ''}",
        "notes": nomination.screening_notes.select_related("by"),
        "asked": lines_of(nomination, supplement) if supplement else [],
        "lines": lines,
        "answers": answers,
        "lacking": [line.condition for line in lines if line.is_lacking],
        "saved_at": max((line.verdict.at for line in lines if line.verdict), default=None),
        "in_office": in_office,
        "may_judge": in_office and nomination.is_examined and bool(lines) and dossier is not None,
        "may_reopen": nomination.status in Nomination.REOPENED,
        "checklist_form": ChecklistForm(lines=lines, number=dossier.number if dossier else 0, prefix="check"),
        "reopen_form": ReasonForm(prefix="reopen"),
        "may_accept": nomination.can_move(status.ACCEPTED),
        "may_return": nomination.can_move(status.RETURNED),
        "may_decline": nomination.can_move(status.DECLINED),
        "may_hold": nomination.can_move(status.ON_HOLD),
        "accept_form": AcceptForm(prefix="accept"),
        "return_form": _return_form(nomination, initial=ReturnForm.proposed(clock.now(edition))),
        "supplement": supplement,
        "left": left_by_last(nomination, versions),
        "end": intake.deadline(edition, nomination),
        "decline_form": DeclineForm(prefix="decline", lines=lines),
        "hold_form": ReasonForm(prefix="hold"),
        "conversation": talk,
        "answer_form": AnswerForm(prefix="answer", initial={"seen": talk.last}),
        "open_form": next(iter(bound), ""),
        **bound,
    }
    # What a script has sent is shown where it stands; htmx takes nothing from a refusal.
    status_code = 422 if bound and not request.htmx else 200
    return render(request, "nominations/screen.html", context, status=status_code)


def _return_form(nomination: Nomination, *args: Any, **kwargs: Any) -> ReturnForm:
    return ReturnForm(
        *args, sections=sections_of(nomination.edition, nomination.group), prefix="return", **kwargs
    )


@requires(Can.SCREEN)
@require_POST
def accept(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    edition = edition_of(request, slug)
    nomination = get_object_or_404(received(request, edition).for_listing(), reference=reference)
    form = AcceptForm(request.POST, prefix="accept")
    form.is_valid()
    try:
        actions.accept(nomination, by=request.user, reason=form.cleaned_data["reason"])
    except ValidationError as error:
        show(form, error)
        return screening_page(request, nomination, accept_form=form)
    messages.success(request, _("Dossier %(reference)s is eligible.") % {"reference": nomination.known_as})
    return back_to(request, nomination, "main")


def _reason(name: str) -> Callable:
    return lambda _nomination, data: ReasonForm(data, prefix=name)


def _decision(
    request: HttpRequest,
    slug: str,
    reference: str,
    name: str,
    make_form: Callable,
    action: Callable,
    done: str,
) -> HttpResponse:
    edition = edition_of(request, slug)
    nomination = get_object_or_404(received(request, edition).for_listing(), reference=reference)
    form = make_form(nomination, request.POST)
    if form.is_valid():
        try:
            action(nomination, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show(form, error)
        else:
            messages.success(request, done)
            return back_to(request, nomination, "main")
    return screening_page(request, nomination, **{f"{name}_form": form})


@requires(Can.SCREEN)
@require_POST
def return_for_additions(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    done = _("The dossier has been returned; the organisation has been told what to add.")
    return _decision(request, slug, reference, "return", _return_form, actions.return_for_additions, done)


@requires(Can.SCREEN)
@require_POST
def decline(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    done = _("The dossier has been found ineligible; the organisation has been told why.")

    def make_form(nomination: Nomination, data: Any) -> DeclineForm:
        lines = verdict_lines(nomination, nomination.dossiers.all(), request.user)
        return DeclineForm(data, prefix="decline", lines=lines)

    return _decision(request, slug, reference, "decline", make_form, actions.decline, done)


@requires(Can.SCREEN)
@require_POST
def hold(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    done = _("The examination is on hold; the organisation has been told why.")
    return _decision(request, slug, reference, "hold", _reason("hold"), actions.hold, done)


@requires(Can.SCREEN)
@require_POST
def reopen(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    done = _("The decision has been taken back; the organisation has been told why.")
    return _decision(request, slug, reference, "reopen", _reason("reopen"), actions.reopen, done)


@requires(Can.SCREEN)
@require_POST
def answer(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    done = _("The message has been sent to the organisation.")

    def form_of(_nomination: Nomination, data: Any) -> AnswerForm:
        return AnswerForm(data, prefix="answer")

    return _decision(request, slug, reference, "answer", form_of, actions.answer, done)


@requires(Can.SCREEN)
@require_POST
def settle(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """What was asked needs no answer."""
    nomination = get_object_or_404(received(request, edition_of(request, slug)), reference=reference)
    seen = request.POST.get("seen", "")
    actions.settle_questions(nomination, by=request.user, seen=int(seen) if seen.isdecimal() else None)
    messages.success(request, _("Nothing waits for an answer any more."))
    return redirect("nominations:screen", slug, reference)


@requires(Can.SCREEN)
@require_POST
def note(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """An internal note."""
    edition = edition_of(request, slug)
    nomination = get_object_or_404(
        received(request, edition).for_listing().select_related("owner"), reference=reference
    )
    form = NoteForm(request.POST)
    if not form.is_valid():
        return screening_page(request, nomination, note_form=form)
    actions.add_note(nomination, form.cleaned_data["text"], by=request.user)
    messages.success(request, _("The note has been kept."))
    return back_to(request, nomination, "notes")
