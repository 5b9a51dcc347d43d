"""The desk for appeals: read by secretariat and auditor, answered or put before the council by the secretariat."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.models import CouncilSession
from awards import actions
from awards.computation import computation_of
from awards.forms_listening import AnswerForm, ExpertForm, PutForm
from awards.models import Appeal, AppealFile
from awards.views.shared import done, edition_of, hand_out
from dtportal.access import require, requires
from dtportal.programme.models import Edition
from dtportal.replies import attempt
from dtportal.roles import Can


@requires(Can.READ_OBJECTIONS)
def desk(request: HttpRequest, edition: str) -> HttpResponse:
    found = edition_of(request, edition, Can.READ_OBJECTIONS)
    rows = _in_office(request, found).for_listing().order_by("status", "pk")
    waiting = set(rows.waiting().values_list("pk", flat=True))
    context = {
        "edition": found,
        "page_obj": Paginator(rows, 50).get_page(request.GET.get("page")),
        "waiting": waiting,
    }
    return render(request, "awards/listening/appeals.html", context)


@requires(Can.READ_OBJECTIONS)
def one(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    return _page(request, _appeal(request, edition, pk))


@require_POST
@requires(Can.ANSWER_OBJECTIONS)
def answer(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """What the secretariat answers; after the council's vote the answer says what came of it."""
    made = _appeal(request, edition, pk)
    form = AnswerForm(request.POST)
    act = actions.settle_appeal if made.status == Appeal.Status.COUNCIL else actions.answer_appeal
    if done(form, lambda: act(made, text=form.cleaned_data["text"], by=request.user)) is None:
        return _page(request, made, answer_form=form)
    return redirect("awards:appeal", edition, pk)


@require_POST
@requires(Can.ANSWER_OBJECTIONS)
def put(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    made = _appeal(request, edition, pk)
    form = PutForm(request.POST, sessions=_sessions(request, made.edition))

    def act():
        return actions.put_appeal(
            made, form.cleaned_data["session"], reason=form.cleaned_data["reason"], by=request.user
        )

    if done(form, act) is None:
        return _page(request, made, put_form=form)
    return redirect("awards:appeal", edition, pk)


@require_POST
@requires(Can.ADMIT_EXPERTS)
def admit(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    made = _appeal(request, edition, pk)
    require(request.user, Can.ADMIT_EXPERTS, made)
    form = ExpertForm(request.POST)
    if done(form, lambda: actions.admit_expert(made, by=request.user, **form.cleaned_data)) is None:
        return _page(request, made, expert_form=form)
    return redirect("awards:appeal", edition, pk)


@require_POST
@requires(Can.ADMIT_EXPERTS)
def end(request: HttpRequest, edition: str, pk: int, expert: int) -> HttpResponse:
    row = get_object_or_404(_appeal(request, edition, pk).experts.select_related("appeal"), pk=expert)
    attempt(request, lambda: actions.end_expert(row, by=request.user), _("The admission has ended."))
    return redirect("awards:appeal", edition, pk)


def file(request: HttpRequest, pk: int) -> HttpResponse:
    """For the unit and the office alike."""
    return hand_out(get_object_or_404(AppealFile.objects.visible_to(request.user), pk=pk))


def _in_office(request: HttpRequest, edition: Edition):
    """Without those of one's own organisation, which are read on its own page."""
    visible = Appeal.objects.visible_to(request.user).filter(nomination__edition=edition)
    return visible.exclude(nomination__organization__in=request.user.tied_organization_ids)


def _appeal(request: HttpRequest, slug: str, pk: int) -> Appeal:
    edition = edition_of(request, slug, Can.READ_OBJECTIONS)
    visible_to_office = (
        _in_office(request, edition).for_listing().select_related("answered_by", "received_by")
    )
    return get_object_or_404(visible_to_office.prefetch_related("files"), pk=pk)


def _sessions(request: HttpRequest, edition: Edition):
    visible = CouncilSession.objects.visible_to(request.user).filter(edition=edition)
    return visible.exclude(status=CouncilSession.Status.CLOSED).order_by("number")


def _page(request: HttpRequest, made: Appeal, **bound) -> HttpResponse:
    edition, scope = made.edition, made.access_scope()
    may_answer = request.user.can(Can.ANSWER_OBJECTIONS, scope)
    may_admit = request.user.can(Can.ADMIT_EXPERTS, scope) and edition.opening == Edition.Opening.AUDITOR
    may_put = may_answer and made.may_be_put
    context = {
        "edition": edition,
        "appeal": made,
        "computation": computation_of(made.nomination, made.roll),
        "may_answer": may_answer and (made.status == Appeal.Status.RECEIVED or made.is_decided_by_council),
        "may_put": may_put,
        "may_admit": may_admit,
        "experts": list(made.experts.select_related("user")),
        "answer_form": AnswerForm(),
        "expert_form": ExpertForm(),
        **bound,
    }
    if may_put and "put_form" not in context:
        context["put_form"] = PutForm(sessions=_sessions(request, edition))
    wrong = any(form.errors for form in bound.values())
    return render(request, "awards/listening/appeal.html", context, status=422 if wrong else 200)
