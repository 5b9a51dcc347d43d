"""`manage.py build_yearbook EDITION --output FILE.pdf [--variant print] [--inline] [--by EMAIL]`: order the book, wait
for it, write it."""

import shutil
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from awards.actions import order_yearbook
from awards.models import Variant, Yearbook
from awards.yearbook import building
from dtportal.accounts.models import User
from dtportal.journal.recording import unhurried
from dtportal.programme.models import Edition
from dtportal.roles import Can

# Seconds after which a queued order that nobody takes is worth a remark.
PATIENCE = 30


class Refused(Exception):
    """Why there is no book, as a sentence."""


class Command(BaseCommand):
    help = "Build the yearbook of an edition: through the worker, or in this process with --inline."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("edition", help="slug of the edition, such as 2023")
        parser.add_argument("--output", required=True, type=Path, metavar="FILE.pdf")
        parser.add_argument(
            "--inline", action="store_true", help="build here instead of waiting for the worker"
        )
        parser.add_argument(
            "--by", metavar="EMAIL", help="who orders; by default the first organiser of the edition"
        )

        parser.add_argument(
            "--variant", choices=Variant.values, default=Variant.SCREEN, help="for the screen or the printer"
        )

    def handle(
        self, *, edition: str, output: Path, inline: bool, variant: str, by: str | None, **options: Any
    ) -> None:
        # Django's commands speak no language of their own; operators read Vietnamese.
        with translation.override(settings.LANGUAGE_CODE):
            try:
                yearbook = self._built(edition, Path(output), inline, variant, by)
            except (Refused, PermissionDenied) as refused:
                reasons = [str(refused)]
            except ValidationError as refused:
                reasons = refused.messages
            else:
                self.stdout.write(
                    _("%(file)s: %(pages)s pages, %(number)s honourees, SHA-256 %(hash)s")
                    % {
                        "file": output,
                        "pages": yearbook.page_count,
                        "number": yearbook.total - building.MORE_STEPS,
                        "hash": yearbook.sha256,
                    }
                )
                # The book is there, and says itself where it is not what it should be.
                for fault in yearbook.faults:
                    self.stderr.write(f"{fault['name']}: {fault['reason']}")
                return
        for reason in reasons:
            self.stderr.write(reason)
        sys.exit(1)

    def _built(self, slug: str, output: Path, inline: bool, variant: str, email: str | None) -> Yearbook:
        edition = Edition.objects.filter(slug=slug).first()
        if edition is None:
            raise Refused(_("There is no edition “%(slug)s”.") % {"slug": slug})
        if not output.parent.is_dir():
            raise Refused(_("The folder %(folder)s does not exist.") % {"folder": output.parent})
        by = _orderer(edition, email)
        if inline:
            with unhurried():
                yearbook = order_yearbook(edition, by=by, variant=variant)
                while not yearbook.finished:
                    building.build(yearbook.pk, report=self._show)
                    self._wait(yearbook)
        else:
            yearbook = order_yearbook(edition, by=by, variant=variant)
            while not yearbook.finished:
                self._wait(yearbook)
                self._show(yearbook)
        if yearbook.status == Yearbook.Status.FAILED:
            raise Refused(yearbook.failure)
        try:
            with yearbook.file.open("rb") as source, output.open("wb") as target:
                shutil.copyfileobj(source, target)
        except OSError as error:
            raise Refused(_("The file could not be written: %(reason)s") % {"reason": error}) from error
        return yearbook

    def _wait(self, yearbook: Yearbook) -> None:
        yearbook.refresh_from_db()
        if not yearbook.finished:
            time.sleep(1)

    def _show(self, yearbook: Yearbook) -> None:
        """A line on standard error whenever something has changed."""
        line = f"{yearbook.get_status_display()}: {yearbook.get_stage_display()}, {yearbook.done}/{yearbook.total}"
        if line != getattr(self, "_shown", ""):
            self._shown, self._since = line, time.monotonic()
            self.stderr.write(line)
        elif yearbook.status == Yearbook.Status.QUEUED and time.monotonic() - self._since > PATIENCE:
            self._since = float("inf")
            self.stderr.write(
                _("No worker has taken the order yet. Is one running? (--inline builds without.)")
            )


def _orderer(edition: Edition, email: str | None) -> User:
    if email is None:
        user = User.objects.holding(Can.BUILD_YEARBOOK, edition=edition).first()
        if user is None:
            raise Refused(_("Nobody holds the office of organiser in this edition; name somebody with --by."))
        return user
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise Refused(_("There is no active user %(email)s.") % {"email": email})
    return user
