"""News and documents of an edition: for whoever writes content."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal.access import requires
from dtportal.accounts import editing
from dtportal.accounts.forms.editions import PostFileForm, PostForm
from dtportal.accounts.views.common import edition_for
from dtportal.programme.models import Post
from dtportal.roles import Can

PER_PAGE = 30


@requires(Can.MANAGE_CONTENT)
def posts(request: HttpRequest, slug: str) -> HttpResponse:
    edition = edition_for(request, slug, Can.MANAGE_CONTENT)
    found = Post.objects.visible_to(request.user).filter(edition=edition).prefetch_related("files")
    page_obj = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/posts.html", {"edition": edition, "page_obj": page_obj})


@requires(Can.MANAGE_CONTENT)
def post_new(request: HttpRequest, slug: str) -> HttpResponse:
    edition = edition_for(request, slug, Can.MANAGE_CONTENT)
    form = PostForm(request.POST or None)
    if form.is_valid():
        post = editing.write_post(edition, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved as a draft."))
        return redirect("accounts:post", edition.slug, post.pk)
    return render(request, "accounts/post_form.html", {"edition": edition, "form": form})


@requires(Can.MANAGE_CONTENT)
def post(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition, found = _find(request, slug, pk)
    form = PostForm(request.POST or None, instance=found)
    if form.is_valid():
        editing.write_post(edition, by=request.user, post=found, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:post", edition.slug, found.pk)
    context = {"edition": edition, "post": found, "form": form, "file_form": PostFileForm()}
    return render(request, "accounts/post_form.html", context)


@requires(Can.MANAGE_CONTENT)
@require_POST
def post_publish(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition, found = _find(request, slug, pk)
    if "withdraw" in request.POST:
        editing.unpublish_post(found, by=request.user)
        messages.success(request, _("The post is a draft again; nobody else sees it."))
    else:
        editing.publish_post(found, by=request.user)
        messages.success(request, _("Published."))
    return redirect("accounts:post", edition.slug, found.pk)


@requires(Can.MANAGE_CONTENT)
@require_POST
def post_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition, found = _find(request, slug, pk)
    form = PostFileForm(request.POST, request.FILES)
    if form.is_valid():
        values = form.cleaned_data
        try:
            editing.attach_file(found, values["file"], by=request.user, title=values["title"])
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            messages.success(request, _("The document is attached."))
            return redirect("accounts:post", edition.slug, found.pk)
    context = {"edition": edition, "post": found, "form": PostForm(instance=found), "file_form": form}
    return render(request, "accounts/post_form.html", context, status=400)


@requires(Can.MANAGE_CONTENT)
@require_POST
def post_file_remove(request: HttpRequest, slug: str, pk: int, file_pk: int) -> HttpResponse:
    edition, found = _find(request, slug, pk)
    editing.remove_file(get_object_or_404(found.files.all(), pk=file_pk), by=request.user)
    messages.success(request, _("The document is removed."))
    return redirect("accounts:post", edition.slug, found.pk)


def _find(request: HttpRequest, slug: str, pk: int):
    edition = edition_for(request, slug, Can.MANAGE_CONTENT)
    return edition, get_object_or_404(Post.objects.visible_to(request.user), edition=edition, pk=pk)
