"""The nominating body's pages about many units: its sectors, one letter for many, the letter's scan."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal import files
from dtportal.access import requires
from dtportal.programme.models import Body, Edition
from dtportal.roles import Can
from dtportal.text import fold
from nominations import actions
from nominations.forms import EndorseForm, ScanForm, show
from nominations.locality import COLUMNS, Outline, State, grid, outlines
from nominations.models import Endorsement, LetterScan, Nomination, UnitInvitation
from nominations.views.nominator import asked, endorsement_page

PER_PAGE = 50
# A cell of the grid names so many units; the list below names all.
NAMES_PER_CELL = 4
MOST_INVITATIONS = 100
# One letter with more names than this is sent in two.
MOST_IN_A_LETTER = 100


def _offices(request: HttpRequest) -> list[tuple[Edition, Body]]:
    """The bodies for which the person acts, the newest edition first."""
    acting = {
        (a.edition_id, a.body_id): (a.edition, a.body)
        for a in request.user.active_appointments
        if (a.edition_id, a.body_id) in request.user.bodies_where(Can.ENDORSE)
    }
    return sorted(acting.values(), key=lambda pair: (-pair[0].year, pair[1].pk))


def office(request: HttpRequest, slug: str) -> tuple[Edition, Body, list[Body]]:
    """The edition of the address, the body one acts for (`?body=`), and all of one's bodies in it."""
    bodies = [body for edition, body in _offices(request) if edition.slug == slug]
    if not bodies:
        raise Http404
    wanted = request.GET.get("body", "")
    body = next((body for body in bodies if str(body.pk) == wanted), bodies[0])
    edition = get_object_or_404(Edition.objects.defer(*Edition.bulky()), slug=slug)
    return edition, body, bodies


@requires(Can.ENDORSE)
def locality(request: HttpRequest, slug: str) -> HttpResponse:
    """Sectors by state, with the empty ones inviting action; below, every unit in outline."""
    edition, body, bodies = office(request, slug)
    found = outlines(Nomination.objects.outlined_to(request.user, edition, body), body)
    invitations = list(
        UnitInvitation.objects.visible_to(request.user)
        .waiting()
        .to_start()
        .filter(edition=edition, body=body)
        .for_listing()
        .defer(*Edition.bulky("edition"))[:MOST_INVITATIONS]
    )
    for invitation in invitations:
        invitation.term = _term(invitation)
    rows = grid(edition, found, invitations)
    sectors = [row for row in rows if row.sector]
    listed = _filtered(found, request)
    context = {
        "edition": edition,
        "body": body,
        "bodies": bodies,
        "rows": rows,
        "columns": COLUMNS,
        "names_per_cell": NAMES_PER_CELL,
        "sector_count": len(sectors),
        "taken_count": sum(not row.is_empty for row in sectors),
        "page_obj": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
        "states": State.choices,
        "chosen": request.GET,
        "is_filtered": any(request.GET.get(key) for key in ("q", "sector", "state")),
        "invitations": invitations,
    }
    return render(request, "nominations/locality.html", context)


def _term(invitation: UnitInvitation) -> str:
    if not invitation.is_open:
        return _("expired; inviting the same address renews the link")
    day = date_format(localtime(invitation.expires_at), "SHORT_DATE_FORMAT")
    return _("valid until %(day)s") % {"day": day}


def _filtered(found: list[Outline], request: HttpRequest) -> list[Outline]:
    """By words of the name without diacritics, sector and state; the rows are few and in memory already."""
    words = fold(request.GET.get("q", "")).split()
    sector, state = request.GET.get("sector", ""), request.GET.get("state", "")
    return [
        outline
        for outline in found
        if all(word in fold(outline.name) for word in words)
        and (not sector or str(outline.sector_id) == sector)
        and (not state or outline.state == state)
    ]


@requires(Can.ENDORSE)
def letter(request: HttpRequest, slug: str) -> HttpResponse:
    """One letter for many: what waits for the body's word, with boxes to tick."""
    edition, body, bodies = office(request, slug)
    waiting = (
        asked(request)
        .filter(
            nomination__edition=edition,
            body=body,
            status=Endorsement.Status.REQUESTED,
            nomination__status__in=Nomination.UNDECIDED,
        )
        .for_listing()
        .defer(*Edition.bulky("nomination__edition"))
        .order_by("requested_at", "pk")[:MOST_IN_A_LETTER]
    )
    rows = list(waiting)
    ticked = {value for value in request.POST.getlist("unit") if value.isdecimal()}
    form = EndorseForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        chosen = [row for row in rows if str(row.pk) in ticked]
        if not chosen:
            form.add_error(None, _("Please choose at least one organisation."))
        elif form.is_valid() and _endorse(request, form, chosen):
            return redirect("nominations:endorsements")
    context = {
        "edition": edition,
        "body": body,
        "bodies": bodies,
        "rows": rows,
        "form": form,
        "ticked": {int(value) for value in ticked},
    }
    return render(request, "nominations/letter.html", context, status=422 if form.errors else 200)


def _endorse(request: HttpRequest, form: EndorseForm, chosen: list[Endorsement]) -> bool:
    """Whether the letter endorsed anybody; who was refused is told with the reason."""
    try:
        outcome = actions.endorse_by_letter(chosen, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        show(form, error)
        return False
    done = _("Organisations endorsed: %(count)s.")
    messages.success(request, done % {"count": len(outcome.done)})
    for row, sentence in outcome.refused:
        messages.error(request, f"{row.nomination.honoree_name}: {sentence}")
    return True


@requires(Can.ENDORSE)
@require_POST
def add_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of a letter that was given by number and date only."""
    row = get_object_or_404(asked(request).for_listing(), pk=pk)
    form = ScanForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.attach_scan(row, form.cleaned_data["scan"], by=request.user)
        except ValidationError as error:
            show(form, error)
        else:
            messages.success(request, _("The scan has been added."))
            return redirect("nominations:endorsement", pk)
    return endorsement_page(request, row, scan_form=form)


def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of a letter, in the browser; for the body, the secretariat and the auditor."""
    row = get_object_or_404(LetterScan.objects.visible_to(request.user), pk=pk)
    return files.send(row.file, name=row.name, content_type=row.content_type, inline=True)
