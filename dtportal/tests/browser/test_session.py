"""A session on two screens at once: the member's follows the chair's cursor, and keeps what the member has begun."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from dtportal.tests.browser.conftest import serve
from dtportal.tests.browser.portal import Portal
from dtportal.tests.browser.story import WAIT, Story

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SESSION = re.compile("Phiên theo con trỏ")


@pytest.fixture(scope="module")
def sitting(prepared, tmp_path_factory) -> Iterator[Portal]:
    scene = "from dtportal.tests.browser.scene import the_council_sits as play; play()"
    yield from serve(prepared, tmp_path_factory.mktemp("sitting"), "shell", "--command", scene)


def test_the_members_screen_follows_the_chair(sitting, browser):
    story = Story(sitting, browser, (1440, 900))
    with story.as_("Dũng") as dung, Story(sitting, browser, (390, 844)).as_("Hạnh") as hanh:
        for person in (dung, hanh):
            person.menu("Phiên họp")
            person.follow(SESSION)
        screen = hanh.page.locator("#now")
        expect(screen).to_contain_text("Hội đồng đang xem chương trình họp")
        dung.press(re.compile("Nội dung sau"))
        expect(screen).to_contain_text("Việc thứ nhất", timeout=WAIT)
        dung.press("Mở bỏ phiếu")
        ballot = hanh.page.get_by_role("group", name="Phiếu kín của tôi")
        mine = ballot.get_by_role("radio", name="Không tán thành", exact=True)
        mine.check(timeout=WAIT)
        dung.page.get_by_role("radio", name="Tán thành", exact=True).check()
        dung.press(re.compile("^Bỏ phiếu$"))
        # Her screen has moved on, and her choice is still hers.
        expect(screen).to_contain_text(re.compile(r"Số phiếu đã bỏ\s*1/"), timeout=WAIT)
        expect(mine).to_be_checked()
        hanh.look()
        hanh.is_accessible()
        hanh.press(re.compile("^Bỏ phiếu$"))
        hanh.sees("Phiếu đã vào hòm")
        expect(dung.page.locator("#now")).to_contain_text(re.compile(r"Số phiếu đã bỏ\s*2/"), timeout=WAIT)
        dung.is_accessible()
