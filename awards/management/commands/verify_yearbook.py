"""`manage.py verify_yearbook FILE.pdf [--edition 2023]`: is everybody in the book once, every page number true?"""

import sys
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from PIL import Image

from awards.models import PagePicture, Roll
from awards.yearbook.letters import printable
from awards.yearbook.verify import Expected, verify
from dtportal.journal.recording import link_to
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
        row = editions.filter(slug=slug).first() if slug else editions.filter(rolls__in=_printable()).first()
        if row is None:
            return [
                _("There is no edition “%(slug)s”.") % {"slug": slug} if slug else _("No list is published.")
            ]
        roll = _printable().filter(edition=row).first()
        if roll is None:
            return [_("No list is published.")]
        report = verify(file, _expected(roll), _originals(row))
        if not report.faults:
            self.stdout.write(
                _(
                    "%(pages)s pages; %(number)s honourees, each in one place; %(listed)s page numbers are true."
                )
                % {"pages": report.pages, "number": report.honorees, "listed": report.listed}
            )
        return report.faults


def _printable() -> QuerySet[Roll]:
    """The published list of an edition, or the signed one that a book is prepared from."""
    return Roll.objects.filter(status__in=[Roll.Status.PUBLISHED, Roll.Status.SIGNED]).order_by("status")


def _expected(roll: Roll) -> list[Expected]:
    entries = roll.entries.filter(revoked_for="").select_related("tier", "conclusion__nomination__province")
    sized = sorted((tier for tier in roll.edition.tiers.all() if tier.size), key=lambda tier: tier.size)
    return [
        Expected(
            name=printable(entry.name).replace("\n", " "),
            province=entry.conclusion.nomination.province.name,
            certificate=entry.certificate_number,
            tier=entry.tier.name,
            address=link_to(reverse("awards:verification", args=[entry.verification_code])),
            may_have_second=len(sized) > 1 and entry.tier_id == sized[0].pk,
        )
        for entry in entries
    ]


def _originals(edition: Edition) -> set[tuple[int, int]]:
    """Width and height of the pictures that came in, so far as they are known."""
    pages = PagePicture.objects.filter(page__nomination__edition=edition)
    found = {*pages.values_list("width", "height"), *edition.book_pictures.values_list("width", "height")}
    for foreword in edition.forewords.all():
        for file in (foreword.portrait, foreword.signature):
            if file:
                with suppress(OSError), file.open("rb") as opened, Image.open(opened) as picture:
                    found.add(picture.size)
    return found
