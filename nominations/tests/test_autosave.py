"""The section's page in a browser: it saves by itself, counts like the server, loses nothing."""

import os
import unicodedata

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread
from playwright.sync_api import expect, sync_playwright

from dtportal.questions import count_characters
from nominations.tests.helpers import draft

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]

WAIT = 30_000
SIGNED_OUT = "Phiên đăng nhập đã hết"
TEXTS = ["Ệ", unicodedata.normalize("NFD", "Chuyển đổi số"), "một\r\nhai\nba", "  viền  ", "😀 ế", ""]


@pytest.fixture
def address(db):
    """A server inside the test's own transaction: the journal cannot be emptied, so nothing is committed."""
    connection = connections["default"]
    connection.inc_thread_sharing()
    shared = {"default": connection}
    server = LiveServerThread("localhost", StaticFilesHandler, connections_override=shared)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    yield f"http://localhost:{server.port}"
    server.terminate()
    connection.dec_thread_sharing()


@pytest.fixture
def writing(cast, organization, edition, sign_in, address):
    """Lan's tab on the section of results, and what it takes to sign in again: (page, cookie)."""
    nomination = draft(organization, by=cast.lan, edition=edition)
    session = sign_in(cast.lan).cookies["sessionid"].value
    cookie = {"name": "sessionid", "value": session, "url": address}
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-quic"]
        )
        context = browser.new_context(base_url=address)
        context.set_default_timeout(WAIT)
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto(f"{nomination.get_absolute_url()}sections/results/")
        yield page, cookie
        browser.close()


def says(page, text: str) -> None:
    expect(page.locator("[data-state]")).to_contain_text(text, timeout=WAIT)


def stored(page) -> str:
    """What the server has, read as a person would: by opening the page again."""
    page.reload()
    return page.locator("#id_results").input_value()


def test_a_pause_saves_and_says_when(writing):
    page, _cookie = writing
    page.locator("#id_results").fill("Giảm 31% thời gian giao nhận.")
    says(page, "Đã lưu lúc")
    assert stored(page) == "Giảm 31% thời gian giao nhận."
    assert page.evaluate("localStorage.length") == 0


def test_a_letter_that_is_being_composed_is_not_sent(writing):
    page, _cookie = writing
    field = page.locator("#id_results")
    field.evaluate("node => node.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}))")
    field.evaluate(
        "node => { node.value = 'Tieengs';"
        " node.dispatchEvent(new InputEvent('input', {bubbles: true, isComposing: true})) }"
    )
    page.wait_for_timeout(2500)
    says(page, "Chưa lưu")
    field.evaluate(
        "node => { node.value = 'Tiếng';"
        " node.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true})) }"
    )
    says(page, "Đã lưu lúc")
    assert stored(page) == "Tiếng"


def test_a_colleague_in_another_tab_is_not_overwritten(writing):
    page, _cookie = writing
    colleague = page.context.new_page()
    colleague.goto(page.url)
    colleague.locator("#id_results").fill("Bản của đồng nghiệp.")
    says(colleague, "Đã lưu lúc")
    page.locator("#id_results").fill("Bản của tôi.")
    conflict = page.locator("#conflict")
    expect(conflict).to_contain_text("Bản của đồng nghiệp.", timeout=WAIT)
    expect(conflict).to_contain_text("Bản của tôi.")
    page.get_by_role("button", name="Dùng nội dung đã lưu").click()
    expect(page.locator("#id_results")).to_have_value("Bản của đồng nghiệp.")


def in_conflict(page, cookie):
    """Another device has saved, this one has been told so; the other's page."""
    context = page.context.browser.new_context()
    context.add_cookies([cookie])
    colleague = context.new_page()
    colleague.goto(page.url)
    colleague.locator("#id_results").fill("Bản của đồng nghiệp.")
    says(colleague, "Đã lưu lúc")
    page.locator("#id_results").fill("Bản của tôi.")
    expect(page.locator("#conflict")).to_contain_text("Bản của đồng nghiệp.", timeout=WAIT)
    return colleague


def test_whoever_does_not_choose_overwrites_nothing(writing):
    page, cookie = writing
    colleague = in_conflict(page, cookie)
    page.locator("#id_results").fill("Bản của tôi, viết tiếp.")
    page.wait_for_timeout(2500)
    assert stored(colleague) == "Bản của đồng nghiệp."
    page.get_by_role("button", name="Lưu nháp").click()
    page.wait_for_timeout(1500)
    page.context.clear_cookies(name="sessionid")
    page.goto("/")
    page.context.add_cookies([cookie])
    page.goto(colleague.url)
    conflict = page.locator("#conflict")
    expect(conflict).to_contain_text("Bản của đồng nghiệp.", timeout=WAIT)
    expect(conflict).to_contain_text("Bản của tôi, viết tiếp.")
    expect(page.locator("#id_results")).to_have_value("Bản của tôi, viết tiếp.")
    assert stored(colleague) == "Bản của đồng nghiệp."


def test_a_refused_save_without_script_asks_again_too(writing):
    page, cookie = writing
    colleague = in_conflict(page, cookie)
    page.evaluate("document.getElementById('section-form').submit()")
    expect(page.locator("#conflict")).to_contain_text("Bản của đồng nghiệp.", timeout=WAIT)
    page.locator("#id_results").fill("Bản của tôi, viết tiếp.")
    page.wait_for_timeout(2500)
    page.goto(colleague.url)
    expect(page.locator("#conflict")).to_contain_text("Bản của tôi, viết tiếp.", timeout=WAIT)
    assert stored(colleague) == "Bản của đồng nghiệp."


def test_saving_and_continuing_keeps_what_was_typed_last(writing):
    page, _cookie = writing
    section = page.url
    page.locator("#id_results").fill("Vừa gõ xong.")
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu và tiếp tục").click()
    assert page.url != section and page.evaluate("localStorage.length") == 0
    page.goto(section)
    expect(page.locator("#id_results")).to_have_value("Vừa gõ xong.")


def test_whoever_keeps_her_text_replaces_the_saved_one(writing):
    page, cookie = writing
    in_conflict(page, cookie)
    page.locator("#conflict button[type=submit]").click()
    expect(page.locator("#conflict > *")).to_have_count(0, timeout=WAIT)
    assert stored(page) == "Bản của tôi."
    assert page.evaluate("localStorage.length") == 0


def test_whoever_takes_the_saved_text_goes_on_from_it(writing):
    page, cookie = writing
    in_conflict(page, cookie)
    page.get_by_role("button", name="Dùng nội dung đã lưu").click()
    page.locator("#id_results").fill("Bản của đồng nghiệp. Thêm ý của tôi.")
    says(page, "Đã lưu lúc")
    expect(page.locator("#conflict > *")).to_have_count(0)
    assert stored(page) == "Bản của đồng nghiệp. Thêm ý của tôi."


def test_text_written_offline_is_sent_when_the_connection_is_back(writing):
    page, _cookie = writing
    page.context.set_offline(True)
    page.locator("#id_results").fill("Viết khi mất mạng.")
    says(page, "Mất kết nối")
    page.context.set_offline(False)
    says(page, "Đã lưu lúc")
    assert stored(page) == "Viết khi mất mạng."


def test_text_written_after_the_session_ended_comes_back_after_signing_in(writing):
    page, cookie = writing
    page.context.clear_cookies(name="sessionid")
    page.locator("#id_results").fill("Viết khi hết phiên.")
    says(page, SIGNED_OUT)
    page.context.add_cookies([cookie])
    page.reload()
    expect(page.locator("#id_results")).to_have_value("Viết khi hết phiên.")
    says(page, "Đã lưu lúc")
    assert page.evaluate("localStorage.length") == 0


def test_browser_and_server_count_alike(writing):
    page, _cookie = writing
    source = page.locator("script[src*=questions]").get_attribute("src")
    count = f"async text => (await import('{source}')).countCharacters(text)"
    assert [page.evaluate(count, text) for text in TEXTS] == [count_characters(text) for text in TEXTS]
