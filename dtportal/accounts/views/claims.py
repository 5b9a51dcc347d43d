"""Asking to represent a registered organisation: the person's pages, the representatives', the secretariat's."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal import files
from dtportal.access import require, requires
from dtportal.accounts import claiming, kept
from dtportal.accounts.forms.claims import AnswerForm, ClaimForm, DecideForm
from dtportal.accounts.models import Claim
from dtportal.accounts.views.common import edition_for, show
from dtportal.roles import Can

PER_PAGE = 50


def claim_new(request: HttpRequest) -> HttpResponse:
    """Ask with a document; what was typed into the registration form goes along."""
    typed = kept.typed(request)
    form = ClaimForm(
        request.POST or None, request.FILES or None, initial={"tax_code": typed.get("tax_code", "")}
    )
    if form.is_valid():
        values = form.cleaned_data
        try:
            claim = claiming.make(by=request.user, typed=typed, **values)
        except ValidationError as refusal:
            show(form, refusal)
        else:
            kept.forget(request)
            messages.success(request, _("The request has been sent. The answer comes by e-mail."))
            return redirect("accounts:claim", claim.pk)
    context = {"form": form, "typed": kept.in_words(typed)}
    return render(request, "accounts/claim_new.html", context, status=422 if form.errors else 200)


def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a request stands, for whoever made it; the form of the answer, for those whom it concerns."""
    found = get_object_or_404(Claim.objects.visible_to(request.user).for_listing(), pk=pk)
    if found.user_id == request.user.pk:
        is_member = found.organization_id in request.user.organization_ids
        return render(request, "accounts/claim.html", {"claim": found, "is_member": is_member})
    if found.organization_id in request.user.organization_ids:
        return _answer_page(request, found, AnswerForm(claim=found))
    return redirect("accounts:claim_decide", found.edition.slug, found.pk)


def _answer_page(request: HttpRequest, found: Claim, form: AnswerForm, status: int = 200) -> HttpResponse:
    context = {"claim": found, "form": form, "typed": kept.in_words(found.typed)}
    return render(request, "accounts/claim_answer.html", context, status=status)


@require_POST
def claim_answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Claim.objects.visible_to(request.user).for_listing(), pk=pk)
    if found.organization_id not in request.user.organization_ids or found.user_id == request.user.pk:
        raise PermissionDenied(_("Only representatives of the organisation answer for it."))
    form = AnswerForm(request.POST, claim=found)
    if form.is_valid():
        try:
            answered = claiming.answer(found, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            show(form, refusal)
        else:
            messages.success(request, _said(answered))
            return redirect("accounts:organization", found.organization_id)
    return _answer_page(request, found, form, status=422)


def _said(claim: Claim) -> str:
    person = {"person": claim.user}
    if claim.status == Claim.Status.ALLOWED:
        return _("%(person)s represents the organisation from now on and is told by mail.") % person
    if claim.status == Claim.Status.REFUSED:
        return _("The request of %(person)s is refused; the reason goes out by mail.") % person
    return _("The objection is with the secretariat, which decides.")


@require_POST
def claim_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Claim.objects.visible_to(request.user), pk=pk)
    claiming.withdraw(found, by=request.user)
    messages.success(request, _("The request has been taken back."))
    return redirect("accounts:organizations")


def claim_document(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Claim.objects.visible_to(request.user), pk=pk)
    return files.send(found.document, name=found.document_name, content_type=found.content_type, inline=True)


@requires(Can.SCREEN)
def claims(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for the secretariat first, then what representatives were asked, then the rest."""
    edition = edition_for(request, slug, Can.SCREEN)
    order = Case(
        When(status=Claim.Status.PASSED_ON, then=Value(0)),
        When(status=Claim.Status.ASKED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found = Claim.objects.visible_to(request.user).filter(edition=edition).for_listing()
    page_obj = Paginator(found.order_by(order, "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/claims.html", {"edition": edition, "page_obj": page_obj})


@requires(Can.SCREEN)
def claim_decide(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The request beside what is registered, with its document; the decision with its reason."""
    edition = edition_for(request, slug, Can.SCREEN)
    visible = Claim.objects.visible_to(request.user).filter(edition=edition)
    found = get_object_or_404(visible.for_listing(), pk=pk)
    require(request.user, Can.SCREEN, found)
    form = DecideForm(request.POST or None, claim=found)
    if form.is_valid():
        try:
            decided = claiming.decide(found, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            show(form, refusal)
        else:
            messages.success(request, _said(decided))
            return redirect("accounts:claims", edition.slug)
    context = {
        "edition": edition,
        "claim": found,
        "form": form,
        "pairs": kept.beside(found),
        "members": found.organization.memberships.select_related("user").order_by("-is_owner", "joined_at"),
        "others": visible.filter(organization=found.organization).exclude(pk=found.pk).for_listing(),
        "may_decide": found.status == Claim.Status.PASSED_ON and found.user_id != request.user.pk,
        "same_domain": kept.same_domain(found),
    }
    return render(request, "accounts/claim_decide.html", context, status=422 if form.errors else 200)
