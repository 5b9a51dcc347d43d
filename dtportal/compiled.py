"""Conditions on one person that every page asks several times: written with the ORM, compiled once for each database.

Django builds and compiles a query of ten subqueries more slowly than the database answers it, and anew each time.
"""

from collections.abc import Callable

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

STAND_INS = {
    int: lambda place: -1_000_000_000 - place,
    str: lambda place: f"stand-in-{place}.invalid",
}


class Compiled:
    """`Compiled(build, int, str)` is called with an int and a str, and gives what `build` of them would select.

    `build` gives a queryset of one column. It is called once, with stand-ins, which are then exchanged for the values
    among the parameters: so it may neither look at its arguments nor at the time, only put them into filters. A value
    may be None, which compares as true with nothing.
    """

    def __init__(self, build: Callable[..., QuerySet], *kinds: type):
        self.build = build
        self.stand_ins = [STAND_INS[kind](place) for place, kind in enumerate(kinds)]
        self.known: dict[str, tuple[str, tuple]] = {}

    def __call__(self, *values: int | str | None) -> RawSQL:
        """For `filter(column__in=…)`; no query of its own."""
        vendor = connections[DEFAULT_DB_ALIAS].vendor
        if vendor not in self.known:
            self.known[vendor] = self.build(*self.stand_ins).query.sql_with_params()
        sql, params = self.known[vendor]
        found = dict(zip(self.stand_ins, values, strict=True))
        return RawSQL(sql, [found.get(param, param) for param in params])
