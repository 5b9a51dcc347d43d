"""Files that a script sends piece by piece. Answers are JSON; each tells where the file goes on."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal.states import ImpossibleMove
from nominations import actions
from nominations.actions import WrongOffset
from nominations.forms import UploadForm
from nominations.models import Evidence, Nomination, Upload
from nominations.views.evidence import evidence_of
from nominations.views.shared import joint, own_section

MAX_PIECE = 4 * 2**20  # bytes


@require_POST
def begin(request: HttpRequest, reference: str, key: str) -> JsonResponse:
    """Announce a file; one that was begun before is continued."""
    nomination = joint(request, reference)
    part = own_section(nomination, key)
    form = UploadForm(request.POST)
    if not form.is_valid():
        return JsonResponse(
            {"error": _("The file could not be announced; please choose it again.")}, status=422
        )
    values = form.cleaned_data
    return _answer(
        lambda: actions.begin_upload(
            nomination,
            name=values["name"],
            size=values["size"],
            modified=values["modified"] or 0,
            section=part.key,
            question=values["question"],
            caption=values["caption"],
            replaces=_replaced(nomination, values["replaces"]),
            by=request.user,
        )
    )


def _replaced(nomination: Nomination, pk: int | None) -> Evidence | None:
    return get_object_or_404(nomination.evidence.attached(), pk=pk) if pk else None


def _answer(deed: Callable[[], Upload]) -> JsonResponse:
    """Where the file goes on; 409 when the piece did not continue it, 422 when it can never be kept."""
    try:
        upload = deed()
    except WrongOffset as wrong:
        return JsonResponse({"offset": wrong.offset}, status=409)
    except ImpossibleMove as error:
        return JsonResponse({"error": str(error)}, status=422)
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=422)
    return JsonResponse(_standing(upload))


def _standing(upload: Upload) -> dict[str, Any]:
    return {
        "offset": upload.received,
        "size": upload.size,
        "evidence": upload.evidence_id,
        "url": reverse("nominations:upload", args=[upload.pk]),
        "finish": reverse("nominations:finish_upload", args=[upload.pk]),
        "discard": reverse("nominations:discard_upload", args=[upload.pk]),
    }


def _own_upload(request: HttpRequest, pk: int) -> Upload:
    rows = Upload.objects.visible_to(request.user).select_related("nomination__edition")
    return get_object_or_404(rows, pk=pk)


def upload(request: HttpRequest, pk: int) -> JsonResponse:
    """How much has arrived (GET), or the next piece of it (POST, with its `offset` in the address)."""
    row = _own_upload(request, pk)
    if request.method != "POST":
        return JsonResponse(_standing(row))
    offset = request.GET.get("offset", "")
    piece = _piece(request)
    if len(piece) > MAX_PIECE or not offset.isdecimal():
        return JsonResponse({"error": _("The piece is too large.")}, status=413)
    return _answer(lambda: actions.append(row, piece, offset=int(offset), by=request.user))


def _piece(request: HttpRequest) -> bytes:
    """What has arrived; when the connection broke, what came before that."""
    piece = bytearray()
    try:
        while len(piece) <= MAX_PIECE and (more := request.read(2**16)):
            piece += more
    except UnreadablePostError:
        return bytes(piece)
    return bytes(piece)


@require_POST
def finish(request: HttpRequest, pk: int) -> JsonResponse:
    """Everything has been sent: check it and attach it."""
    row = _own_upload(request, pk)

    def deed() -> Upload:
        actions.finish_upload(row, by=request.user)
        row.refresh_from_db()
        return row

    return _answer(deed)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an upload up, from the page or by script."""
    row = _own_upload(request, pk)
    actions.discard_upload(row, by=request.user)
    return redirect(evidence_of(row.nomination, row.section))
