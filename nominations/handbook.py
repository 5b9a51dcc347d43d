"""What the public guide says of a dossier: each section, question, limit, criterion and weight, and a model answer.

All of it is data of the edition; nothing here depends on who reads.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from dtportal.programme.models import Criterion, Edition, Group
from dtportal.programme.rubrics import fed
from dtportal.questions import localized
from nominations.consents import part_data
from nominations.sections import Section, condition_of, sections_of, shown

KIND_WORDS = {
    "short": gettext_lazy("One line of text"),
    "long": gettext_lazy("Text"),
    "number": gettext_lazy("Number"),
    "choice": gettext_lazy("One of the choices"),
    "multiple": gettext_lazy("One or several of the choices"),
    "series": gettext_lazy("A number for each year"),
    "table": gettext_lazy("Table"),
    "person": gettext_lazy("A person"),
    "link": gettext_lazy("Web address"),
    "date": gettext_lazy("Date (dd/mm/yyyy)"),
    "file": gettext_lazy("File"),
    "consent": gettext_lazy("Box to tick"),
}
PERSON_WORDS = {
    "name": gettext_lazy("Full name"),
    "position": gettext_lazy("Position"),
    "phone": gettext_lazy("Telephone"),
    "email": gettext_lazy("E-mail"),
}
# On paper these are drawn in a shape of their own, or in the middle of a line.
WITHOUT_LINES = {"choice", "multiple", "consent", "file", "number", "date", "series", "table", "person"}


@dataclass(frozen=True)
class Asked:
    """One question as the guide and the printed form show it."""

    number: str
    data: dict[str, Any]
    example: str
    condition: str = ""

    @property
    def kind(self) -> str:
        return self.data["kind"]

    @property
    def label(self) -> str:
        return localized(self.data, "label")

    @property
    def help(self) -> str:
        return localized(self.data, "help")

    @property
    def is_required(self) -> bool:
        return bool(self.data.get("required"))

    @property
    def unit(self) -> str:
        return localized(self.data, "unit")

    @property
    def choices(self) -> list[str]:
        return [localized(choice, "label") for choice in self.data.get("choices", [])]

    @property
    def years(self) -> list[int]:
        """Of a series."""
        return self.data.get("years", [])

    @property
    def columns(self) -> list[str]:
        """Of a table."""
        return [localized(column, "label") for column in self.data.get("columns", [])]

    @property
    def rows(self) -> range:
        """Of a table."""
        return range(self.data.get("rows", 0))

    @property
    def fields(self) -> list[str]:
        """Of a person."""
        return [str(PERSON_WORDS[name]) for name in self.data.get("fields", [])]

    @property
    def lines(self) -> range:
        """Ruled lines on the printed form; whoever needs more adds a sheet."""
        if self.kind == "long":
            return range(max(4, -(-self.data.get("limit", 1500) // 300)))
        return range(0 if self.kind in WITHOUT_LINES else 1)

    @property
    def rules(self) -> str:
        """“Text, at most 3,000 characters”: what an answer may look like."""
        parts = [str(KIND_WORDS[self.kind])]
        if self.years:
            parts.append("–".join(str(year) for year in (self.years[0], self.years[-1])))
        if self.rows:
            parts.append(_("at most %(rows)s rows") % {"rows": len(self.rows)})
        parts += [", ".join(name.lower() for name in [*self.fields, *self.columns])]
        if self.unit:
            parts.append(_("in %(unit)s") % {"unit": self.unit})
        lowest, highest = self.data.get("min"), self.data.get("max")
        if lowest is not None and highest is not None:
            parts.append(_("from %(lowest)s to %(highest)s") % {"lowest": lowest, "highest": highest})
        if self.data.get("limit"):
            parts.append(_("at most %(limit)s characters") % {"limit": self.data["limit"]})
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Part:
    """One section with its questions and the criteria it feeds."""

    number: int
    section: Section
    criteria: list[Criterion]
    questions: list[Asked]

    @property
    def key(self) -> str:
        return self.section.key

    @property
    def title(self) -> str:
        return self.section.title

    @property
    def help(self) -> str:
        return self.section.help

    @property
    def is_declaration(self) -> bool:
        """Nothing but boxes to tick."""
        return all(question.kind == "consent" for question in self.questions)

    @property
    def examples(self) -> list[Asked]:
        """The questions that have a model answer."""
        return [question for question in self.questions if question.example]


@dataclass(frozen=True)
class Level:
    """A worded level of a criterion with the marks it stands for, both ends included."""

    lowest: int
    highest: int
    text: str

    @property
    def marks(self) -> str:
        return str(self.lowest) if self.lowest == self.highest else f"{self.lowest}–{self.highest}"


@dataclass(frozen=True)
class Measure:
    """A criterion with its levels, as the council reads them."""

    criterion: Criterion
    levels: list[Level]


def parts_of(edition: Edition, group: str) -> list[Part]:
    """Every section of a group's dossier, in order; the declarations and consents come last."""
    feeds = fed(edition, group)
    declared = part_data(edition, group)
    sections = [*sections_of(edition, group), *([Section(declared)] if declared else [])]
    return [
        Part(number, section, feeds.get(section.key, []), _questions(section, group, f"{number}."))
        for number, section in enumerate(sections, 1)
    ]


def model_answers(section: Section, group: str) -> list[Asked]:
    """The questions of a section that have a model answer, for whoever is writing it."""
    return [question for question in _questions(section, group, "") if question.example]


def _questions(section: Section, group: str, prefix: str) -> list[Asked]:
    examples = examples_of(section, group)
    return [
        Asked(
            f"{prefix}{position}",
            question,
            shown(question, examples.get(question["key"])),
            condition_of(question, section) if question.get("required_when") else "",
        )
        for position, question in enumerate(section.questions, 1)
    ]


def examples_of(section: Section, group: str) -> dict[str, Any]:
    """The edition's model answers to a section by question, in the language of the page.

    `example` and `example_en` serve all groups, unless `examples` and `examples_en` have their own for one.
    """
    vietnamese = section.data.get("examples", {}).get(group, section.data.get("example", {}))
    if (get_language() or "").startswith("en"):
        english = section.data.get("examples_en", {}).get(group, section.data.get("example_en", {}))
        return {**vietnamese, **english}
    return vietnamese


def measures_of(edition: Edition, group: str) -> list[Measure]:
    """The rubric of a group."""
    return measures(edition.criteria.filter(group=group).select_related("part"))


def measures(criteria: Iterable[Criterion]) -> list[Measure]:
    """The criteria of a rubric, saved or not, as the guide shows them."""
    return [Measure(criterion, _levels(criterion)) for criterion in criteria]


def _levels(criterion: Criterion) -> list[Level]:
    starts = [anchor["from"] for anchor in criterion.anchors]
    ends = [*(start - 1 for start in starts[1:]), criterion.weight]
    return [
        Level(anchor["from"], end, localized(anchor, "text"))
        for anchor, end in zip(criterion.anchors, ends, strict=True)
    ]


def papers_of(edition: Edition, group: str) -> list[tuple[str, str]]:
    """(key, label) of the files without which a dossier of the group cannot be submitted."""
    return [
        (question["key"], localized(question, "label"))
        for section in sections_of(edition, group)
        for question in section.files
        if question.get("required")
    ]


def rubrics_of(edition: Edition) -> list[tuple[Group, list[tuple[str, int]]]]:
    """(group, its criteria as (label, weight)) in the programme's order."""
    criteria = list(edition.criteria.all())
    return [(group, [(c.label, c.weight) for c in criteria if c.group == group]) for group in Group]
