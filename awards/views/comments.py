"""The public notice of the accepted units: the list and the form for everybody, the desk for those who answer."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from awards import actions
from awards.forms_listening import AnswerForm, CommentForm
from awards.models import Comment, CommentFile, PublicNotice
from awards.models.attached import grouped
from awards.views.shared import done, edition_of, hand_out
from dtportal.access import public, requires
from dtportal.limits import HOUR, limited
from dtportal.programme import calendar, clock
from dtportal.programme.models import Edition, Holiday
from dtportal.programme.snapshots import MINUTE, snapshot
from dtportal.replies import attempt
from dtportal.roles import Can

PER_PAGE = 100


@public
@snapshot(fresh=MINUTE, params=["q", "page"])
def notice(request: HttpRequest, edition: str) -> HttpResponse:
    """Name, sector and locality of whoever has consented, and how long comments are taken."""
    found = get_object_or_404(Edition, slug=edition)
    put_up = PublicNotice.objects.filter(edition=found).first()
    if put_up is None:
        return render(request, "awards/listening/notice_none.html", {"edition": found})
    now = clock.now(found)
    query = request.GET.get("q", "").strip()[:100]
    lines = put_up.lines.public()
    shown = lines.search(query) if query else lines
    total = put_up.lines.count() + put_up.unnamed
    named = lines.count()
    context = {
        "edition": found,
        "notice": put_up,
        "is_open": put_up.is_open(now),
        "days_left": _days_left(put_up, now),
        "query": query,
        "named": named,
        "unnamed": total - named,
        "page_obj": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "awards/listening/notice.html", context)


def _days_left(put_up: PublicNotice, now) -> int:
    """Working days that remain, today among them if it is one."""
    today, last = (moment.astimezone(calendar.VIETNAM).date() for moment in (now, put_up.closes_at))
    return calendar.working_days(today, last, Holiday.objects.calendar())


@public
@never_cache
@limited("comment", 10, window=HOUR, posts_only=True)
def write(request: HttpRequest, edition: str, line: int | None = None) -> HttpResponse:
    """A comment on one unit of the list, or on the list as a whole."""
    put_up = get_object_or_404(PublicNotice.objects.public().select_related("edition"), edition__slug=edition)
    unit = get_object_or_404(put_up.lines.public(), pk=line) if line else None
    form = CommentForm(request.POST or None, request.FILES or None, line=unit)
    if request.method == "POST":
        made = done(form, lambda: _comment(put_up, form))
        if made is not None:
            code = grouped(form.cleaned_data["token"])
            context = {"comment": made, "code": code, "edition": put_up.edition}
            return render(request, "awards/listening/commented.html", context)
    context = {
        "edition": put_up.edition,
        "notice": put_up,
        "unit": unit,
        "form": form,
        "is_open": put_up.is_open(clock.now(put_up.edition)),
    }
    return render(request, "awards/listening/comment.html", context, status=400 if form.errors else 200)


def _comment(put_up: PublicNotice, form: CommentForm) -> Comment:
    said = form.cleaned_data
    kept = {name: said[name] for name in ("name", "email", "text", "files", "keep_name_from_unit")}
    language = (get_language() or "vi")[:2]
    return actions.comment(put_up, code=said["token"], line=form.line, language=language, **kept)


@public
@never_cache
def page(request: HttpRequest, code: str) -> HttpResponse:
    """What somebody wrote, and the answer, by the code of his mail."""
    rows = Comment.objects.by_token(code).select_related("notice__edition", "line").prefetch_related("files")
    found = get_object_or_404(rows)
    context = {"comment": found, "edition": found.edition}
    return render(request, "awards/listening/comment_page.html", context)


# --- The desk ----------------------------------------------------------------------------------------


@requires(Can.READ_OBJECTIONS)
def desk(request: HttpRequest, edition: str) -> HttpResponse:
    """The notice, whether it is up, and the comments that came in."""
    found = edition_of(request, edition, Can.READ_OBJECTIONS)
    put_up = PublicNotice.objects.filter(edition=found).select_related("put_up_by").first()
    rows = Comment.objects.visible_to(request.user).filter(notice__edition=found)
    waits = request.GET.get("waiting") == "1"
    shown = rows.waiting() if waits else rows
    shown = shown.select_related("line").annotate(file_count=Count("files")).order_by("status", "pk")
    now = clock.now(found)
    may_answer = request.user.can(Can.ANSWER_OBJECTIONS, found.access_scope())
    context = {
        "edition": found,
        "notice": put_up,
        "is_open": bool(put_up and put_up.is_open(now)),
        "named": put_up.lines.public().count() if put_up else 0,
        "page_obj": Paginator(shown, 50).get_page(request.GET.get("page")),
        "total": rows.count(),
        "waiting": rows.waiting().count(),
        "waits": waits,
        "may_answer": may_answer,
        "may_put_up": may_answer and put_up is None,
    }
    return render(request, "awards/listening/comments.html", context)


@require_POST
@requires(Can.ANSWER_OBJECTIONS)
def put_up(request: HttpRequest, edition: str) -> HttpResponse:
    found = edition_of(request, edition, Can.ANSWER_OBJECTIONS)
    said = _("The list is up. Comments are taken until the end of the last working day.")
    attempt(request, lambda: actions.put_up(found, by=request.user), said)
    return redirect("awards:comments", edition)


@requires(Can.READ_OBJECTIONS)
def one(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """One comment with its files; whoever answers, answers here."""
    found = edition_of(request, edition, Can.READ_OBJECTIONS)
    rows = Comment.objects.visible_to(request.user).select_related("notice__edition", "line", "answered_by")
    comment = get_object_or_404(rows.prefetch_related("files"), notice__edition=found, pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and done(
        form, lambda: actions.answer_comment(comment, text=form.cleaned_data["text"], by=request.user)
    ):
        return redirect("awards:comment_one", edition, pk)
    context = {
        "edition": found,
        "comment": comment,
        "form": form,
        "may_answer": comment.answered_at is None
        and request.user.can(Can.ANSWER_OBJECTIONS, comment.access_scope()),
    }
    return render(request, "awards/listening/comment_one.html", context, status=422 if form.errors else 200)


@requires(Can.READ_OBJECTIONS)
def file(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    visible = CommentFile.objects.visible_to(request.user)
    return hand_out(get_object_or_404(visible, comment__notice__edition__slug=edition, pk=pk))
