"""The ledger of an edition's mails: which went, which did not and why; once more."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal.access import requires
from dtportal.accounts.forms.mails import NoticeFilter
from dtportal.accounts.models import User
from dtportal.accounts.views.common import edition_for
from dtportal.journal import ledger, letters, outbox
from dtportal.journal.models import Notice
from dtportal.roles import Can

PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    """A mail as a person may know of it: without the right to read it, neither name nor dossier is told."""

    notice: Notice
    label: str
    is_readable: bool

    @property
    def to(self) -> str:
        return self.notice.to if self.is_readable else ledger.masked(self.notice.to)

    @property
    def name(self) -> str:
        recipient = self.notice.recipient
        return recipient.full_name if recipient and self.is_readable else ""

    @property
    def reference(self) -> str:
        return self.notice.context.get("reference", "") if self.is_readable else ""


def _lines(notices: list[Notice], user: User) -> list[Line]:
    readable = ledger.readable(notices, user)
    return [Line(notice, letters.name_of(notice.template), notice.pk in readable) for notice in notices]


@requires(Can.READ_MAIL)
def mails(request: HttpRequest, slug: str) -> HttpResponse:
    """Newest first; counters lead to what they count."""
    edition = edition_for(request, slug, Can.READ_MAIL)
    kept = Notice.objects.visible_to(request.user).filter(edition_id=edition.pk)
    filters = NoticeFilter(request.GET, queryset=kept)
    listed = filters.qs.select_related("recipient").defer("sent_body").order_by("-pk")
    page_obj = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "edition": edition,
        "filters": filters,
        "page_obj": page_obj,
        "lines": _lines(list(page_obj), request.user),
        "tiles": _tiles(kept),
        "is_filtered": any(value for key, value in request.GET.items() if key != "page"),
    }
    return render(request, "accounts/mails.html", context)


def _tiles(kept: Any) -> list[tuple[str, int, str, str]]:
    """(label, number, state, tone) of each state, in one query."""
    waiting = Q(sent_at=None, given_up_at=None)
    counted = kept.aggregate(
        queued=Count("pk", filter=waiting & Q(attempts=0)),
        failed=Count("pk", filter=waiting & Q(attempts__gt=0)),
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        given_up=Count("pk", filter=Q(given_up_at__isnull=False)),
    )
    return [
        (str(state.label), counted[state.value], state.value, Notice.TONES[state] if counted[state] else "")
        for state in Notice.State
    ]


@requires(Can.READ_MAIL)
def mail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What is known of one mail; its words only for whoever may read what it is about."""
    edition = edition_for(request, slug, Can.READ_MAIL)
    kept = Notice.objects.visible_to(request.user).filter(edition_id=edition.pk)
    notice = get_object_or_404(kept.select_related("recipient", "again_of"), pk=pk)
    line = _lines([notice], request.user)[0]
    subject, body = ("", "")
    if line.is_readable:
        subject, body = (notice.sent_subject, notice.sent_body) if notice.sent_at else outbox.compose(notice)
    context = {
        "edition": edition,
        "line": line,
        "subject": subject,
        "body": body,
        "repeats": notice.repeats.order_by("pk"),
        "may_repeat": bool(notice.sent_at or notice.given_up_at)
        and request.user.can(Can.MANAGE_MAIL, edition.access_scope()),
    }
    return render(request, "accounts/mail.html", context)


@requires(Can.MANAGE_MAIL)
@require_POST
def mail_again(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = edition_for(request, slug, Can.MANAGE_MAIL)
    kept = Notice.objects.visible_to(request.user).filter(edition_id=edition.pk)
    notice = get_object_or_404(kept, pk=pk)
    try:
        again = ledger.send_again(notice, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("accounts:mail", slug, pk)
    messages.success(request, _("The mail is queued once more."))
    return redirect("accounts:mail", slug, again.pk)
