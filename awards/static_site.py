"""All public pages as files, for any web server: links between them are relative, all others lead to the portal.

What is written is what a reader gets: each page goes through the whole application, asked by nobody in particular.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from awards import open_data
from awards.models import OnFile, ResultBundle
from awards.site_map import pages
from dtportal.caching import content_of
from dtportal.programme import snapshots
from dtportal.programme.models import Edition, PostFile

LANGUAGES = ("vi", "en")
# What may lead somewhere in our pages; an address of another site has a scheme or two slashes.
LINK = re.compile(r'(?P<head>\s(?:href|src|action)=")(?P<link>/(?!/)[^"]*|\?[^"]*)(?P<tail>")')
FORM = re.compile(r"<form\b[^>]*>")
CSS_LINK = re.compile(r"url\(\s*[\"']?(?!data:|#)(?P<link>[^\"')]+)[\"']?\s*\)")
JS_LINK = re.compile(r"(?:\bfrom|\bimport)\s*\(?\s*[\"'](?P<link>\.[^\"']+)[\"']")


class CannotExport(Exception):
    """A page that should be there is not, or something was published meanwhile; the text says which."""


def export(
    folder: Path, *, certificates: bool = True, report: Callable[[str], None] = lambda text: None
) -> int:
    """Write the site into `folder`, and how many files that are. Files of an earlier export are written over."""
    version = snapshots.shown()
    site = _Site(folder, set(addresses(certificates=certificates)))
    for address in sorted(site.known):
        site.write(address)
        report(address)
    site.write_not_found()
    site.copy_assets()
    if snapshots.shown() != version:
        raise CannotExport(_("Something was published meanwhile; please export again."))
    return site.count


def addresses(*, certificates: bool) -> Iterator[str]:
    """Every public address that answers without a question, in both languages where it has two."""
    editions = list(Edition.objects.filter(honors__isnull=False).distinct())
    for language in LANGUAGES:
        with override(language):
            for (name, *args), _when in pages():
                yield reverse(name, args=args)
            yield from (reverse("awards:honorees"), reverse("awards:feed"), reverse("awards:api_page"))
            for edition in editions:
                yield from _of_edition(edition)
    with override("vi"):
        yield from (reverse("awards:sitemap"), reverse("robots"), reverse("api:openapi"))
        yield from (reverse("awards:results_keys"), reverse("awards:results_script"))
        for edition in editions:
            yield from _files_of(edition, certificates)
        for file in PostFile.objects.filter(post__published_at__isnull=False):
            yield reverse("programme:document", args=[file.pk, file.filename])


def _of_edition(edition: Edition) -> Iterator[str]:
    yield reverse("awards:list_image", args=[edition.slug])
    yield reverse("awards:results", args=[edition.slug])
    yield reverse("awards:legal", args=[edition.slug])
    for slug, code in edition.honors.values_list("slug", "verification_code"):
        yield reverse("awards:verification", args=[code])
        yield reverse("awards:honoree_image", args=[edition.slug, slug])


def _files_of(edition: Edition, certificates: bool) -> Iterator[str]:
    yield reverse("awards:decision", args=[edition.slug])
    for kept in OnFile.objects.public().filter(edition=edition):
        yield reverse("awards:legal_file", args=[edition.slug, kept.pk])
    for made in ResultBundle.objects.filter(roll__edition=edition, status=ResultBundle.Status.DONE):
        yield reverse("awards:results_bundle", args=[edition.slug, made.roll.version])
    yield reverse("awards:open_data_file", args=[edition.slug, "datapackage", "json"])
    for name in open_data.TABLES:
        for form in open_data.FORMS:
            yield reverse("awards:open_data_file", args=[edition.slug, name, form])
    for slug, gone in edition.honors.values_list("slug", "revoked_at"):
        yield reverse("awards:badge", args=[edition.slug, slug])
        yield reverse("awards:badge_png", args=[edition.slug, slug])
        if certificates and gone is None:
            yield reverse("awards:certificate", args=[edition.slug, slug])


class _Site:
    """The folder, the addresses that are written into it, and the assets that their pages ask for."""

    def __init__(self, folder: Path, known: set[str]):
        self.folder = folder
        self.known = known
        self.assets: set[str] = set()
        self.count = 0
        self.handler = WSGIHandler()

    def write(self, address: str) -> None:
        response = self._ask(address)
        if response.status_code in {301, 302}:
            self._put(address, _leading_to(self._relative(response["Location"], address)))
            return
        if response.status_code != 200:
            raise CannotExport(f"{address}: {response.status_code}")
        content = content_of(response)
        if response["Content-Type"].startswith("text/html"):
            content = self._linked(content.decode(), address).encode()
        self._put(address, content)

    def write_not_found(self) -> None:
        """404.html, with absolute links: a server shows it at any depth."""
        text = self._ask("/khong-co-trang-nay/").content.decode()
        self._put("/404.html", re.sub(LINK, self._to_portal, text).encode())

    def _ask(self, address: str):
        site = urlsplit(settings.SITE_URL)
        request = WSGIRequest(
            {
                "REQUEST_METHOD": "GET",
                "PATH_INFO": unquote(address).encode().decode("latin-1"),
                "QUERY_STRING": "",
                "SERVER_NAME": site.hostname,
                "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
                "SERVER_PROTOCOL": "HTTP/1.1",
                "REMOTE_ADDR": "127.0.0.1",
                "HTTP_X_FORWARDED_PROTO": site.scheme,
                "wsgi.url_scheme": site.scheme,
                "wsgi.input": BytesIO(),
            }
        )
        if self.handler._middleware_chain is None:
            self.handler.load_middleware()
        return self.handler.get_response(request)

    # --- Links -------------------------------------------------------------------------------------------

    def _linked(self, text: str, here: str) -> str:
        def link(match: re.Match[str]) -> str:
            return f"{match['head']}{escape(self._relative(match['link'].replace('&amp;', '&'), here))}{match['tail']}"

        # What a form asks, only the portal can answer.
        text = re.sub(FORM, lambda form: re.sub(LINK, self._to_portal, form[0]), text)
        return re.sub(LINK, link, text)

    def _to_portal(self, match: re.Match[str]) -> str:
        return f"{match['head']}{settings.SITE_URL}{match['link']}{match['tail']}"

    def _relative(self, link: str, here: str) -> str:
        """A link as it is written from the page `here`."""
        if link.startswith("?"):
            return f"{settings.SITE_URL}{here}{link}"
        parts = urlsplit(link)
        if parts.path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
            self.assets.add(parts.path)
        elif parts.path not in self.known or parts.query:
            return f"{settings.SITE_URL}{link}"
        target = posixpath.relpath(_file(parts.path), posixpath.dirname(_file(here)))
        return f"{target}#{parts.fragment}" if parts.fragment else target

    # --- Files -------------------------------------------------------------------------------------------

    def _put(self, address: str, content: bytes) -> None:
        path = self.folder / _file(address).lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.count += 1

    def copy_assets(self) -> None:
        """Styles, scripts, fonts and images that the pages ask for, and those that these ask for."""
        waiting, done = set(self.assets), set()
        while waiting:
            address = waiting.pop()
            done.add(address)
            content = _asset(address)
            self._put(address, content)
            pattern = {".css": CSS_LINK, ".js": JS_LINK}.get(posixpath.splitext(address)[1])
            if pattern is None:
                continue
            for match in pattern.finditer(content.decode()):
                link = urlsplit(match["link"]).path
                found = posixpath.normpath(posixpath.join(posixpath.dirname(address), link))
                if found not in done and _exists(found):
                    waiting.add(found)


def _file(address: str) -> str:
    """The file of an address: a folder has an index."""
    path = unquote(address)
    return f"{path}index.html" if path.endswith("/") else path


def _asset_path(address: str) -> Path | None:
    name = unquote(address).removeprefix(f"/{settings.STATIC_URL.strip('/')}/")
    collected = Path(settings.STATIC_ROOT) / name
    if collected.is_file():
        return collected
    found = finders.find(name)
    return Path(found) if found else None


def _exists(address: str) -> bool:
    return _asset_path(address) is not None


def _asset(address: str) -> bytes:
    path = _asset_path(address)
    if path is None:
        raise CannotExport(address)
    return path.read_bytes()


def _leading_to(link: str) -> bytes:
    """A page that leads on, for servers that know no redirects of ours."""
    to = escape(link)
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>→</title>'
        f'<meta http-equiv="refresh" content="0; url={to}"><link rel="canonical" href="{to}"></head>'
        f'<body><p><a href="{to}">→</a></p></body></html>'
    ).encode()
