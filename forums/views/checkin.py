"""Bình's side: the door of one forum, on a phone."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal.access import requires
from dtportal.roles import Can
from dtportal.text import fold
from forums import actions
from forums.models import Forum, Registration

AT_MOST = 50


@requires(Can.CHECK_IN)
def doors(request: HttpRequest) -> HttpResponse:
    """The forums whose door this person keeps."""
    forums = Forum.objects.with_door_kept_by(request.user).for_listing()
    return render(request, "forums/doors.html", {"forums": forums})


@requires(Can.CHECK_IN)
def door(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    forum = _forum(request, edition, slug)
    guests = Registration.objects.visible_to(request.user).filter(forum=forum).seated()
    arrived, expected = guests.filter(checked_in_at__isnull=False).count(), guests.count()
    query = request.GET.get("q", "")
    for word in fold(query).split():
        guests = guests.filter(search_text__contains=word)
    return render(
        request,
        "forums/door.html",
        {
            "forum": forum,
            "edition": forum.edition,
            "guests": guests[:AT_MOST],
            "arrived": arrived,
            "expected": expected,
            "query": query,
        },
    )


@requires(Can.CHECK_IN)
@require_POST
def check_in(request: HttpRequest, edition: str, slug: str, pk: int) -> HttpResponse:
    forum = _forum(request, edition, slug)
    guest = get_object_or_404(Registration.objects.visible_to(request.user), forum=forum, pk=pk)
    try:
        if "undo" in request.POST:
            actions.undo_check_in(guest, by=request.user)
        else:
            actions.check_in(guest, by=request.user)
            messages.success(request, _("%(name)s is in.") % {"name": guest.full_name})
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("forums:door", edition=edition, slug=slug)


def _forum(request: HttpRequest, edition: str, slug: str) -> Forum:
    kept = Forum.objects.visible_to(request.user).with_door_kept_by(request.user)
    return get_object_or_404(kept.for_listing(), edition__slug=edition, slug=slug)
