"""Writing one section: form and autosave. Its files are in `views/evidence.py`."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dtportal.replies import started_from
from nominations import actions
from nominations.actions import StaleSave
from nominations.attachments import FilePanel
from nominations.conflict import differences
from nominations.forms import EvidenceForm
from nominations.freezing import checklist_of
from nominations.models import Nomination, SectionAnswer
from nominations.sections import Section, form_for, sections_of
from nominations.standing import writable
from nominations.supplements import asked_of, closed_answers, opening_of
from nominations.views.shared import joint, own_section


def section(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """Read and write a section. A script saves by itself and gets JSON; without one the button does the same."""
    nomination = joint(request, reference)
    part, opening = own_section(nomination, key), opening_of(nomination)
    if request.method == "POST":
        return _save(request, nomination, opening.narrowed(part))
    may_write = key in writable(request.user, nomination)
    if not (nomination.is_editable and opening.has_section(key) and may_write):
        return redirect("nominations:review", reference)
    part = opening.narrowed(part)
    row = nomination.answers.filter(section=key).select_related("updated_by").first()
    form = form_for(part, answers=row.data if row else {})
    return render(request, "nominations/section.html", section_page(request, nomination, part, form, row))


def _save(request: HttpRequest, nomination: Nomination, part: Section) -> HttpResponse:
    by_script = request.headers.get("Accept") == "application/json"
    try:
        row = actions.save_section(
            nomination,
            part.key,
            request.POST,
            version=started_from(request),
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
    context |= {"newer": stale.version, "base": started_from(request)}
    if by_script:
        html = render_to_string("nominations/_conflict.html", context, request)
        return JsonResponse({"version": stale.version, "html": html}, status=409)
    form = form_for(part, request.POST)
    page = section_page(request, nomination, part, form, stale.current) | context
    return render(request, "nominations/section.html", page, status=409)


def _invalid(
    request: HttpRequest, nomination: Nomination, part: Section, error: ValidationError, *, by_script: bool
) -> HttpResponse:
    if by_script:
        return JsonResponse({"errors": error.message_dict}, status=422)
    form = form_for(part, request.POST)
    row = nomination.answers.filter(section=part.key).select_related("updated_by").first()
    page = section_page(request, nomination, part, form, row)
    page["version"] = started_from(request)
    return render(request, "nominations/section.html", page, status=422)


def _after(request: HttpRequest, nomination: Nomination, part: Section) -> str:
    """The next section when the button said so, the review after the last one, otherwise this page again."""
    opening = opening_of(nomination)
    sections = sections_of(nomination.edition, nomination.group)
    keys = [section.key for section in sections if opening.has_section(section.key)]
    here = keys.index(part.key)
    if "next" not in request.POST:
        return reverse("nominations:section", args=[nomination.reference, part.key])
    if here + 1 == len(keys):
        return reverse("nominations:review", args=[nomination.reference])
    return reverse("nominations:section", args=[nomination.reference, keys[here + 1]])


def section_page(
    request: HttpRequest, nomination: Nomination, part: Section, form: Any, row: SectionAnswer | None
) -> dict[str, Any]:
    checklist = checklist_of(nomination)
    sections = sections_of(nomination.edition, nomination.group)
    keys = [section.key for section in sections]
    opening = opening_of(nomination)
    return {
        "nomination": nomination,
        "edition": nomination.edition,
        "section": part,
        "open_sections": {key for key in keys if opening.has_section(key)},
        "closed": closed_answers(nomination, part.key, opening),
        "asked": [line for line in asked_of(nomination) if line.section == part.key],
        "rail": [(section, checklist.states[section.key]) for section in sections],
        "position": keys.index(part.key) + 1,
        "form": form,
        "row": row,
        "version": row.version if row else 0,
        "files": FilePanel(nomination, part, request.user),
        "evidence_form": EvidenceForm(section=part) if part.evidence_question else None,
        "gaps": len(checklist.gaps),
    }
