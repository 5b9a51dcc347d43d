"""Work of the worker: fetch, call."""

from celery import shared_task

from assessments import planning, reminders, score_paper, tallying
from assessments.models import AssignmentPlan, ScorePaper, Tally


@shared_task
def tally(tally_id: int) -> None:
    tallying.run(tally_id)


@shared_task
def plan(plan_id: int) -> None:
    planning.run(plan_id)


@shared_task
def remind() -> None:
    reminders.sweep()


@shared_task
def print_scores(paper_id: int) -> None:
    score_paper.print_paper(paper_id)


@shared_task
def sweep() -> None:
    """Take up what a broker or a worker has dropped."""
    for pk in Tally.objects.abandoned().values_list("pk", flat=True):
        tallying.run(pk)
    for pk in AssignmentPlan.objects.abandoned().values_list("pk", flat=True):
        planning.run(pk)
    for pk in ScorePaper.objects.abandoned().values_list("pk", flat=True):
        score_paper.print_paper(pk)
