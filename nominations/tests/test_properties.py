"""Random members of the cast do random things at random times; what must never happen does not happen.

    PROPERTY_STORIES=500 python -m pytest -n0 nominations/tests/test_properties.py     as long, and as new, as you like

Without the variable the stories are few: two dozen, and more until they have come everywhere.
How a new action gets its step: `play/play.py`.
"""

import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from nominations.tests.play import promises
from nominations.tests.play.play import PARTS, REFUSALS, STEPS, Impossible, Play, all_steps, public_actions
from nominations.tests.play.world import World, create_world

STORIES = int(os.environ.get("PROPERTY_STORIES", 0))
TOLD_AT_ONCE = settings(
    max_examples=STORIES or 12,
    stateful_step_count=40,
    deadline=None,
    database=None,
    print_blob=bool(STORIES),
    suppress_health_check=list(HealthCheck),
)

WORTH_TELLING = {"accepted", "returned", "on_hold", "withdrawn"}


class Intake(RuleBasedStateMachine):
    """One story; whatever happened in it is rolled back at its end."""

    world: World
    reached: set[str] = set()

    def __init__(self):
        super().__init__()
        self.start = transaction.savepoint()
        self.seen, self.turn = promises.look(), 0

    def take(self, name: str, data) -> None:
        play = Play(self.world, lambda options: data.draw(st.sampled_from(options)))
        try:
            STEPS[name](play)
        except Impossible:
            return
        except REFUSALS:
            promises.keep_after_refusal(self.seen, promises.look())
            return
        now = promises.look()
        promises.keep(self.world, self.seen, now, turn=self.turn)
        self.seen, self.turn = now, self.turn + 1
        self.reached.update(now.statuses.values())

    def teardown(self) -> None:
        try:
            promises.keep_at_the_end(self.world, self.seen)
        finally:
            transaction.savepoint_rollback(self.start)


def with_all_steps(machine: type[Intake]) -> type[Intake]:
    """A rule for each step, and as many as it is to be taken more often than the rarest."""

    def rule_of(name: str):
        def take(self, data) -> None:
            self.take(name, data)

        take.__name__ = name  # what a failing story is printed with
        return rule(data=st.data())(take)

    # Their order is that of their names; what comes first, hypothesis tries most: let it be the rarest.
    rules = {f"step_{number:03}_{name}": rule_of(name) for number, name in enumerate(all_steps())}
    return type(machine.__name__, (machine,), rules)


@pytest.mark.django_db
@pytest.mark.slow
def test_no_story_breaks_a_promise(cast, edition):
    Intake.world = create_world(edition, cast)
    promises.keep_at_the_end(Intake.world, promises.look())
    machine = with_all_steps(Intake)
    for number in range(1, 11):
        # What sets are ordered by differs from run to run, and with it what a seed tells: until all has happened.
        run_state_machine_as_test(machine if STORIES else seed(number)(machine), settings=TOLD_AT_ONCE)
        if (STORIES or number > 1) and Intake.reached >= WORTH_TELLING:
            break
    assert Intake.reached >= WORTH_TELLING, "stories that go nowhere say nothing"


def test_every_action_has_a_step():
    """A new action is tried like all others: give it a step (`play/play.py` says how)."""
    all_steps()
    assert not set(public_actions()) - set(STEPS) - set(PARTS)
