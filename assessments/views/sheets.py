"""Keeping a member's own score sheet while it is written, and showing him what was sealed of it."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions, seals
from assessments.forms import SheetForm, initial_of
from assessments.models import Assignment, Scoresheet
from assessments.reading import assignments_of, rubric_of_own
from dtportal.access import requires
from dtportal.roles import Can
from dtportal.sealing import canonical_json
from dtportal.states import ImpossibleMove


@require_POST
@requires(Can.APPRAISE)
def autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """Keep a draft while it is being written; the answers are for static/js/outbox.js.

    200 saved · 401 somebody else has signed in here · 404, 423 refused for good, with the reason · 409 changed
    elsewhere, with what stands there · 422 a field is wrong.
    """
    if request.POST.get("person", str(request.user.pk)) != str(request.user.pk):
        return JsonResponse({"message": _("Somebody else has signed in on this device.")}, status=401)
    form = SheetForm(request.POST, rubric=rubric_of_own(request.user, pk))
    if not form.rubric:
        return JsonResponse({"message": _("This dossier is not open to you.")}, status=404)
    if not form.is_valid():
        return JsonResponse({"message": form.complaint, "errors": form.errors}, status=422)
    saved = form.saved()
    try:
        # The action locks the row, reads it again and asks whether a conflict has closed it.
        sheet = actions.save_marks(Assignment(pk=pk), by=request.user, **saved)
    except actions.StaleSheet as refusal:
        theirs = initial_of(refusal.sheet)
        return JsonResponse(
            {"message": str(refusal), "theirs": theirs, "version": theirs["version"]}, status=409
        )
    except (ImpossibleMove, ValidationError, PermissionDenied) as refusal:
        return JsonResponse({"message": " ".join(getattr(refusal, "messages", [str(refusal)]))}, status=423)
    receipt = sheet.receipt_of(saved["window"])
    version, at = (receipt.version, receipt.saved_at) if receipt else (sheet.version, sheet.updated_at)
    return JsonResponse({"version": version, "saved": time_format(timezone.localtime(at), "H:i")})


def _standing(form: SheetForm, sheet: Scoresheet | None) -> dict[str, Any]:
    """What the sheet says on the server, by name of the field, and its version."""
    if sheet is not None:
        prefetch_related_objects([sheet], "marks__criterion")
    standing = initial_of(sheet)
    names = [
        "remark",
        "private_note",
        *(f"{kind}-{c.code}" for c in form.rubric for kind in ("mark", "remark")),
    ]
    return {"version": standing["version"], "theirs": {name: standing.get(name, "") for name in names}}


@requires(Can.APPRAISE)
def sealed(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sealed of one's own sheet: its versions, their commitments, and on request whether they hold."""
    assignment = _own(request, pk)
    round = assignment.entry.round
    context = {
        "is_closed": not round.is_open,
        "place": None if round.is_open else seals.place_of(assignment),
        "assignment": assignment,
        "nomination": assignment.entry.nomination,
        "edition": round.edition,
        "seals": seals.of(assignment),
        "is_checked": "check" in request.GET,
    }
    return render(request, "assessments/sealed.html", context)


@requires(Can.APPRAISE)
def sealed_proof(request: HttpRequest, pk: int) -> HttpResponse:
    """That the own sheet is in the tree of its closed round, as a file for whoever checks it elsewhere."""
    assignment = _own(request, pk)
    place = None if assignment.entry.round.is_open else seals.place_of(assignment)
    if place is None:
        raise Http404
    name = f"bang-chung-niem-phong-{place.leaf.hex()[:12]}.json"
    return HttpResponse(
        canonical_json(place.as_data()),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _own(request: HttpRequest, pk: int) -> Assignment:
    mine = assignments_of(request.user).readable().for_listing()
    return get_object_or_404(mine.select_related("entry__round__edition"), pk=pk)
