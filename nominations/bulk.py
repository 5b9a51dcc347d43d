"""One deed on many dossiers: each through its own action, in its own transaction; refusals are collected."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError

from dtportal.accounts.models import User
from dtportal.states import ImpossibleMove
from nominations.models import Nomination

LIMIT = 200
Deed = Callable[..., object]


@dataclass
class Report:
    """References of the dossiers that were done; (reference, number, sentence) of those that were refused."""

    done: list[str] = field(default_factory=list)
    refused: list[tuple[str, str, str]] = field(default_factory=list)

    def leave_out(self, nominations: Iterable[Nomination], sentence: str) -> None:
        """Report dossiers that were not even tried."""
        self.refused += [(nomination.reference, nomination.known_as, sentence) for nomination in nominations]


def run(nominations: Iterable[Nomination], deed: Deed, *, by: User) -> Report:
    """`deed(nomination, by=…)` on each of them; what one refuses does not keep the others from being done."""
    report = Report()
    for nomination in nominations:
        try:
            deed(nomination, by=by)
        except ValidationError as error:
            report.refused.append((nomination.reference, nomination.known_as, " ".join(error.messages)))
        except (ImpossibleMove, PermissionDenied) as error:
            report.refused.append((nomination.reference, nomination.known_as, str(error)))
        else:
            report.done.append(nomination.reference)
    return report
