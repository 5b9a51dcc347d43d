"""A submitted dossier as a ZIP for the archive: cover sheet, canonical JSON, letters, evidence, checksums.

What goes in is a list (`PARTS`): whoever has another document of a dossier adds a function to it, and the cover sheet
and the checksums name it by themselves.
"""

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pikepdf
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from dtportal import pdf
from dtportal.accounts.models import User
from dtportal.files import PDF
from dtportal.programme import calendar, clock
from dtportal.questions import localized
from dtportal.scratch import scratch
from dtportal.sealing import canonical_json, sha256
from dtportal.sniffing import IMAGES
from dtportal.text import slug
from nominations import printing
from nominations.models import Dossier, Endorsement, Evidence, LetterScan, Nomination, PaperDossier
from nominations.reading import paper_mark

COVER, SUMS = "00-bia-ho-so.pdf", "SHA256SUMS"
STYLE = "css/pdf/cover.css"
PIECE = 2**18
LONGEST_NAME = 70

WAITING = gettext_lazy("still being checked for viruses")
INFECTED = gettext_lazy("in quarantine: a virus was found in it")
MISSING = gettext_lazy("not in the storage any more")
DIFFERENT = gettext_lazy("its content does not fit its fingerprint")


@dataclass(frozen=True)
class Item:
    """One file of the ZIP. `open` gives its bytes from the beginning; `expected` is the hash it was frozen with."""

    path: str
    title: str
    open: Callable[[], IO[bytes]]
    heading: str | Promise = ""
    kind: str = ""
    expected: str = ""


@dataclass(frozen=True)
class LeftOut:
    title: str
    reason: str | Promise
    expected: str = ""


@dataclass(frozen=True)
class Packed:
    """An item as it lies in the ZIP; `pages` is None for what has no pages."""

    item: Item
    size: int
    sha256: str
    pages: int | None


@dataclass
class Archive:
    """A dossier on its way into a ZIP, for one reader."""

    nomination: Nomination
    reader: User
    dossiers: list[Dossier]
    packed: list[Packed] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def folder(self) -> str:
        return self.nomination.known_as


Part = Callable[[Archive], Iterator[Item | LeftOut]]


def contents(archive: Archive) -> Iterator[Item | LeftOut]:
    """Each submitted version as canonical JSON, the bytes that its fingerprint was taken of; the latest first."""
    for dossier in archive.dossiers:
        data = canonical_json(dossier.content)
        yield Item(
            path=f"ho-so-phien-ban-{dossier.number}.json",
            title=_("Version %(number)s as data (JSON)") % {"number": dossier.number},
            open=lambda data=data: io.BytesIO(data),
            heading=gettext_lazy("The dossier"),
            expected=dossier.sha256,
        )


def prints(archive: Archive) -> Iterator[Item | LeftOut]:
    """Each submitted version as people read it; the latest first."""
    for dossier in archive.dossiers:
        yield Item(
            path=printing.file_name(dossier),
            title=_("Version %(number)s to read (PDF)") % {"number": dossier.number},
            open=lambda dossier=dossier: printing.print_of(dossier).file.open("rb"),
            heading=gettext_lazy("The dossier"),
            kind=PDF,
        )


def paper(archive: Archive) -> Iterator[Item | LeftOut]:
    """The scan of a dossier that came on paper."""
    for row in PaperDossier.objects.visible_to(archive.reader).filter(nomination=archive.nomination):
        if row.scan:
            yield Item(
                path=f"ban-giay/{safe_name(1, row.scan_name)}",
                title=row.scan_name,
                open=lambda row=row: row.scan.storage.open(row.scan.name),
                heading=gettext_lazy("The dossier on paper"),
                kind=row.scan_type,
                expected=row.scan_sha256,
            )


def letters(archive: Archive) -> Iterator[Item | LeftOut]:
    """Scans of the nominating bodies' letters, for whoever may see them."""
    rows = LetterScan.objects.visible_to(archive.reader).filter(endorsements__nomination=archive.nomination)
    for number, scan in enumerate(rows.distinct().order_by("pk"), 1):
        yield Item(
            path=f"van-ban-de-cu/{safe_name(number, scan.name)}",
            title=scan.name,
            open=lambda scan=scan: scan.file.storage.open(scan.file.name),
            heading=gettext_lazy("Letters of the nominating bodies"),
            kind=scan.content_type,
            expected=scan.sha256,
        )


def evidence(archive: Archive) -> Iterator[Item | LeftOut]:
    """Every file that a version names, once: in the folder of its section, or of the version that last had it."""
    rows = {row.pk: row for row in Evidence.objects.filter(nomination=archive.nomination)}
    seen: set[int] = set()
    for dossier in archive.dossiers:
        is_latest = dossier == archive.dossiers[0]
        folder = "minh-chung" if is_latest else f"minh-chung-phien-ban-{dossier.number}"
        for position, section in enumerate(dossier.content["sections"], 1):
            title = localized(section, "title")
            for number, file in enumerate(section["evidence"], 1):
                if file["id"] in seen:
                    continue
                seen.add(file["id"])
                name = (
                    f"{folder}/{position:02d}-{slug(title)[:LONGEST_NAME]}/{safe_name(number, file['name'])}"
                )
                heading = title if is_latest else _version_of(title, dossier)
                yield _evidence(rows.get(file["id"]), file, name, heading)


def _version_of(title: str, dossier: Dossier) -> str:
    return _("%(section)s (version %(number)s)") % {"section": title, "number": dossier.number}


def _evidence(row: Evidence | None, file: dict[str, Any], path: str, heading: str) -> Item | LeftOut:
    title = f"{file['caption']} ({file['name']})" if file["caption"] else file["name"]
    if row is None or not row.file:
        return LeftOut(title, MISSING, file["sha256"])
    if not row.is_open:
        reason = WAITING if row.status == Evidence.Status.WAITING else INFECTED
        return LeftOut(title, reason, file["sha256"])
    return Item(
        path=path,
        title=title,
        open=lambda: row.file.storage.open(row.file.name),
        heading=heading,
        kind=file["content_type"],
        expected=file["sha256"],
    )


# In the order of the cover sheet.
PARTS: list[Part] = [prints, contents, paper, letters, evidence]


def safe_name(number: int, name: str) -> str:
    """“03-ke-hoach-chuyen-doi-so.pdf”: every unpacking program reads it; the cover sheet has the name it bore."""
    path = PurePath(name)
    suffix = slug(path.suffix.lstrip("."))
    stem = slug(path.stem)[:LONGEST_NAME].strip("-") or "tep"
    return f"{number:02d}-{stem}.{suffix}" if suffix else f"{number:02d}-{stem}"


# --- Packing ---------------------------------------------------------------------------------------------


def pack(nomination: Nomination, *, reader: User) -> tuple[IO[bytes], Archive]:
    """A temporary file with the ZIP, and what went into it. No file is read into memory as a whole.

    The papers are Vietnamese, whatever the page: they go into the archive.
    """
    dossiers = list(nomination.dossiers.select_related("frozen_by").order_by("-number"))
    archive = Archive(nomination, reader, dossiers)
    file = scratch()
    try:
        with override("vi"), ZipFile(file, "w", ZIP_STORED, allowZip64=True) as book:
            for part in PARTS:
                for item in part(archive):
                    _add(book, archive, item)
            cover = pdf.render("nominations/documents/cover.html", cover_of(archive), styles=[STYLE])
            _write(book, archive, COVER, io.BytesIO(cover))
            book.writestr(_info(archive, SUMS, compressed=True), _sums(archive, cover))
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file, archive


def _add(book: ZipFile, archive: Archive, item: Item | LeftOut) -> None:
    if isinstance(item, LeftOut):
        archive.left_out.append(item)
        return
    try:
        with item.open() as source:
            found, size = _fingerprint(source)
            if item.expected and found != item.expected:
                archive.left_out.append(LeftOut(item.title, DIFFERENT, item.expected))
                return
            pages = _pages(item, source)
            source.seek(0)
            _write(book, archive, item.path, source)
    except FileNotFoundError:
        archive.left_out.append(LeftOut(item.title, MISSING, item.expected))
        return
    archive.packed.append(Packed(item, size, found, pages))


def _fingerprint(source: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while piece := source.read(PIECE):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def _pages(item: Item, source: IO[bytes]) -> int | None:
    """Sheets of a PDF; a picture is one."""
    if item.kind in IMAGES:
        return 1
    if item.kind != PDF:
        return None
    source.seek(0)
    try:
        with pikepdf.open(source) as document:
            return len(document.pages)
    except pikepdf.PdfError:
        return None


def _write(book: ZipFile, archive: Archive, path: str, source: IO[bytes]) -> None:
    with book.open(_info(archive, path, compressed=path.endswith(".json")), "w", force_zip64=True) as target:
        while piece := source.read(PIECE):
            target.write(piece)


def _info(archive: Archive, path: str, *, compressed: bool) -> ZipInfo:
    moment = localtime(archive.dossiers[0].frozen_at, calendar.VIETNAM)
    info = ZipInfo(f"{archive.folder}/{path}", date_time=moment.timetuple()[:6])
    info.compress_type = ZIP_DEFLATED if compressed else ZIP_STORED
    info.external_attr = 0o644 << 16
    return info


def _sums(archive: Archive, cover: bytes) -> bytes:
    """As `sha256sum --check` reads them, inside the folder."""
    lines = [f"{sha256(cover)}  {COVER}", *(f"{row.sha256}  {row.item.path}" for row in archive.packed)]
    return "".join(f"{line}\n" for line in lines).encode()


# --- The cover sheet -------------------------------------------------------------------------------------


def cover_of(archive: Archive) -> dict[str, Any]:
    """What the cover sheet prints; the facts are those of the version submitted last."""
    nomination, latest = archive.nomination, archive.dossiers[0]
    endorsements = Endorsement.objects.visible_to(archive.reader).filter(nomination=nomination)
    return {
        "nomination": nomination,
        "edition": nomination.edition,
        "organization": latest.content["organization"],
        "person": latest.content["person"],
        "latest": latest,
        "dossiers": archive.dossiers,
        "endorsements": endorsements.for_listing(),
        "paper": paper_mark(latest),
        "packed": list(_numbered(archive)),
        "left_out": archive.left_out,
        "pages": sum(row.pages or 0 for row in archive.packed),
        "size": sum(row.size for row in archive.packed),
        "printed_at": clock.now(nomination.edition),
        "reader": archive.reader,
    }


def _numbered(archive: Archive) -> Iterator[tuple[int, str, Packed]]:
    """Number, heading where a new one begins, row."""
    heading = ""
    for number, row in enumerate(archive.packed, 1):
        new = str(row.item.heading)
        yield number, new if new != heading else "", row
        heading = new
