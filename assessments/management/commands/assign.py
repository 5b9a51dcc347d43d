"""`manage.py assign EDITION --by EMAIL`: fill the open rounds of an edition up with readers."""

import sys
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from assessments import actions
from assessments.models import Round
from dtportal.accounts.models import User
from dtportal.programme.models import Edition
from dtportal.states import ImpossibleMove


class Command(BaseCommand):
    help = "Assign council members to the dossiers of every open round; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("edition", help="slug of the edition, such as 2023")
        parser.add_argument("--by", metavar="EMAIL", required=True, help="the secretary who assigns")
        parser.add_argument("--seed", type=int, default=0, help="decides between equal members (default: 0)")

    def handle(self, *args: Any, **options: Any) -> None:
        # Django's commands speak no language of their own; operators read Vietnamese.
        with translation.override(settings.LANGUAGE_CODE):
            edition = Edition.objects.filter(slug=options["edition"]).first()
            if edition is None:
                self._give_up([_("There is no edition “%(slug)s”.") % {"slug": options["edition"]}])
            by = User.objects.filter(email__iexact=options["by"]).first()
            if by is None:
                self._give_up([_("Nobody has the address %(email)s.") % {"email": options["by"]}])
            try:
                self._assign(edition, by, options["seed"])
            except ValidationError as error:
                self._give_up(error.messages)
            except (PermissionDenied, ImpossibleMove) as error:
                self._give_up([str(error)])

    def _assign(self, edition: Edition, by: User, seed: int) -> None:
        rounds = edition.rounds.filter(status=Round.Status.OPEN)
        if not rounds:
            self._give_up([_("No round is open.")])
        for round in rounds:
            made = actions.assign(round, by=by, seed=seed)
            self.stdout.write(
                _("%(round)s: %(count)s assignments made") % {"round": round.label, "count": len(made)}
            )

    def _give_up(self, reasons: list[str]) -> NoReturn:
        """One reason a line and nothing else: scripts read them."""
        for reason in reasons:
            self.stderr.write(reason)
        sys.exit(1)
