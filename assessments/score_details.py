"""One dossier of a closed round: what each reader gave, how far it lies from the mean, and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import Pin, Round, Scoresheet, SheetVersion
from assessments.score_plots import dots
from assessments.score_report import TONES, percent, points, signed
from assessments.standing import BandRow, ListBand
from dtportal.programme.models import Criterion
from nominations.models import Nomination


@dataclass(frozen=True)
class SheetLine:
    """One reader's sheet; `distance` is its total less the mean, `reasons` why it was changed after locking.

    `remarks` are (criterion, mark, words), `pins` (criterion, place, note).
    """

    member: str
    round: str
    is_second: bool
    total: int
    distance: str
    remark: str
    reasons: list[str]
    remarks: list[tuple[str, int | None, str]]
    pins: list[tuple[str, str, str]]


@dataclass(frozen=True)
class CriterionLine:
    """`marks` are (member, mark), one for each sheet."""

    name: str
    weight: int
    marks: list[tuple[str, int | None]]
    mean: str


@dataclass(frozen=True)
class ListLine:
    name: str
    band: str
    tone: str
    chance: str


@dataclass
class Detail:
    nomination: Nomination
    mean: str
    estimate: str
    differs: bool
    low: int
    high: int
    is_wide: bool
    plot: str
    lists: list[ListLine]
    sheets: list[SheetLine] = field(default_factory=list)
    criteria: list[CriterionLine] = field(default_factory=list)
    # What the marks come to; its weight is that of the whole rubric.
    total: CriterionLine | None = None

    @property
    def range(self) -> str:
        return f"{self.low}–{self.high}"


def detail(nomination: Nomination, row: BandRow, user: Any) -> Detail:
    """`row` is the dossier's standing as this person may know it."""
    sheets = list(
        Scoresheet.objects.visible_to(user)
        .valid()
        .filter(
            assignment__entry__nomination=nomination, assignment__entry__round__status=Round.Status.CLOSED
        )
        .select_related("assignment__member__user", "assignment__entry__round")
        .prefetch_related("marks")
        .order_by("assignment__entry__reading", "assignment__member__user__name_sort_key")
    )
    rubric = list(Criterion.objects.filter(edition=nomination.edition_id, group=nomination.group))
    reasons, pins = _reasons(sheets), _pins(sheets, user)
    lines = [
        _sheet_line(sheet, row.mean, rubric, reasons.get(sheet.pk, []), pins.get(sheet.assignment_id, []))
        for sheet in sheets
    ]
    return Detail(
        nomination=nomination,
        mean=points(row.shown_mean, 2),
        estimate=points(row.estimate),
        differs=abs(row.estimate - float(row.mean)) >= 0.005,
        low=row.low,
        high=row.high,
        is_wide=row.is_wide,
        plot=dots(row.scores, float(row.mean), 0),
        lists=[_list_line(one) for one in row.lists],
        sheets=lines,
        criteria=_criteria(sheets, rubric),
        total=CriterionLine(
            _("Sum"),
            sum(criterion.weight for criterion in rubric),
            [(line.member, line.total) for line in lines],
            points(row.shown_mean, 2),
        ),
    )


def _list_line(row: ListBand) -> ListLine:
    return ListLine(row.tier.label, row.band.value, TONES[row.band], percent(row.probability))


def _reasons(sheets: Iterable[Scoresheet]) -> dict[int, list[str]]:
    """Why a locked sheet was changed, each time, by sheet."""
    found: dict[int, list[str]] = {}
    versions = SheetVersion.objects.filter(sheet__in=[sheet.pk for sheet in sheets]).exclude(reason="")
    for sheet, reason in versions.order_by("number").values_list("sheet", "reason"):
        found.setdefault(sheet, []).append(reason)
    return found


def _pins(sheets: Iterable[Scoresheet], user: Any) -> dict[int, list[tuple[str, str, str]]]:
    """What a reader pinned as the ground of a mark, by assignment."""
    found: dict[int, list[tuple[str, str, str]]] = {}
    assignments = [sheet.assignment_id for sheet in sheets]
    for pin in Pin.objects.visible_to(user).filter(assignment__in=assignments).for_listing():
        if pin.evidence_id is None:
            place = _("an answer of the dossier")
        elif pin.evidence.content_type == "application/pdf":
            place = _("%(file)s, page %(page)s") % {"file": pin.evidence.name, "page": pin.page}
        else:
            place = pin.evidence.name
        found.setdefault(pin.assignment_id, []).append((pin.criterion.label, place, pin.note))
    return found


def _sheet_line(
    sheet: Scoresheet,
    mean: Fraction,
    rubric: list[Criterion],
    reasons: list[str],
    pins: list[tuple[str, str, str]],
) -> SheetLine:
    marks = {mark.criterion_id: mark for mark in sheet.marks.all()}
    total = sum(mark.value or 0 for mark in marks.values())
    entry = sheet.assignment.entry
    return SheetLine(
        member=sheet.assignment.member.user.full_name,
        round=entry.round.label,
        is_second=entry.reading == Round.Reading.SECOND,
        total=total,
        distance=signed(float(total - mean)),
        remark=sheet.remark,
        reasons=reasons,
        remarks=[
            (criterion.label, marks[criterion.pk].value, marks[criterion.pk].remark)
            for criterion in rubric
            if criterion.pk in marks and marks[criterion.pk].remark
        ],
        pins=pins,
    )


def _criteria(sheets: list[Scoresheet], rubric: list[Criterion]) -> list[CriterionLine]:
    columns = [
        (
            sheet.assignment.member.user.full_name,
            {mark.criterion_id: mark.value for mark in sheet.marks.all()},
        )
        for sheet in sheets
    ]
    lines = []
    for criterion in rubric:
        marks = [(member, column.get(criterion.pk)) for member, column in columns]
        given = [mark for _member, mark in marks if mark is not None]
        mean = points(sum(given) / len(given)) if given else "–"
        lines.append(CriterionLine(criterion.label, criterion.weight, marks, mean))
    return lines
