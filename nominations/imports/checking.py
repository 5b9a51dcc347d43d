"""Rows to drafts or mistakes: all mistakes of all rows, not the first one; reads the database, writes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dtportal.access import Scope
from dtportal.accounts.models import Organization, User
from dtportal.programme.models import Edition, Group
from dtportal.questions import field_for, to_json
from dtportal.roles import Can
from nominations.imports import values
from nominations.imports.columns import FACTS, Column, columns_for, squash
from nominations.imports.drafts import Draft
from nominations.imports.known import Known, body_key, spelled_out
from nominations.imports.reading import Cell, Listing, Mistake, Row, read_workbook
from nominations.imports.recognising import recognise

COLUMNS = {column.key: column for column in FACTS}
Progress = Callable[[int, int], None]
EVERY = 25


@dataclass
class Checked:
    """Drafts in the order of the file, or the mistakes for which nothing may be imported."""

    drafts: list[Draft] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    rows: int = 0


def check_workbook(
    content: bytes, edition: Edition, *, by: User, progress: Progress | None = None
) -> Checked:
    """Everything short of writing. Raises Unreadable when there is no list in the file.

    `progress(done, total)` is called now and then with numbers of rows.
    """
    columns = columns_for(edition.dossier_sections)
    return check_listing(read_workbook(content, columns), columns, edition, by=by, progress=progress)


def check_listing(
    listing: Listing, columns: list[Column], edition: Edition, *, by: User, progress: Progress | None = None
) -> Checked:
    known = Known(edition)
    checked = Checked(mistakes=list(listing.mistakes), ignored=listing.ignored, rows=len(listing.rows))
    answered = [column for column in columns if column.question]
    for done, row in enumerate(listing.rows, 1):
        check = RowCheck(row, known, answered, by)
        draft = check.draft()
        checked.mistakes += check.mistakes
        if draft:
            checked.drafts.append(draft)
        if progress and (done % EVERY == 0 or done == checked.rows):
            progress(done, checked.rows)
    checked.mistakes += recognise(checked.drafts, known, by=by)
    order = {row.sheet: position for position, row in reversed(list(enumerate(listing.rows)))}
    checked.mistakes.sort(key=lambda mistake: (order.get(mistake.sheet, -1), mistake.row))
    return checked


class RowCheck:
    """One row, column by column."""

    def __init__(self, row: Row, known: Known, answered: list[Column], by: User):
        self.row, self.known, self.answered, self.by = row, known, answered, by
        self.mistakes: list[Mistake] = []
        self.wrong: set[str] = set()

    def mistake(self, column: Column, sentence: str) -> None:
        self.wrong.add(column.key)
        self.mistakes.append(Mistake(self.row.sheet, self.row.number, self.row.label(column), sentence))

    def take(self, column: Column, read: Callable[[Cell], Any], *, is_needed: bool = False) -> Any:
        """The value of a cell, or None with a mistake noted. A column the file lacks is told of once, above."""
        cell = self.row.cell(column.key)
        if cell.is_formula:
            self.mistake(column, _("The cell holds a formula. Please paste its value instead."))
            return None
        if cell.is_error:
            self.mistake(column, _("The cell holds an error of the spreadsheet. Please write the value."))
            return None
        try:
            value = read(cell)
        except ValidationError as error:
            self.mistake(column, " ".join(error.messages))
            return None
        if is_needed and value in (None, "") and column.key in self.row.labels:
            self.mistake(column, _("This is required. Please fill it in."))
        return value

    def fact(self, key: str, read: Callable[[Cell], Any], *, is_needed: bool = False) -> Any:
        return self.take(COLUMNS[key], read, is_needed=is_needed)

    def text(self, key: str, limit: int, *, is_needed: bool = False) -> str:
        return self.fact(key, lambda cell: values.short_text(cell, limit), is_needed=is_needed) or ""

    def draft(self) -> Draft | None:
        """The draft, or None when it cannot be told whose it is; mistakes are in `mistakes` either way."""
        group = self.fact(
            "group",
            lambda cell: values.one_of(
                cell, values.GROUPS, ["Đơn vị, doanh nghiệp", "Cơ quan nhà nước", "Lãnh đạo tiêu biểu"]
            ),
            is_needed=True,
        )
        is_leader = group == Group.LEADER
        facts = {
            "name": self.text("name", 250, is_needed=True),
            "name_en": self.text("name_en", 250),
            # State bodies need not have one.
            "tax_code": self.fact("tax_code", values.tax_code_of, is_needed=group == Group.UNIT) or "",
            **self._kinds(group),
            "address": self.text("address", 300),
            "legal_representative": self.text("legal_representative", 120, is_needed=is_leader),
            "position": self.text("position", 120, is_needed=is_leader),
            "phone": self.fact("phone", values.phone_of) or "",
            "email": self.fact("email", values.email_of) or "",
            "website": self.fact("website", values.website_of) or "",
            "employees": self.fact("employees", values.count_of),
        }
        sector = self._sector(group)
        province = self.fact("province", self._province, is_needed=True)
        body_name = spelled_out(self.text("body", 250, is_needed=True))
        number, day = self._letter()
        answers = self._answers(group)
        if not (facts["name"] and province and group):
            return None
        draft = Draft(
            row=self.row,
            group=group,
            person_name=facts["legal_representative"] if is_leader else "",
            person_position=facts["position"] if is_leader else "",
            facts=facts,
            sector=sector,
            province=province,
            body_name=body_name,
            body=self.known.bodies.get(body_key(body_name)),
            body_province=self.known.province_of_body(body_name),
            letter_number=number,
            letter_date=day,
            answers=answers,
        )
        self._check_office(draft)
        self._check_locality(draft)
        return draft

    def _kinds(self, group: str | None) -> dict[str, str]:
        types = ["doanh nghiệp", "đơn vị sự nghiệp", "hợp tác xã", "cơ quan nhà nước", "hiệp hội", "khác"]
        owners = [
            "nhà nước",
            "tư nhân",
            "hợp tác xã",
            "liên doanh",
            "100% vốn nước ngoài",
            "đơn vị sự nghiệp công lập",
            "khác",
        ]
        org_type = self.fact(
            "org_type",
            lambda cell: values.one_of(cell, values.ORG_TYPES, types),
            is_needed=group != Group.STATE_BODY,
        )
        if group == Group.STATE_BODY and org_type and org_type != Organization.Type.STATE_BODY:
            self.mistake(COLUMNS["org_type"], _("Only state bodies take part in this group."))
        ownership = self.fact("ownership", lambda cell: values.one_of(cell, values.OWNERSHIPS, owners))
        return {
            "org_type": str(org_type or Organization.Type.STATE_BODY),
            "ownership": str(ownership or ""),
        }

    def _sector(self, group: str | None) -> Any:
        def read(cell: Cell) -> Any:
            return values.one_of(cell, self.known.sectors, self.known.sector_names)

        return self.fact("sector", read, is_needed=group == Group.UNIT)

    def _province(self, cell: Cell) -> Any:
        text = values.text_of(cell)
        if not text:
            return None
        province = self.known.provinces.get(squash(text))
        if province:
            return province
        alike = values.resembling(text, self.known.province_names)
        if alike:
            raise ValidationError(
                _("There is no province or city “%(text)s” in this edition. Is it “%(alike)s”?")
                % {"text": text[:60], "alike": alike}
            )
        raise ValidationError(
            _("There is no province or city “%(text)s” in this edition. Please write its official name.")
            % {"text": text[:60]}
        )

    def _letter(self) -> tuple[str, date | None]:
        """Number and date of the letter: both or neither. Before the intake's start is for screening to notice."""
        number = self.text("letter_number", 60)
        day = self.fact("letter_date", self._letter_date)
        if number and not day and "letter_date" not in self.wrong and "letter_date" in self.row.labels:
            self.mistake(COLUMNS["letter_date"], _("The letter has a number but no date. Please fill it in."))
        if day and not number and "letter_number" not in self.wrong and "letter_number" in self.row.labels:
            self.mistake(
                COLUMNS["letter_number"], _("The letter has a date but no number. Please fill it in.")
            )
        return number, day

    def _letter_date(self, cell: Cell) -> date | None:
        day, intake = values.date_of(cell), self.known.intake
        if day and intake.ends_on and day > intake.ends_on:
            raise ValidationError(
                _("The letter is dated %(day)s, after the intake of dossiers (%(start)s–%(end)s).")
                % {
                    "day": date_format(day, "SHORT_DATE_FORMAT"),
                    "start": date_format(intake.starts_on, "SHORT_DATE_FORMAT"),
                    "end": date_format(intake.ends_on, "SHORT_DATE_FORMAT"),
                }
            )
        return day

    def _answers(self, group: str | None) -> dict[str, dict[str, Any]]:
        """Answers of the dossier as its own forms would have cleaned them; empty ones are left out.

        A question that is not asked of the row's group may not be answered: the answer would be lost.
        """
        answers: dict[str, dict[str, Any]] = {}
        for column in self.answered:
            question = column.question or {}
            if group and group not in column.groups:
                if not self.row.cell(column.key).is_empty:
                    self.mistake(column, _("This is not asked of this group. Please leave the cell empty."))
                continue
            form_field = field_for(question, lenient=True)

            def read(cell: Cell, form_field: Any = form_field) -> Any:
                return to_json(form_field.clean(None if cell.is_empty else cell.value))

            value = self.take(column, read, is_needed=bool(question.get("required")))
            if value not in (None, ""):
                answers.setdefault(column.section, {})[question["key"]] = value
        return answers

    def _check_locality(self, draft: Draft) -> None:
        """A body of a province or city endorses what lies in it, as on the page where units choose their body."""
        home = draft.body.province if draft.body else draft.body_province
        if home and draft.province and home.name != draft.province.name:
            self.mistake(
                COLUMNS["body"],
                _("This body endorses units of %(home)s; this one is in %(province)s.")
                % {"home": home.name, "province": draft.province.name},
            )

    def _check_office(self, draft: Draft) -> None:
        """An officer names his own body only; a secretary of one sector stays in it."""
        edition_id = self.known.edition.pk
        bodies = frozenset({draft.body.pk}) if draft.body else frozenset()
        if draft.body_name and not self.by.can(Can.IMPORT, Scope(edition_id=edition_id, body_ids=bodies)):
            self.mistake(
                COLUMNS["body"],
                _("Lists are imported for one's own nominating body only. Please remove this row."),
            )
        sector_id = draft.sector.pk if draft.sector else None
        if not self.by.can(Can.IMPORT, Scope(edition_id=edition_id, sector_id=sector_id)):
            self.mistake(COLUMNS["sector"], _("This sector is not yours. Please remove this row."))
