"""A portal as `make run` serves it, and people who use it in Chromium."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

ROOT = Path(__file__).resolve().parents[3]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
# Seconds; two cores carry the browser, the web server, the worker and whatever else the machine is busy with.
STARTS_WITHIN = 180
ANSWERS_WITHIN = 60
STOPS_WITHIN = 3


class Portal:
    """Web, real worker and beat on a free port, with a data folder of their own and no DEBUG."""

    def __init__(self, data_dir: Path):
        self.data_dir = data_dir
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.log = data_dir.with_suffix(".log")
        self.server: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the caller's own settings gets in."""
        ours = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        return ours | {
            "DATA_DIR": str(self.data_dir),
            "DEMO": "1",
            "PORT": str(self.port),
            "SITE_URL": self.url,
            "SECRET_KEY": "for a portal that lives as long as its test",
        }

    def prepare(self, *command: str) -> None:
        """Static files, migrations, then a command of manage.py."""
        subprocess.run([ROOT / "bin/prepare", *command], cwd=ROOT, env=self.environment, check=True)

    def start(self) -> None:
        with self.log.open("wb") as log:
            self.server = subprocess.Popen(
                [sys.executable, "bin/serve.py"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + STARTS_WITHIN
        while not self.is_healthy():
            assert self.server.poll() is None, f"The server ended: {self.log.read_text()}"
            assert time.monotonic() < deadline, f"Nothing answers: {self.log.read_text()}"
            time.sleep(0.2)

    def is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def stop(self) -> float:
        """TERM to the process group; seconds until the port is free."""
        assert self.server is not None
        begun = time.monotonic()
        os.killpg(self.server.pid, signal.SIGTERM)
        while self.is_listening() and time.monotonic() < begun + 30:
            time.sleep(0.05)
        taken = time.monotonic() - begun
        self.server.wait(timeout=30)
        return taken

    def is_listening(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class Person:
    """Somebody at a screen. Every page is looked at: its language, its width, what the console says."""

    def __init__(self, portal: Portal, browser: Browser, size: tuple[int, int], **options):
        self.portal, self.width = portal, size[0]
        viewport = {"width": size[0], "height": size[1]}
        self.context = browser.new_context(
            viewport=viewport, locale="vi-VN", base_url=portal.url, reduced_motion="reduce", **options
        )
        self.context.set_default_timeout(ANSWERS_WITHIN * 1000)
        self.complaints: list[str] = []
        self.page = self.open_tab()

    def open_tab(self) -> Page:
        page = self.context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("response", self._notice)
        return page

    def _hear(self, message) -> None:
        # The browser repeats refused requests here; those are noticed, with their address, below.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"{message.location.get('url')}: {message.text}")

    def _notice(self, response) -> None:
        if response.status >= 400 and response.status not in (409, 422):
            self.complaints.append(f"{response.status} {response.url}")

    def leave(self) -> None:
        self.context.close()
        assert not self.complaints, "\n".join(self.complaints)

    def photograph(self, name: str) -> str:
        """What was on the screen when a test failed; a sentence that says where to look."""
        picture = self.portal.data_dir.with_name(f"{name}.png")
        if not self.page.is_closed():
            self.page.screenshot(path=picture, full_page=True)
        return f"{name} was at {self.page.url}; {picture} shows it. {' '.join(self.complaints)}"

    # --- Going about ----------------------------------------------------------------------------

    def visit(self, path: str) -> None:
        self.page.goto(path)
        self.look()

    def look(self) -> None:
        """The page has loaded, is Vietnamese, and fits the screen."""
        self.page.wait_for_load_state("load")
        assert self.page.locator("html").get_attribute("lang") == "vi", self.page.url
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.width, f"{self.page.url} is {wide} px wide on a screen of {self.width}"

    def is_accessible(self) -> None:
        """No serious or critical finding of axe-core."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        grave = [
            f"{finding['id']}: {finding['help']} {[node['html'][:160] for node in finding['nodes'][:3]]}"
            for finding in found["violations"]
            if finding["impact"] in {"serious", "critical"}
        ]
        assert not grave, "\n".join([self.page.url, *grave])

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("body")).to_contain_text(text, timeout=ANSWERS_WITHIN * 1000)

    def link(self, name: str | re.Pattern[str], within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("link", name=name)

    def follow(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        self.link(name, within).first.click()
        self.look()

    def menu(self, name: str) -> None:
        """An entry of the navigation, which a small screen keeps behind a button."""
        page = self.page
        if page.get_by_role("button", name="Menu", exact=True).is_visible():
            page.get_by_role("button", name="Menu", exact=True).click()
        side = page.get_by_role("navigation", name="Điều hướng chính")
        side.get_by_role("link", name=name, exact=True).click()
        self.look()

    def press(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """A button that leads to another page."""
        button = (within or self.page).get_by_role("button", name=name).first
        with self.page.expect_navigation():
            button.click()
        self.look()

    def row(self, text: str) -> Locator:
        """The row of a table that speaks of something."""
        return self.page.get_by_role("row").filter(has_text=text)

    def fetch(self, link: Locator) -> bytes:
        """What a link of the page leads to, asked for with the person's own cookies."""
        answer = self.context.request.get(self.page.evaluate("node => node.href", link.element_handle()))
        assert answer.ok, answer.status
        return answer.body()

    def play_the_others(self) -> None:
        """Everybody else does what is open at the present stage."""
        self.press("Đóng vai những người còn lại")
