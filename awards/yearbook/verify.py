"""Reads a printed book back and says whether it is true: everybody once, every page number right.

Only what stands on the pages counts: names set as headings, printed folios, the numbers in contents and indexes.
Bookmarks and links are not asked.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
from django.utils.translation import gettext as _

from awards.yearbook.typeface import Run, Typeface, runs
from awards.yearbook.wording import Words, words

MM = 72 / 25.4
BAND = 20 * MM
MARGIN = 32 * MM
HEADING = 13.5
TITLE = 20.0
FAMILY = "Be-Vietnam-Pro"
REGULAR, ITALIC, STRONG, BOLD = FAMILY, f"{FAMILY}-Italic", f"{FAMILY}-Semi-Bold", f"{FAMILY}-Bold"


@dataclass(frozen=True)
class Expected:
    """Somebody who must be in the book, as printed."""

    name: str
    province: str
    certificate: str


@dataclass(frozen=True)
class Listed:
    """An entry of the contents or of an index."""

    name: str
    province: str
    number: int


@dataclass
class Sheet:
    """One page as it reads. `position` counts pages of the file from 1."""

    position: int
    folio: int | None
    head: str
    headings: list[str]
    certificates: list[str]
    runs: list[Run]


@dataclass
class Report:
    pages: int = 0
    honorees: int = 0
    listed: int = 0
    faults: list[str] = field(default_factory=list)


def squash(text: str) -> str:
    """Without blanks: how words compare that were broken into lines."""
    return "".join(text.split())


def verify(path: Path | str, expected: Iterable[Expected]) -> Report:
    """Compare a file with who must be in it. Faults are sentences for the operator."""
    report = Report()
    named = words()
    try:
        with pikepdf.open(path) as document:
            sheets = list(_read(document, named, report))
    except (pikepdf.PdfError, OSError) as error:
        report.faults.append(_("This is no readable PDF: %(error)s") % {"error": error})
        return report
    report.pages = len(sheets)
    people = list(expected)
    by_folio = _folios(sheets, report)
    _check_pages(sheets, people, named, report)
    for title, in_contents in [
        (named.contents, True),
        (named.index_of_names, False),
        (named.index_of_localities, False),
    ]:
        _check_list(title, sheets, by_folio, people, report, in_contents=in_contents)
    return report


# --- Reading --------------------------------------------------------------------------------------------


def _read(document: pikepdf.Pdf, named: Words, report: Report) -> Iterator[Sheet]:
    faces: dict[tuple[int, int], Typeface] = {}
    for position, page in enumerate(document.pages, 1):
        found = [run for run in runs(page, faces) if run.text.strip()]
        left, bottom, right, top = (float(value) for value in page.mediabox)
        foot = [run for run in found if run.y < bottom + BAND]
        head = [run for run in found if run.y > top - BAND]
        outside = [run for run in foot if run.x < left + MARGIN or run.x > right - MARGIN]
        folios = [int(run.text) for run in outside if run.text.strip().isdecimal()]
        inner = [run for run in found if run not in foot and run not in head]
        yield Sheet(
            position,
            folios[0] if len(folios) == 1 else None,
            " ".join(run.text for run in head).strip(),
            _headings(found),
            [match[1] for run in inner if run.font == STRONG and (match := _certificate(run.text, named))],
            inner,
        )
    foreign = {face.name for face in faces.values() if not face.name.startswith(FAMILY)}
    report.faults.extend(
        _("A font of another family is in the book: %(font)s.") % {"font": name} for name in sorted(foreign)
    )


def _headings(found: list[Run]) -> list[str]:
    """What is set large on a page, size by size, without blanks."""
    sizes: dict[float, list[str]] = {}
    for run in found:
        if run.size >= HEADING:
            sizes.setdefault(run.size, []).append(run.text)
    return [squash("".join(texts)) for texts in sizes.values()]


def _certificate(text: str, named: Words) -> re.Match[str] | None:
    return re.fullmatch(rf"{re.escape(named.number)}\s+(\S+)", text.strip())


def _folios(sheets: list[Sheet], report: Report) -> dict[int, Sheet]:
    found: dict[int, Sheet] = {}
    for sheet in sheets:
        if sheet.folio is None:
            continue
        if sheet.folio != sheet.position:
            report.faults.append(
                _("Page %(page)s stands at place %(position)s of the file.")
                % {"page": sheet.folio, "position": sheet.position}
            )
        if sheet.folio in found:
            report.faults.append(_("Two pages bear the number %(page)s.") % {"page": sheet.folio})
        found[sheet.folio] = sheet
    return found


# --- Checking -------------------------------------------------------------------------------------------


def _check_pages(sheets: list[Sheet], people: list[Expected], named: Words, report: Report) -> None:
    """Everybody has one page of his own, and nobody else has any."""
    owners: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        for certificate in sheet.certificates:
            owners.setdefault(certificate, []).append(sheet)
        if len(sheet.certificates) > 1:
            report.faults.append(
                _("Page %(page)s is shared by the certificates %(list)s.")
                % {"page": _place(sheet), "list": ", ".join(sheet.certificates)}
            )
    for person in people:
        own = owners.pop(person.certificate, [])
        about = {"name": person.name, "certificate": person.certificate}
        if not own:
            report.faults.append(_("“%(name)s” (%(certificate)s) is not in the book.") % about)
        elif len(own) > 1:
            pages = ", ".join(_place(sheet) for sheet in own)
            report.faults.append(
                _("“%(name)s” (%(certificate)s) stands on several pages: %(pages)s.")
                % {**about, "pages": pages}
            )
        elif squash(person.name) not in own[0].headings:
            report.faults.append(
                _("Page %(page)s should be headed “%(name)s” and is not.") % {**about, "page": _place(own[0])}
            )
        else:
            report.honorees += 1
    for certificate, own in owners.items():
        report.faults.append(
            _("Page %(page)s: nobody of this edition has the certificate %(certificate)s.")
            % {"page": _place(own[0]), "certificate": certificate}
        )


def _check_list(
    title: str,
    sheets: list[Sheet],
    by_folio: dict[int, Sheet],
    people: list[Expected],
    report: Report,
    *,
    in_contents: bool,
) -> None:
    """Every number in a list is true, and the list names everybody once."""
    pages = [sheet for sheet in sheets if sheet.head == title]
    if not pages:
        report.faults.append(_("The book has no “%(part)s”.") % {"part": title})
        return
    own_pages = [sheet for sheet in pages if sheet.folio is None]
    report.faults.extend(
        _("“%(part)s”: page %(page)s bears no number.") % {"part": title, "page": _place(sheet)}
        for sheet in own_pages
    )
    everything = [run for sheet in pages for run in sheet.runs if run.size < TITLE]
    entries = list(_contents(everything) if in_contents else _index(everything))
    found: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        target = by_folio.get(entry.number)
        about = {"part": title, "name": entry.name, "page": entry.number}
        if target is None:
            report.faults.append(
                _("“%(part)s” sends “%(name)s” to page %(page)s, which does not exist.") % about
            )
        elif squash(entry.name) not in target.headings:
            report.faults.append(
                _("“%(part)s” sends “%(name)s” to page %(page)s, which is not headed by that name.") % about
            )
        else:
            report.listed += 1
        found[squash(entry.name), squash(entry.province)] += 1
    for person in people:
        key = squash(person.name), squash(person.province) if in_contents else ""
        if not found[key]:
            report.faults.append(
                _("“%(part)s” does not list “%(name)s” (%(province)s).")
                % {"part": title, "name": person.name, "province": person.province}
            )
        found[key] -= 1
    named_twice = [
        key[0] for key, left in found.items() if left > 0 and key[0] in {squash(p.name) for p in people}
    ]
    report.faults.extend(
        _("“%(part)s” lists “%(name)s” too often.") % {"part": title, "name": name} for name in named_twice
    )


def _contents(found: list[Run]) -> Iterator[Listed]:
    """Number, name, locality in italics; a chapter's number and title are bold."""
    number, name, province = None, "", ""
    for run in found:
        if run.font in {STRONG, BOLD} and run.text.strip().isdecimal():
            if number is not None:
                yield Listed(" ".join(name.split()), " ".join(province.split()), number)
            number, name, province = int(run.text), "", ""
        elif run.font == ITALIC:
            province += f" {run.text}"
        else:
            name += f" {run.text}"
    if number is not None:
        yield Listed(" ".join(name.split()), " ".join(province.split()), number)


def _index(found: list[Run]) -> Iterator[Listed]:
    """Name, number; headings are bold."""
    name = ""
    for run in found:
        if run.font == STRONG and run.text.strip().isdecimal():
            yield Listed(" ".join(name.split()), "", int(run.text))
            name = ""
        elif run.font == REGULAR:
            name += f" {run.text}"


def _place(sheet: Sheet) -> str:
    return (
        str(sheet.folio)
        if sheet.folio is not None
        else _("[%(position)s of the file]") % {"position": sheet.position}
    )
