"""A scoring hour on a train: the connection comes and goes, tabs are killed, the session ends, two windows are open.

Nothing is lost, nothing is doubled, and what the page says of where the words are is true at any time.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from dtportal.tests.browser.portal import Person
from dtportal.tests.browser.story import WAIT, Story

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DESKTOP = (1440, 900)
SAVED, UNREACHABLE = re.compile(r"Đã lưu trên máy chủ lúc \d\d:\d\d"), "chỉ có trên thiết bị này; sẽ tự gửi"
SIGNED_OUT, CONFLICT = "Phiên làm việc đã hết", "Đã được sửa ở cửa sổ khác"
DRAFTS = "**/draft/"
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('sheet:')).length"


@pytest.fixture
def hanh(portal, browser) -> Iterator[Person]:
    with Story(portal, browser, DESKTOP).as_("Hạnh") as person:
        yield person


def sheets(person: Person) -> list[str]:
    """Addresses of the sheets she has to fill in."""
    person.visit("/work/appraisal/?show=score")
    links = (
        person.page.get_by_role("main")
        .get_by_role("link")
        .evaluate_all("links => links.map((one) => one.pathname)")
    )
    return sorted({link for link in links if re.fullmatch(r"/work/appraisal/\d+/", link)})


def remark(page: Page):
    return page.locator("textarea[name=remark]")


def write(page: Page, text: str) -> None:
    if not remark(page).is_visible():
        page.locator("[data-step=sum]").click()
    remark(page).fill(text)


def says(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator("#saved")).to_contain_text(words, timeout=WAIT)


def on_the_server(person: Person, address: str) -> str:
    """The sheet as the server tells it, asked for beside the page."""
    return person.context.request.get(address).text()


def version(page: Page) -> int:
    return int(page.locator("input[name=version]").input_value())


def nobody_answers(route: Route) -> None:
    route.abort("internetdisconnected")


class Swallowed:
    """Requests arrive, their answers are lost on the way back, the first few."""

    def __init__(self, count: int):
        self.left, self.seen = count, []

    def __call__(self, route: Route) -> None:
        self.seen.append(route.request.post_data)
        answer = route.fetch()
        if self.left:
            self.left -= 1
            route.abort("connectionreset")
        else:
            route.fulfill(response=answer)


def test_tunnels_and_lost_answers(hanh):
    page, address = hanh.page, sheets(hanh)[0]
    page.goto(address)
    page.locator("input[name=mark-strategy]").fill("15")
    says(page, SAVED)
    before = version(page)
    hanh.context.set_offline(True)
    write(page, "Viết trong hầm.")
    says(page, UNREACHABLE)
    page.get_by_role("button", name="Nộp phiếu").click()
    says(page, "phiếu chưa được nộp")
    assert "Viết trong hầm." not in on_the_server(hanh, address)
    hanh.context.set_offline(False)
    says(page, SAVED)
    assert "Viết trong hầm." in on_the_server(hanh, address)
    assert version(page) == before + 1

    swallowed = Swallowed(1)
    hanh.context.route(DRAFTS, swallowed)
    write(page, "Câu trả lời bị mất.")
    says(page, SAVED)
    assert len(swallowed.seen) == 2 and swallowed.seen[0] == swallowed.seen[1]
    assert version(page) == before + 2, "the second time changed nothing"
    # Words written while the first answer was lost are no conflict with oneself.
    swallowed.left = 1
    write(page, "Lần một.")
    says(page, "Trên thiết bị này; đang gửi")
    write(page, "Lần hai.")
    says(page, SAVED)
    assert "Lần hai." in on_the_server(hanh, address)
    hanh.context.unroute(DRAFTS)
    page.reload()
    expect(remark(page)).to_have_value("Lần hai.")


def test_killed_tabs_leave_two_sheets_that_are_sent_from_another_page(hanh):
    first, second = sheets(hanh)[:2]
    tabs = [hanh.open_tab() for _ in range(2)]
    for tab, address in zip(tabs, (first, second), strict=True):
        # Files within view are fetched first: what the tunnel cuts off is the sheet, not they.
        tab.goto(address, wait_until="networkidle")
        # A tab that closes tries once more, when the tunnel made below has ended for it: its own stays.
        tab.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no connection')); }")
    hanh.context.set_offline(True)
    for tab, text in zip(tabs, ("Thẻ bị tắt, một.", "Thẻ bị tắt, hai."), strict=True):
        write(tab, text)
        tab.close()
    hanh.context.route(DRAFTS, nobody_answers)
    hanh.context.set_offline(False)
    page = hanh.page
    page.reload()
    expect(page.locator("#waiting")).to_have_text("Chờ gửi trên thiết bị này: 2")
    expect(page.locator("#waiting-list li")).to_have_count(2)
    assert "Thẻ bị tắt" not in on_the_server(hanh, first) + on_the_server(hanh, second)
    hanh.context.unroute(DRAFTS)
    hanh.context.set_offline(True)
    hanh.context.set_offline(False)
    expect(page.locator("#waiting")).to_be_hidden(timeout=WAIT)
    assert "Thẻ bị tắt, một." in on_the_server(hanh, first)
    assert "Thẻ bị tắt, hai." in on_the_server(hanh, second)


def test_a_reload_and_an_expired_session_lose_nothing(hanh):
    page, address = hanh.page, sheets(hanh)[0]
    page.goto(address)
    hanh.context.route(DRAFTS, nobody_answers)
    write(page, "Trước khi tải lại trang.")
    says(page, UNREACHABLE)
    page.reload()
    expect(remark(page)).to_have_value("Trước khi tải lại trang.")
    says(page, UNREACHABLE)
    hanh.context.unroute(DRAFTS)
    hanh.context.clear_cookies(name="sessionid")
    write(page, "Sau khi hết phiên.")
    says(page, SIGNED_OUT)
    tab = hanh.open_tab()
    tab.goto("/demo/")
    tab.get_by_role("button", name="Đăng nhập là Hạnh").click()
    says(page, SAVED)
    expect(remark(page)).to_have_value("Sau khi hết phiên.")
    assert "Sau khi hết phiên." in on_the_server(hanh, address)


def test_two_windows_show_both_texts(hanh):
    mine, address = hanh.page, sheets(hanh)[0]
    mine.goto(address)
    other = hanh.open_tab()
    other.goto(address)
    write(other, "Cửa sổ thứ hai.")
    says(other, SAVED)
    write(mine, "Cửa sổ thứ nhất.")
    says(mine, CONFLICT)
    mine.reload()
    conflict = mine.get_by_role("alert")
    expect(conflict).to_contain_text("Không có gì bị ghi đè", timeout=WAIT)
    expect(conflict).to_contain_text("Cửa sổ thứ hai.")
    expect(conflict).to_contain_text("Cửa sổ thứ nhất.")
    expect(remark(mine)).to_have_value("Cửa sổ thứ nhất.")
    assert "Cửa sổ thứ nhất." not in on_the_server(hanh, address)
    mine.get_by_role("button", name="Lưu nội dung đang hiển thị").click()
    says(mine, SAVED)
    assert "Cửa sổ thứ nhất." in on_the_server(hanh, address)


def test_a_shared_laptop_keeps_nothing_for_the_next_person(hanh):
    page, address = hanh.page, sheets(hanh)[0]
    page.goto(address)
    hanh.context.route(DRAFTS, nobody_answers)
    write(page, "Chỉ mình Hạnh đọc.")
    says(page, UNREACHABLE)
    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda dialog: dialog.dismiss())
        leave(page)
    assert "xóa các phiếu đó khỏi thiết bị này" in asked.value.message
    assert page.evaluate(KEPT) == 1, "she was warned, and stays"
    tab = hanh.open_tab()
    hanh.context.clear_cookies(name="sessionid")
    page.goto("about:blank")
    tab.goto("/demo/")
    tab.get_by_role("button", name="Đăng nhập là Dũng").click()
    expect(tab).to_have_url(re.compile("/work/$"))
    for _attempt in range(100):
        if not tab.evaluate(KEPT):
            break
        tab.wait_for_timeout(100)
    assert tab.evaluate(KEPT) == 0


def leave(page: Page) -> None:
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
