"""The secretariat's list as a workbook: its columns by group, and the rows written one after the other."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES, ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from dtportal.accounts.models import Organization
from dtportal.programme import calendar
from dtportal.programme.models import Edition
from dtportal.questions import localized
from dtportal.scratch import scratch
from nominations.models import Dossier, Endorsement, Evidence, Nomination
from nominations.models.nomination import NominationQuerySet
from nominations.models.paper import paper_of
from nominations.sections import shown

TEXT, CODE, DAY, MOMENT, NUMBER = "text", "code", "day", "moment", "number"
FORMATS = {CODE: "@", DAY: "dd/mm/yyyy", MOMENT: "dd/mm/yyyy hh:mm"}
WIDTHS = {TEXT: 28, CODE: 20, DAY: 13, MOMENT: 18, NUMBER: 12}
# What a spreadsheet would take for a formula; such a cell is text by its type and by its quote prefix.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONGEST = 32_767  # characters in one cell of the format
CHUNK = 200
INK, WASH, WARN = "0B2545", "E8EEF6", "FBE9D0"
ANSWER = "answer"
PERSONAL_KINDS = {"person"}
OF_ENDORSEMENTS = {"asked", "bodies", "letters", "letter_date"}


@dataclass(frozen=True)
class Line:
    """One dossier as it goes into the workbook: the row, what it froze last, who endorses it, how many files."""

    nomination: Nomination
    content: dict[str, Any]
    endorsements: list[tuple[str, str, str, date | None]] = field(default_factory=list)

    @property
    def organization(self) -> dict[str, Any]:
        """As it was frozen; a dossier withdrawn before it was ever submitted has nothing but today's."""
        frozen = self.content.get("organization")
        return frozen or {
            "name": self.nomination.organization.name,
            "name_en": self.nomination.organization.name_en,
            "tax_code": self.nomination.organization.tax_code,
        }

    def answer(self, section: str, question: dict[str, Any]) -> Any:
        for part in self.content.get("sections", ()):
            if part["key"] == section:
                asked = next((q for q in part["questions"] if q["key"] == question["key"]), question)
                return _plain(asked, part["answers"].get(question["key"]))
        return None


@dataclass(frozen=True)
class Column:
    key: str
    label: str | Promise
    value: Callable[[Line], Any]
    kind: str = TEXT
    is_personal: bool = False

    @property
    def is_answer(self) -> bool:
        return self.key.startswith(f"{ANSWER}.")

    @property
    def heading(self) -> str:
        if not self.is_personal:
            return str(self.label)
        return _("%(column)s (personal data)") % {"column": self.label}


@dataclass(frozen=True)
class ColumnGroup:
    title: str | Promise
    columns: list[Column]


def _fact(name: str, label: Any, kind: str = TEXT, *, is_personal: bool = False) -> Column:
    return Column(
        f"organization.{name}", label, lambda line: line.organization.get(name), kind, is_personal=is_personal
    )


def _choice(name: str, label: Any, choices: Any) -> Column:
    labels = dict(choices.choices)
    return Column(
        f"organization.{name}", label, lambda line: str(labels.get(line.organization.get(name), ""))
    )


def _kept(name: str, label: Any, kind: str = TEXT, *, is_personal: bool = False) -> Column:
    return Column(name, label, lambda line: getattr(line.nomination, name), kind, is_personal=is_personal)


def _letters(index: int) -> Callable[[Line], str]:
    """One part of every endorsement that was given, in their order."""
    return lambda line: "; ".join(str(letter[index] or "–") for letter in _given(line))


def _given(line: Line) -> list[tuple[str, str, str, date | None]]:
    return [letter for letter in line.endorsements if letter[1] == Endorsement.Status.ENDORSED]


def _first_letter_date(line: Line) -> date | None:
    days = [letter[3] for letter in _given(line) if letter[3]]
    return min(days, default=None)


def _asked(line: Line) -> str:
    labels = dict(Endorsement.Status.choices)
    return "; ".join(f"{body}: {labels[status]}" for body, status, _number, _day in line.endorsements)


def _paper(line: Line) -> str:
    """Of a dossier that was keyed in from paper."""
    paper = paper_of(line.nomination)
    return paper.archive_number if paper else ""


def _received_on(line: Line) -> date | None:
    paper = paper_of(line.nomination)
    return paper.received_on if paper else None


FIXED = [
    ColumnGroup(
        gettext_lazy("Dossier"),
        [
            Column("number", gettext_lazy("Dossier number"), lambda line: line.nomination.known_as, CODE),
            _kept("reference", gettext_lazy("Reference of the draft"), CODE),
            Column("group", gettext_lazy("Group"), lambda line: line.nomination.get_group_display()),
            Column("sector", gettext_lazy("Sector"), lambda line: _name(line.nomination.sector)),
            Column("province", gettext_lazy("Province or city"), lambda line: line.nomination.province.name),
            Column("version", gettext_lazy("Version"), lambda line: line.nomination.latest_version, NUMBER),
            Column("files", gettext_lazy("Files"), lambda line: line.nomination.file_count, NUMBER),
        ],
    ),
    ColumnGroup(
        gettext_lazy("Organisation"),
        [
            _fact("name", gettext_lazy("Organisation")),
            _fact("name_en", gettext_lazy("English name")),
            _fact("tax_code", gettext_lazy("Tax code"), CODE),
            _choice("org_type", gettext_lazy("Kind of organisation"), Organization.Type),
            _choice("ownership", gettext_lazy("Ownership"), Organization.Ownership),
            _fact("address", gettext_lazy("Head office")),
            _fact("website", gettext_lazy("Website")),
            _fact("employees", gettext_lazy("Number of employees"), NUMBER),
        ],
    ),
    ColumnGroup(
        gettext_lazy("Representatives and contact"),
        [
            _kept("person_name", gettext_lazy("Person put forward"), is_personal=True),
            _kept("person_position", gettext_lazy("Position of the person put forward"), is_personal=True),
            _fact("legal_representative", gettext_lazy("Legal representative"), is_personal=True),
            _fact("position", gettext_lazy("Position of the legal representative"), is_personal=True),
            _fact("phone", gettext_lazy("Telephone"), CODE, is_personal=True),
            _fact("email", gettext_lazy("E-mail"), is_personal=True),
        ],
    ),
    ColumnGroup(
        gettext_lazy("State of the dossier"),
        [
            Column("status", gettext_lazy("Status"), lambda line: line.nomination.get_status_display()),
            Column("owner", gettext_lazy("Looked after by"), lambda line: _person(line.nomination.owner)),
            Column("paper", gettext_lazy("Archive number of the paper"), _paper, CODE),
            Column("received_on", gettext_lazy("Paper received on"), _received_on, DAY),
            _kept("withdrawal_reason", gettext_lazy("Reason of the withdrawal")),
            _kept("outcome", gettext_lazy("Outcome")),
        ],
    ),
    ColumnGroup(
        gettext_lazy("Endorsement"),
        [
            Column("endorsed", gettext_lazy("Endorsed"), lambda line: _yes(line.nomination.is_endorsed)),
            Column("asked", gettext_lazy("Bodies asked and their answers"), _asked),
            Column("bodies", gettext_lazy("Endorsed by"), _letters(0)),
            Column("letters", gettext_lazy("Numbers of the letters"), _letters(2), CODE),
            Column("letter_date", gettext_lazy("Date of the first letter"), _first_letter_date, DAY),
        ],
    ),
    ColumnGroup(
        gettext_lazy("Points in time"),
        [
            _kept("created_at", gettext_lazy("Started at"), MOMENT),
            _kept("submitted_at", gettext_lazy("Submitted at"), MOMENT),
            _kept("extended_until", gettext_lazy("Extended until"), MOMENT),
            _kept("accepted_at", gettext_lazy("Accepted at"), MOMENT),
            _kept("withdrawn_at", gettext_lazy("Withdrawn at"), MOMENT),
        ],
    ),
]


def _name(sector: Any) -> str:
    return sector.name if sector else ""


def _person(user: Any) -> str:
    return user.full_name if user else ""


def _yes(value: bool) -> str:
    return _("yes") if value else _("no")


def groups_of(edition: Edition) -> list[ColumnGroup]:
    """Everything that can be chosen: what every dossier has, then the answers of each section of the edition."""
    answers = [
        ColumnGroup(
            _("Answers: %(section)s") % {"section": localized(section, "title")},
            [
                _answer(section["key"], q)
                for q in section["questions"]
                if q["kind"] not in ("file", "consent")
            ],
        )
        for section in edition.dossier_sections
    ]
    return [*FIXED, *(group for group in answers if group.columns)]


def _answer(section: str, question: dict[str, Any]) -> Column:
    kinds = {"number": NUMBER, "date": DAY}
    return Column(
        f"{ANSWER}.{section}.{question['key']}",
        localized(question, "label").rstrip("."),
        lambda line: line.answer(section, question),
        kinds.get(question["kind"], TEXT),
        is_personal=question["kind"] in PERSONAL_KINDS,
    )


def _plain(question: dict[str, Any], value: Any) -> Any:
    """Numbers and days as such, so that they can be added up and sorted; everything else in words."""
    if value in (None, "", [], {}):
        return None
    if question["kind"] == "number":
        return Decimal(str(value))
    if question["kind"] == "date":
        return date.fromisoformat(value)
    return shown(question, value)


def chosen(edition: Edition, keys: Collection[str]) -> list[Column]:
    """The columns of these keys in their order."""
    return [column for group in groups_of(edition) for column in group.columns if column.key in keys]


# --- Reading and writing --------------------------------------------------------------------------------


def lines(rows: NominationQuerySet, columns: list[Column]) -> Iterator[Line]:
    """The dossiers in the order of submission; as many queries for five thousand as for one."""
    latest = Dossier.objects.filter(nomination=OuterRef("pk")).order_by("-number")
    files = Evidence.objects.usable().filter(nomination=OuterRef("pk")).order_by()
    files = files.values("nomination").annotate(n=Count("pk"))
    part = "content" if any(column.is_answer for column in columns) else "content__organization"
    rows = rows.order_by("submitted_at", "pk").with_endorsed()
    rows = rows.select_related("organization", "sector", "province", "owner", "paper").annotate(
        latest_version=Subquery(latest.values("number")[:1]),
        frozen=Subquery(latest.annotate(part=F(part)).values("part")[:1]),
        file_count=Coalesce(Subquery(files.values("n")), 0),
    )
    given = _endorsements(rows) if any(column.key in OF_ENDORSEMENTS for column in columns) else {}
    for nomination in rows.iterator(chunk_size=CHUNK):
        frozen = nomination.frozen or {}
        content = frozen if part == "content" else {"organization": frozen}
        yield Line(nomination, content, given.get(nomination.pk, []))


def _endorsements(rows: NominationQuerySet) -> dict[int, list[tuple[str, str, str, date | None]]]:
    """(body, status, number and date of the letter) by nomination, in one go."""
    found: dict[int, list[tuple[str, str, str, date | None]]] = {}
    endorsements = Endorsement.objects.filter(nomination__in=rows.order_by().values("pk"))
    for row in endorsements.select_related("body").prefetch_related("body__names").order_by("pk"):
        entry = (row.body.name, row.status, row.letter_number, row.letter_date)
        found.setdefault(row.nomination_id, []).append(entry)
    return found


def write(
    lines: Iterable[Line], columns: list[Column], about: list[tuple[str, str]]
) -> tuple[IO[bytes], int]:
    """A temporary file with the workbook, and how many dossiers are in it. Its language is Vietnamese.

    Rows go to the disk as they come. `about` are the words of the second sheet, as pairs.
    """
    with override("vi"):
        book = Workbook(write_only=True)
        sheet = book.create_sheet(_("Dossiers"))
        sheet.freeze_panes = "B2"
        for position, column in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(position)].width = WIDTHS[column.kind]
        sheet.append([_heading(sheet, column) for column in columns])
        count = 0
        for line in lines:
            count += 1
            sheet.append([cell(sheet, column.value(line), column.kind) for column in columns])
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count + 1}"
        _write_about(book, [*about, (_("Dossiers"), str(count))])
        file = scratch()
        book.save(file)
    file.seek(0)
    return file, count


def _write_about(book: Workbook, about: list[tuple[str, str]]) -> None:
    sheet = book.create_sheet(_("About this table"))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 90
    for name, text in about:
        label = WriteOnlyCell(sheet, name)
        label.font = Font(bold=True, color=INK)
        sheet.append([label, cell(sheet, text, TEXT)])


def _heading(sheet: Any, column: Column) -> WriteOnlyCell:
    heading = cell(sheet, column.heading, CODE)
    heading.font = Font(bold=True, color=INK)
    heading.fill = PatternFill("solid", fgColor=WARN if column.is_personal else WASH)
    heading.alignment = Alignment(wrap_text=True, vertical="center")
    return heading


def cell(sheet: Any, value: Any, kind: str) -> Any:
    """A value as openpyxl takes it: days as days, codes as text, nothing that could be a formula."""
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        value = localtime(value, calendar.VIETNAM).replace(tzinfo=None)
    if isinstance(value, (date, Decimal, int)) and kind != CODE:
        return _formatted(sheet, value, kind)
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST]
    is_risky = text.startswith(FORMULA) or text in ERROR_CODES
    if not is_risky and kind != CODE:
        return text
    written = _formatted(sheet, text, kind)
    written.data_type = "s"
    written.quotePrefix = is_risky
    return written


def _formatted(sheet: Any, value: Any, kind: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    if kind in FORMATS:
        cell.number_format = FORMATS[kind]
    return cell
