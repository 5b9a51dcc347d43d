"""Doors of a rehearsal: empty and refill it (Oanh), play the others' parts (demo only)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from awards.forms_rehearsal import RefillForm
from awards.models import RehearsalRun
from awards.rehearsal.orders import order_run
from awards.rehearsal.play import play_others
from awards.rehearsal.tasks import run_rehearsal
from dtportal.access import requires
from dtportal.demo.doors import demo_only
from dtportal.journal.recording import hurry
from dtportal.programme.clock import current_edition
from dtportal.programme.models import Edition
from dtportal.roles import Can


@requires(Can.MANAGE_EDITION)
def rehearsal(request: HttpRequest, slug: str) -> HttpResponse:
    edition = get_object_or_404(Edition, pk__in=request.user.editions_where(Can.MANAGE_EDITION), slug=slug)
    form = RefillForm(request.POST or None, edition=edition)
    if form.is_valid():
        run = order_run(edition, by=request.user, count=form.cleaned_data["count"])
        hurry(run_rehearsal, run.pk)
        return redirect("awards:rehearsal", slug=slug)
    runs = RehearsalRun.objects.visible_to(request.user).filter(edition=edition)
    return render(
        request, "awards/rehearsal/rehearsal.html", {"edition": edition, "form": form, "run": runs.first()}
    )


@requires(Can.MANAGE_EDITION)
def rehearsal_progress(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(RehearsalRun.objects.visible_to(request.user), pk=pk)
    return render(request, "awards/rehearsal/_run.html", {"run": run})


@demo_only
def demo_play(request: HttpRequest) -> HttpResponse:
    """One press plays one stage for everybody else, so that one person can reach publication."""
    edition = current_edition()
    if not edition.is_rehearsal:
        raise Http404
    if not request.user.is_authenticated:
        return redirect("demo")
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    played = play_others(edition, besides=request.user)
    if played.count:
        text = _("Played: %(stage)s (%(count)s steps).") % {"stage": played.stage, "count": played.count}
        messages.success(request, text)
    else:
        messages.info(
            request, _("Nothing is open for the others: the next step is yours, or the result is published.")
        )
    return redirect(request.POST.get("next", "") if _is_own(request) else "work")


def _is_own(request: HttpRequest) -> bool:
    """Only a path of this site, so that the form cannot be made to lead elsewhere."""
    target = request.POST.get("next", "")
    return target.startswith("/") and not target.startswith(("//", "/\\"))
