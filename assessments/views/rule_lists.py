"""Floors and caps of the lists and what is opened after publication; the organiser's, until the first mark."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from assessments import actions
from assessments.actions.rule_lists import version_of_lists
from assessments.forms_lists import OpeningForm, QuotaFormSet, rows_of
from dtportal.access import require, requires
from dtportal.programme import rules
from dtportal.programme.models import Edition
from dtportal.roles import Can


@requires(Can.MANAGE_EDITION)
def lists(request: HttpRequest, slug: str) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    require(request.user, Can.MANAGE_EDITION, edition)
    if rules.is_frozen(edition):
        messages.error(request, _("The rule was frozen with the first mark; it can no longer be changed."))
        return redirect("assessments:rule", slug)
    now = {"opening": edition.opening, "version": version_of_lists(edition)}
    form = OpeningForm(request.POST or None, initial=now)
    rows = QuotaFormSet(
        request.POST or None, initial=rows_of(edition), form_kwargs={"edition": edition}, prefix="quota"
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid() and rows.is_valid():
            try:
                actions.save_lists(
                    edition,
                    by=request.user,
                    quotas=[quota for row in rows if (quota := row.quota())],
                    **form.cleaned_data,
                )
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(request, _("The rule is saved."))
                return redirect("assessments:rule", slug)
    context = {"edition": edition, "form": form, "rows": rows}
    return render(request, "assessments/rule_lists.html", context, status=status)
