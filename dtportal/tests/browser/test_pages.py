"""Pages for everybody: without script, with a screen reader, with two tabs open, with a worker that was away."""

import re

import pytest
from playwright.sync_api import expect

from dtportal.tests.browser.portal import Person
from dtportal.tests.browser.story import STRATEGY, UNIT, WAIT, Story, autosaved

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ELIGIBILITY = "/guide/eligibility/?kind=enterprise&sector=GT&province=48-2008&has=tax_code"
STRATEGY_SECTION = re.compile("Chiến lược, kế hoạch chuyển đổi số")


def opens_her_strategy(lan: Person):
    """The field in which Lan writes, whichever of her sections the list offers first."""
    lan.menu("Hồ sơ đề cử")
    lan.follow(UNIT)
    lan.follow(STRATEGY_SECTION, lan.page.get_by_role("main"))
    return lan.page.get_by_label("Chiến lược, kế hoạch của đơn vị")


def test_lan_writes_and_reads_the_news_without_script(portal, browser, size):
    with Story(portal, browser, size, has_script=False).as_("Lan") as lan:
        text = f"{STRATEGY} Màn hình rộng {size[0]}."
        opens_her_strategy(lan).fill(text)
        lan.press("Lưu nháp")
        lan.page.reload()
        expect(lan.page.get_by_label("Chiến lược, kế hoạch của đơn vị")).to_have_value(text)
        lan.visit("/news/")
        lan.follow(re.compile("Cẩm nang"))


def test_nothing_keeps_a_screen_reader_out(portal, browser, size):
    """No serious or critical finding of axe-core; the honour list is looked at in the journey."""
    story = Story(portal, browser, size)
    somebody = Person(portal, browser, size)
    for path in ("/", "/guide/", "/guide/unit/", ELIGIBILITY, "/honorees/", "/accounts/login/", "/demo/"):
        somebody.visit(path)
        somebody.is_accessible()
    somebody.leave()
    with story.as_("Lan") as lan:
        opens_her_strategy(lan)
        lan.is_accessible()
    with story.as_("Hạnh") as hanh:
        hanh.menu("Hồ sơ được phân công")
        hanh.is_accessible()
        hanh.follow("Chấm", hanh.page.get_by_role("main"))
        expect(hanh.page.get_by_role("button", name="Tiêu chí tiếp theo")).to_be_visible()
        hanh.is_accessible()
    with story.as_("Minh") as minh:
        minh.menu("Hồ sơ")
        minh.is_accessible()
        minh.menu("Đợt chấm và phân công")
        minh.is_accessible()


def test_a_stale_save_shows_both_texts(portal, browser, size):
    """Two tabs, one section: the second to save is asked, and nothing is overwritten before."""
    with Story(portal, browser, size).as_("Lan") as lan:
        mine = opens_her_strategy(lan)
        other_tab = lan.open_tab()
        other_tab.goto(lan.page.url)
        other_tab.get_by_label("Chiến lược, kế hoạch của đơn vị").fill("Viết ở thẻ thứ hai.")
        autosaved(other_tab)
        mine.fill("Viết ở thẻ thứ nhất.")
        conflict = lan.page.get_by_role("alert")
        expect(conflict).to_contain_text("Đã có người khác lưu phần này", timeout=WAIT)
        expect(conflict).to_contain_text("Viết ở thẻ thứ hai.")
        expect(conflict).to_contain_text("Viết ở thẻ thứ nhất.")
        lan.look()
        lan.press("Lưu nội dung vừa soạn")
        other_tab.reload()
        expect(other_tab.get_by_label("Chiến lược, kế hoạch của đơn vị")).to_have_value(
            "Viết ở thẻ thứ nhất."
        )


def test_oanh_empties_and_refills_the_rehearsal(own_portal, browser):
    """The worker does it while she watches; the cast finds its places again."""
    with Story(own_portal, browser, (1440, 900)).as_("Oanh") as oanh:
        oanh.menu("Lần tổ chức và lịch")
        oanh.follow("Xóa và làm mới")
        oanh.page.get_by_label("Số hồ sơ minh họa cần tạo").fill("3")
        oanh.page.get_by_label("Nhập tên viết tắt của kỳ tổ chức để xác nhận").fill("2023")
        oanh.press("Xóa và làm mới")
        expect(oanh.page.get_by_role("main")).to_contain_text("Hoàn thành", timeout=3 * WAIT)
    with Story(own_portal, browser, (1440, 900)).as_("Minh") as minh:
        minh.menu("Hồ sơ")
        expect(
            minh.page.get_by_role("main").get_by_role("link", name=re.compile("^[0-3] hồ sơ đã nộp"))
        ).to_be_visible()
