"""Lists of the ground, the forums and the results load once: as many queries for three rows as for one."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.models import Roll, Yearbook
from dtportal.journal.recording import record
from dtportal.programme.models import Post
from forums.models import Forum, Registration

LIMIT = 12


def queries(browser: Client, address: str) -> int:
    """Of a page that has been asked for before."""
    assert browser.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as captured:
        browser.get(address)
    return len(captured)


@pytest.fixture
def forums(edition):
    """`forums(1)` leaves one event of the edition, `forums(3)` three."""
    found = list(Forum.objects.filter(edition=edition)[:3])
    Forum.objects.exclude(pk__in=[forum.pk for forum in found]).delete()
    shown = [found.pop() for _ in range(2)]
    originals = [
        (forum.edition_id, forum.kind, forum.ordinal, forum.sector_id, forum.title, forum.slug)
        for forum in shown
    ]

    def leave(count: int) -> None:
        if count == 1:
            Forum.objects.filter(pk__in=[forum.pk for forum in shown]).delete()
        else:
            for forum, (edition_id, kind, ordinal, sector_id, title, slug) in zip(
                shown, originals, strict=True
            ):
                Forum.objects.create(
                    edition_id=edition_id,
                    kind=kind,
                    ordinal=ordinal,
                    sector_id=sector_id,
                    title=title,
                    slug=slug,
                    starts_at=forum.starts_at,
                    ends_at=forum.ends_at,
                    status=forum.status,
                )

    return leave


@pytest.mark.parametrize(
    ("who", "name", "arguments"),
    [("", "forums:list", []), ("oanh", "forums:manage", ["2023"]), ("oanh", "forums:doors", [])],
)
def test_events(cast, forums, sign_in, who, name, arguments):
    browser = sign_in(getattr(cast, who)) if who else Client()
    forums(1)
    one = queries(browser, reverse(name, args=arguments))
    forums(3)
    assert queries(browser, reverse(name, args=arguments)) == one <= LIMIT


@pytest.mark.parametrize("name", ["forums:guests", "forums:door"])
def test_guests(cast, edition, sign_in, name):
    forum = Forum.objects.filter(edition=edition).first()
    browser, address = sign_in(cast.oanh), reverse(name, args=["2023", forum.slug])

    def arrive(number: int) -> None:
        Registration.objects.create(
            forum=forum,
            full_name=f"Trần Thị Minh Họa {number}",
            email=f"khach{number}@example.org",
            status=Registration.Status.CONFIRMED,
        )

    arrive(1)
    one = queries(browser, address)
    arrive(2)
    arrive(3)
    assert queries(browser, address) == one <= LIMIT


@pytest.mark.parametrize(
    ("who", "name", "arguments"), [("oanh", "accounts:posts", ["2023"]), ("", "programme:news", [])]
)
def test_posts(cast, edition, sign_in, who, name, arguments):
    browser = sign_in(getattr(cast, who)) if who else Client()

    def write(number: int) -> None:
        Post.objects.create(
            edition=edition,
            kind=Post.Kind.REPORT,
            title=f"Báo cáo {number}",
            slug=f"bao-cao-{number}",
            published_at=edition.clock_at,
        )

    write(1)
    one = queries(browser, reverse(name, args=arguments))
    write(2)
    write(3)
    assert queries(browser, reverse(name, args=arguments)) == one <= LIMIT


def test_the_journal(cast, edition, sign_in):
    browser, address = sign_in(cast.thao), reverse("accounts:journal", args=["2023"])
    record("phase.changed", edition, by=cast.oanh)
    one = queries(browser, address)
    for user in (cast.minh, cast.lan):
        record("phase.changed", edition, by=user)
    assert queries(browser, address) == one <= LIMIT


def test_yearbooks(cast, edition, sign_in):
    roll = Roll.objects.create(
        edition=edition, version=1, rule={}, drawn_at=edition.clock_at, drawn_by=cast.minh, sha256="0" * 64,
        status=Roll.Status.PUBLISHED, published_at=edition.clock_at, published_by=cast.oanh,
    )  # fmt: skip
    browser, address = sign_in(cast.oanh), reverse("awards:yearbooks", args=["2023"])

    def order(number: int) -> None:
        Yearbook.objects.create(
            edition=edition,
            roll=roll,
            ordered_by=cast.oanh,
            file=ContentFile(b"%PDF-1.7", name=f"{number}.pdf"),
            status=Yearbook.Status.DONE,
            finished_at=edition.clock_at + timedelta(hours=number),
        )

    order(1)
    one = queries(browser, address)
    order(2)
    order(3)
    assert queries(browser, address) == one <= LIMIT
