"""Correcting the published list: the secretariat draws a new version up, with its reason."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from assessments.conflicts import closed_ids
from awards import actions, corrections
from awards.forms_roll import CorrectionForm
from awards.models import Appeal, Roll, RollEntry
from dtportal.access import require, requires
from dtportal.programme.models import Edition
from dtportal.roles import Can
from nominations.models import Nomination


@requires(Can.CORRECT_ROLL)
def correct(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(Edition, slug=edition)
    require(request.user, Can.CORRECT_ROLL, found)
    published = Roll.objects.visible_to(request.user).filter(edition=found).published().first()
    if published is None:
        return redirect("awards:roll", edition)
    entries = RollEntry.objects.visible_to(request.user).filter(roll=published, revoked_for="")
    entries = entries.select_related("conclusion__nomination").order_by("certificate_number")
    form = CorrectionForm(request.POST if request.method == "POST" else None, entries=entries)
    if form.is_valid():
        try:
            made = actions.draw_correction(
                found, by=request.user, reason=form.cleaned_data["reason"], changes=form.changes()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("Version %(v)s stands on the council's agenda.") % {"v": made.version}
            )
            return redirect("awards:roll", edition)
    context = {
        "edition": found,
        "form": form,
        "published": published,
        "in_work": found.rolls.in_work().first(),
        "carried": _carried(published, request),
        "upheld": Appeal.objects.visible_to(request.user)
        .upheld()
        .filter(nomination__edition=found)
        .select_related("nomination__organization"),
    }
    return render(request, "awards/correct.html", context, status=400 if form.errors else 200)


def _carried(published: Roll, request: HttpRequest) -> list[tuple[corrections.Change, str, str]]:
    """(change, name, list) of what the council has moved since, without dossiers that are closed to the reader."""
    changes = {change.key: change for change in corrections.carried_since(published)}
    open_ones = Nomination.objects.filter(edition=published.edition, reference__in=changes)
    open_ones = open_ones.exclude(pk__in=closed_ids(request.user)).select_related("organization")
    tiers = {tier.code: tier for tier in published.edition.tiers.all()}
    return [
        (changes[one.reference], one.honoree_name, tiers[changes[one.reference].tier].label)
        for one in open_ones
    ]
