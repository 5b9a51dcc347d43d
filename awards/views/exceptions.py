"""The auditor's one register: every override, extension, exception and look under embargo, over all stages."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from awards.forms_listening import ExceptionFilter
from awards.tables import workbook
from awards.views.shared import download, edition_of
from dtportal.access import requires
from dtportal.accounts.models import User
from dtportal.journal import exceptions
from dtportal.journal.models import Entry
from dtportal.journal.naming import names_of
from dtportal.journal.recording import record
from dtportal.journal.verbs import name_of
from dtportal.programme import calendar
from dtportal.programme.models import Edition
from dtportal.roles import Can

PER_PAGE = 50
MOST = 20_000  # rows of a table


@requires(Can.AUDIT)
def register(request: HttpRequest, edition: str) -> HttpResponse:
    found = edition_of(request, edition, Can.AUDIT)
    entries, form, people = _narrowed(request, found)
    page_obj = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "edition": found,
        "form": form,
        "page_obj": page_obj,
        "rows": _rows(list(page_obj), people),
        "query": request.GET.urlencode(),
        "is_narrowed": any(request.GET.get(name) for name in ("kind", "person", "since", "until")),
    }
    return render(request, "awards/listening/exceptions.html", context)


@require_POST
@requires(Can.AUDIT)
def table(request: HttpRequest, edition: str) -> HttpResponse:
    """The same as a workbook, with the same filter; that it was taken is journalled."""
    found = edition_of(request, edition, Can.AUDIT)
    entries, _form, people = _narrowed(request, found)
    rows = _rows(list(entries[:MOST]), people)
    headings = [
        _("Number"),
        _("When"),
        _("Kind of exception"),
        _("Deed"),
        _("Concerns"),
        _("Who"),
        _("Reason"),
    ]
    file = workbook(
        _("Register of exceptions"),
        headings,
        [10, 18, 28, 34, 34, 24, 60],
        (
            [row["entry"].pk, row["entry"].at, row["kind"], row["deed"], row["about"], row["who"], row["why"]]
            for row in rows
        ),
    )
    with transaction.atomic():
        record("exceptions.exported", found, by=request.user, rows=len(rows))
    return download(file, f"so-ngoai-le-{found.slug}.xlsx")


def _narrowed(request: HttpRequest, edition: Edition) -> tuple[Any, ExceptionFilter, dict[int, User]]:
    """Entries as filtered, newest first; the form; whoever did any of it, by id."""
    visible = Entry.objects.visible_to(request.user).filter(Q(edition_id=edition.pk))
    every = visible.filter(exceptions.condition())
    actors = every.order_by().exclude(actor_id=None).values("actor_id").distinct()
    people = {user.pk: user for user in User.objects.filter(pk__in=actors)}
    form = ExceptionFilter(
        request.GET,
        kinds=exceptions.Kind.choices,
        people=[(str(pk), user.full_name) for pk, user in people.items()],
    )
    form.is_valid()
    wanted = form.cleaned_data
    entries = visible.filter(exceptions.condition(wanted.get("kind", "")))
    if wanted.get("person"):
        entries = entries.filter(actor_id=int(wanted["person"]))
    if wanted.get("since"):
        entries = entries.filter(at__gte=calendar.start_of(wanted["since"]))
    if wanted.get("until"):
        entries = entries.filter(at__lt=calendar.start_of(wanted["until"] + timedelta(days=1)))
    return entries.order_by("-pk"), form, people


def _rows(entries: list[Entry], people: dict[int, User]) -> list[dict[str, Any]]:
    names, reasons = names_of(entries), exceptions.reasons_of(entries)
    return [
        {
            "entry": entry,
            "kind": exceptions.kind_of(entry).label,
            "deed": name_of(entry.verb),
            "about": names[entry.subject, entry.subject_id],
            "who": people[entry.actor_id].full_name if entry.actor_id in people else _("the system"),
            "why": reasons.get(entry.pk, ""),
        }
        for entry in entries
    ]
