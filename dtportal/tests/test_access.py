"""The access table: every address × every member of the cast, function and object.

A row says who may; everybody else must be refused: 403 without the function, 404 for a row he may not know of, and
the sign-in page for the public. An address that is not in the table fails the test.
"""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dtportal.tests.access_table import ELSEWHERE, EVERYBODY, PUBLIC, TABLE, Row
from dtportal.tests.world import build


def addresses(resolver: URLResolver, namespace: str = "") -> list[tuple[str, Callable]]:
    found = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            found.append((f"{namespace}{pattern.name}", pattern.callback))
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            found += addresses(pattern, inner)
    return found


def test_every_address_is_in_the_table():
    known = {row.name for row in TABLE}
    unknown = {
        name for name, _ in addresses(get_resolver()) if name not in known and not name.startswith(ELSEWHERE)
    }
    assert unknown == set()
    assert known - {name for name, _ in addresses(get_resolver())} == set()


@pytest.fixture
def world(edition, cast, organization, settings) -> SimpleNamespace:
    settings.DEMO = True
    return build(edition, cast, organization)


@pytest.mark.slow
def test_everybody_reaches_what_is_his_and_nothing_else(world, sign_in):
    views = dict(addresses(get_resolver()))
    wrong = []
    for who in (None, *EVERYBODY):
        user = getattr(world.cast, who) if who else None
        browser = sign_in(user) if user else Client()
        for row in TABLE:
            url = reverse(row.name, args=row.args(world))
            answer = ask(browser, url, row, allowed=row.who == PUBLIC or who in row.who)
            expected = expectation(row, who, user, views[row.name])
            if answer not in expected:
                wrong.append(f"{who or 'public'} {row.name}: {answer}, expected {sorted(map(str, expected))}")
    assert not wrong, "\n".join(wrong)


def ask(browser: Client, url: str, row: Row, *, allowed: bool) -> int | str:
    """The answer to a GET; whoever may not is asked for a POST address with POST, which must be refused."""
    response = browser.post(url) if row.post and not allowed else browser.get(url)
    if response.status_code == 302 and "/accounts/login/" in response["Location"]:
        return "sign in"
    if response.status_code == 302 and "/2fa/" in response["Location"]:
        return "second factor"
    return response.status_code


def expectation(row: Row, who: str | None, user, view: Callable) -> set[int | str]:
    if row.who == PUBLIC:
        return {200}
    if who is None:
        return {"sign in"}
    if who in row.who:
        return {405} if row.post else {200, 302}
    required = getattr(view, "required_can", None)
    if required is not None and required not in user.functions:
        return {403}
    return {403, 404}


def test_the_public_pages_are_exactly_these():
    """A view becomes public by a decorator; this list makes sure that nobody adds one in passing."""
    public = {row.name for row in TABLE if row.who == PUBLIC}
    declared = {name for name, view in addresses(get_resolver()) if getattr(view, "is_public", False)}
    assert {name for name in declared if not name.startswith(ELSEWHERE)} == public
