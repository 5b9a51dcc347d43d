"""Reads a printed book back and says whether it is true: everybody once, every page number right, every promise to
the printer kept (`soundness`).

Who is on which page, and what lists say, is taken from what stands on the pages: names set as headings, printed
folios, stamped certificates, the numbers in contents and indexes.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pikepdf
from django.utils.translation import gettext as _

from awards.yearbook import reading as printed
from awards.yearbook import soundness
from awards.yearbook.reading import TITLE, Sheet, squash
from awards.yearbook.wording import words


@dataclass(frozen=True)
class Expected:
    """Somebody who must be in the book, as printed."""

    name: str
    province: str
    certificate: str
    tier: str
    address: str
    may_have_second: bool = False


@dataclass
class Report:
    pages: int = 0
    honorees: int = 0
    listed: int = 0
    faults: list[str] = field(default_factory=list)


def verify(
    path: Path | str, expected: Iterable[Expected], originals: Collection[tuple[int, int]] = ()
) -> Report:
    """Compare a file with who must be in it. Faults are sentences for the operator.

    `originals`: widths and heights in pixels of the pictures that came in.
    """
    report = Report()
    named = words()
    people = list(expected)
    try:
        with pikepdf.open(path) as document:
            reading = printed.read(document, named)
            report.faults.extend(soundness.faults_of(document, reading, named, originals))
            bookmarks = soundness.bookmarks(document)
    except (pikepdf.PdfError, OSError) as error:
        report.faults.append(_("This is no readable PDF: %(error)s") % {"error": error})
        return report
    sheets = reading.sheets
    report.pages = len(sheets)
    by_folio = _folios(sheets, report)
    owners = _check_pages(sheets, people, report)
    _check_second_pages(sheets, owners, report)
    _check_bookmarks(bookmarks, owners, report)
    for title, in_contents in [
        (named.contents, True),
        (named.index_of_names, False),
        (named.index_of_localities, False),
    ]:
        _check_list(title, sheets, by_folio, people, report, in_contents=in_contents)
    return report


def _folios(sheets: list[Sheet], report: Report) -> dict[int, Sheet]:
    found: dict[int, Sheet] = {}
    for sheet in sheets:
        if sheet.folio is None:
            if sheet.certificates or sheet.has_tab:
                report.faults.append(_("Page %(page)s bears no number.") % {"page": _place(sheet)})
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


# --- Nominees' pages ------------------------------------------------------------------------------------


def _check_pages(sheets: list[Sheet], people: list[Expected], report: Report) -> dict[int, Expected]:
    """Everybody has one page of his own, and nobody else has any; returns whose page stands at which place."""
    owners: dict[str, list[Sheet]] = {}
    places: dict[int, Expected] = {}
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
            continue
        places.update((sheet.position, person) for sheet in own)
        if len(own) > 1:
            pages = ", ".join(_place(sheet) for sheet in own)
            report.faults.append(
                _("“%(name)s” (%(certificate)s) stands on several pages: %(pages)s.")
                % {**about, "pages": pages}
            )
        elif not _is_as_expected(own[0], person, report):
            continue
        else:
            report.honorees += 1
    for certificate, own in owners.items():
        report.faults.append(
            _("Page %(page)s: nobody of this edition has the certificate %(certificate)s.")
            % {"page": _place(own[0]), "certificate": certificate}
        )
    return places


def _is_as_expected(sheet: Sheet, person: Expected, report: Report) -> bool:
    about = {"page": _place(sheet), "name": person.name, "list": person.tier}
    if squash(person.name) not in sheet.headings:
        report.faults.append(_("Page %(page)s should be headed “%(name)s” and is not.") % about)
    elif squash(sheet.tier) != squash(person.tier):
        report.faults.append(
            _("Page %(page)s does not say that “%(name)s” is of the list “%(list)s”.") % about
        )
    elif sheet.address != person.address:
        report.faults.append(
            _("Page %(page)s: the code does not lead to the certificate of “%(name)s”.") % about
        )
    else:
        return True
    return False


def _check_second_pages(sheets: list[Sheet], owners: dict[int, Expected], report: Report) -> None:
    """A page with a chapter's tab and no certificate goes on from the page before, for the narrowest list only."""
    for before, sheet in pairwise(sheets):
        if not sheet.has_tab or sheet.certificates:
            continue
        person = owners.get(before.position)
        if person is None or not person.may_have_second:
            report.faults.append(_("Page %(page)s belongs to nobody.") % {"page": _place(sheet)})


def _check_bookmarks(
    found: list[tuple[str, int | None]], owners: dict[int, Expected], report: Report
) -> None:
    """Everybody's bookmark leads to his page."""
    marked = {(squash(title), number) for title, number in found}
    for position, person in owners.items():
        if (squash(person.name), position) not in marked:
            report.faults.append(
                _("No bookmark “%(name)s” leads to page %(page)s.") % {"name": person.name, "page": position}
            )


# --- Lists ----------------------------------------------------------------------------------------------


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
    entries = list(printed.contents(everything) if in_contents else printed.index(everything))
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


def _place(sheet: Sheet) -> str:
    return (
        str(sheet.folio)
        if sheet.folio is not None
        else _("[%(position)s of the file]") % {"position": sheet.position}
    )
