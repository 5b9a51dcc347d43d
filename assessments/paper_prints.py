"""Score sheets on paper, for members who prefer it: A4 in the manner of Decree 30/2020/NĐ-CP, two pages a dossier.

Whoever calls has found the assignments for their reader; a filled sheet carries the marks of its own member only.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import override

from assessments import scoring
from assessments.models import Assignment, Mark, Scoresheet
from dtportal import pdf
from dtportal.programme.models import Criterion
from dtportal.text import ordinal, slug

STYLE = "css/pdf/score-sheet.css"


def render(assignments: Sequence[Assignment], *, filled: bool = False) -> bytes:
    """PDF bytes, one sheet after the other; Vietnamese, like every official paper, whatever the page.

    The assignments come with their entry, nomination, edition and member (`for_printing`).
    """
    with override("vi"):
        rubrics = _rubrics(assignments)
        sheets = _own_sheets(assignments) if filled else {}
        context = {
            "sheets": [_context(row, rubrics, sheets.get(row.pk)) for row in assignments],
            "is_rehearsal": any(row.edition.is_rehearsal for row in assignments),
            "title": f"Phiếu chấm điểm – {len(assignments)} hồ sơ",
        }
        return pdf.render("assessments/documents/score_sheet.html", context, styles=[STYLE])


def for_printing(assignments: Any) -> Any:
    return (
        assignments.for_listing()
        .select_related("entry__round__edition", "entry__dossier", "member__body")
        .order_by("entry__nomination__number", "pk")
    )


def file_name(assignments: Sequence[Assignment]) -> str:
    """“phieu-cham-cds1-2023-gt-0001.pdf”, “phieu-cham-35-ho-so.pdf”."""
    if len(assignments) == 1:
        return f"phieu-cham-{slug(assignments[0].entry.nomination.known_as)}.pdf"
    return f"phieu-cham-{len(assignments)}-ho-so.pdf"


def _rubrics(assignments: Sequence[Assignment]) -> dict[tuple[int, str], list[Criterion]]:
    editions = {row.entry.nomination.edition_id for row in assignments}
    found: dict[tuple[int, str], list[Criterion]] = {}
    for criterion in Criterion.objects.filter(edition__in=editions).select_related("part"):
        found.setdefault((criterion.edition_id, criterion.group), []).append(criterion)
    return found


def _own_sheets(assignments: Sequence[Assignment]) -> dict[int, Scoresheet]:
    sheets = Scoresheet.objects.filter(assignment__in=assignments).exclude(status=Scoresheet.Status.VOID)
    rows = sheets.prefetch_related(Prefetch("marks", Mark.objects.order_by()))
    return {sheet.assignment_id: sheet for sheet in rows}


def _context(row: Assignment, rubrics: dict, sheet: Scoresheet | None) -> dict[str, Any]:
    nomination, edition = row.entry.nomination, row.entry.round.edition
    marks = {mark.criterion_id: mark for mark in sheet.marks.all()} if sheet else {}
    rows = []
    for criterion in rubrics.get((nomination.edition_id, nomination.group), []):
        mark = marks.get(criterion.pk)
        value = mark.value if mark else None
        rows.append(
            {
                "criterion": criterion,
                "part": criterion.part.name if criterion.part else "",
                "mark": value,
                "remark": mark.remark if mark else "",
                "levels": [
                    (level, value is not None and level.low <= value <= level.high)
                    for level in scoring.levels(criterion.anchors, criterion.weight)
                ],
            }
        )
    values = [entry["mark"] for entry in rows]
    return {
        "assignment": row,
        "nomination": nomination,
        "edition": edition,
        "ordinal": ordinal(edition.ordinal),
        "rows": rows,
        "sheet": sheet,
        "is_locked": sheet is not None and sheet.status == Scoresheet.Status.LOCKED,
        "total": sum(values) if values and None not in values else None,
        "weight": sum(entry["criterion"].weight for entry in rows),
    }
