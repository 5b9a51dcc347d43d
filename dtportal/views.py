"""Pages that belong to no app: today's work, health, errors."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dtportal import todo
from dtportal.access import public


def work(request: HttpRequest) -> HttpResponse:
    """What waits for this person today, from every app's registry."""
    return render(request, "work/today.html", {"tasks": todo.tasks_for(request.user)})


@public
def health(request: HttpRequest) -> HttpResponse:
    """For the supervisor: the process answers and the database does too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@public
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /work/", "Disallow: /accounts/", "Disallow: /demo/"]
    if settings.DEMO:
        lines = ["User-agent: *", "Disallow: /"]
    lines.append(f"Sitemap: {settings.SITE_URL}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form older than its session: say so instead of Django's English page."""
    text = _("This page is older than your sign-in. Go back, reload the page and send it again.")
    return render(request, "403.html", {"reason": text}, status=403)
