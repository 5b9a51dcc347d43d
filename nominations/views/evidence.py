"""Files in and out: attach, arrange, replace, open."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nominations import actions
from nominations.forms import EvidenceForm, ReplaceForm, show
from nominations.models import Evidence, Nomination
from nominations.reading import hand_out
from nominations.sections import Section, form_for
from nominations.standing import writable
from nominations.supplements import opening_of
from nominations.views.shared import joint, own_section
from nominations.views.writing import section_page


@require_POST
def attach(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """Files for the section, each on its own; the page again, with a sentence for each that was refused."""
    nomination = joint(request, reference)
    part = opening_of(nomination).narrowed(own_section(nomination, key))
    form = EvidenceForm(request.POST, request.FILES, section=part)
    attached = _attach_each(request, nomination, part, form) if form.is_valid() else 0
    if attached:
        messages.success(request, _("Files newly attached: %(count)s.") % {"count": attached})
    if form.is_valid():
        return redirect(evidence_of(nomination, part.key))
    row = nomination.answers.filter(section=key).select_related("updated_by").first()
    page = section_page(request, nomination, part, form_for(part, answers=row.data if row else {}), row)
    return render(request, "nominations/section.html", page | {"evidence_form": form}, status=422)


def _attach_each(request: HttpRequest, nomination: Nomination, part: Section, form: EvidenceForm) -> int:
    """How many were kept; what was refused stands beside the field, with the name of the file."""
    values, kept = form.cleaned_data, 0
    for file in values["file"]:
        try:
            actions.attach(
                nomination,
                file,
                section=part.key,
                question=values["question"],
                caption=values["caption"],
                by=request.user,
            )
        except ValidationError as error:
            form.add_error("file", [f"{file.name}: {text}" for text in error.messages])
        else:
            kept += 1
    return kept


def evidence_of(nomination: Nomination, key: str) -> str:
    return reverse("nominations:section", args=[nomination.reference, key]) + "#evidence"


@require_POST
def arrange(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """Captions, sections and criteria of a section's files, and whichever button was pressed.

    A script that saves while somebody types gets JSON.
    """
    nomination = joint(request, reference)
    part = own_section(nomination, key)
    for row in nomination.evidence.attached().filter(section=part.key):
        _describe(request, row)
    _press(request, nomination, part)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"saved": True})
    return redirect(evidence_of(nomination, part.key))


def _describe(request: HttpRequest, row: Evidence) -> None:
    """What was typed for one file; files that came in the meantime were not on the page."""
    typed = {
        name: request.POST.get(f"{name}-{row.pk}", getattr(row, name))
        for name in ("caption", "section", "criterion")
    }
    if any(value != getattr(row, name) for name, value in typed.items()):
        actions.describe(row, by=request.user, **typed)


def _press(request: HttpRequest, nomination: Nomination, part: Section) -> None:
    for button in ("up", "down", "remove"):
        wanted = request.POST.get(button, "")
        if not wanted.isdecimal():
            continue
        row = get_object_or_404(nomination.evidence.attached(), pk=wanted)
        if button == "remove":
            actions.detach(row, by=request.user)
            messages.success(request, _("The file has been removed."))
        else:
            actions.shift(row, up=button == "up", by=request.user)


def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Another file in the place of one."""
    row = get_object_or_404(
        Evidence.objects.visible_to(request.user)
        .attached()
        .filter(nomination__in=Nomination.objects.within_reach_of(request.user).values("pk"))
        .select_related("nomination__organization", "nomination__edition", "nomination__sector"),
        pk=pk,
    )
    nomination = row.nomination
    if not nomination.is_editable or row.section not in writable(request.user, nomination):
        return redirect(nomination)
    form = ReplaceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.replace(row, form.cleaned_data["file"], by=request.user)
        except ValidationError as error:
            show(form, error)
        else:
            messages.success(request, _("The file has been replaced."))
            return redirect(evidence_of(nomination, row.section))
    context = {"row": row, "nomination": nomination, "form": form}
    context |= _place(nomination, row)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "nominations/replace.html", context, status=status)


def _place(nomination: Nomination, row: Evidence) -> dict[str, Any]:
    part = own_section(nomination, row.section)
    return {"section": part, "edition": nomination.edition, "back": evidence_of(nomination, row.section)}


def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """A file, in the browser where it can be shown; for whoever sees the nomination."""
    row = get_object_or_404(Evidence.objects.visible_to(request.user).exclude(file=""), pk=pk)
    return hand_out(row, inline="download" not in request.GET)
