"""`manage.py export_results EDITION --output BUNDLE.zip [--public]`: the signed result bundle of the published list."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from awards import bundles
from awards.models import ResultBundle
from dtportal.journal.recording import unhurried
from dtportal.programme.models import Edition


class Command(BaseCommand):
    help = "Write the result bundle of an edition's published list; it is made now if it is not there yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("edition", help="slug of the edition, such as 2023")
        parser.add_argument("--output", required=True, type=Path, metavar="BUNDLE.zip")
        parser.add_argument(
            "--public", action="store_true", help="what everybody gets, where the auditor opens the totals"
        )

    def handle(self, *, edition: str, output: Path, public: bool = False, **options) -> None:
        # Django's commands speak no language of their own; operators read Vietnamese.
        with translation.override(settings.LANGUAGE_CODE):
            bundle = self._made(edition)
            file = bundle.shown if public else bundle.whole
            try:
                with file.open("rb") as source:
                    Path(output).write_bytes(source.read())
            except OSError as refusal:
                raise CommandError(
                    _("The file could not be written: %(reason)s") % {"reason": refusal}
                ) from refusal
            self.stdout.write(f"{output}: SHA-256 {bundle.shown_sha256 if public else bundle.whole_sha256}")

    def _made(self, slug: str) -> ResultBundle:
        edition = Edition.objects.filter(slug=slug).first()
        if edition is None:
            raise CommandError(_("There is no edition “%(slug)s”.") % {"slug": slug})
        roll = edition.rolls.published().first()
        if roll is None:
            raise CommandError(_("The list of this edition is not published yet."))
        with unhurried():
            bundle = bundles.order(roll)
            bundles.run(bundle.pk)
        bundle.refresh_from_db()
        if bundle.status == ResultBundle.Status.FAILED:
            raise CommandError(bundle.failure)
        if bundle.status != ResultBundle.Status.DONE:
            raise CommandError(_("The worker is making the bundle just now; try again in a minute."))
        return bundle
