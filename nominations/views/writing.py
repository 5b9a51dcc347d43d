"""Writing one section: form and autosave, evidence in and out."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal import files
from dtportal.questions import localized
from nominations import actions
from nominations.actions import StaleSave
from nominations.conflict import differences
from nominations.forms import EvidenceForm, show
from nominations.freezing import checklist_of, evidence_of
from nominations.models import Evidence, Nomination, SectionAnswer
from nominations.sections import Section, form_for, section_of, sections_of
from nominations.views.shared import own


def section(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """Read and write a section. A script saves by itself and gets JSON; without one the button does the same."""
    nomination = own(request, reference)
    part = _section(nomination, key)
    if request.method == "POST":
        return _save(request, nomination, part)
    if not nomination.is_editable:
        return redirect("nominations:review", reference)
    row = nomination.answers.filter(section=key).select_related("updated_by").first()
    form = form_for(part, answers=row.data if row else {})
    return render(request, "nominations/section.html", _page(nomination, part, form, row))


def _section(nomination: Nomination, key: str) -> Section:
    try:
        return section_of(nomination.edition, key)
    except ValidationError as error:
        raise Http404 from error


def _save(request: HttpRequest, nomination: Nomination, part: Section) -> HttpResponse:
    by_script = request.headers.get("Accept") == "application/json"
    version = request.POST.get("version", "")
    try:
        row = actions.save_section(
            nomination,
            part.key,
            request.POST,
            version=int(version) if version.isdigit() else 0,
            by=request.user,
        )
    except StaleSave as stale:
        return _stale(request, nomination, part, stale, by_script=by_script)
    except ValidationError as error:
        return _invalid(request, nomination, part, error, by_script=by_script)
    if by_script:
        return JsonResponse(_saved(nomination, row))
    messages.success(request, _("The section has been saved."))
    return redirect(_after(request, nomination, part))


def _saved(nomination: Nomination, row: SectionAnswer) -> dict[str, Any]:
    """The time is that of the person's watch, whatever the edition's clock says."""
    state = checklist_of(nomination).states[row.section]
    saved_at = date_format(timezone.localtime(), "TIME_FORMAT")
    return {"version": row.version, "saved_at": saved_at, "state": state.status}


def _stale(
    request: HttpRequest, nomination: Nomination, part: Section, stale: StaleSave, *, by_script: bool
) -> HttpResponse:
    """Both texts side by side; nothing has been overwritten. The next save starts from the newer version."""
    pairs = differences(part, request.POST, stale.current)
    context = {"pairs": pairs, "current": stale.current, "nomination": nomination, "section": part}
    if by_script:
        html = render_to_string("nominations/_conflict.html", context, request)
        return JsonResponse({"version": stale.version, "html": html}, status=409)
    form = form_for(part, request.POST)
    page = _page(nomination, part, form, stale.current) | context
    return render(request, "nominations/section.html", page, status=409)


def _invalid(
    request: HttpRequest, nomination: Nomination, part: Section, error: ValidationError, *, by_script: bool
) -> HttpResponse:
    if by_script:
        return JsonResponse({"errors": error.message_dict}, status=422)
    form = form_for(part, request.POST)
    row = nomination.answers.filter(section=part.key).select_related("updated_by").first()
    page = _page(nomination, part, form, row)
    version = request.POST.get("version", "")
    page["version"] = int(version) if version.isdigit() else 0
    return render(request, "nominations/section.html", page, status=422)


def _after(request: HttpRequest, nomination: Nomination, part: Section) -> str:
    """The next section when the button said so, the review after the last one, otherwise this page again."""
    keys = [section.key for section in sections_of(nomination.edition)]
    here = keys.index(part.key)
    if "next" not in request.POST:
        return reverse("nominations:section", args=[nomination.reference, part.key])
    if here + 1 == len(keys):
        return reverse("nominations:review", args=[nomination.reference])
    return reverse("nominations:section", args=[nomination.reference, keys[here + 1]])


def _page(nomination: Nomination, part: Section, form: Any, row: SectionAnswer | None) -> dict[str, Any]:
    checklist = checklist_of(nomination)
    sections = sections_of(nomination.edition)
    keys = [section.key for section in sections]
    return {
        "nomination": nomination,
        "edition": nomination.edition,
        "section": part,
        "rail": [(section, checklist.states[section.key]) for section in sections],
        "position": keys.index(part.key) + 1,
        "form": form,
        "row": row,
        "version": row.version if row else 0,
        "evidence": evidence_of(nomination).filter(section=part.key),
        "evidence_form": EvidenceForm(section=part) if part.evidence_question else None,
        "evidence_label": localized(part.evidence_question or {}, "label"),
        "evidence_help": localized(part.evidence_question or {}, "help"),
        "gaps": len(checklist.gaps),
    }


@require_POST
def attach(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """A file for the section; the page again, with a sentence when it was refused."""
    nomination = own(request, reference)
    part = _section(nomination, key)
    form = EvidenceForm(request.POST, request.FILES, section=part)
    if form.is_valid():
        values = form.cleaned_data
        try:
            actions.attach(
                nomination,
                values["file"],
                section=key,
                question=values["question"],
                caption=values["caption"],
                by=request.user,
            )
        except ValidationError as error:
            show(form, error)
        else:
            messages.success(request, _("The file has been attached."))
            return redirect(_evidence_of(nomination, part))
    row = nomination.answers.filter(section=key).select_related("updated_by").first()
    page = _page(nomination, part, form_for(part, answers=row.data if row else {}), row)
    return render(request, "nominations/section.html", page | {"evidence_form": form}, status=422)


def _evidence_of(nomination: Nomination, part: Section) -> str:
    return reverse("nominations:section", args=[nomination.reference, part.key]) + "#evidence"


def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """A file, in the browser where it can be shown; for whoever sees the nomination."""
    row = get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk)
    return files.send(row.file, name=row.name, content_type=row.content_type, inline=True)


@require_POST
def detach(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(
        Evidence.objects.visible_to(request.user).select_related("nomination__edition"),
        pk=pk,
        nomination__organization__in=request.user.organization_ids,
    )
    actions.detach(row, by=request.user)
    messages.success(request, _("The file has been removed."))
    return redirect(_evidence_of(row.nomination, _section(row.nomination, row.section)))
