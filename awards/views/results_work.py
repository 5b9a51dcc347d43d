"""The auditor's side of the opened totals: the whole bundle, and who else gets it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from awards import actions
from awards.models import ResultBundle, ResultReader
from dtportal.access import require, requires
from dtportal.programme.models import Edition
from dtportal.roles import Can


class ReaderForm(forms.ModelForm):
    class Meta:
        model = ResultReader
        fields = ("name", "email", "reason")


@requires(Can.AUDIT)
def readers(request: HttpRequest, edition: str) -> HttpResponse:
    """The bundle with its state, and the experts who may open it, with a form to name one."""
    found = get_object_or_404(Edition, slug=edition)
    require(request.user, Can.AUDIT, found)
    form = ReaderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reader = actions.name_reader(found, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("%(name)s gets an address by mail.") % {"name": reader.name})
            return redirect("awards:results_readers", found.slug)
    context = {
        "edition": found,
        "form": form,
        "bundle": _latest(found),
        "job": ResultBundle.objects.filter(roll__edition=found).order_by("-roll__version").first(),
        "readers": ResultReader.objects.visible_to(request.user)
        .filter(edition=found)
        .select_related("named_by"),
        "is_open": found.opening == Edition.Opening.OPEN,
    }
    return render(request, "awards/results/readers.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Can.AUDIT)
def whole(request: HttpRequest, edition: str) -> FileResponse:
    """The whole bundle, noted down."""
    found = get_object_or_404(Edition, slug=edition)
    require(request.user, Can.AUDIT, found)
    bundle = _latest(found)
    if bundle is None:
        raise Http404
    actions.hand_out(bundle, by=request.user)
    name = f"ket-qua-{found.slug}-day-du.zip"
    return FileResponse(
        bundle.whole.open("rb"), as_attachment=True, filename=name, content_type="application/zip"
    )


@require_POST
@requires(Can.AUDIT)
def end(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    reader = get_object_or_404(ResultReader.objects.visible_to(request.user), edition__slug=edition, pk=pk)
    actions.end_reader(reader, by=request.user)
    messages.success(request, _("This address opens nothing any more."))
    return redirect("awards:results_readers", edition)


def _latest(edition: Edition) -> ResultBundle | None:
    rows = ResultBundle.objects.visible_to(None).filter(roll__edition=edition)
    return rows.select_related("roll__edition").order_by("-roll__version").first()
