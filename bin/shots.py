"""A picture of every page, as the role that uses it, at three widths; into build/shots/.

    make shots                     everything
    make shots ARGS="roll honoree" only addresses whose name contains one of the words

A rehearsal is filled in a folder of its own and served by the portal's own scripts. Pages that exist from the
beginning are taken in May; then the year is played stage by stage and every other page is taken as soon as it is
there. The list of pages is the access table (dtportal/tests/access_table.py), so no page is forgotten.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
OUT = BASE / "build" / "shots"
DATA = BASE / "build" / "shots-data"
WORKBOOK = BASE / "nominations" / "tests" / "data" / "de-cu-2023-loi.xlsx"
WIDTHS = {390: 844, 820: 1180, 1440: 900}
PORT = "8097"
SITE = f"http://localhost:{PORT}"
sys.path.insert(0, str(BASE))
os.environ.update(
    DJANGO_SETTINGS_MODULE="dtportal.settings",
    DATA_DIR=str(DATA),
    DEMO="1",
    PORT=PORT,
    SITE_URL=SITE,
    SECRET_KEY="for pictures in a folder that is thrown away",
    DJANGO_ALLOW_ASYNC_UNSAFE="1",
)
for name in ("DEBUG", "DATABASE_URL", "REDIS_URL"):
    os.environ.pop(name, None)


@contextmanager
def serving():
    server = subprocess.Popen([BASE / ".venv/bin/python", "bin/serve.py"], cwd=BASE, start_new_session=True)
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{SITE}/healthz", timeout=1)
                break
            except OSError:
                time.sleep(0.5)
        yield
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


class Camera:
    """Takes each page once, in the first role that may see it."""

    def __init__(self, playwright, trouble: type[Exception], words: list[str]):
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--hide-scrollbars"]
        self.browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        self.contexts: dict[tuple[str, int], object] = {}
        self.words = words
        self.trouble = trouble
        self.taken: set[str] = set()

    def context(self, who: str, width: int):
        key = (who, width)
        if key not in self.contexts:
            size = {"width": width, "height": WIDTHS[width]}
            context = self.browser.new_context(viewport=size, locale="vi-VN", accept_downloads=False)
            if who != "public":
                page = context.new_page()
                page.goto(f"{SITE}/demo/")
                form = page.locator("form", has=page.locator(f"input[name=email][value='{who}@example.org']"))
                form.get_by_role("button").click()
                page.wait_for_url(f"{SITE}/work/**")
                page.close()
            self.contexts[key] = context
        return self.contexts[key]

    def take(self, name: str, who: str, path: str) -> None:
        if name in self.taken or (self.words and not any(word in name for word in self.words)):
            return
        self.taken.add(name)
        for width in WIDTHS:
            page = self.context(who, width).new_page()
            try:
                response = page.goto(SITE + path, wait_until="load")
                kind = response.headers.get("content-type", "") if response else ""
                if response and response.status >= 400 and name != "not-found":
                    self.taken.discard(name)
                    return
                if "text/html" in kind:
                    page.screenshot(path=OUT / f"{name.replace(':', '-')}-{who}-{width}.png", full_page=True)
                    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                    if wide > 0:
                        print(f"{name} at {width}: {wide} px wider than the screen")
            except self.trouble as error:
                if "Download is starting" not in str(error):
                    raise
            finally:
                page.close()


# These are worth a picture only when the edition has come to them.
LATER = (
    "awards:honor",
    "awards:verification",
    "awards:decision",
    "awards:roll",
    "awards:publi",
    "awards:year",
)


def pages(world):
    """(name, who, path) of every GET page whose row exists by now."""
    from django.urls import reverse

    from dtportal.tests.access_table import PUBLIC, TABLE

    for row in TABLE:
        if row.post or not row.who:
            continue
        try:
            arguments = row.args(world)
        except AttributeError:
            continue
        if None in arguments:
            continue
        yield row.name, "public" if row.who == PUBLIC else row.who[0], reverse(row.name, args=arguments)
    for name in ("account_login", "account_signup", "account_reset_password"):
        yield name, "public", reverse(name)
    yield "demo", "public", "/demo/"
    yield "demo-mail", "public", "/demo/mail/"
    yield "demo-gallery", "public", "/demo/ui/"
    yield "mfa_index", "minh", reverse("mfa_index")
    for who in ("khoa", "minh", "hanh", "oanh", "tung"):
        yield f"work-{who}", who, "/work/"
    yield "home-english", "public", "/en/"
    yield "not-found", "public", "/nowhere/"


def main() -> None:
    shutil.rmtree(DATA, ignore_errors=True)
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    subprocess.run(["bin/prepare"], cwd=BASE, check=True)
    import django

    django.setup()
    from django.core.files import File
    from playwright.sync_api import Error, sync_playwright

    from awards.rehearsal.fill import fill
    from awards.rehearsal.play import play_others
    from dtportal.demo.cast import create_cast
    from dtportal.programme.models import Edition
    from dtportal.tests import world
    from nominations.imports.batches import upload_list

    edition = Edition.objects.get(slug="2023")
    cast = create_cast(edition)
    fill(edition)
    edition.refresh_from_db()
    world.start_lans_nomination(edition, cast, world.lans_organization(cast.lan))
    with WORKBOOK.open("rb") as content:
        upload_list(edition, File(content, name=WORKBOOK.name), by=cast.minh)
    world.add_odds_and_ends(edition, cast)
    with serving(), sync_playwright() as playwright:
        camera = Camera(playwright, Error, sys.argv[1:])
        camera.take("awards:honorees-before", "public", "/honorees/2023/")
        is_over = False
        while not is_over:
            for name, who, path in pages(world.find(edition, cast)):
                if not name.startswith(LATER):
                    camera.take(name, who, path)
            is_over = not play_others(edition, besides=cast.tung).count
            edition.refresh_from_db()
        world.add_odds_and_ends(edition, cast)
        for name, who, path in pages(world.find(edition, cast)):
            camera.take(name, who, path)
            if name not in camera.taken and not camera.words:
                print(f"{name}: nothing there for {who}")
    print(f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(BASE)}")


if __name__ == "__main__":
    main()
