from celery import shared_task

from awards import papers
from awards.models import Roll, Yearbook
from awards.yearbook import building


@shared_task
def build_yearbook(yearbook_id: int) -> None:
    building.build(yearbook_id)


@shared_task
def prepare_decision(roll_id: int) -> None:
    papers.decision(Roll.objects.get(pk=roll_id)).close()


@shared_task
def sweep() -> None:
    for yearbook in Yearbook.objects.abandoned():
        build_yearbook.delay(yearbook.pk)
