"""Evidence within the page: pages of PDFs and photos as pictures, videos in parts, a sentence for the rest.

Every door asks `evidence_open_to`: a file of a dossier that is open to this member, and only as it was frozen there.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from assessments.pinboard import pins_of
from assessments.reading import assignments_of, evidence_open_to
from dtportal import pages
from dtportal.access import requires
from dtportal.files import KEPT_POLICY, MP4
from dtportal.pages import CannotShow
from dtportal.ranges import part_of
from dtportal.roles import Can
from nominations.models import Evidence

ZOOMS = (100, 150, 200)


def _open(request: HttpRequest, pk: int) -> Evidence:
    row = evidence_open_to(request.user, pk)
    if row is None:
        raise Http404
    return row


@requires(Can.VOTE)
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """One page of a file with what leads to the others; a whole page, or its part for a page that has it already."""
    row = _open(request, pk)
    context = {"evidence": row, "address": reverse("assessments:view", args=[pk]), **_shown(request, row)}
    context |= _pinnable(request, row, context["number"])
    template = "_viewer.html" if request.headers.get("HX-Request") else "viewer.html"
    return render(request, f"assessments/{template}", context)


def _shown(request: HttpRequest, row: Evidence) -> dict[str, Any]:
    zoom = _number(request.GET.get("zoom"), 100)
    shown: dict[str, Any] = {"number": 1, "zoom": zoom if zoom in ZOOMS else 100, "widths": pages.WIDTHS}
    if not row.is_open:
        return shown | {"kind": "closed"}
    if row.content_type == MP4:
        return shown | {"kind": "video"}
    if row.content_type not in pages.VIEWED:
        return shown | {"kind": "office"}
    try:
        page = pages.look_up(
            row.file,
            sha256=row.sha256,
            content_type=row.content_type,
            number=_number(request.GET.get("page"), 1),
        )
    except CannotShow as refusal:
        return shown | {"kind": "refused", "reason": str(refusal)}
    place = ZOOMS.index(shown["zoom"])
    return shown | {
        "kind": "page",
        "page": page,
        "number": page.number,
        "larger": next(iter(ZOOMS[place + 1 :]), None),
        "smaller": ZOOMS[place - 1] if place else None,
    }


def _number(text: str | None, otherwise: int) -> int:
    return min(int(text), 9999) if text and text.isdecimal() and len(text) < 9 else otherwise


def _pinnable(request: HttpRequest, row: Evidence, number: int) -> dict[str, Any]:
    """The member's own sheet of this dossier, if he has one, and where this page is pinned."""
    mine = assignments_of(request.user).readable().filter(entry__nomination=row.nomination_id)
    assignment = mine.select_related("entry__round__edition", "entry__nomination").order_by("-pk").first()
    if assignment is None:
        return {}
    board = pins_of(assignment)
    return {
        "assignment": assignment,
        "edition": assignment.edition,
        "board": board,
        "pinned_here": board.of_page(row.pk, number),
        "may_pin": board.is_writable,
    }


@requires(Can.VOTE)
def page(request: HttpRequest, pk: int, number: int, width: int) -> HttpResponse:
    """A page as a picture of one of the usual widths."""
    row = _open(request, pk)
    if width not in pages.WIDTHS or number < 1 or row.content_type not in pages.VIEWED or not row.is_open:
        raise Http404
    try:
        picture = pages.picture(
            row.file, sha256=row.sha256, content_type=row.content_type, number=number, width=width
        )
    except CannotShow as refusal:
        raise Http404(str(refusal)) from refusal
    return _guarded(HttpResponse(picture, content_type="image/webp"))


@requires(Can.VOTE)
def video(request: HttpRequest, pk: int) -> HttpResponse:
    """A video, part by part as the player asks; anything else has its own way of being read."""
    row = _open(request, pk)
    if row.content_type != MP4 or not row.is_open:
        return redirect("assessments:view", pk)
    return _guarded(part_of(request, row.file, content_type=MP4))


def _guarded(response: HttpResponse) -> HttpResponse:
    """Stored nowhere, framed by nobody, never taken for anything else."""
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = KEPT_POLICY
    response["Content-Disposition"] = "inline"
    return response
