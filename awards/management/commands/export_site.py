"""`manage.py export_site DIR`: all public pages as files, for any web server (docs/publication-night.md)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from awards import static_site


class Command(BaseCommand):
    help = "Write all public pages, in both languages and with their assets, into a folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument(
            "--no-certificates",
            action="store_true",
            help="Leave out the certificates: links lead to the portal.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = static_site.export(options["folder"], certificates=not options["no_certificates"])
        except static_site.CannotExport as missing:
            raise CommandError(str(missing)) from missing
        except OSError as refusal:
            raise CommandError(f"{refusal.filename}: {refusal.strerror}") from refusal
        self.stdout.write(f"{count}")
