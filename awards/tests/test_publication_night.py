"""A thousand readers in the minute of publication, through the real server with two workers, on PostgreSQL."""

import http.client
import os
import random
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

import pytest
from django.conf import settings as configured
from django.db import connection
from django.urls import reverse

from awards import actions
from awards.models import RollEntry

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
READERS, AT_ONCE = 1000, 24


@dataclass(frozen=True)
class Seen:
    """One answer: when it was asked for and complete, and which state it showed."""

    reader: int
    asked: float
    answered: float
    address: str
    status: int
    is_new: bool


@pytest.fixture
def server(settings, tmp_path):
    """Gunicorn as bin/web starts it, on the test's own database, cache and pages."""
    folder = tmp_path / "data"
    settings.PUBLIC_DIR = folder / "public"
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": folder / "cache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    }
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    database = connection.settings_dict
    address = (
        f"postgres://{database['USER']}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
    )
    environment = os.environ | {
        "DEBUG": "1",
        "DEMO": "0",
        "DATA_DIR": str(folder),
        "DATABASE_URL": address,
        "SITE_URL": configured.SITE_URL,
        "REDIS_URL": "",
    }
    command = [sys.executable, "-m", "gunicorn", "dtportal.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += [
        "--workers",
        "2",
        "--worker-class",
        "gthread",
        "--threads",
        "4",
        "--preload",
        "--log-level",
        "error",
    ]
    process = subprocess.Popen(command, cwd=configured.BASE_DIR, env=environment)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def test_every_reader_sees_the_old_or_the_new_whole(edition, cast, signed, server):
    entry = RollEntry.objects.filter(roll=signed).first()
    listed = reverse("awards:honorees", args=[edition.slug])
    # An address, and how one knows that it shows the list.
    pages = {
        listed: lambda status, text: entry.name in text,
        f"/en{listed}": lambda status, text: f"{listed}{entry.slug}/" in text,
        f"{listed}?q=minh": lambda status, text: entry.name in text,
        f"{listed}{entry.slug}/": lambda status, text: status == 200,
        f"/verify/{entry.verification_code}/": lambda status, text: status == 200,
        reverse("awards:by_tier", args=[edition.slug, "top100"]): lambda status, text: status == 200,
        "/feed.atom": lambda status, text: "<entry>" in text,
        "/sitemap.xml": lambda status, text: entry.slug in text,
        "/open-data/": lambda status, text: "datapackage.json" in text,
        f"/open-data/{edition.slug}/honorees.csv": lambda status, text: status == 200,
        f"/api/v1/editions/{edition.slug}/honorees/{entry.slug}": lambda status, text: status == 200,
    }
    published = Event()

    def read(reader: int) -> list[Seen]:
        """A visit: five pages in some order, again and again until he has seen the list."""
        chance, seen = random.Random(reader), []
        client = http.client.HTTPConnection("127.0.0.1", server, timeout=30)
        # Each reader has an address of his own, as far as the limit of the API is concerned the same one.
        for address in chance.sample(sorted(pages), 5):
            asked = time.monotonic()
            client.request("GET", address, headers={"Host": "localhost"})
            answer = client.getresponse()
            text = answer.read().decode()
            if answer.status != 429:
                is_new = pages[address](answer.status, text)
                seen.append(Seen(reader, asked, time.monotonic(), address, answer.status, is_new))
        client.close()
        return seen

    with ThreadPoolExecutor(AT_ONCE) as pool:
        readers = [pool.submit(read, number) for number in range(READERS)]
        while sum(reader.done() for reader in readers) < READERS // 3:
            time.sleep(0.02)
        actions.publish(edition, by=cast.oanh)
        published.set()
        visits = [reader.result() for reader in readers]
    seen = sorted((one for visit in visits for one in visit), key=lambda one: one.asked)
    old, new = [one for one in seen if not one.is_new], [one for one in seen if one.is_new]
    assert len(seen) > 4 * READERS and len(old) > READERS and len(new) > READERS
    assert {one.status for one in old} <= {200, 404} and {one.status for one in new} == {200}
    # Whoever asks after anybody has been shown the new list is shown the new list, wherever he looks.
    first = min(one.answered for one in new)
    late = [one for one in old if one.asked > first]
    assert late == []
