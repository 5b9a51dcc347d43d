"""The journal of an edition, for the auditor."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dtportal.access import requires
from dtportal.accounts.models import User
from dtportal.accounts.views.common import edition_for
from dtportal.journal import chain
from dtportal.journal.models import Entry, Link
from dtportal.journal.naming import names_of
from dtportal.journal.verbs import name_of
from dtportal.roles import Can

PER_PAGE = 50


@requires(Can.AUDIT)
def journal(request: HttpRequest, slug: str) -> HttpResponse:
    """Newest first: the edition's entries and those of no edition. POST walks the whole chain."""
    edition = edition_for(request, slug, Can.AUDIT)
    entries = Entry.objects.visible_to(request.user).filter(Q(edition_id=edition.pk) | Q(edition_id=None))
    verb = request.GET.get("verb", "")
    if verb:
        entries = entries.filter(verb__startswith=verb)
    page_obj = Paginator(entries.select_related("link").order_by("-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    names = names_of(page_obj)
    for entry in page_obj:
        entry.name = name_of(entry.verb)
        entry.about = names[entry.subject, entry.subject_id]
    people = User.objects.in_bulk({entry.actor_id for entry in page_obj if entry.actor_id})
    context = {
        "edition": edition,
        "page_obj": page_obj,
        "rows": [(entry, people.get(entry.actor_id)) for entry in page_obj],
        "verb": verb,
        "verb_name": name_of(verb),
        "head": Link.objects.order_by("-position").first(),
    }
    if request.method == "POST":
        broken = chain.first_broken()
        if not broken:
            chain.extend()
        context |= {"verified": True, "broken": broken, "head": Link.objects.last()}
    return render(request, "accounts/journal.html", context)
