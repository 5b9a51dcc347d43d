"""Oanh's side: events of an edition and their guests."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal.access import requires
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.text import fold
from forums import actions
from forums.forms import ForumForm
from forums.models import Forum, Registration


@requires(Can.MANAGE_FORUMS)
def manage(request: HttpRequest, edition: str) -> HttpResponse:
    row = _edition(request, edition)
    confirmed = Count("registrations", filter=Q(registrations__status=Registration.Status.CONFIRMED))
    arrived = Count("registrations", filter=Q(registrations__checked_in_at__isnull=False))
    forums = Forum.objects.visible_to(request.user).filter(edition=row).for_listing()
    return render(
        request,
        "forums/manage.html",
        {"edition": row, "forums": forums.annotate(confirmed=confirmed, arrived=arrived)},
    )


@requires(Can.MANAGE_FORUMS)
def create(request: HttpRequest, edition: str) -> HttpResponse:
    row = _edition(request, edition)
    return _edit(request, Forum(edition=row))


@requires(Can.MANAGE_FORUMS)
def edit(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    return _edit(request, _forum(request, edition, slug))


def _edit(request: HttpRequest, forum: Forum) -> HttpResponse:
    form = ForumForm(request.POST or None, instance=forum)
    form.fields["sector"].queryset = forum.edition.sectors.all()
    if form.is_valid():
        actions.save_forum(form.save(commit=False), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("forums:manage", edition=forum.edition.slug)
    status = 400 if form.is_bound else 200
    return render(
        request, "forums/edit.html", {"edition": forum.edition, "forum": forum, "form": form}, status=status
    )


@requires(Can.MANAGE_FORUMS)
@require_POST
def change_status(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    forum = actions.change_status(_forum(request, edition, slug), request.POST.get("to", ""), by=request.user)
    messages.success(
        request, _("%(forum)s: %(status)s.") % {"forum": forum, "status": forum.get_status_display()}
    )
    return redirect("forums:manage", edition=edition)


@requires(Can.MANAGE_FORUMS)
def guests(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    forum = _forum(request, edition, slug)
    found = Registration.objects.visible_to(request.user).filter(forum=forum)
    query = request.GET.get("q", "")
    for word in fold(query).split():
        found = found.filter(search_text__contains=word)
    page_obj = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(
        request,
        "forums/guests.html",
        {"edition": forum.edition, "forum": forum, "page_obj": page_obj, "query": query},
    )


def _edition(request: HttpRequest, slug: str) -> Edition:
    return get_object_or_404(Edition, pk__in=request.user.editions_where(Can.MANAGE_FORUMS), slug=slug)


def _forum(request: HttpRequest, edition: str, slug: str) -> Forum:
    row = _edition(request, edition)
    return get_object_or_404(Forum.objects.visible_to(request.user).for_listing(), edition=row, slug=slug)
