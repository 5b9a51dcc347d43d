"""Large files over a bad line, in a real browser, to a real server."""

import io
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import expect

from dtportal.tests.browser.connection import Line
from dtportal.tests.browser.papers import plan_pdf
from dtportal.tests.browser.portal import Person
from dtportal.tests.browser.story import WAIT, Story
from dtportal.tests.browser.test_pages import opens_her_strategy

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MB = 2**20


def large_pdf(size: int, seed: int) -> bytes:
    document = pikepdf.open(io.BytesIO(plan_pdf()))
    document.pages[0].Extra = pikepdf.Stream(document, random.Random(seed).randbytes(size))
    out = io.BytesIO()
    document.save(out, compress_streams=False)
    return out.getvalue()


@pytest.fixture
def line(portal) -> Iterator[Line]:
    line = Line(portal.port, portal.data_dir)
    yield line
    line.close()


def sends(lan: Person, *paths: Path) -> None:
    lan.page.get_by_label("Tệp tài liệu").set_input_files([str(path) for path in paths])
    lan.page.get_by_role("button", name="Đính kèm tệp").click()


def test_an_upload_survives_three_cut_connections(line, browser, size, tmp_path):
    content = large_pdf(7 * MB, size[0])
    path = tmp_path / f"ke-hoach-{size[0]}.pdf"
    path.write_bytes(content)
    small = tmp_path / f"so-lieu-{size[0]}.pdf"
    small.write_bytes(large_pdf(1000, size[0] + 1))
    with Story(line, browser, size).as_("Lan") as lan:
        opens_her_strategy(lan)
        line.cuts = [line.sent + share * MB for share in (1, 3, 6)]
        sends(lan, path, small)
        attached = lan.link(re.compile(path.name))
        expect(attached).to_be_visible(timeout=3 * WAIT)
        expect(lan.link(re.compile(small.name))).to_be_visible(timeout=WAIT)
        assert line.broken == 3
        assert lan.fetch(attached) == content
        lan.look()
        lan.is_accessible()


def test_a_page_loaded_again_goes_on_where_it_stopped(line, browser, tmp_path):
    content = large_pdf(5 * MB, 3)
    path = tmp_path / "bao-cao.pdf"
    path.write_bytes(content)
    with Story(line, browser, (1440, 900)).as_("Lan") as lan:
        opens_her_strategy(lan)
        line.cuts, line.stays_down = [line.sent + 2 * MB], True
        sends(lan, path)
        expect(lan.page.locator(".upload-queue")).to_contain_text("Mất kết nối", timeout=WAIT)
        lan.page.on("dialog", lambda dialog: dialog.accept())
        line.is_down = False
        lan.page.reload()
        expect(lan.page.locator("#evidence-list")).to_contain_text("Chưa nhận đủ")
        before = line.sent
        sends(lan, path)
        attached = lan.link(re.compile(path.name))
        expect(attached).to_be_visible(timeout=3 * WAIT)
        assert line.sent - before < 4.5 * MB
        assert lan.fetch(attached) == content
