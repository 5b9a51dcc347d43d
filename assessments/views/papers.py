"""Score sheets on paper: the secretariat keys them in, their members confirm them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.actions.paper_sheets import seen
from assessments.actions.scoring_sheets import rubric
from assessments.conflicts import closed_ids
from assessments.extremes import pinned, unexplained
from assessments.forms_papers import ChooseMemberForm, ObjectionForm, PaperSheetForm, initial_of
from assessments.models import Assignment, CouncilMember, PaperSheet, Round
from assessments.reading import assignments_of
from dtportal import files
from dtportal.access import require, requires
from dtportal.accounts.models import User
from dtportal.programme.models import Edition
from dtportal.replies import attempt
from dtportal.roles import Can

# --- The secretariat -----------------------------------------------------------------------------------


def _edition(request: HttpRequest, slug: str) -> Edition:
    edition = get_object_or_404(Edition.objects.defer(*Edition.bulky()), slug=slug)
    require(request.user, Can.KEY_SHEETS, edition)
    return edition


def _to_key(user: User, edition: Edition) -> QuerySet[Assignment]:
    """Dossiers that their members are scoring now, without those the secretary has to do with."""
    rows = Assignment.objects.filter(
        entry__round__edition=edition,
        entry__round__status=Round.Status.OPEN,
        status=Assignment.Status.READING,
        member__is_active=True,
    )
    closed = closed_ids(user)
    return rows.exclude(entry__nomination__in=closed).exclude(member__user=user).for_listing()


@requires(Can.KEY_SHEETS)
def paper_sheets(request: HttpRequest, slug: str) -> HttpResponse:
    """Whose sheet, of which dossier; and those that wait."""
    edition = _edition(request, slug)
    rows = _to_key(request.user, edition)
    members = CouncilMember.objects.filter(pk__in=rows.order_by().values("member")).select_related("user")
    form = ChooseMemberForm(request.GET or None, members=members)
    member = form.cleaned_data.get("member") if form.is_bound and form.is_valid() else None
    waiting = PaperSheet.objects.visible_to(request.user).pending().filter(keyed_by=request.user)
    context = {
        "edition": edition,
        "form": form,
        "member": member,
        "found": rows.filter(member=member) if member else (),
        "waiting": waiting.filter(assignment__entry__round__edition=edition).for_listing(),
    }
    return render(request, "assessments/papers/list.html", context)


@requires(Can.KEY_SHEETS)
def paper_sheet(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The signed sheet beside the fields it is typed into."""
    edition = _edition(request, slug)
    assignment = get_object_or_404(_to_key(request.user, edition), pk=pk)
    sheet = _typed(request, assignment)
    criteria = rubric(assignment.entry.nomination)
    form = PaperSheetForm(
        request.POST or None,
        request.FILES or None,
        rubric=criteria,
        initial=initial_of(sheet),
        label_suffix="",
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.keep_paper_sheet(assignment, by=request.user, **form.saved())
            if request.POST.get("do") == "send":
                actions.send_paper_sheet(kept, by=request.user)
                messages.success(request, _("The member has been asked to confirm the sheet."))
                return redirect("assessments:paper_sheets", slug)
        except ValidationError as refusal:
            _show(form, refusal)
            sheet = _typed(request, assignment)
            _follow(form, sheet)
            status = 422
        except actions.StalePaperSheet as refusal:
            messages.error(request, str(refusal))
            sheet = _typed(request, assignment)
            _follow(form, sheet)
            status = 409
        else:
            messages.success(request, _("Saved; it counts for nothing before the member has confirmed it."))
            return redirect("assessments:paper_sheet", slug, pk)
    elif request.method == "POST":
        status = 422
    return render(
        request, "assessments/papers/key.html", _key_page(edition, assignment, sheet, form), status=status
    )


def _typed(request: HttpRequest, assignment: Assignment) -> PaperSheet | None:
    rows = PaperSheet.objects.visible_to(request.user).pending().filter(keyed_by=request.user)
    return rows.filter(assignment=assignment).first()


def _follow(form: PaperSheetForm, sheet: PaperSheet | None) -> None:
    """The next attempt continues from what stands there now."""
    form.data = form.data.copy()
    form.data["version"] = sheet.version if sheet else 0


def _show(form: PaperSheetForm, refusal: ValidationError) -> None:
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for field, errors in refusal.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)


def _key_page(
    edition: Edition, assignment: Assignment, sheet: PaperSheet | None, form: PaperSheetForm
) -> dict[str, Any]:
    rows = [(c, form[f"mark-{c.code}"], form[f"remark-{c.code}"]) for c in form.rubric]
    bare = unexplained(form.rubric, sheet.marks, sheet.remarks, set()) if sheet else []
    return {
        "edition": edition,
        "assignment": assignment,
        "nomination": assignment.entry.nomination,
        "sheet": sheet,
        "form": form,
        "rows": rows,
        "is_written": sheet is None or sheet.is_written,
        "bare": [criterion.label for criterion in bare],
    }


def _own_typing(request: HttpRequest, slug: str, pk: int) -> PaperSheet:
    edition = _edition(request, slug)
    rows = PaperSheet.objects.visible_to(request.user).pending().filter(keyed_by=request.user)
    return get_object_or_404(rows, assignment=pk, assignment__entry__round__edition=edition)


@require_POST
@requires(Can.KEY_SHEETS)
def send(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    sheet = _own_typing(request, slug, pk)
    attempt(
        request,
        lambda: actions.send_paper_sheet(sheet, by=request.user),
        _("The member has been asked to confirm the sheet."),
    )
    return redirect("assessments:paper_sheet", slug, pk)


@require_POST
@requires(Can.KEY_SHEETS)
def correct(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    sheet = _own_typing(request, slug, pk)
    attempt(
        request,
        lambda: actions.correct_paper_sheet(sheet, by=request.user),
        _("The sheet can be corrected now; afterwards please ask the member again."),
    )
    return redirect("assessments:paper_sheet", slug, pk)


@require_POST
@requires(Can.KEY_SHEETS)
def drop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    sheet = _own_typing(request, slug, pk)
    attempt(
        request,
        lambda: actions.drop_paper_sheet(sheet, by=request.user),
        _("The paper sheet has been given up."),
    )
    return redirect("assessments:paper_sheets", slug)


def scan(request: HttpRequest, pk: int) -> FileResponse:
    """The scan, for whoever may see the paper sheet."""
    found = get_object_or_404(PaperSheet.objects.visible_to(request.user).exclude(scan=""), pk=pk)
    return files.send(found.scan, name=found.scan_name, content_type=found.scan_type, inline=True)


# --- The member ----------------------------------------------------------------------------------------


def _mine(request: HttpRequest, pk: int) -> PaperSheet:
    """A paper sheet of a dossier that is open to this member, the latest."""
    open_to_me = assignments_of(request.user).readable().values("pk")
    rows = PaperSheet.objects.visible_to(request.user).for_listing()
    found = rows.filter(assignment=pk, assignment__in=open_to_me).first()
    return found or get_object_or_404(rows, pk=0)


@requires(Can.APPRAISE)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Scan and typing side by side; the member confirms, says what is wrong, or goes on online."""
    sheet = _mine(request, pk)
    status = 200
    if request.method == "POST":
        try:
            actions.confirm_paper_sheet(sheet, by=request.user, read=request.POST.get("read", ""))
        except ValidationError as refusal:
            for sentence in refusal.messages:
                messages.error(request, sentence)
            sheet, status = _mine(request, pk), 422
        else:
            messages.success(
                request, _("The sheet is submitted and sealed, as if you had written it online.")
            )
            return redirect("assessments:queue")
    return render(request, "assessments/papers/confirm.html", _to_confirm(sheet), status=status)


def _to_confirm(sheet: PaperSheet, **bound: Any) -> dict[str, Any]:
    criteria = rubric(sheet.assignment.entry.nomination)
    draft = sheet.assignment.scoresheets.filter(status="draft").first()
    bare = unexplained(criteria, sheet.marks, sheet.remarks, pinned(draft) if draft else set())
    pending = PaperSheet.objects.pending().filter(pk=sheet.pk).exists()
    return {
        "sheet": sheet,
        "assignment": sheet.assignment,
        "nomination": sheet.assignment.entry.nomination,
        "edition": sheet.edition,
        "rows": [(c, sheet.marks.get(c.code), sheet.remarks.get(c.code, "")) for c in criteria],
        "is_asked": pending and sheet.is_asked,
        "is_disputed": pending and sheet.status == PaperSheet.Status.DISPUTED,
        "has_draft": draft is not None,
        "bare": [criterion.label for criterion in bare],
        "read": seen(sheet),
        "objection_form": ObjectionForm(label_suffix=""),
        **bound,
    }


@require_POST
@requires(Can.APPRAISE)
def dispute(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = _mine(request, pk)
    form = ObjectionForm(request.POST, label_suffix="")
    if not form.is_valid():
        context = _to_confirm(sheet, objection_form=form)
        return render(request, "assessments/papers/confirm.html", context, status=422)
    actions.dispute_paper_sheet(sheet, by=request.user, **form.cleaned_data)
    messages.success(request, _("The secretariat has been told what is wrong."))
    return redirect("assessments:paper_sheet_confirm", pk)


@require_POST
@requires(Can.APPRAISE)
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = _mine(request, pk)
    done = attempt(
        request,
        lambda: actions.take_paper_sheet_over(sheet, by=request.user),
        _("The marks are your draft now; go on here."),
    )
    return redirect("assessments:score" if done else "assessments:paper_sheet_confirm", pk)
