"""A unit's page in the yearbook: write it, see the real page, approve it; the link by which a correction is answered.

Every accepted nominee has it, whatever the council concluded: nothing here says anything of the result.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from awards import actions
from awards.book_desk import (
    Change,
    changes,
    corrected,
    due_at,
    may_approve,
    may_write,
    nominees_of,
    shown,
    why_closed,
)
from awards.forms_book_pages import PageForm, PictureForm
from awards.models import BookPage, PagePicture
from awards.views.proofs import hand_out, proof_of
from awards.views.shared import show
from awards.yearbook import nominee
from awards.yearbook.pictures import inspect
from dtportal import files
from dtportal.access import public
from dtportal.limits import HOUR, limited
from dtportal.replies import attempt, started_from
from dtportal.states import ImpossibleMove
from nominations.models import Nomination


def book_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Read and write. A script saves by itself and gets JSON; without one the button does the same."""
    nomination = _nomination(request, reference)
    if request.method == "POST":
        return _save(request, nomination)
    return render(request, "awards/book/page.html", _context(request, nomination))


def _save(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    by_script = request.headers.get("Accept") == "application/json"
    form = PageForm(request.POST)
    if not form.is_valid():
        if by_script:
            return JsonResponse({"errors": form.errors}, status=422)
        return _again(request, nomination, form, 422)
    try:
        page = actions.save_page(
            nomination,
            texts=form.texts,
            figures=form.figures,
            version=started_from(request),
            by=request.user,
        )
    except actions.StalePage as stale:
        return _stale(request, nomination, form, stale.current, by_script=by_script)
    except ImpossibleMove as refusal:
        form.add_error(None, str(refusal))
        return _again(request, nomination, form, 409)
    if by_script:
        saved_at = date_format(timezone.localtime(), "TIME_FORMAT")
        return JsonResponse({"version": page.version, "saved_at": saved_at, "state": ""})
    if "proof" in request.POST:
        actions.order_proof(nomination, by=request.user, page=page)
        return redirect("awards:book_page_proof", nomination.reference)
    messages.success(request, _("The page has been saved."))
    return redirect("awards:book_page", nomination.reference)


def _stale(
    request: HttpRequest, nomination: Nomination, form: PageForm, current: BookPage, *, by_script: bool
) -> HttpResponse:
    """Both texts side by side; nothing has been overwritten. The next save starts from the newer version."""
    stored = PageForm(page=current)
    pairs = [
        {
            "key": name,
            "label": _label(form, name),
            "mine": form.cleaned_data.get(name, ""),
            "theirs": stored.initial[name],
            "is_text": True,
        }
        for name in form.fields
        if form.cleaned_data.get(name, "") != stored.initial[name]
    ]
    context = {"pairs": pairs, "page": current}
    context |= {"newer": current.version, "base": started_from(request)}
    if by_script:
        shown_there = context | {"nomination": nomination}
        html = render_to_string("awards/book/_conflict.html", shown_there, request)
        return JsonResponse({"version": current.version, "html": html}, status=409)
    return _again(request, nomination, form, 409, **context, version=current.version)


def _label(form: PageForm, name: str) -> str:
    label = str(form.fields[name].label)
    number = name.rpartition("_")[2]
    return f"{_('Key figure')} {int(number) + 1}: {label}" if number.isdecimal() else label


def _again(
    request: HttpRequest, nomination: Nomination, form: PageForm, status: int, **more: Any
) -> HttpResponse:
    """The form with what was typed, and what is to be said about it."""
    more = {"version": started_from(request), **more}
    context = _context(request, nomination, form=form) | more | {"is_writing": True}
    return render(request, "awards/book/page.html", context, status=status)


# --- Pictures ----------------------------------------------------------------------------------------


@require_POST
def picture_put(request: HttpRequest, reference: str) -> HttpResponse:
    nomination = _nomination(request, reference)
    use = request.POST.get("use", "")
    if use not in PagePicture.Use.values:
        return redirect("awards:book_page", reference)
    if "remove" in request.POST:
        said = _("The picture has been taken off the page.")
        attempt(request, lambda: actions.remove_picture(nomination, use=use, by=request.user), said)
        return redirect("awards:book_page", reference)
    form = PictureForm(request.POST, request.FILES, use=use)
    status = 422
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.put_picture(
                nomination,
                use=use,
                upload=said.get("file"),
                caption=said.get("caption", ""),
                by=request.user,
            )
        except ValidationError as refusal:
            show(form, refusal)
        except ImpossibleMove as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, _("The picture stands on the page."))
            return redirect("awards:book_page", reference)
    context = _context(request, nomination, picture_form=form) | {"is_writing": True}
    return render(request, "awards/book/page.html", context, status=status)


def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """For the unit and the office alike."""
    row = get_object_or_404(PagePicture.objects.visible_to(request.user), pk=pk)
    return files.send(row.file, name=row.name, content_type=row.content_type, inline=True)


# --- Proof and approval ------------------------------------------------------------------------------


def proof(request: HttpRequest, reference: str) -> HttpResponse:
    """The real page as PDF; POST asks the worker for it. `of=standing`: what would be printed as things stand."""
    nomination = _nomination(request, reference)
    if "file" in request.GET:
        return hand_out(nomination, request.GET["file"])
    is_standing = request.GET.get("of") == "standing"
    page = None if is_standing else shown(_page_of(nomination))
    if request.method == "POST":
        actions.order_proof(nomination, by=request.user, page=page)
        return redirect(request.get_full_path())
    return render(request, "awards/book/proof.html", _proof_context(request, nomination, page))


def _proof_context(request: HttpRequest, nomination: Nomination, page: BookPage | None) -> dict[str, Any]:
    closed = why_closed(nomination.edition)
    is_to_approve = page is not None and page.can_move(BookPage.Status.APPROVED)
    return {
        "nomination": nomination,
        "edition": nomination.edition,
        "page": page,
        "is_standing": page is None,
        "proof": proof_of(nomination, page),
        "due": due_at(nomination.edition),
        "closed": closed,
        "is_to_approve": is_to_approve and not page.is_proposed and not closed,
        "may_approve": may_approve(request.user, nomination),
    }


@require_POST
def approve(request: HttpRequest, reference: str) -> HttpResponse:
    nomination = _nomination(request, reference)
    page = get_object_or_404(BookPage.objects.visible_to(request.user), nomination=nomination)
    refusal, status = "", 409
    try:
        actions.approve_page(
            page, by=request.user, version=started_from(request), proof_hash=request.POST.get("proof", "")
        )
    except actions.StalePage:
        refusal = _(
            "Somebody has changed the page since this proof was made. Please look at the new one first."
        )
    except ImpossibleMove as refused:
        refusal = str(refused)
    except ValidationError as refused:
        refusal, status = " ".join(refused.messages), 422
    if not refusal:
        messages.success(request, _("The page is approved. This is how it will be printed."))
        return redirect("awards:book_page", reference)
    context = _proof_context(request, nomination, _page_of(nomination)) | {"refusal": refusal}
    return render(request, "awards/book/proof.html", context, status=status)


# --- A correction that the secretariat proposes ------------------------------------------------------


@require_POST
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Signed in, on the unit's own page."""
    nomination = _nomination(request, reference)
    page = get_object_or_404(BookPage.objects.visible_to(request.user), nomination=nomination)
    _answer(request, page, request.user)
    return redirect("awards:book_page", reference)


def _answer(request: HttpRequest, page: BookPage, user: Any) -> bool:
    if request.POST.get("answer") == "confirm":
        seen = request.POST.get("proof", "")
        said = _("The correction is confirmed; the corrected page will be printed.")
        return attempt(request, lambda: actions.confirm_correction(page, by=user, proof_hash=seen), said)
    said = _("The correction is declined; the page stays as you approved it.")
    return attempt(request, lambda: actions.decline_correction(page, by=user), said)


@public
@never_cache
@limited("book-correction", 60, window=HOUR, posts_only=True)
def correction(request: HttpRequest, token: str) -> HttpResponse:
    """By the link in a mail, which says who answers; nobody has to sign in."""
    try:
        page, user = actions.by_link(token)
    except actions.DeadLink as dead:
        return render(request, "awards/book/dead_link.html", {"reason": str(dead)}, status=404)
    if "file" in request.GET:
        return hand_out(page.nomination, request.GET["file"])
    if "order" in request.POST:
        actions.order_proof(page.nomination, by=user, page=corrected(page))
    elif request.method == "POST":
        is_confirmed = request.POST.get("answer") == "confirm"
        if _answer(request, page, user):
            context = {"nomination": page.nomination, "is_confirmed": is_confirmed}
            return render(request, "awards/book/answered.html", context)
    context = {"page": page, "nomination": page.nomination, "user_name": user.full_name}
    return render(request, "awards/book/correction.html", context | _proposal(page))


def _proposal(page: BookPage) -> dict[str, Any]:
    """What the secretariat proposes, and the proof of the page with it."""
    return {"proposed": _proposed_changes(page), "proof": proof_of(page.nomination, corrected(page))}


def _proposed_changes(page: BookPage) -> list[Change]:
    state = nominee.snapshot_of(page)
    return changes(state, state | {"texts": corrected(page).texts})


# --- What the page shows -----------------------------------------------------------------------------


def _nomination(request: HttpRequest, reference: str) -> Nomination:
    rows = nominees_of(request.user).select_related("edition", "organization", "sector", "province")
    return get_object_or_404(rows, reference=reference)


def _page_of(nomination: Nomination) -> BookPage | None:
    page = BookPage.objects.select_related("changed_by", "approved_by").filter(nomination=nomination).first()
    if page is not None:
        page.nomination = nomination
    return page


def _context(
    request: HttpRequest,
    nomination: Nomination,
    *,
    form: PageForm | None = None,
    picture_form: PictureForm | None = None,
) -> dict[str, Any]:
    page = _page_of(nomination)
    closed = why_closed(nomination.edition)
    is_approved = page is not None and page.is_approved
    is_proposed = page is not None and page.is_proposed
    is_open = not closed and may_write(request.user, nomination) and not is_proposed
    is_writing = is_open and (not is_approved or "change" in request.GET)
    context = {
        "nomination": nomination,
        "edition": nomination.edition,
        "page": page,
        "version": page.version if page else 0,
        "closed": closed,
        "due": due_at(nomination.edition),
        "is_open": is_open,
        "is_writing": is_writing,
        "is_approved": is_approved,
        "is_proposed": is_proposed,
        "is_changed": page is not None
        and not is_approved
        and not is_proposed
        and page.approved_at is not None,
        "may_approve": may_approve(request.user, nomination),
        "may_write": may_write(request.user, nomination),
        "form": form or PageForm(page=page),
        "pictures": _pictures(nomination, page, picture_form),
    }
    if is_proposed:
        return context | _proposal(page)
    if page is not None:
        context["proof"] = proof_of(nomination, page)
    return context


def _pictures(
    nomination: Nomination, page: BookPage | None, bound: PictureForm | None
) -> list[dict[str, Any]]:
    """For each use the picture that stands, what was measured of it, and the form that replaces it."""
    current = {row.use: row for row in page.pictures.filter(is_current=True)} if page else {}
    shown = []
    for use in PagePicture.Use:
        row = current.get(use)
        form = bound if bound is not None and bound.data.get("use") == use else None
        form = form or PictureForm(use=use, initial={"caption": row.caption if row else ""})
        shown.append({"use": use, "row": row, "facts": _facts(nomination, row), "form": form})
    return shown


def _facts(nomination: Nomination, row: PagePicture | None) -> Any:
    """Measured anew, so that better checks speak of earlier pictures too; nothing of one that cannot be read."""
    if row is None:
        return None
    try:
        with row.file.open("rb") as file:
            return inspect(file, row.use, is_person=bool(nomination.person_name))
    except (OSError, ValidationError):
        return None
