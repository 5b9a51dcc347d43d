"""What one step may choose from, and the list of all steps.

A new action gets a function of the same name in one of the `steps_…` modules:

    @step(often=3)
    def reopen(play):
        actions.reopen(play.dossier(), by=play.person("minh", "hoa"), reason=play.reason())

`often` is its weight; the people named in `person` try it often, everybody else sometimes.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models

from dtportal.accounts.models import User
from dtportal.programme.models import Edition
from dtportal.states import ImpossibleMove
from nominations import actions
from nominations.actions import StaleSave, WrongOffset
from nominations.models import Nomination
from nominations.sections import sections_of
from nominations.tests.play.world import World

# How an action says no; anything else that it raises is a mistake of the program.
REFUSALS = (PermissionDenied, ValidationError, ImpossibleMove, StaleSave, WrongOffset)
# Parts of other actions, which check for them who acts; nobody calls these by themselves.
PARTS = {
    "add": "attach, finish_upload",
    "begin": "start, start_paper",
    "give": "give_consents, submit",
    "put_instead": "replace, finish_upload",
    "ask_to_confirm": "submit",
    "invite_imported": "an import",
    "journal": "every action",
}
STEPS: dict[str, Callable[["Play"], Any]] = {}
OFTEN: dict[str, int] = {}
T = TypeVar("T")


class Impossible(Exception):
    """There is nothing to do it with yet; the step is passed over."""


def step(*, often: int = 1) -> Callable:
    """Puts a step on the list, `often` times as likely as the rarest ones."""

    def register(deed: Callable[["Play"], Any]) -> Callable[["Play"], Any]:
        STEPS[deed.__name__], OFTEN[deed.__name__] = deed, often
        return deed

    return register


class Play:
    """Choices are made among names, numbers and texts, so that a failing story can be read."""

    def __init__(self, world: World, choose: Callable[[Sequence[Any]], Any]):
        self.world = world
        self.choose = choose

    @property
    def edition(self) -> Edition:
        return self.world.edition

    def person(self, *likely: str) -> User:
        """Somebody: three times of four one of `likely`, otherwise anybody at all."""
        everybody = list(self.world.people)
        share = 3 * len(everybody) // max(len(likely), 1)
        return self.world.user(self.choose([*(list(likely) * share), *everybody]))

    def one(self, rows: models.QuerySet) -> Any:
        """One of these rows; a step that finds none is passed over."""
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        if not keys:
            raise Impossible
        return rows.get(pk=self.choose(keys))

    def dossier(self, *statuses: str) -> Nomination:
        """Any dossier, or, two times of three, one in which the step could make sense."""
        rows = Nomination.objects.for_listing()
        if statuses and rows.filter(status__in=statuses).exists() and self.choose([True, True, False]):
            rows = rows.filter(status__in=statuses)
        return self.one(rows)

    def member(self, nomination: Nomination) -> User:
        """Most often whoever represents the organisation."""
        return self.person(self.world.members.get(nomination.organization_id, "lan"))

    def section(self, nomination: Nomination) -> str:
        return self.choose([section.key for section in sections_of(nomination.edition, nomination.group)])

    def reason(self) -> str:
        return self.choose(["Cần xác minh thêm.", "Cần xác minh thêm.", "Cần xác minh thêm.", " "])


def public_actions() -> Iterator[str]:
    """Every verb of `nominations.actions`: public, in one of its modules, done *by* somebody."""
    for module in pkgutil.iter_modules(actions.__path__, f"{actions.__name__}."):
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            parameter = inspect.signature(function).parameters.get("by")
            is_deed = parameter is not None and parameter.kind is parameter.KEYWORD_ONLY
            if function.__module__ == module.name and is_deed and not name.startswith("_"):
                yield name


def all_steps() -> list[str]:
    """Names of the steps, each as often as it is to be taken; reads every `steps_…` module beside this one."""
    package = importlib.import_module(__package__)
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if module.name.rpartition(".")[2].startswith("steps_"):
            importlib.import_module(module.name)
    return [name for name in sorted(STEPS, key=OFTEN.get) for _ in range(OFTEN[name])]
