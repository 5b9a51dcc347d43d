"""Drawn pages: what is sent, in folders by version, the latest ones in memory too. Knows no database."""

import gzip
import hashlib
import json
import os
import shutil
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock
from typing import Any, Self

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

# Browsers ask each time and mostly hear 304; a network of caches asks us every ten seconds per page, shows the old
# page for half a minute while it asks, and for a day if we do not answer.
CACHE_CONTROL = "public, max-age=0, s-maxage=10, stale-while-revalidate=30, stale-if-error=86400"
# Sent with every page besides what the view says; what a person's session adds to other pages is not here.
FIXED = {"X-Frame-Options": "DENY", "Vary": "Accept-Encoding"}
DROPPED = {"content-length", "vary", "set-cookie", "etag", "x-frame-options"}
SQUEEZED = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")
MEMORY_BYTES = 48 * 2**20
SOURCES = ("dtportal", "nominations", "assessments", "awards", "forums")
NEVER = ("/work/", "/en/work/", "/static/", "/accounts/", "/en/accounts/", "/api/", "/healthz")
OLD = 2 * 3600  # seconds after which the pages of a replaced version are removed


@dataclass(frozen=True)
class Page:
    """What is sent: status, headers, body, the body compressed (empty where that gains nothing)."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    packed: bytes
    digest: str
    until: float

    @classmethod
    def of(cls, content: bytes, response: Any, *, until: float) -> Self:
        headers = {name: value for name, value in response.items() if name.lower() not in DROPPED}
        headers.setdefault("Cache-Control", CACHE_CONTROL)
        kind = headers.get("Content-Type", "")
        packed = (
            gzip.compress(content, 6, mtime=0) if kind.startswith(SQUEEZED) and len(content) > 500 else b""
        )
        told = json.dumps([response.status_code, kind, headers.get("Location", "")]).encode()
        return cls(
            response.status_code,
            tuple(sorted({**headers, **FIXED}.items())),
            content,
            packed,
            hashlib.sha256(told + content).hexdigest()[:32],
            until,
        )

    @property
    def size(self) -> int:
        return len(self.body) + len(self.packed)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """What this reader gets: 304 if he has it, compressed if he can read that."""
        squeezed = bool(self.packed) and "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
        tag = f'"{self.digest}-gz"' if squeezed else f'"{self.digest}"'
        known = request.META.get("HTTP_IF_NONE_MATCH", "")
        is_known = self.status == 200 and _matches(known, tag)
        body = b"" if is_known else self.packed if squeezed else self.body
        leads_to = dict(self.headers).get("Location")
        if leads_to:
            response = HttpResponseRedirect(leads_to, status=self.status)
        else:
            response = HttpResponse(body, status=304 if is_known else self.status)
        del response["Content-Type"]
        for name, value in self.headers:
            response[name] = value
        response["ETag"] = tag
        if squeezed and not is_known:
            response["Content-Encoding"] = "gzip"
        if not is_known:
            response["Content-Length"] = str(len(body))
        if request.method == "HEAD":
            response.content = b""
        return response

    # One file: a line of JSON, then the body, then the compressed body.
    def to_bytes(self) -> bytes:
        head = {
            "status": self.status,
            "headers": self.headers,
            "body": len(self.body),
            "digest": self.digest,
            "until": self.until,
        }
        return json.dumps(head).encode() + b"\n" + self.body + self.packed

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        line, _, rest = data.partition(b"\n")
        head: Mapping[str, Any] = json.loads(line)
        return cls(
            head["status"],
            tuple((name, value) for name, value in head["headers"]),
            rest[: head["body"]],
            rest[head["body"] :],
            head["digest"],
            head["until"],
        )


def _matches(asked: str, tag: str) -> bool:
    """If-None-Match compares weakly (RFC 9110, 13.1.2): a proxy may have put W/ before it."""
    if not asked:
        return False
    return asked.strip() == "*" or tag in {part.strip().removeprefix("W/") for part in asked.split(",")}


# --- Keeping -----------------------------------------------------------------------------------------------

_memory: OrderedDict[tuple[str, str, str], Page] = OrderedDict()
_held = 0
_lock = Lock()


@cache
def release() -> str:
    """Changes with the code, the templates, the words and the names of static files: a new release of the portal draws
    its pages anew. Asked once per process."""
    base = Path(settings.BASE_DIR)
    files = [
        *(
            path
            for folder in SOURCES
            for path in (base / folder).rglob("*")
            if path.suffix in (".py", ".json", ".csv")
        ),
        *(base / "templates").rglob("*.*"),
        *(base / "locale").rglob("*.mo"),
        Path(settings.STATIC_ROOT) / "staticfiles.json",
    ]
    told = hashlib.sha256()
    for path in sorted(files):
        if path.is_file():
            found = path.stat()
            told.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return told.hexdigest()[:12]


def find(version: str, address: str) -> Page | None:
    """A page that is kept and fresh. Kept pages do not change, so that memory needs no asking."""
    key = (str(settings.PUBLIC_DIR), version, address)
    page = _memory.get(key)
    if page is not None and page.until > time.time():
        return page
    if "?" in address:
        return None
    try:
        page = Page.from_bytes(_file(version, address).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, KeyError):  # half a file, after a disk that was full
        return None
    if page.until <= time.time():
        return None
    _remember(key, page)
    return page


def keep(version: str, address: str, page: Page) -> None:
    """For all processes of this machine; what was asked with a query only here, as there is no end of questions."""
    _remember((str(settings.PUBLIC_DIR), version, address), page)
    if "?" in address:
        return
    path = _file(version, address)
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as out:
        out.write(page.to_bytes())
    os.replace(out.name, path)


def may_know(address: str) -> bool:
    """Whether it is worth looking: the workspace and static files are never kept; the API counts before it looks."""
    return not address.startswith(NEVER)


def forget_old(shown: str) -> None:
    """Remove the pages of versions that were replaced some time ago."""
    for folder in Path(settings.PUBLIC_DIR).glob("*"):
        if folder.name != f"{shown}-{release()}" and time.time() - folder.stat().st_mtime > OLD:
            shutil.rmtree(folder, ignore_errors=True)


def _remember(key: tuple[str, str, str], page: Page) -> None:
    global _held
    with _lock:
        before = _memory.pop(key, None)
        _held += page.size - (before.size if before else 0)
        _memory[key] = page
        while _held > MEMORY_BYTES and len(_memory) > 1:
            _key, gone = _memory.popitem(last=False)
            _held -= gone.size


def name_of(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()


def _file(version: str, address: str) -> Path:
    name = name_of(address)
    return Path(settings.PUBLIC_DIR) / f"{version}-{release()}" / name[:2] / name
