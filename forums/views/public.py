"""Pages of forums for everybody, and a guest's own registration by its link."""

from itertools import groupby

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from dtportal.access import public
from dtportal.caching import shared_page
from dtportal.programme.clock import current_edition
from forums import actions
from forums.calendar_files import calendar_of
from forums.forms import RegistrationForm
from forums.models import Forum, Registration


@public
@shared_page
def forum_list(request: HttpRequest) -> HttpResponse:
    """The calendar of the current edition, grouped by kind in the programme's order."""
    edition = current_edition()
    forums = Forum.objects.public().filter(edition=edition).for_listing()
    order = list(Forum.Kind)
    ordered = sorted(forums, key=lambda forum: (order.index(forum.kind), forum.starts_at))
    kinds = [
        (Forum.Kind(kind).label, list(of_kind))
        for kind, of_kind in groupby(ordered, lambda forum: forum.kind)
    ]
    return render(request, "forums/list.html", {"edition": edition, "kinds": kinds})


@public
@shared_page
def detail(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    forum = _forum(edition, slug)
    others = Forum.objects.public().filter(edition=forum.edition, starts_at__gt=forum.starts_at).for_listing()
    return render(
        request,
        "forums/detail.html",
        {"forum": forum, "edition": forum.edition, "others": others[:4], "is_full": actions.is_full(forum)},
    )


@public
@never_cache
def register(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    forum = _forum(edition, slug)
    form = RegistrationForm(request.POST or None)
    if form.is_valid():
        try:
            actions.register(forum, language=(get_language() or "vi")[:2], **form.details())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return render(request, "forums/sent.html", {"forum": forum, "email": form.cleaned_data["email"]})
    status = 400 if form.is_bound else 200
    return render(request, "forums/register.html", {"forum": forum, "form": form}, status=status)


@public
@never_cache
def registration(request: HttpRequest, token: str) -> HttpResponse:
    """A guest's registration: confirm or cancel with a button (a mail scanner that follows links does neither)."""
    found = get_object_or_404(Registration.objects.by_token(token))
    error = ""
    if request.method == "POST":
        try:
            if "cancel" in request.POST:
                actions.cancel(found)
            else:
                actions.confirm(found)
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
        else:
            return redirect("forums:registration", token=token)
    return render(
        request,
        "forums/registration.html",
        {"registration": found, "forum": found.forum, "error": error},
        status=409 if error else 200,
    )


@public
@shared_page
def calendar(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    forum = _forum(edition, slug)
    response = HttpResponse(calendar_of(forum), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{forum.slug[:60]}.ics"'
    return response


def _forum(edition: str, slug: str) -> Forum:
    return get_object_or_404(Forum.objects.public().for_listing(), edition__slug=edition, slug=slug)
