"""Published lists as data: one row per honour, and counts; what each column means stands beside it.

CSV and XLSX hold nothing that a spreadsheet takes for a formula; JSON holds the names as they are.
"""

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from openpyxl import Workbook

from awards.documents import verification_url
from awards.lists import covered_by
from awards.models import Ground, Honor
from dtportal import sealing
from dtportal.journal.recording import link_to
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Edition, Group
from nominations.imports.exporting import safe_cell

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
EARLY = (1980, 1, 1, 0, 0, 0)  # the date of a member of a ZIP that says nothing


@dataclass(frozen=True)
class Column:
    """A column by the Table Schema: name, type, what it means, and the values it may have."""

    name: str
    type: str
    means: Any
    values: tuple[str, ...] = ()
    required: bool = True

    @property
    def field(self) -> dict[str, Any]:
        """As it stands in datapackage.json, described in English."""
        with override("en"):
            told = {"name": self.name, "type": self.type, "description": str(self.means)}
        constraints: dict[str, Any] = {"required": True} if self.required else {}
        if self.values:
            constraints["enum"] = list(self.values)
        return told | ({"constraints": constraints} if constraints else {})


STATES = ("valid", "revoked")
HONOREES = (
    Column("edition", "string", _("Edition, as in addresses of this site")),
    Column("year", "year", _("Year of the edition")),
    Column("name", "string", _("Name as printed on the certificate")),
    Column("name_en", "string", _("English name, where the honoree gave one"), required=False),
    Column("detail", "string", _("Of leaders: position and unit"), required=False),
    Column("kind", "string", _("Kind of honoree"), tuple(Group.values)),
    Column("tier", "string", _("The narrowest list the name stands on")),
    Column("lists", "string", _("All lists the name stands on, separated by semicolons")),
    Column(
        "sector",
        "string",
        _("Code of the priority sector; empty for state bodies and leaders"),
        required=False,
    ),
    Column("sector_name", "string", _("Vietnamese name of the sector"), required=False),
    Column("locality", "string", _("Identifier of the locality as it was on the edition's day")),
    Column("locality_name", "string", _("Name of the locality")),
    Column("certificate_number", "string", _("Number of the certificate")),
    Column("state", "string", _("Whether the honour holds"), STATES),
    Column("published_on", "date", _("Day of publication")),
    Column("revoked_on", "date", _("Day of revocation"), required=False),
    Column(
        "revoked_for", "string", _("Legal ground of the revocation"), tuple(Ground.values), required=False
    ),
    Column("url", "string", _("Page of the honoree")),
    Column("verification_url", "string", _("Page on which the certificate can be verified")),
)
COUNTS = (
    Column("edition", "string", _("Edition, as in addresses of this site")),
    Column("tier", "string", _("The narrowest list the name stands on")),
    Column("kind", "string", _("Kind of honoree"), tuple(Group.values)),
    Column(
        "sector",
        "string",
        _("Code of the priority sector; empty for state bodies and leaders"),
        required=False,
    ),
    Column("locality", "string", _("Identifier of the locality as it was on the edition's day")),
    Column("valid", "integer", _("Honours that hold")),
    Column("revoked", "integer", _("Honours that were revoked")),
)


def honorees(edition: Edition) -> list[dict[str, Any]]:
    """One row per honour in the order of the certificates; values by the names of HONOREES."""
    tiers = list(edition.tiers.all())
    lists = {
        tier.pk: ";".join(wide.code for wide in tiers if tier in covered_by(wide, tiers)) for tier in tiers
    }
    honors = edition.honors.select_related("tier", "sector", "province").defer("texts")
    base = base_of(edition)
    return [
        row_of(honor, edition, base, lists[honor.tier_id])
        for honor in honors.order_by("certificate_number", "pk")
    ]


def base_of(edition: Edition) -> str:
    """The Vietnamese address under which the honorees of an edition stand, absolute."""
    with override("vi"):
        return link_to(reverse("awards:honorees", args=[edition.slug]))


def row_of(honor: Honor, edition: Edition, base: str, lists: str) -> dict[str, Any]:
    return {
        "edition": edition.slug,
        "year": edition.year,
        "name": honor.name,
        "name_en": honor.name_en,
        "detail": honor.detail,
        "kind": honor.group,
        "tier": honor.tier.code,
        "lists": lists,
        "sector": honor.sector.code if honor.sector else "",
        "sector_name": honor.sector.name if honor.sector else "",
        "locality": honor.province.uid,
        "locality_name": honor.province.name,
        "certificate_number": honor.certificate_number,
        "state": STATES[honor.is_revoked],
        "published_on": day_of(honor.published_at),
        "revoked_on": day_of(honor.revoked_at),
        "revoked_for": honor.revoked_for,
        "url": f"{base}{honor.slug}/",
        "verification_url": verification_url(honor),
    }


def day_of(moment: datetime | None) -> str:
    return moment.astimezone(VIETNAM).date().isoformat() if moment else ""


def counts(edition: Edition) -> list[dict[str, Any]]:
    """Counts by tier × kind × sector × locality, cells without an honour left out."""
    rows = edition.honors.order_by().values_list(
        "tier__position", "tier__code", "group", "sector__code", "province__uid", "revoked_at"
    )
    valid: Counter[tuple] = Counter()
    revoked: Counter[tuple] = Counter()
    for *cell, revoked_at in rows:
        (valid if revoked_at is None else revoked)[tuple(value or "" for value in cell)] += 1
    return [
        {
            "edition": edition.slug,
            "tier": tier,
            "kind": kind,
            "sector": sector,
            "locality": locality,
            "valid": valid[cell],
            "revoked": revoked[cell],
        }
        for cell in sorted({*valid, *revoked})
        for _position, tier, kind, sector, locality in [cell]
    ]


@dataclass(frozen=True)
class Table:
    """A file of the open data: its name, what it holds, its columns, how its rows are found."""

    name: str
    title: Any
    columns: tuple[Column, ...]
    rows: Callable[[Edition], list[dict[str, Any]]]


TABLES = {
    "honorees": Table("honorees", _("Honours, one row each"), HONOREES, honorees),
    "counts": Table("counts", _("Counts by list, kind, sector and locality"), COUNTS, counts),
}


def file_of(table: Table, edition: Edition, form: str) -> bytes:
    """The file; `form` is one of FORMS."""
    rows = table.rows(edition)
    if form == "csv":
        return as_csv(table.columns, rows)
    if form == "xlsx":
        return as_xlsx(table, rows)
    return as_json(edition, table, rows)


def as_csv(columns: Iterable[Column], rows: Iterable[dict[str, Any]]) -> bytes:
    """With a byte-order mark, without which Excel misreads Vietnamese."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    names = [column.name for column in columns]
    writer.writerow(names)
    writer.writerows([safe_cell(row[name]) for name in names] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table, rows: Iterable[dict[str, Any]]) -> bytes:
    """A workbook of one sheet; the same rows are the same bytes."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.name)
    sheet.freeze_panes = "A2"
    names = [column.name for column in table.columns]
    sheet.append(names)
    for row in rows:
        sheet.append([row[name] if isinstance(row[name], int) else safe_cell(row[name]) for name in names])
    book.properties.creator = "dtportal"
    book.properties.created = book.properties.modified = datetime(*EARLY)
    out = io.BytesIO()
    book.save(out)
    return _without_times(out.getvalue())


def _without_times(data: bytes) -> bytes:
    """The same archive without the moment at which it was packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as found, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(found.namelist()):
            content = found.read(name)
            if name == "docProps/core.xml":  # openpyxl writes the time of saving over what was set
                content = content[: content.find(b"<dcterms:modified")] + content[_after_modified(content) :]
            made.writestr(zipfile.ZipInfo(name, EARLY), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _after_modified(content: bytes) -> int:
    end = b"</dcterms:modified>"
    return content.find(end) + len(end)


def as_json(edition: Edition, table: Table, rows: list[dict[str, Any]]) -> bytes:
    return json.dumps(
        {"edition": edition.slug, "licence": LICENCE["name"], "table": table.name, "rows": rows},
        ensure_ascii=False,
        indent=1,
    ).encode()


def package(edition: Edition) -> bytes:
    """datapackage.json (Frictionless Data Package, with Table Schema): what there is, what it means, who may use it."""
    base = link_to(f"/open-data/{edition.slug}/")
    resources = []
    for table in TABLES.values():
        data = file_of(table, edition, "csv")
        with override("en"):
            title = str(table.title)
        resources.append(
            {
                "name": table.name,
                "title": title,
                "path": f"{base}{table.name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(data),
                "hash": f"sha256:{sealing.sha256(data)}",
                "schema": {"fields": [column.field for column in table.columns], "missingValues": [""]},
            }
        )
    about = {
        "name": f"dtportal-honours-{edition.slug}",
        "title": f"{edition.name_en}, {edition.year}",
        "homepage": link_to("/open-data/"),
        "version": str(
            edition.rolls.public().order_by("-version").values_list("version", flat=True).first() or 1
        ),
        "licenses": [LICENCE],
        "rehearsal": edition.is_rehearsal,
        "resources": resources,
    }
    return json.dumps(about, ensure_ascii=False, indent=1).encode()
