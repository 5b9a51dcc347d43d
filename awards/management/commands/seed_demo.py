from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError

from awards.rehearsal import fill, imported
from awards.rehearsal.fill import STAGES
from dtportal.programme.models import Edition


class Command(BaseCommand):
    help = (
        "Fill a rehearsal with a believable edition of invented units, through the same actions people use."
    )

    def add_arguments(self, parser):
        parser.add_argument("--edition", default="2023", help="slug of a rehearsal")
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--nominations", type=int, default=60, help="how many units to invent")
        source.add_argument("--import", dest="workbook", type=Path, help="a nomination workbook instead")
        parser.add_argument(
            "--pages", type=int, default=6, help="how many units write their page of the yearbook"
        )
        parser.add_argument("--seed", type=int, default=2023)
        parser.add_argument("--until", choices=STAGES, default="", help="default: spread over the stages")
        parser.add_argument("--if-empty", action="store_true", help="do nothing if there are nominations")

    def handle(self, *, edition, nominations, workbook, pages, seed, until, if_empty, **options):
        row = Edition.objects.filter(slug=edition).first()
        if row is None:
            raise CommandError(f"There is no edition “{edition}”.")
        if if_empty and row.nominations.exists():
            return
        if nominations < 1:
            raise CommandError("--nominations must be at least 1.")
        try:
            if workbook:
                imported.fill(row, workbook, until=until or "submitted", seed=seed, report=self.report)
            else:
                fill.fill(row, count=nominations, seed=seed, until=until, report=self.report, pages=pages)
        except imported.Mistakes as error:
            for line in error.lines:
                self.stderr.write(line)
            raise CommandError("Nothing was imported.") from error
        except (ValidationError, PermissionDenied) as error:
            raise CommandError(" ".join(getattr(error, "messages", [str(error)]))) from error
        counts = {}
        for status, label in row.nominations.model.Status.choices:
            number = row.nominations.filter(status=status).count()
            if number:
                counts[str(label)] = number
        self.stdout.write(", ".join(f"{label}: {number}" for label, number in counts.items()))

    def report(self, stage: str, done: int, total: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{stage} {done}/{total}   ", ending="")
