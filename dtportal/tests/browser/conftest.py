"""Portals of their own for the browser tests, and a Chromium to look at them."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from dtportal.tests.browser.portal import STOPS_WITHIN, Portal

DESKTOP, PHONE = (1440, 900), (390, 844)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory) -> Path:
    """A data folder with six invented units spread over the stages; each portal starts from a copy.

    Made by whichever of pytest-xdist's workers comes first, whose folders lie beside each other; the others wait.
    """
    common = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        common = common.parent
    folder, ready = common / "prepared" / "data", common / "prepared" / "ready"
    folder.parent.mkdir(exist_ok=True)
    with (folder.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            shutil.rmtree(folder, ignore_errors=True)
            Portal(folder).prepare("seed_demo", "--nominations", "6")
            ready.touch()
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Not longer than a module: while Playwright lives, Django refuses its database to this thread."""
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic"]
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)


def serve(prepared: Path, folder: Path, *command: str) -> Iterator[Portal]:
    portal = Portal(Path(shutil.copytree(prepared, folder / "data")))
    if command:
        portal.prepare(*command)
    portal.start()
    yield portal
    taken = portal.stop()
    assert taken < STOPS_WITHIN, f"The port was free only after {taken:.1f} s."


@pytest.fixture(scope="module")
def portal(prepared, tmp_path_factory) -> Iterator[Portal]:
    """Shared by the tests of a module; Lan has a draft, Hạnh a dossier to score."""
    scene = "from dtportal.tests.browser.scene import lan_writes_and_hanh_reads as play; play()"
    yield from serve(prepared, tmp_path_factory.mktemp("portal"), "shell", "--command", scene)


@pytest.fixture
def own_portal(prepared, tmp_path) -> Iterator[Portal]:
    """For a test that takes the whole edition with it."""
    yield from serve(prepared, tmp_path)


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def size(request) -> tuple[int, int]:
    return request.param
