"""The minutes of a session: the text as its reader may know it, PDF, DOCX, the signed scan; letters and calendar."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from assessments import actions, documents, minutes, minutes_text
from assessments.agenda import Screen
from assessments.calendar_files import calendar_of
from assessments.councils import position_of
from assessments.forms_session import ScanForm
from assessments.models import CouncilSession, Minutes
from assessments.views.sessions import session_for
from dtportal import files
from dtportal.access import requires
from dtportal.official.printing import to_pdf
from dtportal.official.word import to_docx
from dtportal.replies import attempt
from dtportal.roles import Can


def page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The draft writes itself while the session goes on; once frozen it stays as it is."""
    return _page(request, session_for(request, slug, number))


def _page(request: HttpRequest, session: CouncilSession, form: ScanForm | None = None) -> HttpResponse:
    kept = Minutes.objects.filter(session=session).first()
    content = minutes.readable_by(session, request.user)
    may_keep = request.user.can(Can.PREPARE_SESSION, session.access_scope())
    context = {
        "edition": session.edition,
        "session": session,
        "minutes": kept,
        "content": content,
        "blocks": minutes_text.blocks(content),
        "about": documents.about(content),
        "may_keep": may_keep,
        "form": form or (ScanForm() if may_keep and kept and kept.is_frozen else None),
    }
    return render(request, "assessments/minutes.html", context, status=422 if form else 200)


def paper(request: HttpRequest, slug: str, number: int, kind: str) -> HttpResponse:
    """`kind`: pdf or docx."""
    session = session_for(request, slug, number)
    kept = Minutes.objects.filter(session=session).first()
    content = minutes.readable_by(session, request.user)
    # A fingerprint proves the whole text, so a shortened one does not carry it.
    sha256 = kept.sha256 if kept and content["is_whole"] else ""
    name = f"bien-ban-{session.edition.slug}-{session.number:02d}.{kind}"
    if kind == "pdf":
        return _file(documents.minutes_pdf(content, sha256=sha256), name, files.PDF)
    return _file(documents.minutes_docx(content, sha256=sha256), name, files.DOCX)


def _file(body: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def scan(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The signed scan: it cannot be shortened, so whoever may not know all of it does not get it."""
    session = session_for(request, slug, number)
    kept = Minutes.objects.filter(session=session).exclude(scan="").first()
    if kept is None or not minutes.readable_by(session, request.user)["is_whole"]:
        raise Http404
    return files.send(kept.scan, name=kept.scan_name, content_type=kept.scan_type)


@require_POST
@requires(Can.PREPARE_SESSION)
def freeze(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return _do(
        request, slug, number, actions.freeze_minutes, _("Frozen: print it, have it signed, attach the scan.")
    )


@require_POST
@requires(Can.PREPARE_SESSION)
def reopen(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return _do(request, slug, number, actions.reopen_minutes, _("The minutes are a draft again."))


def _do(request: HttpRequest, slug: str, number: int, act: Any, done: str) -> HttpResponse:
    kept = _kept(session_for(request, slug, number))
    attempt(request, lambda: act(kept, by=request.user), done)
    return redirect("assessments:minutes", slug, number)


@require_POST
@requires(Can.PREPARE_SESSION)
def close(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Attach the signed scan and close the minutes for good."""
    session = session_for(request, slug, number)
    kept = _kept(session)
    form = ScanForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.close_minutes(kept, by=request.user, scan=form.cleaned_data["scan"])
        except ValidationError as error:
            form.add_error("scan", error)
        else:
            messages.success(request, _("The minutes are closed."))
            return redirect("assessments:minutes", slug, number)
    return _page(request, session, form)


def _kept(session: CouncilSession) -> Minutes:
    found = Minutes.objects.filter(session=session).first()
    if found is None:
        raise Http404
    return found


# --- Letters -----------------------------------------------------------------------------------------


def invitation(request: HttpRequest, slug: str, number: int, kind: str = "pdf") -> HttpResponse:
    """A member's letter of invitation; whoever prepares the session gets one with an open addressee."""
    session = session_for(request, slug, number)
    screen = Screen(session, request.user)
    if not (screen.may_prepare or screen.mine):
        raise PermissionDenied(_("Only members with a seat in the council take part."))
    if session.starts_at is None:
        raise Http404
    items = [motion.item for motion in screen.motions if not motion.is_recused]
    addressee = "………………………………………………"
    if screen.mine:
        member = screen.mine.member
        with override("vi"):
            position = position_of(member)
        addressee = ", ".join(filter(None, [f"{member.academic_title} {member}".strip(), position]))
    letter = documents.invitation(
        session,
        items,
        addressee=addressee,
        chair=str(screen.leader or ""),
        secretary=minutes.secretary_of(session),
    )
    name = f"giay-moi-{session.edition.slug}-{session.number:02d}.{kind}"
    if kind == "docx":
        return _file(to_docx(letter), name, files.DOCX)
    return _file(to_pdf(letter), name, files.PDF)


def calendar(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    session = session_for(request, slug, number)
    if session.starts_at is None:
        raise Http404
    path = reverse("assessments:session", args=[slug, number])
    body = calendar_of(session, path)
    return _file(
        body, f"phien-hop-{session.edition.slug}-{session.number:02d}.ics", "text/calendar; charset=utf-8"
    )
