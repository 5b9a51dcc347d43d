"""News and documents: announcements, reports, publications, policy consultations."""

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from dtportal import files
from dtportal.access import public
from dtportal.programme.models import Post, PostFile
from dtportal.programme.snapshots import snapshot

PER_PAGE = 12


@public
@snapshot(params=["kind", "page"])
def news(request: HttpRequest) -> HttpResponse:
    """All published posts, newest first; `?kind=` narrows them to one kind."""
    kind = request.GET.get("kind", "")
    posts = Post.objects.published().prefetch_related("files")
    if kind in Post.Kind.values:
        posts = posts.filter(kind=kind)
    page_obj = Paginator(posts, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "programme/news.html", {"page_obj": page_obj, "kind": kind, "kinds": Post.Kind.choices}
    )


@public
@snapshot()
def post(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Post.objects.published().select_related("edition"), slug=slug)
    others = Post.objects.published().filter(edition=found.edition).exclude(pk=found.pk)[:4]
    return render(
        request,
        "programme/post.html",
        {"post": found, "edition": found.edition, "files": found.files.all(), "others": others},
    )


@public
def document(request: HttpRequest, pk: int, filename: str) -> FileResponse:
    """A file of a published post, as an attachment; the file's name in the address is for people."""
    found = get_object_or_404(PostFile.objects.filter(post__in=Post.objects.published()), pk=pk)
    if filename != found.filename:
        found = get_object_or_404(PostFile.objects.none())
    response = files.send(found.file, name=found.filename, content_type=found.content_type)
    response["Cache-Control"] = "public, max-age=0, s-maxage=60"
    return response
