"""Official papers: the register, each paper with its files, from the draft to the signed scan."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from awards import actions
from awards.forms_papers import NewPaperForm, NumberForm, PaperForm, PaperScanForm, VoidForm, roll_for
from awards.models import Paper
from awards.official.on_file import missing
from awards.official.writing import WITH_ROLL, document_of
from dtportal import files
from dtportal.access import require, requires
from dtportal.official.content import NAMES
from dtportal.official.printing import to_pdf
from dtportal.official.word import to_docx
from dtportal.programme import clock
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from dtportal.text import slug as as_slug

PER_PAGE = 50


@requires(Can.READ_PAPERS)
def papers(request: HttpRequest, edition: str) -> HttpResponse:
    """The register, the latest first; whoever writes begins a new one here."""
    found = _edition(request, edition)
    return _list(request, found)


def _list(request: HttpRequest, edition: Edition, form: NewPaperForm | None = None) -> HttpResponse:
    rows = Paper.objects.visible_to(request.user).filter(edition=edition).for_listing()
    kind = request.GET.get("kind", "")
    if kind in Paper.Kind.values:
        rows = rows.filter(kind=kind)
    may_write = request.user.can(Can.WRITE_PAPERS, edition.access_scope())
    roll = edition.rolls.alive().select_related("item__session").first()
    context = {
        "edition": edition,
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "kind": kind,
        "kinds": Paper.Kind.choices,
        "form": (form or NewPaperForm()) if may_write else None,
        "missing": [(one, one.url_for(request.user, edition)) for one in missing(edition, roll)],
    }
    return render(request, "awards/papers/papers.html", context, status=422 if form else 200)


@require_POST
@requires(Can.WRITE_PAPERS)
def new(request: HttpRequest, edition: str) -> HttpResponse:
    found = _edition(request, edition, Can.WRITE_PAPERS)
    form = NewPaperForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data
        named = chosen["about_list"] or chosen["kind"] in WITH_ROLL
        try:
            paper = actions.draft_paper(
                found,
                chosen["kind"],
                by=request.user,
                issuer=chosen["issuer"],
                roll=roll_for(request.user, found) if named else None,
            )
        except ValidationError as error:
            form.add_error("kind", error)
        else:
            return redirect("awards:paper", edition, paper.pk)
    return _list(request, found, form)


@requires(Can.READ_PAPERS)
def paper(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    return _page(request, _paper(request, edition, pk))


def _page(request: HttpRequest, paper: Paper, **bound: Any) -> HttpResponse:
    document, is_whole = document_of(paper, request.user)
    may_write = request.user.can(Can.WRITE_PAPERS, paper.access_scope())
    forms: dict[str, Any] = {}
    if may_write and paper.is_draft:
        today = clock.now(paper.edition).astimezone(VIETNAM).date()
        forms["number_form"] = NumberForm(
            initial={"dated": today, "number": actions.next_number(paper, today.year)}
        )
        if is_whole:
            written = {name: getattr(paper, name) for name in PaperForm.base_fields}
            forms["form"] = PaperForm(initial=written, paper=paper)
    if may_write and (paper.is_numbered or paper.is_signed):
        forms["scan_form"] = PaperScanForm()
        forms["void_form"] = VoidForm()
    context = {
        "edition": paper.edition,
        "paper": paper,
        "document": document,
        "is_whole": is_whole,
        "may_write": may_write,
        **forms,
        **bound,
    }
    return render(request, "awards/papers/paper.html", context, status=422 if bound else 200)


@require_POST
@requires(Can.WRITE_PAPERS)
def change(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    found = _paper(request, edition, pk)
    form = PaperForm(request.POST, paper=found)
    if form.is_valid():
        try:
            actions.change_paper(found, by=request.user, **form.cleaned_data)
        except actions.StalePaper as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("awards:paper", edition, pk)
    return _page(request, found, form=form)


@require_POST
@requires(Can.WRITE_PAPERS)
def discard(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    actions.discard_paper(_paper(request, edition, pk), by=request.user)
    messages.success(request, _("The draft is discarded."))
    return redirect("awards:papers", edition)


@require_POST
@requires(Can.WRITE_PAPERS)
def number(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    found = _paper(request, edition, pk)
    return _fill(
        request,
        found,
        "number_form",
        NumberForm(request.POST),
        lambda values: actions.number_paper(found, by=request.user, **values),
        _("Entered in the register. Print it, have it signed and sealed, attach the scan."),
    )


@require_POST
@requires(Can.WRITE_PAPERS)
def attach(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    found = _paper(request, edition, pk)
    return _fill(
        request,
        found,
        "scan_form",
        PaperScanForm(request.POST, request.FILES),
        lambda values: actions.attach_scan(found, by=request.user, **values),
        _("The signed scan is attached."),
    )


@require_POST
@requires(Can.WRITE_PAPERS)
def file(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    actions.file_paper(_paper(request, edition, pk), by=request.user)
    messages.success(request, _("The paper is filed; nothing of it changes any more."))
    return redirect("awards:paper", edition, pk)


@require_POST
@requires(Can.WRITE_PAPERS)
def void(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    found = _paper(request, edition, pk)
    return _fill(
        request,
        found,
        "void_form",
        VoidForm(request.POST),
        lambda values: actions.void_paper(found, by=request.user, **values),
        _("The paper is void; its number stays in the register."),
    )


def _fill(
    request: HttpRequest,
    paper: Paper,
    name: str,
    form: Any,
    act: Callable[[dict[str, Any]], Any],
    done: str,
) -> HttpResponse:
    """A form of the paper's page: act, or show it again with the sentence beside its field."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except ValidationError as error:
            place = None if hasattr(error, "error_dict") else next(iter(form.fields))
            form.add_error(place, error)
        except ImpossibleMove as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("awards:paper", paper.edition.slug, paper.pk)
    return _page(request, paper, **{name: form})


@requires(Can.READ_PAPERS)
def download(request: HttpRequest, edition: str, pk: int, form: str) -> HttpResponse:
    """`form`: pdf or docx."""
    found = _paper(request, edition, pk)
    document, _is_whole = document_of(found, request.user)
    if found.roll is not None:
        actions.note_look(found.roll, by=request.user, at="paper", takes_away=True)
    body = to_pdf(document) if form == "pdf" else to_docx(document, written_by=found.created_by.full_name)
    response = HttpResponse(body, content_type=files.PDF if form == "pdf" else files.DOCX)
    response["Content-Disposition"] = f'attachment; filename="{_name(found)}.{form}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _name(paper: Paper) -> str:
    number = f"{paper.number:02d}" if paper.number else f"du-thao-{paper.pk}"
    kind = as_slug(NAMES[paper.kind])
    return f"{kind}-{number}-{as_slug(paper.symbol)}-{paper.year or paper.edition.year}"


@requires(Can.READ_PAPERS)
def scan(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """The signed scan: it cannot be shortened, so whoever may not know all of it does not get it."""
    found = _paper(request, edition, pk)
    if not found.scan or not document_of(found, request.user)[1]:
        raise Http404
    return files.send(found.scan, name=found.scan_name, content_type=found.scan_type)


def _paper(request: HttpRequest, edition: str, pk: int) -> Paper:
    rows = Paper.objects.visible_to(request.user).select_related(
        "edition", "roll__item__session", "roll__corrects", "report", "created_by", "filed_by"
    )
    return get_object_or_404(rows, edition__slug=edition, pk=pk)


def _edition(request: HttpRequest, slug: str, can: Can = Can.READ_PAPERS) -> Edition:
    edition = get_object_or_404(Edition, slug=slug)
    require(request.user, can, edition)
    return edition
