"""Publication: the organiser sees how far the signed roll has come, never its names, and pushes the button."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from awards import actions
from awards.forms import PublishForm
from awards.forms_roll import EmbargoForm
from awards.models import Roll
from awards.official.on_file import Missing, missing
from awards.progress import steps_of
from awards.timing import objections
from dtportal.access import require, requires
from dtportal.programme.models import Edition
from dtportal.roles import Can


@requires(Can.PUBLISH)
def publication(request: HttpRequest, edition: str) -> HttpResponse:
    return _publication(request, _edition(request, edition))


def _publication(request: HttpRequest, found: Edition, form: EmbargoForm | None = None) -> HttpResponse:
    roll = found.rolls.select_related("item", "published_by").first()
    visible = Roll.objects.visible_to(request.user).filter(edition=found)
    signed = visible.in_work().first() or visible.published().first()
    context = {
        "edition": found,
        "roll": signed,
        "steps": steps_of(found, roll),
        "may_publish": signed is not None and signed.can_move(Roll.Status.PUBLISHED),
        "objections": objections(found, to_publish=True),
        "published": visible.published().select_related("published_by").first(),
        "embargo_form": form,
        "missing": _missing(request, found, roll),
    }
    if context["may_publish"] and form is None:
        context["embargo_form"] = EmbargoForm(initial={"until": signed.embargo_until})
    if context["published"]:
        context["number"] = found.honors.count()
    status = 400 if form is not None else 200
    return render(request, "awards/publication.html", context, status=status)


def _missing(request: HttpRequest, edition: Edition, roll: Roll | None) -> list[tuple[Missing, str]]:
    """What is not on file for the roll in work, each with its address for whoever can do something about it."""
    if roll is None or roll.is_public:
        return []
    return [(one, one.url_for(request.user, edition)) for one in missing(edition, roll)]


@require_POST
@requires(Can.PUBLISH)
def embargo(request: HttpRequest, edition: str) -> HttpResponse:
    """Set or clear the minute at which the list is published by itself."""
    found = _edition(request, edition)
    waiting = get_object_or_404(Roll.objects.visible_to(request.user).in_work(), edition=found)
    form = EmbargoForm(request.POST)
    if form.is_valid():
        try:
            actions.set_embargo(waiting, by=request.user, until=form.cleaned_data["until"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The moment of publication is kept."))
            return redirect("awards:publication", edition)
    return _publication(request, found, form)


@requires(Can.PUBLISH)
def publish(request: HttpRequest, edition: str) -> HttpResponse:
    """Asks once more, then publishes."""
    found = _edition(request, edition)
    form = PublishForm(request.POST or None)
    if form.is_valid():
        try:
            honors = actions.publish(found, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _published(found, len(honors)))
            return redirect("awards:publication", edition)
    waiting = Roll.objects.visible_to(request.user).filter(edition=found, status=Roll.Status.SIGNED)
    roll = waiting.select_related("corrects").first()
    if roll is None:
        return redirect("awards:publication", edition)
    context = {
        "edition": found,
        "form": form,
        "roll": roll,
        "objections": objections(found, to_publish=True),
        "missing": _missing(request, found, roll),
    }
    return render(request, "awards/publish.html", context, status=400 if form.non_field_errors() else 200)


def _published(edition: Edition, names: int) -> str:
    roll = Roll.objects.published().get(edition=edition)
    if roll.corrects_id:
        return _("Published: version %(version)s of the list.") % {"version": roll.version}
    return _("Published: %(number)s names.") % {"number": names}


def _edition(request: HttpRequest, slug: str) -> Edition:
    edition = get_object_or_404(Edition, slug=slug)
    require(request.user, Can.PUBLISH, edition)
    return edition
