"""What goes wrong leaves a correct book or a clear message, and no page that was made is lost."""

import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.files.storage import FileSystemStorage
from django.urls import reverse

from awards.actions import order_yearbook
from awards.models import Yearbook, YearbookPart
from awards.tests.yearbooks import (
    SENTENCE,
    give_own_page,
    print_book,
    publish_twelve,
    words_of,
    write,
)
from awards.yearbook import building

pytestmark = pytest.mark.slow
KILLS = 5


class FullDisk(FileSystemStorage):
    def _save(self, name, content):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def honors(edition, cast):
    return publish_twelve(edition, cast, units=3)


def built(edition, cast) -> Yearbook:
    book = order_yearbook(edition, by=cast.oanh)
    building.build(book.pk)
    book.refresh_from_db()
    return book


@pytest.mark.django_db
def test_a_full_disk_is_said_and_the_same_order_tried_again(edition, cast, honors, sign_in, settings):
    good = settings.STORAGES
    settings.STORAGES = {**good, "default": {"BACKEND": f"{__name__}.FullDisk"}}
    book = built(edition, cast)
    assert book.status == Yearbook.Status.FAILED
    page = sign_in(cast.oanh).get(reverse("awards:yearbooks", args=[edition.slug])).content.decode()
    assert book.failure in page and "Thử lại" in page and "Errno" not in book.failure
    settings.STORAGES = good
    again = built(edition, cast)
    assert again == book and again.status == Yearbook.Status.DONE and not again.failure


@pytest.mark.django_db
def test_a_corrupt_picture_costs_its_page_only(edition, cast, honors, tmp_path):
    picture = give_own_page(honors[0], cast.lan).pictures.get()
    with picture.file.storage.open(picture.file.name, "wb") as file:
        file.write(b"\xff\xd8\xff\xe0 no picture")
    book = built(edition, cast)
    assert book.status == Yearbook.Status.DONE
    assert [fault["name"] for fault in book.faults] == [honors[0].name]


@pytest.mark.django_db
def test_a_text_of_five_thousand_words_takes_its_page_and_no_more(edition, cast, honors, tmp_path):
    write(honors[0], {"strategy": SENTENCE * 250})
    assert len((SENTENCE * 250).split()) > 5_000
    print_book(edition, tmp_path / "book.pdf")
    own = [page for page in words_of(tmp_path / "book.pdf") if f"Số{honors[0].certificate_number}" in page]
    assert len(own) == 1 and "…" in own[0]
    assert not Yearbook.objects.get().faults


@pytest.mark.django_db
def test_a_missing_font_is_named_at_once(edition, cast, honors, settings, tmp_path):
    folder = tmp_path / "fonts"
    shutil.copytree(settings.FONT_DIR, folder)
    (folder / "BeVietnamPro-Italic.ttf").unlink()
    settings.FONT_DIR = folder
    book = built(edition, cast)
    assert book.status == Yearbook.Status.FAILED and "BeVietnamPro-Italic.ttf" in book.failure
    assert not YearbookPart.objects.exists()


# --- Killed -------------------------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(tmp_path) -> dict[str, str]:
    """An edition with a published list on an SQLite file of its own, for processes of their own."""
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'book.sqlite3'}",
        "DEBUG": "1",
        "DEMO": "1",
        "SITE_URL": "http://localhost:8000",
    }
    environment.pop("REDIS_URL", None)
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "seed_demo", "--edition", "2023", "--nominations", "30", "--until", "published")
    return environment


def manage(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(
        command, cwd=project.BASE_DIR, env=environment, check=True, capture_output=True, text=True
    )


def ask(environment: dict[str, str], question: str) -> list[tuple]:
    with sqlite3.connect(environment["DATABASE_URL"].removeprefix("sqlite:///"), timeout=20) as database:
        return database.execute(question).fetchall()


def test_a_build_killed_five_times_ends_as_the_same_book_and_loses_no_page(elsewhere, tmp_path):
    quiet, killed = tmp_path / "quiet.pdf", tmp_path / "killed.pdf"
    words = ["build_yearbook", "2023", "--inline", "--output"]
    ready: set[tuple] = set()
    for _time in range(KILLS):
        command = [sys.executable, "manage.py", *words, str(killed)]
        process = subprocess.Popen(
            command,
            cwd=project.BASE_DIR,
            env=elsewhere,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        # It says a line whenever something has changed: killed in the midst of the pages, then further on.
        for said, _line in enumerate(process.stderr):
            if said == 2:
                break
        process.send_signal(signal.SIGKILL)
        process.wait()
        rows = set(ask(elsewhere, "SELECT id, made_at FROM awards_yearbookpart WHERE status = 'ready'"))
        assert ready <= rows
        ready = rows
        # As if three minutes had passed without a word of it.
        ask(
            elsewhere,
            "UPDATE awards_yearbook SET heartbeat_at = '2020-01-01 00:00:00' WHERE status = 'running'",
        )
    assert ready
    manage(elsewhere, *words, str(killed))
    assert ready <= set(ask(elsewhere, "SELECT id, made_at FROM awards_yearbookpart WHERE status = 'ready'"))
    manage(elsewhere, "verify_yearbook", str(killed), "--edition", "2023")
    ask(elsewhere, "DELETE FROM awards_yearbookpart")
    shutil.rmtree(Path(elsewhere["DATA_DIR"]) / "media" / "yearbook-parts", ignore_errors=True)
    manage(elsewhere, *words, str(quiet))
    assert quiet.read_bytes() == killed.read_bytes()
