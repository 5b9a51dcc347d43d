"""The calendar against a result: a live edition is held to it, a rehearsal is warned."""

from datetime import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError

from awards import actions
from awards.models import Honor
from awards.tests.filing import put_everything_on_file
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Edition


def on(month: int, day: int):
    """Nine in the morning of a day of 2023, in Việt Nam."""
    return time_machine.travel(datetime(2023, month, day, 9, tzinfo=VIETNAM))


@pytest.fixture
def live(edition):
    edition.kind, edition.clock_at = Edition.Kind.LIVE, None
    edition.save()
    return edition


def test_a_live_roll_waits_for_the_end_of_the_intake(cast, concluded, live):
    with on(5, 30), pytest.raises(ValidationError, match="30/05/2023"):
        actions.draw_roll(live, by=cast.minh)
    with on(6, 2):
        assert actions.draw_roll(live, by=cast.minh).version == 1


def test_a_live_result_waits_for_its_phase(cast, signed, live):
    with on(8, 31), pytest.raises(ValidationError, match="01/09/2023"):
        actions.publish(live, by=cast.oanh)
    assert not Honor.objects.exists()
    with on(9, 1):
        put_everything_on_file(signed, cast)
        assert actions.publish(live, by=cast.oanh)


def test_in_a_rehearsal_both_pages_warn(edition, cast, concluded, sign_in):
    page = sign_in(cast.minh).get("/work/2023/roll/").content.decode()
    assert "còn tiếp nhận hồ sơ đến ngày 30/05/2023" in page
    actions.draw_roll(edition, by=cast.minh)


def test_oanh_is_warned_before_she_publishes(edition, cast, signed, sign_in):
    page = sign_in(cast.oanh).get("/work/2023/publication/publish/").content.decode()
    assert "giai đoạn công bố bắt đầu từ ngày 01/09/2023" in page
