"""Every list of the intake with 5,000 dossiers; JSON on standard output, with the budget that each has to keep.

    .venv/bin/python bench/lists.py [NUMBER] [--profile NAME]

On a fresh SQLite file, or on DATABASE_URL when it is set, which should be one that can be thrown away.
`--profile` prints where one of the pages spends its time instead of measuring all.
"""

import argparse
import cProfile
import json
import os
import pstats
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))
# Queries, milliseconds of CPU, kB (docs/performance.md): of a table, of a search, of the dashboard, in public.
TABLE, SEARCH, OVERVIEW, PUBLIC = (12, 75, 80), (15, 90, 80), (15, 60, None), (None, 5, None)
CALM = 2.5  # milliseconds, see calm_ms()
DESK, GUIDE = "/work/2023/nominations/", "/guide/"
PAGES: dict[str, tuple[str, str, tuple]] = {
    "desk": ("minh", DESK, TABLE),
    **{
        f"desk_{view}": ("minh", f"{DESK}?view={view}", TABLE)
        for view in ("new", "mine", "endorsed", "questions", "additions", "overdue", "conflicts", "on_hold")
    },
    "desk_page_50": ("minh", f"{DESK}?page=50", TABLE),
    "desk_not_endorsed": ("minh", f"{DESK}?endorsed=no", TABLE),
    "search_head": ("minh", f"{DESK}?q=da+nang+kho", SEARCH),
    "search_answers": ("minh", f"{DESK}?q=tiet+kiem+an+toan+chuyen", SEARCH),
    "search_nothing": ("minh", f"{DESK}?q=khong+co+gi", SEARCH),
    "dashboard": ("minh", "/work/2023/dashboard/", OVERVIEW),
    "deadlines": ("minh", "/work/2023/deadlines/", TABLE),
    "mails": ("minh", "/work/2023/mails/", TABLE),
    "imports": ("minh", "/work/2023/imports/", TABLE),
    "locality": ("khoa", "/work/2023/locality/", TABLE),
    "endorsements": ("khoa", "/work/endorsements/", TABLE),
    "endorsements_outdated": ("khoa", "/work/endorsements/?status=outdated", TABLE),
    "rounds": ("minh", "/work/2023/rounds/", TABLE),
    "round": ("minh", "/work/2023/rounds/1/", TABLE),
    "round_waiting": ("minh", "/work/2023/rounds/1/?show=waiting", TABLE),
    "guide": ("", GUIDE, PUBLIC),
    "guide_questions": ("", f"{GUIDE}unit/", PUBLIC),
    "guide_eligibility": ("", f"{GUIDE}eligibility/", PUBLIC),
}


def calm_ms(request: Callable[[], object]) -> float:
    """CPU milliseconds of a warm request as they are when nobody else uses the machine's cores.

    Each request stands between two pieces of work whose length is known (CALM, on the machine of
    docs/performance.md); how much longer they take just now, it takes, too. The median of fifteen.
    """
    from django.template import Context, Engine

    template = Engine().from_string("{% for row in rows %}<td>{{ row.name|upper }}</td>{% endfor %}")
    context = Context({"rows": [{"name": f"Đơn vị {index}"} for index in range(500)]})

    def taken(work) -> float:
        start = time.process_time()
        work()
        return (time.process_time() - start) * 1000

    found, before = [], taken(lambda: template.render(context))
    for _ in range(15):
        this, after = taken(request), taken(lambda: template.render(context))
        found.append(this / ((before + after) / 2) * CALM)
        before = after
    return round(statistics.median(found), 1)


def measure(vendor: str) -> None:
    """Each page of the list; a page over its budget is marked."""
    from run import page, results

    for name, (who, url, budget) in PAGES.items():
        key = f"{vendor}_{name}"
        page(key, _user(who), url)
        found = results[key]
        found["cpu_ms"] = _calm_ms(who, url)
        limits = zip(("queries", "cpu_ms", "kB"), budget, strict=True)
        over = [f"{what} > {limit}" for what, limit in limits if limit is not None and found[what] > limit]
        results[key] |= {"over": over} if over else {}


def _calm_ms(who: str, url: str) -> float:
    client = _client(who)
    return calm_ms(lambda: client.get(url))


def profile(name: str) -> None:
    """The functions in which a page spends most, over twenty warm requests."""
    who, url, _budget = PAGES[name]
    client = _client(who)
    for _ in range(3):
        client.get(url)
    meter = cProfile.Profile(time.process_time)
    meter.enable()
    for _ in range(20):
        client.get(url)
    meter.disable()
    for order in ("cumulative", "tottime"):
        pstats.Stats(meter, stream=sys.stderr).sort_stats(order).print_stats(60)


def _user(name: str):
    from dtportal.accounts.models import User

    return User.objects.get(email=f"{name}@example.org") if name else None


def _client(name: str):
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    if name:
        client.force_login(_user(name), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def main() -> None:
    from crowd import fill
    from run import prepare, results

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("number", nargs="?", type=int, default=5000)
    parser.add_argument("--profile", choices=PAGES)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder, database=os.environ.get("DATABASE_URL", ""))
        from django.db import connection

        fill(chosen.number)
        if chosen.profile:
            profile(chosen.profile)
            return
        measure(connection.vendor)
    print(json.dumps({"load": os.getloadavg(), **results}, indent=1))


if __name__ == "__main__":
    main()
