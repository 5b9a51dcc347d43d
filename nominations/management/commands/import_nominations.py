"""`manage.py import_nominations EDITION FILE.xlsx [--dry-run] [--by EMAIL]`: a list of nominations becomes drafts."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from dtportal.accounts.models import User
from dtportal.programme.models import Edition
from dtportal.roles import Can
from nominations.imports.reading import MAX_BYTES, Unreadable
from nominations.imports.writing import Outcome, import_workbook, preview_workbook


class Command(BaseCommand):
    help = "Import a list of nominations: drafts with their endorsements, all or nothing; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("edition", help="slug of the edition, such as 2023")
        parser.add_argument("file", help="the list, an Excel workbook (.xlsx)")
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
        parser.add_argument(
            "--by", metavar="EMAIL", help="who imports; by default the first secretary of the edition"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # Django's commands speak no language of their own; operators read Vietnamese.
        with translation.override(settings.LANGUAGE_CODE):
            try:
                self._report(_import(options), is_dry=options["dry_run"])
            except (Unreadable, PermissionDenied) as error:
                self._give_up([str(error)])
            except ValidationError as error:
                self._give_up([" ".join(error.messages)])

    def _report(self, outcome: Outcome, *, is_dry: bool) -> None:
        for label in outcome.ignored:
            self.stdout.write(_("Column “%(label)s” was not read.") % {"label": label})
        if outcome.mistakes:
            self._give_up([str(mistake) for mistake in outcome.mistakes])
        if is_dry:
            self.stdout.write(_("Checked only; nothing was written."))
        self.stdout.write(
            _("created: %(created)s, updated: %(updated)s, unchanged: %(unchanged)s") % outcome.counts
        )

    def _give_up(self, reasons: list[str]) -> NoReturn:
        """One reason a line and nothing else: scripts read them. CommandError would put its name before."""
        for reason in reasons:
            self.stderr.write(reason)
        sys.exit(1)


def _import(options: dict[str, Any]) -> Outcome:
    edition = Edition.objects.filter(slug=options["edition"]).first()
    if edition is None:
        raise Unreadable(_("There is no edition “%(slug)s”.") % {"slug": options["edition"]})
    by = _importer(edition, options["by"])
    act = preview_workbook if options["dry_run"] else import_workbook
    return act(edition, _content(options["file"]), by=by)


def _importer(edition: Edition, email: str | None) -> User:
    if email:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise Unreadable(_("There is no account “%(email)s”.") % {"email": email})
        return user
    user = User.objects.holding(Can.SCREEN, edition=edition).first()
    if user is None:
        raise Unreadable(
            _("Edition “%(slug)s” has no secretary yet. Please say who imports with --by EMAIL.")
            % {"slug": edition.slug}
        )
    return user


def _content(name: str) -> bytes:
    path = Path(name)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable(_("The file is larger than %(limit)s MB.") % {"limit": MAX_BYTES // 2**20})
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Unreadable(_("There is no file “%(name)s”.") % {"name": name}) from error
    except OSError as error:
        raise Unreadable(_("The file “%(name)s” cannot be read.") % {"name": name}) from error
