"""Publication: the organiser sees how far the signed roll has come, never its names, and pushes the button."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from awards import actions
from awards.forms import PublishForm
from awards.models import Roll
from awards.progress import steps_of
from awards.timing import objections
from dtportal.access import require, requires
from dtportal.programme.models import Edition
from dtportal.roles import Can


@requires(Can.PUBLISH)
def publication(request: HttpRequest, edition: str) -> HttpResponse:
    found = _edition(request, edition)
    roll = found.rolls.select_related("item", "published_by").first()
    signed = Roll.objects.visible_to(request.user).filter(edition=found).first()
    context = {
        "edition": found,
        "roll": signed,
        "steps": steps_of(found, roll),
        "may_publish": signed is not None and signed.can_move(Roll.Status.PUBLISHED),
        "objections": objections(found, to_publish=True),
        "is_published": signed is not None and signed.status == Roll.Status.PUBLISHED,
    }
    if context["is_published"]:
        context["number"] = found.honors.count()
    return render(request, "awards/publication.html", context)


@requires(Can.PUBLISH)
def publish(request: HttpRequest, edition: str) -> HttpResponse:
    """Asks once more, then publishes."""
    found = _edition(request, edition)
    form = PublishForm(request.POST or None)
    if form.is_valid():
        honors = actions.publish(found, by=request.user)
        messages.success(request, _("Published: %(number)s names.") % {"number": len(honors)})
        return redirect("awards:publication", edition)
    waiting = Roll.objects.visible_to(request.user).filter(edition=found, status=Roll.Status.SIGNED)
    if not waiting.exists():
        return redirect("awards:publication", edition)
    context = {"edition": found, "form": form, "objections": objections(found, to_publish=True)}
    return render(request, "awards/publish.html", context)


def _edition(request: HttpRequest, slug: str) -> Edition:
    edition = get_object_or_404(Edition, slug=slug)
    require(request.user, Can.PUBLISH, edition)
    return edition
