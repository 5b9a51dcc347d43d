"""The secretariat reads the nominees' pages: it returns one with a remark or proposes a correction, and writes none."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from awards import actions
from awards.book_desk import (
    DAYS_TO_ANSWER,
    changed_pictures,
    changes,
    corrected,
    due_at,
    in_office,
    may_return,
    shown,
)
from awards.forms_book_pages import NOTHING, PagesFilter, ProposalForm, ReturnForm
from awards.models import BookPage, PagePicture
from awards.rolls import is_published
from awards.views.proofs import hand_out, proof_of
from awards.views.shared import edition_of, show
from awards.yearbook import nominee
from dtportal.access import requires
from dtportal.programme.models import Edition
from dtportal.replies import started_from
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from nominations.models import Nomination

PER_PAGE = 50


@requires(Can.REVIEW_PAGES)
def listing(request: HttpRequest, edition: str) -> HttpResponse:
    """Every accepted nominee, with what it has done so far."""
    found = edition_of(request, edition, Can.REVIEW_PAGES)
    rows = in_office(request.user, found)
    form = PagesFilter(request.GET, edition=found)
    chosen = form.chosen
    context = {
        "edition": found,
        "due": due_at(found),
        "is_published": is_published(found),
        "form": form,
        "is_filtered": bool(chosen),
        "tabs": _tabs(rows, chosen.get("state", "")),
        "page_obj": Paginator(_filtered(rows, chosen), PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "awards/book/pages.html", context)


def _tabs(rows: Any, state: str) -> list[dict[str, Any]]:
    """How many stand where; one query."""
    states = {"": Q(), NOTHING: Q(book_page=None)}
    states |= {status.value: Q(book_page__status=status) for status in BookPage.Status}
    labels = {"": _("All"), NOTHING: _("Nothing yet")}
    labels |= {status.value: status.label for status in BookPage.Status}
    counts = rows.aggregate(
        **{f"n_{key or 'all'}": Count("pk", filter=Q(pk__gt=0) & q) for key, q in states.items()}
    )
    return [
        {"key": key, "label": labels[key], "count": counts[f"n_{key or 'all'}"], "is_current": key == state}
        for key in states
    ]


def _filtered(rows: Any, chosen: dict[str, Any]) -> Any:
    if state := chosen.get("state"):
        rows = rows.filter(book_page=None) if state == NOTHING else rows.filter(book_page__status=state)
    if sector := chosen.get("sector"):
        rows = rows.filter(sector=sector)
    if query := chosen.get("q"):
        rows = rows.search(query)
    return rows.select_related("organization", "sector", "province", "book_page").order_by("number", "pk")


@requires(Can.REVIEW_PAGES)
def review(request: HttpRequest, edition: str, reference: str) -> HttpResponse:
    """One page: the proof, what has changed, and the two things a secretary may do. POST asks for the proof."""
    nomination = _nomination(request, edition, reference)
    if "file" in request.GET:
        return hand_out(nomination, request.GET["file"])
    if request.method == "POST":
        page = _page_of(nomination)
        actions.order_proof(nomination, by=request.user, page=shown(page))
        return redirect("awards:book_page_review", edition, reference)
    return _page(request, nomination)


@require_POST
@requires(Can.REVIEW_PAGES)
def give_back(request: HttpRequest, edition: str, reference: str) -> HttpResponse:
    nomination = _nomination(request, edition, reference)
    page = get_object_or_404(BookPage.objects.visible_to(request.user), nomination=nomination)
    form = ReturnForm(request.POST)
    said = _("The page has been returned; the unit has been told.")

    def act():
        return actions.return_page(
            page, by=request.user, version=started_from(request), remark=form.cleaned_data["remark"]
        )

    return _done(request, nomination, form, act, said, return_form=form)


@require_POST
@requires(Can.REVIEW_PAGES)
def propose(request: HttpRequest, edition: str, reference: str) -> HttpResponse:
    nomination = _nomination(request, edition, reference)
    page = get_object_or_404(BookPage.objects.visible_to(request.user), nomination=nomination)
    form = ProposalForm(request.POST, page=page)
    said = _("The correction has been sent to the unit, which confirms or declines it.")

    def act():
        return actions.propose_correction(
            page,
            by=request.user,
            version=started_from(request),
            texts=form.texts,
            reason=form.cleaned_data["reason"],
        )

    return _done(request, nomination, form, act, said, proposal_form=form)


def _done(
    request: HttpRequest, nomination: Nomination, form: Any, act: Any, said: str, **bound: Any
) -> HttpResponse:
    """Do it with a valid form; whatever is refused stands on the form, with what was typed."""
    status = 422
    if form.is_valid():
        try:
            act()
        except ValidationError as refusal:
            show(form, refusal)
        except ImpossibleMove as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, said)
            return redirect("awards:book_page_review", nomination.edition.slug, nomination.reference)
    return _page(request, nomination, status=status, **bound)


def _nomination(request: HttpRequest, slug: str, reference: str) -> Nomination:
    edition: Edition = edition_of(request, slug, Can.REVIEW_PAGES)
    rows = in_office(request.user, edition).select_related("organization", "sector", "province")
    nomination = get_object_or_404(rows, reference=reference)
    nomination.edition = edition
    return nomination


def _page_of(nomination: Nomination) -> BookPage | None:
    rows = BookPage.objects.select_related("changed_by", "approved_by", "remarked_by")
    page = rows.filter(nomination=nomination).first()
    if page is not None:
        page.nomination = nomination
    return page


def _page(request: HttpRequest, nomination: Nomination, status: int = 200, **bound: Any) -> HttpResponse:
    page, edition = _page_of(nomination), nomination.edition
    is_approved = page is not None and page.is_approved
    can_act = is_approved and not is_published(edition)
    context = {
        "edition": edition,
        "nomination": nomination,
        "page": page,
        "proof": proof_of(nomination, shown(page)),
        "proof_url": request.path,
        "due": due_at(edition),
        "is_published": is_published(edition),
        "may_return": can_act and may_return(edition),
        "may_propose": can_act,
        "days_to_answer": DAYS_TO_ANSWER,
        "return_form": ReturnForm(),
        **_compared(page),
        **bound,
    }
    if page is not None and "proposal_form" not in context:
        context["proposal_form"] = ProposalForm(page=page)
    return render(request, "awards/book/page_review.html", context, status=status)


def _compared(page: BookPage | None) -> dict[str, Any]:
    """What has changed since the secretariat last returned the page, or since the unit approved it."""
    if page is None:
        return {}
    now = nominee.snapshot_of(page)
    if page.is_proposed:
        return {"proposed": changes(now, now | {"texts": corrected(page).texts})}
    earlier = page.seen or (page.approved if page.status == BookPage.Status.DRAFT else {})
    if not earlier:
        return {}
    uses = changed_pictures(earlier, now)
    return {
        "changed": changes(earlier, now),
        "changed_pictures": [PagePicture.Use(use).label for use in uses],
        "is_since_return": bool(page.seen),
    }
