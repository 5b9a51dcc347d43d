"""The certificates' desk: order all of them, watch, download the archive."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from awards.actions import note_look, order_certificates
from awards.models import CertificateBatch, Roll
from dtportal import files
from dtportal.access import require
from dtportal.programme.models import Edition
from dtportal.roles import Can


def certificates(request: HttpRequest, edition: str) -> HttpResponse:
    """Of the published list for whoever publishes; of the signed one for the persons named for it."""
    found, roll = _edition(request, edition)
    batches = CertificateBatch.objects.visible_to(request.user).select_related("ordered_by", "roll")
    context = {
        "edition": found,
        "roll": roll,
        "batch": batches.filter(roll=roll).first() if roll else None,
        "earlier": batches.filter(roll__edition=found).exclude(roll=roll).exclude(file="") if roll else [],
        "number": roll.entries.filter(revoked_for="").count() if roll else 0,
    }
    return render(request, "awards/certificates/certificates.html", context)


@require_POST
def order(request: HttpRequest, edition: str) -> HttpResponse:
    found, _roll = _edition(request, edition)
    try:
        order_certificates(found, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("awards:certificates", edition)


def progress(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """The part of the page that is asked for again while the papers are in work."""
    batch = _batch(request, edition, pk)
    return render(
        request, "awards/certificates/_progress.html", {"batch": batch, "edition": batch.roll.edition}
    )


def file(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    batch = _batch(request, edition, pk)
    if not batch.file:
        raise Http404
    note_look(batch.roll, by=request.user, at="certificates", takes_away=True)
    name = f"giay-chung-nhan-{edition}-{batch.sha256[:8]}.zip"
    return files.send(batch.file, name=name, content_type="application/zip")


def _edition(request: HttpRequest, slug: str) -> tuple[Edition, Roll | None]:
    """The edition with the list that this person may have printed."""
    edition = get_object_or_404(Edition, slug=slug)
    signed = Roll.objects.printed_by(request.user).filter(edition=edition).first()
    if signed is not None:
        note_look(signed, by=request.user, at="certificates")
        return edition, signed
    require(request.user, Can.PUBLISH, edition)
    return edition, edition.rolls.published().first()


def _batch(request: HttpRequest, edition: str, pk: int) -> CertificateBatch:
    batches = CertificateBatch.objects.visible_to(request.user).select_related("roll__edition", "ordered_by")
    return get_object_or_404(batches, roll__edition__slug=edition, pk=pk)
