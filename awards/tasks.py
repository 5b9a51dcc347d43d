from celery import shared_task

from awards import bundles, certificate_batches, papers, reminding_book, showcase
from awards.actions import publishing
from awards.models import CertificateBatch, Report, ResultBundle, Roll, Yearbook
from awards.official import reporting
from awards.yearbook import building, parts
from dtportal.programme.models import Edition


@shared_task
def build_yearbook(yearbook_id: int) -> None:
    building.build(yearbook_id)


@shared_task
def make_page(part_id: int) -> None:
    parts.make(part_id)


@shared_task
def print_certificates(batch_id: int) -> None:
    certificate_batches.build(batch_id)


@shared_task
def prepare_decision(roll_id: int) -> None:
    papers.decision(Roll.objects.get(pk=roll_id)).close()


@shared_task
def publish_due() -> None:
    publishing.publish_due()


@shared_task
def build_report(report_id: int) -> None:
    reporting.build(report_id)


@shared_task
def build_results(bundle_id: int) -> None:
    bundles.run(bundle_id)


@shared_task
def sweep() -> None:
    for yearbook in Yearbook.objects.abandoned():
        build_yearbook.delay(yearbook.pk)
    for pk in parts.waiting():
        make_page.delay(pk)
    for pk in Report.objects.abandoned().values_list("pk", flat=True):
        build_report.delay(pk)
    for bundle in ResultBundle.objects.abandoned():
        build_results.delay(bundle.pk)
    for pk in CertificateBatch.objects.abandoned().values_list("pk", flat=True):
        print_certificates.delay(pk)


@shared_task
def remind_of_pages() -> None:
    reminding_book.sweep()


@shared_task
def draw_public_pages(edition_id: int) -> None:
    showcase.draw_all(Edition.objects.get(pk=edition_id))
