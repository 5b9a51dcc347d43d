"""The scoring screen in a browser: keys that never act while one types, evidence within the page, pins, a phone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from dtportal.tests.browser.conftest import DESKTOP, PHONE
from dtportal.tests.browser.portal import Person
from dtportal.tests.browser.story import WAIT, Story

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PLAN = "ke-hoach-ba-trang.pdf"


@pytest.fixture
def hanh(portal, browser, size) -> Iterator[Person]:
    with Story(portal, browser, size).as_("Hạnh") as person:
        person.menu("Hồ sơ được phân công")
        person.follow("Chấm tiếp", person.page.get_by_role("main"))
        yield person


def card(page: Page, number: int) -> Locator:
    return page.get_by_role("group", name=re.compile(rf"^Tiêu chí {number}\D"))


def mark(page: Page, number: int) -> Locator:
    return card(page, number).get_by_role("spinbutton")


def plan(page: Page) -> Locator:
    """The viewer of the plan, once its pages have come."""
    viewer = page.get_by_role("figure", name=PLAN)
    page.get_by_text(PLAN, exact=True).first.scroll_into_view_if_needed()
    expect(viewer).to_be_visible(timeout=WAIT)
    return viewer


def test_keys_choose_turn_and_write_but_never_while_typing(portal, browser):
    with Story(portal, browser, DESKTOP).as_("Hạnh") as person:
        person.menu("Hồ sơ được phân công")
        person.follow("Chấm tiếp", person.page.get_by_role("main"))
        page = person.page
        press = page.keyboard.press
        press("3")
        expect(mark(page, 1)).to_have_value("16")
        press("c")
        remark = card(page, 1).get_by_role("textbox")
        expect(remark).to_be_focused()
        page.keyboard.type("1 jkprsa?")
        expect(remark).to_have_value("1 jkprsa?")
        expect(mark(page, 1)).to_have_value("16")
        expect(card(page, 1)).to_be_visible()
        remark.fill("")
        remark.blur()
        press("j")
        expect(card(page, 2)).to_be_visible()
        expect(card(page, 1)).to_be_hidden()
        press("k")
        expect(card(page, 1)).to_be_visible()
        press("a")
        expect(card(page, 6)).to_be_visible()
        press("a")
        expect(card(page, 6)).to_be_hidden()
        press("?")
        keys = page.get_by_label("Phím tắt", exact=True)
        expect(keys).to_be_visible()
        person.is_accessible()
        page.get_by_label("Dùng phím tắt trên thiết bị này").uncheck()
        press("Escape")
        press("1")
        expect(mark(page, 1)).to_have_value("16")
        press("?")
        page.get_by_label("Dùng phím tắt trên thiết bị này").check()
        press("Escape")
        press("r")
        expect(page.locator("#recusal")).to_be_visible()


def test_a_page_of_evidence_is_read_pinned_and_found_again(hanh, size):
    page = hanh.page
    viewer = plan(page)
    viewer.get_by_role("link", name="Trang sau").click()
    expect(viewer.get_by_role("img")).to_have_attribute("alt", re.compile("^Trang 2"), timeout=WAIT)
    assert viewer.get_by_role("img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    viewer.get_by_text("Nội dung chữ của trang này").click()
    expect(viewer).to_contain_text("Trang giua")
    viewer.get_by_role("button", name="Ghim trang này").click()
    pins = card(page, 1).get_by_role("list", name="Chỗ ghim")
    expect(pins).to_contain_text(f"{PLAN}, trang 2", timeout=WAIT)
    expect(viewer.get_by_text("Đã ghim")).to_be_visible()
    hanh.look()
    hanh.is_accessible()
    viewer.get_by_role("link", name="Trang sau").click()
    expect(viewer.get_by_role("img")).to_have_attribute("alt", re.compile("^Trang 3"), timeout=WAIT)
    expect(viewer.get_by_text("Đã ghim")).to_be_hidden()
    # From another criterion the pin leads back to its page, and is taken out again.
    page.reload()
    pins.get_by_role("link", name=f"{PLAN}, trang 2").click()
    expect(viewer.get_by_role("img")).to_have_attribute("alt", re.compile("^Trang 2"), timeout=WAIT)
    pins.get_by_role("button", name=re.compile("^Bỏ ghim")).click()
    expect(pins).to_be_hidden(timeout=WAIT)
    hanh.look()


def test_a_whole_sheet_is_marked_and_submitted(portal, browser):
    """With everything saved already, as it mostly is when the button is pressed."""
    with Story(portal, browser, PHONE).as_("Hạnh") as hanh:
        hanh.visit("/work/appraisal/?show=score")
        page = hanh.page
        row = page.get_by_role("list").last.get_by_role("listitem").last
        reference = row.locator(".code").inner_text()
        hanh.follow(re.compile("^Chấm"), row)
        for number in range(1, 7):
            field = mark(page, number)
            field.fill(str(int(field.get_attribute("max")) * 6 // 10))
            page.get_by_role("button", name="Tiêu chí tiếp theo").click()
        expect(page.locator("#c-sum")).to_be_visible()
        expect(page.locator("#saved")).to_contain_text("Đã lưu trên máy chủ", timeout=WAIT)
        hanh.press("Nộp phiếu")
        hanh.visit("/work/appraisal/?show=done")
        row = page.get_by_role("listitem").filter(has_text=reference)
        expect(row).to_contain_text("/100")
        hanh.is_accessible()
        # What opens above the page does so on a submitted sheet, too.
        hanh.follow(re.compile("^Xem phiếu"), row)
        page.keyboard.press("r")
        expect(page.locator("#recusal")).to_be_visible()
        page.keyboard.press("Escape")
        page.get_by_label("Thêm", exact=True).click()
        page.get_by_role("link", name="Hỏi Ban Thư ký").click()
        expect(page.locator("#ask").get_by_label("Câu hỏi")).to_be_visible(timeout=WAIT)


@pytest.mark.parametrize("size", [PHONE], ids=["phone"])
def test_a_question_goes_to_the_secretariat_without_leaving_the_sheet(hanh, size):
    page = hanh.page
    mark(page, 1).fill("15")
    page.get_by_label("Thêm", exact=True).click()
    page.get_by_role("link", name="Hỏi Ban Thư ký").click()
    box = page.locator("#ask")
    box.get_by_label("Câu hỏi").fill("Báo cáo kiểm toán là của năm nào?")
    box.get_by_role("button", name="Gửi câu hỏi").click()
    expect(box).to_contain_text("Đã báo cho Ban Thư ký", timeout=WAIT)
    hanh.is_accessible()
    page.keyboard.press("Escape")
    expect(mark(page, 1)).to_have_value("15")
    hanh.look()


def test_without_script_everything_is_one_page_with_a_save_button(portal, browser):
    with Story(portal, browser, PHONE, has_script=False).as_("Hạnh") as hanh:
        hanh.visit("/work/appraisal/?show=score")
        hanh.follow("Chấm tiếp", hanh.page.get_by_role("main"))
        page = hanh.page
        for number in (1, 6):
            expect(card(page, number)).to_be_visible()
        mark(page, 2).fill("9")
        hanh.press("Lưu nháp")
        expect(mark(page, 2)).to_have_value("9")
        hanh.follow("Xem ngay tại đây", page.get_by_role("listitem").filter(has_text=PLAN))
        hanh.follow("Trang sau", page.get_by_role("main"))
        hanh.sees("Trang giua")
        page.get_by_role("combobox").select_option(index=2)
        hanh.press("Ghim trang này")
        pins = card(page, 3).get_by_role("list", name="Chỗ ghim")
        expect(pins).to_contain_text(f"{PLAN}, trang 2")
        hanh.press(re.compile("^Bỏ ghim"), pins)
        expect(pins.get_by_role("listitem")).to_have_count(0)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_refused_sheet_opens_where_the_mistake_is(hanh):
    page = hanh.page
    steps = page.get_by_role("navigation", name="Tiêu chí").get_by_role("listitem")
    for number in range(1, 7):
        steps.nth(number - 1).click()
        field = mark(page, number)
        field.fill(str(int(field.get_attribute("max")) * 6 // 10))
    card(page, 6).get_by_role("textbox").fill("")
    step = steps.nth(5).get_by_role("link")
    # Beyond the scale: the autosave says so at the field, until it is mended.
    mark(page, 6).fill("99")
    expect(page.locator("#saved")).to_contain_text("Chưa lưu được", timeout=WAIT)
    expect(mark(page, 6)).to_have_attribute("aria-invalid", "true")
    expect(step).to_have_attribute("data-wrong", "")
    mark(page, 6).fill("1")
    expect(mark(page, 6)).not_to_have_class(re.compile("is-invalid"))
    expect(step).not_to_have_attribute("data-wrong", "")
    expect(page.locator("#saved")).to_contain_text("Đã lưu trên máy chủ", timeout=WAIT)
    page.get_by_role("button", name="Tiêu chí tiếp theo").click()
    hanh.press("Nộp phiếu")
    expect(page.locator("#messages")).to_contain_text("cần có nhận xét hoặc trang minh chứng")
    expect(card(page, 6)).to_be_visible()
    expect(card(page, 1)).to_be_hidden()
    remark = card(page, 6).get_by_role("textbox")
    expect(remark).to_be_in_viewport()
    expect(remark).to_be_focused()
    expect(step).to_have_attribute("data-wrong", "")
    hanh.look()
    remark.fill("Chưa có số liệu.")
    expect(step).not_to_have_attribute("data-wrong", "")
