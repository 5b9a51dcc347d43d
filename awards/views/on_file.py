"""Documents that an edition rests upon: filed by the organiser, public where she says so."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from awards import actions
from awards.forms_papers import OnFileForm
from awards.models import OnFile, Paper
from awards.rolls import is_published
from dtportal import files
from dtportal.access import public, require, requires
from dtportal.programme.models import Edition
from dtportal.programme.snapshots import snapshot
from dtportal.roles import Can


@requires(Can.MANAGE_EDITION)
def on_file(request: HttpRequest, edition: str) -> HttpResponse:
    """What is on file, with what it replaced; a form for another one."""
    found = get_object_or_404(Edition, slug=edition)
    require(request.user, Can.MANAGE_EDITION, found)
    form = OnFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.put_on_file(found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("On file: %(what)s") % {"what": kept.get_kind_display()})
            return redirect("awards:on_file", edition)
    rows = OnFile.objects.visible_to(request.user).filter(edition=found).select_related("added_by")
    standing = {row.kind: row for row in rows if row.replaced_at is None}
    context = {
        "edition": found,
        "form": form,
        "documents": [(label, standing.get(kind)) for kind, label in OnFile.Kind.choices],
        "earlier": [row for row in rows if row.replaced_at],
    }
    return render(request, "awards/papers/on_file.html", context, status=422 if form.errors else 200)


@requires(Can.READ_PAPERS)
def document(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """A document on file, for whoever works with them; the public has a door of its own."""
    found = get_object_or_404(OnFile.objects.visible_to(request.user), edition__slug=edition, pk=pk)
    return files.send(found.file, name=found.name, content_type=found.content_type)


@public
@snapshot()
def legal(request: HttpRequest, edition: str) -> HttpResponse:
    """The documents of the programme that everybody may read, and the decision once the list is published."""
    found = get_object_or_404(Edition, slug=edition)
    papers = Paper.objects.public().filter(edition=found).defer("content", "text").order_by("-dated", "-pk")
    context = {
        "edition": found,
        "documents": OnFile.objects.public().filter(edition=found),
        "papers": papers,
        "is_published": is_published(found),
    }
    return render(request, "awards/papers/legal.html", context)


@public
def legal_file(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    found = get_object_or_404(OnFile.objects.public(), edition__slug=edition, pk=pk)
    return files.send(found.file, name=found.name, content_type=found.content_type, inline=True)
