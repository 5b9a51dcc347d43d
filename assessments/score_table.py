"""Every score sheet of closed rounds as a table to take away: a workbook or plain CSV, one row a sheet."""

import csv
from collections.abc import Iterator
from fractions import Fraction
from typing import IO, Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from assessments import scoring
from assessments.models import Mark
from assessments.tallying import sheets_of
from dtportal.programme.models import Edition, Group
from dtportal.scratch import scratch
from nominations.sheet import CODE, FORMULA, INK, TEXT, WASH, cell

# More rows than this are given as CSV only: a workbook of them takes longer than a click may.
MOST_IN_A_WORKBOOK = 6000
WIDTHS = [20, 40, 16, 22, 18, 18, 8, 26, 8, 10]
# A criterion of one group's rubric: its place, name and weight.
Heading = tuple[str, int, str, int]


class ScoreTable:
    """Every valid sheet of closed rounds but those of hidden dossiers (a queryset or ids), in two queries."""

    def __init__(self, edition: Edition, hidden: Any):
        found = sheets_of(edition, hidden)
        self.marks: dict[int, dict[Heading, int]] = {}
        criterion = "criterion__"
        values = Mark.objects.filter(scoresheet__in=found.order_by().values("pk"), value__isnull=False)
        for sheet, value, *heading in values.order_by().values_list(
            "scoresheet", "value", *(criterion + name for name in ("group", "position", "name", "weight"))
        ):
            self.marks.setdefault(sheet, {})[tuple(heading)] = value
        self.headings = sorted({heading for given in self.marks.values() for heading in given})
        self.sheets = list(_sheets(found))

    @property
    def fits_a_workbook(self) -> bool:
        return len(self.sheets) <= MOST_IN_A_WORKBOOK

    @property
    def rounds(self) -> list[str]:
        return list(dict.fromkeys(_round(row) for row in sorted(self.sheets, key=lambda row: row["round"])))

    def rows(self) -> Iterator[list[Any]]:
        """The heading, then one row for each sheet."""
        several = len({heading[0] for heading in self.headings}) > 1
        groups = {key: str(label) for key, label in Group.choices}
        yield [
            _("Dossier number"),
            _("Dossier"),
            _("Group"),
            _("Sector"),
            _("Province or city"),
            _("Round"),
            _("Reading"),
            _("Member"),
            _("Total"),
            _("Distance from the mean"),
            *(
                f"{groups[group]}: {name} (/{weight})" if several else f"{name} (/{weight})"
                for group, _position, name, weight in self.headings
            ),
            _("Remark"),
        ]
        totals = {row["pk"]: sum(self.marks.get(row["pk"], {}).values()) for row in self.sheets}
        means = scoring.official(
            [row["dossier"] for row in self.sheets], [totals[row["pk"]] for row in self.sheets]
        )
        for row in self.sheets:
            given = self.marks.get(row["pk"], {})
            yield [
                row["number"] or row["reference"],
                row["person"] or row["name"],
                groups.get(row["group"], ""),
                row["sector"] or "",
                row["province"],
                _round(row),
                row["reading"],
                row["member"],
                totals[row["pk"]],
                scoring.shown(Fraction(totals[row["pk"]]) - means[row["dossier"]]),
                *(given.get(heading) for heading in self.headings),
                row["remark"],
            ]

    def workbook(self, about: list[tuple[str, str]]) -> IO[bytes]:
        """The table as an XLSX file in Vietnamese; `about` are the words of its second sheet, as pairs."""
        with override("vi"):
            book = Workbook(write_only=True)
            sheet = book.create_sheet(_("Scores"))
            sheet.freeze_panes = "C2"
            for position, width in enumerate(WIDTHS, 1):
                sheet.column_dimensions[get_column_letter(position)].width = width
            table = self.rows()
            sheet.append([_head(sheet, title) for title in next(table)])
            for row in table:
                sheet.append([cell(sheet, value, TEXT) for value in row])
            words = book.create_sheet(_("About this table"))
            words.column_dimensions["A"].width, words.column_dimensions["B"].width = 26, 90
            for name, text in about:
                words.append([_head(words, name), cell(words, text, TEXT)])
            file = scratch()
            book.save(file)
        file.seek(0)
        return file

    def write_csv(self, file: IO[str]) -> None:
        """The same rows in Vietnamese; what a spreadsheet would take for a formula begins with an apostrophe."""
        with override("vi"):
            writer = csv.writer(file)
            for row in self.rows():
                writer.writerow([_harmless(value) for value in row])


def _sheets(found: QuerySet) -> Iterator[dict[str, Any]]:
    entry, dossier = "assignment__entry", "assignment__entry__nomination"
    ordered = found.order_by(
        f"{dossier}__reference", f"{entry}__reading", "assignment__member__user__name_sort_key"
    )
    return ordered.values(
        "pk",
        "remark",
        dossier=F(f"{dossier}"),
        number=F(f"{dossier}__number"),
        reference=F(f"{dossier}__reference"),
        person=F(f"{dossier}__person_name"),
        name=F(f"{dossier}__organization__name"),
        group=F(f"{dossier}__group"),
        sector=F(f"{dossier}__sector__name"),
        province=F(f"{dossier}__province__name"),
        round=F(f"{entry}__round__number"),
        round_name=F(f"{entry}__round__name"),
        reading=F(f"{entry}__reading"),
        member=F("assignment__member__user__full_name"),
    ).iterator()


def _round(row: dict[str, Any]) -> str:
    return row["round_name"] or str(row["round"])


def _head(sheet: Any, title: str) -> WriteOnlyCell:
    heading = cell(sheet, title, CODE)
    heading.font = Font(bold=True, color=INK)
    heading.fill = PatternFill("solid", fgColor=WASH)
    return heading


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
