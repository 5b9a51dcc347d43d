"""Benchmarks on a fresh SQLite database with the 504-unit workbook; JSON on standard output.

    make bench                   everything (about ten minutes on 2 cores)
    make bench ARGS=--no-yearbook

Seconds are wall time, `cpu` is this process and its children, `rss_mb` the largest process. The machine's load is
printed beside them, because on a busy machine wall times say little.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BASE = Path(__file__).resolve().parent.parent
WORKBOOK = BASE / "nominations" / "tests" / "data" / "de-cu-2023.xlsx"
sys.path.insert(0, str(BASE))
results: dict[str, Any] = {}


def prepare(folder: str, *, database: str = "") -> None:
    """A fresh SQLite file in the folder, or the database at an address."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="dtportal.settings",
        DATA_DIR=folder,
        DEMO="1",
        SITE_URL="http://localhost:8000",
        SECRET_KEY="for a benchmark in a folder that is thrown away",
    )
    for name in ("DEBUG", "DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    if database:
        os.environ["DATABASE_URL"] = database
    subprocess.run(["bin/prepare"], cwd=BASE, check=True)
    import django

    django.setup()


@contextmanager
def measured(name: str) -> Iterator[dict[str, Any]]:
    """Adds wall and CPU seconds of a block to the results."""
    extra: dict[str, Any] = {}
    wall, cpu = time.perf_counter(), _cpu()
    yield extra
    results[name] = {
        "seconds": round(time.perf_counter() - wall, 2),
        "cpu": round(_cpu() - cpu, 2),
        **extra,
    }
    print(f"{name}: {results[name]}", file=sys.stderr)


def _cpu() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def peak_mb() -> int:
    """The largest process so far, this one or a child, in MB."""
    return (
        max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        // 1024
    )


def page(name: str, user: Any, url: str) -> None:
    """Queries, CPU milliseconds (best of five warm requests) and bytes of one page."""
    from django.db import connection
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    if user:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    for _ in range(2):
        response = client.get(url)
    queries = []
    with connection.execute_wrapper(lambda run, sql, *rest: (queries.append(sql), run(sql, *rest))[1]):
        client.get(url)
    best = []
    for _ in range(5):
        start = time.process_time()
        response = client.get(url)
        best.append(time.process_time() - start)
    results[name] = {
        "status": response.status_code,
        "queries": len(queries),
        "cpu_ms": round(min(best) * 1000, 1),
        "kB": round(len(response.getvalue()) / 1024, 1),
    }
    print(f"{name}: {results[name]}", file=sys.stderr)


def matching() -> None:
    """Assignment and re-assignment against plain minimum-cost flow (see bench/assignment.py)."""
    sys.path.insert(0, str(BASE / "bench"))
    import assignment

    results["assignment"] = assignment.measure()


def apart(name: str) -> None:
    """A benchmark with a database and a process of its own: reading the scores, a member's sheets, public pages."""
    script = Path(__file__).with_name(f"{name}.py")
    made = subprocess.run([sys.executable, script], cwd=BASE, check=True, stdout=subprocess.PIPE)
    results[name] = json.loads(made.stdout)


def run() -> None:
    from django.core.management import call_command
    from django.urls import reverse

    from assessments.reading import assignments_of
    from awards import actions, rolls
    from awards.models import Roll
    from awards.rehearsal.fill import gather, play_until
    from awards.rehearsal.stages import draw_roll, sign
    from dtportal.programme.models import Edition

    edition = Edition.objects.get(slug="2023")
    players = gather(edition)
    with measured("import_504") as extra:
        call_command(
            "import_nominations", "2023", str(WORKBOOK), by=players.cast.minh.email, stdout=sys.stderr
        )
        extra["rows"] = edition.nominations.count()
    with measured("import_504_again"):
        call_command(
            "import_nominations", "2023", str(WORKBOOK), by=players.cast.minh.email, stdout=sys.stderr
        )
    cast = players.cast
    with measured("play_504_to_screened"):
        play_until(players, "screened", seed=2023)
    desk = reverse("nominations:desk", args=["2023"])
    page("page_504_nominations", cast.minh, desk)
    page("page_504_nominations_search", cast.minh, f"{desk}?q=da+nang")
    page("rounds_504_waiting", cast.minh, reverse("assessments:rounds", args=["2023"]))
    with measured("play_504_to_conclusions"):
        play_until(players, "concluded", seed=2023)
    edition.refresh_from_db()
    page("round_504", cast.minh, reverse("assessments:round", args=["2023", 1]))
    page("queue_of_a_member", cast.hanh, reverse("assessments:queue"))
    read = assignments_of(cast.hanh).readable().order_by("pk").first()
    page("scoring_page", cast.hanh, reverse("assessments:score", args=[read.pk]))
    page(
        "motion_504",
        cast.hanh,
        reverse("assessments:motion", args=[edition.sessions.first().items.first().pk]),
    )
    page("journal", cast.thao, reverse("accounts:journal", args=["2023"]))
    rule, conclusions = rolls.rule_of(edition), rolls.conclusions_of(edition)
    criteria = list(edition.criteria.all())
    with measured("ranking_504") as extra:
        entries = rolls.candidates(conclusions, criteria)
        extra["placed"] = len(rolls.ranked_by(rule, rolls.moves_of(edition), entries).placed)
    with measured("draw_and_sign"):
        draw_roll(players, None)
        sign(players, None)
    with measured("publishing") as extra:
        extra["honours"] = len(actions.publish(edition, by=cast.oanh))
    page("honour_list", None, reverse("awards:honorees", args=["2023"]))
    page("home", None, "/")
    page("roll_504", cast.minh, reverse("awards:roll", args=["2023"]))
    assert Roll.objects.get(edition=edition).status == Roll.Status.PUBLISHED


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="dtportal-bench-") as folder:
        prepare(folder)
        matching()
        apart("scores")
        apart("sheets")
        apart("public")
        run()
        if "--no-yearbook" not in sys.argv:
            apart("yearbook")
    results["machine"] = {"cores": os.cpu_count(), "load": [round(load, 2) for load in os.getloadavg()]}
    print(json.dumps(results, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
