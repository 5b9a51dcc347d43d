"""`manage.py verify_yearbook FILE.pdf [--edition 2023]`: is everybody in the book once, every page number true?"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from awards.models import Honor
from awards.yearbook.content import printable
from awards.yearbook.verify import Expected, verify
from dtportal.programme.models import Edition


class Command(BaseCommand):
    help = "Read a yearbook back and compare it with the published list; exit 1 with one fault a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--edition", help="slug; by default the latest edition with a published list")

    def handle(self, *, file: Path, edition: str | None, **options: Any) -> None:
        # Django's commands speak no language of their own; operators read Vietnamese.
        with translation.override(settings.LANGUAGE_CODE):
            faults = self._faults(Path(file), edition)
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            sys.exit(1)

    def _faults(self, file: Path, slug: str | None) -> list[str]:
        editions = Edition.objects.latest_first()
        row = editions.filter(slug=slug).first() if slug else editions.exclude(honors=None).first()
        if row is None:
            return [
                _("There is no edition “%(slug)s”.") % {"slug": slug} if slug else _("No list is published.")
            ]
        expected = [
            Expected(printable(name), province, certificate)
            for name, province, certificate in Honor.objects.filter(edition=row).values_list(
                "name", "province__name", "certificate_number"
            )
        ]
        if not expected:
            return [_("No list is published.")]
        report = verify(file, expected)
        if not report.faults:
            self.stdout.write(
                _(
                    "%(pages)s pages; %(number)s honourees, each on one page; %(listed)s page numbers are true."
                )
                % {"pages": report.pages, "number": report.honorees, "listed": report.listed}
            )
        return report.faults
