"""The published result for whoever computes it again: bundle, keys, script, and a page that runs the script."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET

from assessments.models import SigningKey
from awards import actions, bundles, verify_results
from awards.models import ResultBundle, ResultReader, Roll
from dtportal.access import public
from dtportal.files import require_size
from dtportal.limits import EVERYBODY, client_of, exceeded
from dtportal.programme.models import Edition
from dtportal.programme.snapshots import snapshot

SCRIPT = Path(verify_results.__file__)
# What one drops to be checked, and how often: one address, and everybody together, in a minute.
MOST_BYTES = 20 * 2**20
MINUTE, EACH, ALL = 60, 6, 30
SHOWN = (Roll.Status.PUBLISHED, Roll.Status.SUPERSEDED)
kept = cache_control(public=True, max_age=3600)


@public
@require_GET
@snapshot()
def results(request: HttpRequest, edition: str) -> HttpResponse:
    """What can be recomputed of a published list, how, and with what; it exists from publication on."""
    found = get_object_or_404(Edition, slug=edition)
    rolls = list(found.rolls.filter(status__in=SHOWN).order_by("-version"))
    if not rolls:
        raise Http404
    made = {row.roll_id: row for row in ResultBundle.objects.visible_to(request.user).filter(roll__in=rolls)}
    manifests = [
        round.manifest for round in found.rounds.filter(manifest__isnull=False).select_related("manifest")
    ]
    context = {
        "edition": found,
        "bundle": made.get(rolls[0].pk),
        "roll": rolls[0],
        "earlier": [made[roll.pk] for roll in rolls[1:] if roll.pk in made],
        "manifests": manifests,
        "keys": SigningKey.objects.all(),
        "is_open": found.opening == Edition.Opening.OPEN,
        "script_lines": len(SCRIPT.read_text().splitlines()),
    }
    return render(request, "awards/results/results.html", context)


@public
@require_GET
@kept
def bundle(request: HttpRequest, edition: str, version: int) -> FileResponse:
    """What everybody gets of one version of the list; it never changes."""
    rows = ResultBundle.objects.visible_to(request.user).select_related("roll__edition")
    found = get_object_or_404(rows, roll__edition__slug=edition, roll__version=version)
    return _zip(found.shown, f"ket-qua-{edition}-{version:02d}.zip")


@public
@require_GET
@snapshot()
def keys(request: HttpRequest) -> HttpResponse:
    """All public keys as one PEM file, for `--key`."""
    text = "".join(key.pem for key in SigningKey.objects.all())
    return _text(text.encode(), "dtportal-keys.pem", "application/x-pem-file")


@public
@require_GET
@kept
def script(request: HttpRequest) -> HttpResponse:
    return _text(SCRIPT.read_bytes(), SCRIPT.name, "text/x-python")


@public
@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Drop a ZIP: the same script, in this process, with the portal's own keys."""
    context = {"keys": SigningKey.objects.all(), "most": MOST_BYTES // 2**20}
    if request.method != "POST":
        return render(request, "awards/results/check.html", context)
    try:
        require_turn(request)
    except ValidationError as refusal:
        return render(
            request, "awards/results/check.html", {**context, "error": refusal.messages[0]}, status=429
        )
    file = request.FILES.get("bundle")
    try:
        if file is None:
            raise ValidationError(_("Choose the ZIP file of a result."))
        require_size(file.size, MOST_BYTES)
    except ValidationError as refusal:
        return render(
            request, "awards/results/check.html", {**context, "error": refusal.messages[0]}, status=422
        )
    held, broken, where, notes = verify_results.verify(file.read(), bundles.trusted_keys())
    context |= {
        "name": file.name,
        "held": [verify_results.SENTENCES[key] for key in held],
        "broken": verify_results.SENTENCES.get(broken),
        "where": where,
        "notes": notes,
        "is_done": True,
    }
    return render(request, "awards/results/check.html", context)


def require_turn(request: HttpRequest) -> None:
    """Raise ValidationError for whoever asks too often, and when everybody together does."""
    if exceeded("verify-results", client_of(request), EACH) or exceeded("verify-results", EVERYBODY, ALL):
        raise ValidationError(_("Too many attempts. Please try again in a few minutes."))


@public
@never_cache
def handed(request: HttpRequest, token: str) -> HttpResponse:
    """The door of an expert whom the auditor has named: the whole bundle, each time noted down."""
    reader = get_object_or_404(ResultReader.objects.by_token(token).select_related("edition"))
    rows = ResultBundle.objects.visible_to(request.user).filter(roll__edition=reader.edition)
    found = rows.select_related("roll__edition").order_by("-roll__version").first()
    if request.method == "POST" and found is not None:
        actions.hand_out(found, reader=reader)
        return _zip(found.whole, f"ket-qua-{reader.edition.slug}-day-du.zip")
    context = {"reader": reader, "edition": reader.edition, "bundle": found}
    return render(request, "awards/results/handed.html", context)


def _zip(file, name: str) -> FileResponse:
    return FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type="application/zip")


def _text(data: bytes, name: str, content_type: str) -> FileResponse:
    return FileResponse(ContentFile(data), as_attachment=True, filename=name, content_type=content_type)
