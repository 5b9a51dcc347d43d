"""The cast and what every test needs. Reference rows (provinces, edition 1) come with the migrations."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.utils.translation import override
from hypothesis import HealthCheck, settings

from dtportal.accounts.models import Organization
from dtportal.demo.cast import create_cast
from dtportal.programme.models import Edition
from dtportal.tests.world import clear, lans_organization

# How long an example takes says something about the machine, not about the code.
settings.register_profile("dtportal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("dtportal")


def pytest_collection_modifyitems(config, items):
    """What speaks of PostgreSQL only (races with real threads) is not selected on SQLite."""
    if connection.vendor != "postgresql":
        left_out = [item for item in items if item.get_closest_marker("postgres")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    # pytest-xdist gives each of two workers one half: the journeys, which take minutes, come first in either,
    # so that nobody is left alone with one at the end.
    journeys = [item for item in items if item.path.name == "test_journey.py"]
    items[:] = [item for item in items if item not in journeys]
    for number, journey in enumerate(journeys):
        items.insert(number * (len(items) + 1) // max(len(journeys), 1), journey)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """
    Whoever comes after a test that emptied its tables finds the reference rows again.

    Django puts them back only before the next such test, and pytest-xdist hands a worker whatever is left.
    """
    result = yield
    marker = item.get_closest_marker("django_db")
    if nextitem and marker and marker.kwargs.get("transaction"):
        with item._request.getfixturevalue("django_db_blocker").unblock():
            connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
    return result


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Races empty their tables afterwards; PostgreSQL does that by TRUNCATE, which the journal refuses."""
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for table in ("journal_entry", "journal_link"):
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_truncate")


@pytest.fixture(autouse=True)
def private_folders(settings, tmp_path):
    """No test reads or leaves files of another."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.PAGES_DIR = tmp_path / "pages"
    settings.PUBLIC_DIR = tmp_path / "public"
    settings.EMAIL_FILE_PATH = settings.MAIL_DIR = tmp_path / "mail"
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": str(tmp_path),
        }
    }


@pytest.fixture(autouse=True)
def static_files_are_found_when_asked_for(settings):
    """Else WhiteNoise walks all of them for every client a test makes."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def speaks_vietnamese():
    """A request to an English page leaves its language behind in the process."""
    with override("vi"):
        yield


@pytest.fixture
def edition(db) -> Edition:
    """Edition 1, a rehearsal whose clock stands at 10/05/2023 09:00, in the middle of intake."""
    return Edition.objects.get(slug="2023")


@pytest.fixture
def cast(edition) -> SimpleNamespace:
    """The ten; Hạnh and Dũng have signed the undertaking and stated that nothing ties them to anybody."""
    people = create_cast(edition)
    clear(edition, people.hanh, people.dung)
    return people


@pytest.fixture
def organization(cast) -> Organization:
    """Lan's organisation: transport, Đà Nẵng."""
    return lans_organization(cast.lan)


@pytest.fixture
def sign_in():
    """`sign_in(user)` is a browser in which that person is signed in."""

    def browser(user) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return browser
