"""Closed rounds with totals that a story chooses."""

from collections.abc import Sequence

from assessments import actions, score_paper, tallying
from assessments.models import Assignment, Round, ScorePaper, Tally
from assessments.tests.deeds import score_sheet

WEIGHTS = {"strategy": 20, "people": 15, "data": 20, "impact": 25, "model": 15, "initiative": 5}


def marks_of(total: int) -> dict[str, int]:
    """Marks for a unit that add up to a total."""
    marks = {}
    for code, weight in WEIGHTS.items():
        marks[code] = min(weight, total)
        total -= marks[code]
    return marks


def score_round(round: Round, totals: Sequence[Sequence[int]]) -> Round:
    """Every reader of a round's dossiers gives the total that is his: dossiers in their order, readers in theirs."""
    for entry, given in zip(round.entries.order_by("pk"), totals, strict=True):
        assignments = Assignment.objects.filter(entry=entry).active().order_by("pk")
        for assignment, total in zip(assignments, given, strict=True):
            score_sheet(assignment, marks_of(total))
    return round


def close(round: Round, *, by) -> Round:
    """Close, and do what the worker would."""
    closed = actions.close_round(round, by=by)
    work()
    return closed


def work() -> None:
    for pk in Tally.objects.unfinished().values_list("pk", flat=True):
        tallying.run(pk)
    for pk in ScorePaper.objects.unfinished().values_list("pk", flat=True):
        score_paper.print_paper(pk)
