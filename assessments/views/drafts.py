"""The draft conclusion on one dossier: recommendations, feedback to the organisation, the verdict proposed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments import actions
from assessments.agenda import shown
from assessments.councils import seat_of
from assessments.forms_session import AdviceFormSet, DraftForm
from assessments.models import AgendaItem, ConclusionDraft
from assessments.reading import items_open_to
from assessments.views.motions import item_open_to
from dtportal.roles import Can
from dtportal.states import ImpossibleMove


def draft(request: HttpRequest, pk: int, reference: str) -> HttpResponse:
    """`pk` is the motion that will conclude on the dossier; a conflict in it closes its drafts too."""
    item = item_open_to(request, pk)
    user, scope = request.user, item.access_scope()
    entry = (
        item.entries.select_related("nomination__organization")
        .filter(nomination__reference=reference)
        .first()
    )
    found = ConclusionDraft.objects.filter(nomination=entry.nomination_id).first() if entry else None
    if found is None or not item.concludes:
        raise Http404
    is_member = user.can(Can.VOTE, scope) and seat_of(user, item.session.edition_id) is not None
    if not (user.can(Can.PREPARE_SESSION, scope) or is_member):
        raise PermissionDenied(_("Your role does not include this."))
    saved = {"version": found.version, "verdict": found.verdict, "feedback": found.feedback}
    rows = [{"kind": row.kind, "text": row.text} for row in found.advice.all()]
    rows += [{}] * min(1, AdviceFormSet.max_num - len(rows))
    data = request.POST or None
    if data is None and item.conclusions.exists():
        return redirect("assessments:motion", pk)
    form = DraftForm(data, initial=saved, item=item, writes_feedback=is_member)
    # What comes back is taken as it is: a row that did not change is still a row.
    advice = AdviceFormSet(data, initial=None if data else rows, prefix="advice")
    status, is_stale = 200, False
    if request.method == "POST":
        status = 422
        if form.is_valid() and advice.is_valid():
            try:
                actions.word_draft(found, by=user, advice=_rows(advice), **_values(form))
            except ValidationError as error:
                form.add_error(None, error)
            except actions.StaleDraft as error:
                # What was typed stays; what was saved meanwhile stands beside it; saving again is upon that.
                found.refresh_from_db()
                form.data = form.data.copy()
                form.data["version"] = found.version
                form.add_error(None, str(error))
                status, is_stale = 409, True
            except ImpossibleMove as error:
                # Concluded meanwhile: what was typed can still be copied.
                form.add_error(None, str(error))
                status = 409
            else:
                messages.success(request, _("The draft is saved."))
                return redirect("assessments:motion", pk)
    context = {
        "edition": item.edition,
        "item": item,
        "nomination": entry.nomination,
        "draft": found,
        "form": form,
        "advice": advice,
        "is_stale": is_stale,
        "dossier": shown(entry.nomination_id) if _may_see_score(user, item) else None,
        "may_read": items_open_to(user).filter(pk=item.pk).exists(),
    }
    return render(request, "assessments/draft.html", context, status=status)


def _may_see_score(user: Any, item: AgendaItem) -> bool:
    """Whoever reads scores anyway, and the council in session on what it deliberates."""
    return user.can(Can.READ_SCORES, item.access_scope()) or items_open_to(user).filter(pk=item.pk).exists()


def _rows(advice: Any) -> list[tuple[str, str]]:
    return [
        (form.cleaned_data["kind"], form.cleaned_data.get("text", "")) for form in advice if form.cleaned_data
    ]


def _values(form: DraftForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in form.fields}
