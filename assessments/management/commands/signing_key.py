"""`manage.py signing_key [--new FILE]`: make a signing key, or say which one is in use."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from dtportal import sealing, signing


class Command(BaseCommand):
    help = "Make the key that signs sealed rounds and results, or show the public half of the one in use."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--new", type=Path, metavar="FILE", help="make a key in FILE, for SIGNING_KEY_FILE to name"
        )

    def handle(self, *, new: Path | None, **options) -> None:
        if new is not None:
            if new.exists():
                raise CommandError(
                    _("%(file)s is there already; a key is never overwritten.") % {"file": new}
                )
            try:
                signing.make(new)
            except OSError as refusal:
                raise CommandError(
                    _("The file could not be written: %(reason)s") % {"reason": refusal.strerror}
                ) from refusal
            self.stdout.write(str(new))
            return
        try:
            public = signing.public_key()
        except signing.NoKey as refusal:
            raise CommandError(refusal.messages[0]) from refusal
        self.stdout.write(sealing.public_pem(public) + f"SHA-256 {sealing.key_fingerprint(public)}")
