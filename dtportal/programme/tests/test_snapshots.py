"""Public pages are kept whole, cost no query, and change all at the same moment."""

import gzip
import socket
from datetime import timedelta
from threading import Timer

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from redis.exceptions import RedisError

from dtportal.programme import kept_pages, snapshots
from dtportal.programme.models import Edition, Post

# Inside a transaction nothing is kept, so these tests commit. Those that leave a line in the journal are for
# PostgreSQL: on SQLite nobody can empty it afterwards.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
NEWS = "/news/"


@pytest.fixture
def edition(transactional_db) -> Edition:
    return Edition.objects.get(slug="2023")


def write(edition: Edition, title: str) -> Post:
    return Post.objects.create(
        edition=edition,
        kind=Post.Kind.ANNOUNCEMENT,
        slug=f"tin-{Post.objects.count()}",
        title=title,
        text="…",
        published_at=timezone.now(),
    )


def announce(edition: Edition, title: str) -> None:
    with transaction.atomic():
        write(edition, title)
        snapshots.renew()


def page(address: str = NEWS, **headers: str) -> str:
    return Client(headers=headers).get(address).content.decode()


def test_a_kept_page_costs_no_query(edition):
    for address in ("/", NEWS, "/en/", "/en/news/"):
        first = Client().get(address)
        with CaptureQueriesContext(connection) as asked:
            again = Client().get(address)
        assert again.content == first.content and again.headers == first.headers
        assert len(asked) == 0, address


@pytest.mark.postgres
def test_whoever_is_signed_in_costs_no_query_either_and_gets_the_same_bytes(edition, cast, sign_in):
    stranger = Client().get(NEWS)
    browser = sign_in(cast.lan)
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(NEWS)
    assert len(asked) == 0
    assert answer.content == stranger.content and answer["ETag"] == stranger["ETag"]
    assert "Cookie" not in answer["Vary"] and not answer.cookies


def test_a_reader_who_has_the_page_is_told_so(edition):
    first = Client().get(NEWS)
    tag = first["ETag"]
    assert tag.startswith('"') and not tag.startswith("W/")
    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        answer = Client(headers={"if-none-match": known}).get(NEWS)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer["ETag"] == tag and answer["Cache-Control"] == first["Cache-Control"]
    announce(edition, "Tin mới")
    answer = Client(headers={"if-none-match": tag}).get(NEWS)
    assert answer.status_code == 200 and answer["ETag"] != tag


def test_the_tag_is_of_the_content_and_not_of_the_version(edition):
    first = Client().get(NEWS)["ETag"]
    snapshots.renew()
    assert Client().get(NEWS)["ETag"] == first


def test_compressed_is_another_representation_of_the_same_page(edition):
    plain = Client().get(NEWS)
    packed = Client(headers={"accept-encoding": "gzip, br"}).get(NEWS)
    assert packed["Content-Encoding"] == "gzip" and gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] != plain["ETag"] and packed["Vary"] == plain["Vary"] == "Accept-Encoding"


def test_caches_of_others_may_keep_it_shortly_and_browsers_ask(edition):
    told = Client().get(NEWS)["Cache-Control"]
    for word in ("public", "max-age=0", "s-maxage=10", "stale-while-revalidate=30"):
        assert word in told


def test_a_head_request_has_the_length_and_no_body(edition):
    got, head = Client().get(NEWS), Client().head(NEWS)
    assert head.content == b"" and head["Content-Length"] == str(len(got.content))


def test_a_page_keeps_the_house_rules_of_security(edition):
    for _time in range(2):
        answer = Client().get(NEWS)
        assert answer["X-Frame-Options"] == "DENY" and answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert answer["Content-Language"] == "vi"


def test_marks_of_a_campaign_change_nothing(edition):
    plain = page()
    assert page(f"{NEWS}?fbclid=abc&utm_source=x") == plain
    assert "fbclid" not in plain


def test_nobody_sees_a_change_before_it_is_committed_and_everybody_after(edition):
    before = page()
    with transaction.atomic():
        write(edition, "Tin chưa ai thấy")
        snapshots.renew()
        assert snapshots.shown()  # asked inside: it must not be believed outside
    assert "Tin chưa ai thấy" not in before
    assert "Tin chưa ai thấy" in page()


def test_what_is_rolled_back_was_never_shown(edition):
    before = page()
    with pytest.raises(RuntimeError), transaction.atomic():
        write(edition, "Tin rút lại")
        snapshots.renew()
        assert "Tin rút lại" in page()  # drawn for its own writer, kept for nobody
        raise RuntimeError
    assert page() == before


def test_a_name_that_is_written_late_is_not_believed(edition):
    page()
    old = snapshots.shown()
    announce(edition, "Tin mới")
    # Somebody who had read the old version writes it into the cache only now.
    cache.set(snapshots.NAME, old, 30)
    assert "Tin mới" in page()


def test_a_switch_that_the_cache_missed_is_made_by_the_first_who_draws(edition):
    page()
    old = snapshots.shown()
    with transaction.atomic():
        write(edition, "Tin mới")
        snapshots.renew()
    cache.delete(f"{snapshots.NAME}:over:{old}")
    cache.set(snapshots.NAME, old, 30)
    assert "Tin mới" not in page()  # a page that is kept, as it was
    assert Client().get("/en/news/").status_code == 200  # not kept yet: drawn from what is committed
    assert "Tin mới" in page()


@pytest.fixture
def nowhere() -> str:
    """An address at which no Redis answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"redis://127.0.0.1:{probe.getsockname()[1]}/0"


def test_without_the_cache_pages_are_right(edition, settings, nowhere):
    page()
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": nowhere}
    }
    with pytest.raises(RedisError):
        cache.get("anything")
    announce(edition, "Tin mới")
    assert "Tin mới" in page()
    assert "Tin mới" in page()


def test_what_tells_the_time_is_drawn_again_after_a_while(edition):
    tag = Client().get("/")["ETag"]
    Edition.objects.update(name="Tên khác", name_en="Another name")
    assert Client().get("/")["ETag"] == tag
    with time_machine.travel(timezone.now() + timedelta(seconds=snapshots.MINUTE + 1)):
        assert "Tên khác" in page("/")


def test_another_process_finds_what_one_has_drawn(edition):
    first = Client().get(NEWS)
    kept_pages._memory.clear()
    with CaptureQueriesContext(connection) as asked:
        again = Client().get(NEWS)
    assert len(asked) == 0 and again.content == first.content


def test_one_draws_and_the_others_wait_for_what_he_draws(edition):
    """Somebody is at the page and done with it a moment later: the reader gets that, and asks the database nothing."""
    page("/en/news/")
    version = snapshots.shown()
    key = f"{snapshots.NAME}:turn:{version}:{kept_pages.name_of(NEWS)}"
    cache.add(key, 1, 20)
    drawn = kept_pages.find(version, "/en/news/")
    finishing = Timer(0.3, lambda: (kept_pages.keep(version, NEWS, drawn), cache.delete(key)))
    finishing.start()
    with CaptureQueriesContext(connection) as asked:
        assert page() == drawn.body.decode()
    assert len(asked) == 0
    finishing.join()


def test_whoever_waits_for_somebody_who_gave_up_draws_himself(edition):
    page("/en/news/")
    key = f"{snapshots.NAME}:turn:{snapshots.shown()}:{kept_pages.name_of(NEWS)}"
    cache.add(key, 1, 20)
    gone = Timer(0.2, lambda: cache.delete(key))
    gone.start()
    assert '<html lang="vi">' in page()
    gone.join()


def test_an_unknown_page_is_not_kept(edition, settings):
    for number in range(3):
        assert Client().get(f"/news/khong-co-{number}/").status_code == 404
    assert not list(settings.PUBLIC_DIR.rglob("*")) or not any(
        path.is_file() for path in settings.PUBLIC_DIR.rglob("*")
    )


def test_pages_of_replaced_versions_are_removed_in_time(edition, settings):
    page()
    announce(edition, "Tin mới")
    page()
    assert len(list(settings.PUBLIC_DIR.iterdir())) == 2
    snapshots.forget_old()
    assert len(list(settings.PUBLIC_DIR.iterdir())) == 2  # somebody may still be reading them
    with time_machine.travel(timezone.now() + timedelta(seconds=kept_pages.OLD + 60)):
        snapshots.forget_old()
    assert [folder.name for folder in settings.PUBLIC_DIR.iterdir()] == [
        f"{snapshots.shown()}-{kept_pages.release()}"
    ]


@pytest.mark.postgres
def test_an_organiser_sees_at_once_what_he_has_published(edition, cast):
    from dtportal.accounts import editing

    assert "Tin của ban tổ chức" not in page()
    post = editing.write_post(
        edition, by=cast.oanh, title="Tin của ban tổ chức", kind="announcement", text="…"
    )
    assert "Tin của ban tổ chức" not in page()
    editing.publish_post(post, by=cast.oanh)
    assert "Tin của ban tổ chức" in page()
    assert "Tin của ban tổ chức" in page(reverse("programme:post", args=[post.slug]))
    editing.unpublish_post(post, by=cast.oanh)
    assert "Tin của ban tổ chức" not in page()
    assert Client().get(reverse("programme:post", args=[post.slug])).status_code == 404
