"""The ceremony pack: seats, the announcer's script, the press kit."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from awards import actions, ceremony, ceremony_papers
from awards.models import Roll
from awards.tables import workbook
from awards.views.shared import download
from dtportal.access import require
from dtportal.programme.models import Edition
from dtportal.roles import Can

PER_PAGE = 60


def lines(request: HttpRequest, edition: str) -> HttpResponse:
    """Everybody on the roll in the order of seats; whoever prepares the ceremony says here how names are said."""
    roll = _roll(request, edition)
    may_edit = request.user.can(Can.PREPARE_CEREMONY, roll.access_scope())
    if request.method == "POST":
        require(request.user, Can.PREPARE_CEREMONY, roll)
        _save(request, roll)
        return redirect(f"{request.path}?page={request.POST.get('page') or 1}")
    every = ceremony.lines_of(roll, request.user)
    context = {
        "edition": roll.edition,
        "roll": roll,
        "is_public": ceremony.is_public(roll),
        "may_edit": may_edit,
        "page_obj": Paginator(every, PER_PAGE).get_page(request.GET.get("page")),
        "total": len(every),
        "spoken": sum(bool(line.spoken) for line in every),
    }
    return render(request, "awards/listening/ceremony.html", context)


def _save(request: HttpRequest, roll: Roll) -> None:
    said = {}
    for name, value in request.POST.items():
        kind, _dash, pk = name.partition("-")
        if kind == "spoken" and pk.isdecimal():
            rank = request.POST.get(f"rank-{pk}", "").strip()
            if rank and not rank.isdecimal():
                messages.error(request, _("A protocol rank is a number from 1 to %(most)s.") % {"most": 999})
                return
            said[int(pk)] = (value, int(rank) if rank else None)
    try:
        changed = actions.introduce(roll.edition, said, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Saved: %(count)s changed.") % {"count": changed})


def seating(request: HttpRequest, edition: str) -> HttpResponse:
    roll = _roll(request, edition)
    headings = [
        _("Seat number"),
        _("List"),
        _("Name"),
        _("Detail"),
        _("Sector"),
        _("Locality"),
        _("Protocol rank"),
    ]
    rows = (
        [
            line.seat,
            line.tier.label,
            line.name,
            line.detail,
            line.nomination.sector.label if line.nomination.sector else "",
            line.nomination.province.label,
            line.protocol_rank or "",
        ]
        for line in ceremony.lines_of(roll, request.user)
    )
    file = workbook(_("Seating order"), headings, [8, 16, 50, 36, 34, 20, 14], rows)
    return download(file, f"so-do-cho-ngoi-{roll.edition.slug}.xlsx")


def script(request: HttpRequest, edition: str) -> FileResponse:
    roll = _roll(request, edition)
    pdf = ceremony_papers.script(roll, ceremony.lines_of(roll, request.user))
    return download(ContentFile(pdf), f"kich-ban-xuong-danh-{roll.edition.slug}.pdf", "application/pdf")


def kit(request: HttpRequest, edition: str) -> FileResponse:
    """Only what is public, so only after publication."""
    roll = _roll(request, edition)
    if not ceremony.is_public(roll):
        raise Http404
    return download(
        ceremony_papers.press_kit(roll), f"thong-tin-bao-chi-{roll.edition.slug}.zip", "application/zip"
    )


def _roll(request: HttpRequest, slug: str) -> Roll:
    """404 unless there is a roll that this person may see; 403 for those without any such office."""
    edition = get_object_or_404(Edition, slug=slug)
    roll = ceremony.roll_of(edition)
    if not ceremony.may_see(request.user, roll):
        raise Http404
    name = request.resolver_match.url_name
    actions.note_look(roll, by=request.user, at=name, takes_away=name != "ceremony")
    return roll
