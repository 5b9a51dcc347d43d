"""What the commands for scripts share: an edition, a person in office, sentences and exit status 1 for refusals."""

from abc import ABC, abstractmethod
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import ImpossibleMove


class OfficeCommand(BaseCommand, ABC):
    """`can` is asked first, so that whoever lacks it learns nothing else; `act` does the deed."""

    can: Can

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("edition", metavar="EDITION", help="The edition's slug, such as 2023.")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="Who does it.")

    def handle(self, *args: Any, **options: Any) -> None:
        self.edition = Edition.objects.filter(slug=options["edition"]).first()
        if self.edition is None:
            raise CommandError(_("There is no edition “%(slug)s”.") % {"slug": options["edition"]})
        self.by = User.objects.filter(email__iexact=options["by"]).first()
        if self.by is None:
            raise CommandError(_("Nobody here has the address %(email)s.") % {"email": options["by"]})
        try:
            require(self.by, self.can, self.edition)
            self.act(**options)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        except (ImpossibleMove, PermissionDenied) as error:
            raise CommandError(str(error)) from error

    @abstractmethod
    def act(self, **options: Any) -> None:
        """The deed, by `self.by` in `self.edition`; what it raises becomes sentences."""
