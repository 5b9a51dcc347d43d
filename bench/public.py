"""Public pages in the minute of publication: CPU per page, requests a second on two workers, the ratio to nginx.

    .venv/bin/python bench/public.py [--honours 500] [--seconds 6]

On a fresh SQLite file with a published list of invented names; JSON on standard output. Requests are made over kept
connections by threads of this process, which share the machine's cores with the server: what is measured is the least
that a machine of its own would do. With nginx on the PATH it serves the same bytes from files, measured the same way.
"""

import argparse
import getpass
import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))
sys.path.insert(0, str(BASE / "bench"))
CLIENTS = 8
CPU_MS, PER_SECOND, API_MS, CERTIFICATE_MS = 5, 400, 25, 70  # the budgets


def publish_many(number: int) -> tuple[str, str]:
    """A published list of so many invented names; the addresses of one honoree and of one verification."""
    from types import SimpleNamespace

    from django.utils import timezone

    from awards import honours, showcase
    from awards.models import Honor, Roll, RollEntry, Signature
    from awards.tests.making import conclude_on
    from dtportal.demo.cast import create_cast
    from dtportal.programme.models import Edition

    edition = Edition.objects.get(slug="2023")
    cast: SimpleNamespace = create_cast(edition)
    scores = [90 - place % 40 for place in range(number)]
    conclusions = []
    for start in range(0, number, 63 * 8):
        conclusions += conclude_on(edition, cast, scores[start : start + 63 * 8])
    now = timezone.now()
    roll = Roll.objects.create(
        edition=edition,
        version=1,
        status=Roll.Status.PUBLISHED,
        sha256="0" * 64,
        drawn_by=cast.minh,
        published_at=now,
        published_by=cast.oanh,
    )
    Signature.objects.create(roll=roll, part=Signature.Part.CHAIR, user=cast.dung, roll_sha256=roll.sha256)
    tiers = {tier.code: tier for tier in edition.tiers.all()}
    entries = [
        RollEntry(
            roll=roll,
            conclusion=conclusion,
            tier=tiers["top100" if place <= 100 else "top500"],
            rank=place,
            score_numerator=90,
            score_denominator=1,
        )
        for place, conclusion in enumerate(conclusions, 1)
    ]
    honours.prepare(edition, entries)
    RollEntry.objects.bulk_create(entries)
    honors = Honor.objects.bulk_create(honours.honors_of(edition, entries, now))
    showcase.renew(edition)
    return f"/honorees/2023/{honors[0].slug}/", f"/verify/{honors[0].verification_code}/"


def cpu_ms(addresses: dict[str, str]) -> dict[str, dict]:
    """Warm pages through the whole application in this process: queries, CPU milliseconds (median), kB."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from lists import calm_ms

    client, found = Client(SERVER_NAME="localhost", headers={"accept-encoding": "gzip"}), {}
    for name, address in addresses.items():
        start = time.process_time()
        first = client.get(address)
        drawn = (time.process_time() - start) * 1000
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        taken = []
        for _time in range(25):
            start = time.process_time()
            client.get(address)
            taken.append((time.process_time() - start) * 1000)
        found[name] = {
            "status": first.status_code,
            "queries": len(queries),
            "cpu_ms": round(statistics.median(taken), 2),
            "calm_ms": calm_ms(partial(client.get, address)),
            "drawn_ms": round(drawn, 1),
            "kB": round(len(first.content) / 1024, 1),
        }
        if found[name]["queries"] or found[name]["cpu_ms"] > CPU_MS:
            found[name]["over"] = True
    return found


def api_ms(address: str) -> dict:
    """A page of fifty, drawn anew each time: what a question that nobody has asked yet costs."""
    from django.core.cache import cache
    from django.test import Client

    client, taken = Client(SERVER_NAME="localhost"), []
    for number in range(10):  # as many pages as there are
        cache.clear()
        start = time.process_time()
        answer = client.get(f"{address}?q=minh&page={number + 1}")
        taken.append((time.process_time() - start) * 1000)
        assert answer.status_code == 200
    return {
        "cpu_ms": round(statistics.median(taken), 1),
        **({"over": True} if statistics.median(taken) > API_MS else {}),
    }


def certificates() -> dict:
    """All certificates of the list, as the worker prints them, with the archive."""
    from awards import certificate_batches
    from awards.models import CertificateBatch, Roll

    roll = Roll.objects.get()
    batch = certificate_batches.order(roll, by=roll.drawn_by)
    start = time.process_time()
    certificate_batches.build(batch.pk)
    cpu = time.process_time() - start
    batch = CertificateBatch.objects.get()
    found = {"status": batch.status, "papers": batch.total - 1, "cpu": round(cpu, 1)}
    found |= {"MB": round(batch.file.size / 2**20, 1)} if batch.file else {}
    return found | ({"over": True} if cpu / (batch.total - 1) > CERTIFICATE_MS / 1000 else {})


def per_second(port: int, address: str, seconds: float) -> float:
    """Answers a second to CLIENTS readers who ask again at once."""
    done, errors, until = [0] * CLIENTS, [], time.monotonic() + seconds

    def read(number: int) -> None:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        while time.monotonic() < until:
            client.request("GET", address, headers={"Host": "localhost", "Accept-Encoding": "gzip"})
            answer = client.getresponse()
            answer.read()
            if answer.status != 200:
                errors.append(answer.status)
            done[number] += 1
            if answer.will_close:
                client.close()

    threads = [threading.Thread(target=read, args=[number]) for number in range(CLIENTS)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors, errors[:3]
    return round(sum(done) / (time.monotonic() - start))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(command: list[str], port: int):
    process = subprocess.Popen(command, cwd=BASE, env=os.environ | {"PORT": str(port), "WEB_WORKERS": "2"})
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)


def nginx_of(folder: Path, pages: dict[str, bytes], port: int) -> list[str]:
    """The command of an nginx that serves these bytes, compressed as ours are, with two workers."""
    root = folder / "root"
    for address, content in pages.items():
        path = root / address.strip("/") / "index.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".html.gz").write_bytes(content)
        path.write_bytes(b"")
    config = folder / "nginx.conf"
    config.write_text(
        f"""user {getpass.getuser()}; worker_processes 2; daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{ access_log off; default_type text/html; client_body_temp_path {folder}/t; proxy_temp_path {folder}/t;
fastcgi_temp_path {folder}/t; uwsgi_temp_path {folder}/t; scgi_temp_path {folder}/t; keepalive_requests 100000;
server {{ listen 127.0.0.1:{port}; root {root}; gzip_static always; }} }}"""
    )
    return ["nginx", "-c", str(config), "-p", str(folder)]


def measure(honours: int, seconds: float) -> dict:
    honoree, verification = publish_many(honours)
    addresses = {
        "home": "/",
        "list": "/honorees/2023/",
        "list_top100": "/honorees/2023/list/top100/",
        "list_en": "/en/honorees/2023/",
        "honoree": honoree,
        "verification": verification,
        "feed": "/feed.atom",
        "sitemap": "/sitemap.xml",
        "open_data": "/open-data/",
        "news": "/news/",
    }
    found: dict = {
        "honours": honours,
        "pages": cpu_ms(addresses),
        "api_page": api_ms("/api/v1/editions/2023/honorees"),
    }
    found["certificates"] = certificates()
    served = {name: addresses[name] for name in ("home", "list", "honoree")}
    port = free_port()
    with running(["bin/web"], port):
        for address in served.values():
            per_second(port, address, 0.5)
        found["per_second"] = {name: per_second(port, address, seconds) for name, address in served.items()}
    found["over"] = [name for name, number in found["per_second"].items() if number < PER_SECOND]
    if shutil.which("nginx"):
        from dtportal.programme import kept_pages, snapshots

        pages = {address: kept_pages.find(snapshots.shown(), address).packed for address in served.values()}
        port = free_port()
        with tempfile.TemporaryDirectory() as folder, running(nginx_of(Path(folder), pages, port), port):
            told = {name: per_second(port, address, seconds) for name, address in served.items()}
        found["nginx_per_second"] = told
        found["of_nginx"] = {name: round(found["per_second"][name] / told[name], 2) for name in served}
    return found


def main() -> None:
    from run import prepare

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--honours", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=6)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dtportal-bench-") as folder:
        prepare(folder)
        found = measure(chosen.honours, chosen.seconds)
    print(json.dumps({"load": os.getloadavg(), **found}, indent=1))


if __name__ == "__main__":
    main()
