"""A wrong value stops the start with one sentence, never with a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings


def start(**environment: str) -> subprocess.CompletedProcess:
    clean = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG", "DATA_DIR"}}
    command = [sys.executable, "manage.py", "check"]
    return subprocess.run(
        command, cwd=Path(settings.BASE_DIR), env={**clean, **environment}, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "Set SECRET_KEY"),
        ({"DEBUG": "1", "DATABASE_URL": "foo"}, "DATABASE_URL must be"),
        ({"DEBUG": "1", "DATABASE_URL": "mysql://a/b"}, "DATABASE_URL must be"),
        ({"DEBUG": "1", "DATABASE_URL": "postgres://u:p@host:abc/x"}, "DATABASE_URL must be"),
        ({"DEBUG": "1", "DATABASE_URL": "sqlite:////nowhere/at/all/x.sqlite3"}, "does not exist"),
        ({"DEBUG": "1", "DATA_DIR": "/proc/nothing"}, "DATA_DIR"),
        ({"DEBUG": "1", "EMAIL_URL": "foo"}, "EMAIL_URL must look like"),
        ({"DEBUG": "1", "SITE_URL": "http://localhost:abc"}, "SITE_URL must look like"),
        ({"DEBUG": "1", "REDIS_URL": "localhost"}, "REDIS_URL must look like"),
        ({"DEBUG": "1", "PORT": "eighty"}, "PORT must be a number"),
        ({"DEBUG": "1", "SITE_URL": "portal"}, "SITE_URL must look like"),
        ({"DEBUG": "maybe"}, "DEBUG must be 1 or 0"),
        ({"DEBUG": "1", "DEMO": "1", "SITE_URL": "https://portal.example.org"}, "loopback"),
    ],
)
def test_a_wrong_value_is_one_sentence(environment, sentence):
    process = start(**environment)
    assert process.returncode == 1
    assert sentence in process.stderr
    assert "Traceback" not in process.stderr


@pytest.mark.parametrize("command", ["bin/web", "bin/worker", "bin/beat"])
def test_a_server_says_so_too(command):
    process = subprocess.run(
        [command], cwd=settings.BASE_DIR, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True
    )
    assert (process.returncode, process.stderr.count("\n")) == (1, 1)
    assert "Set SECRET_KEY" in process.stderr


def test_a_database_that_does_not_answer_is_one_sentence():
    url = "postgres://nobody@127.0.0.1:1/nothing"
    process = subprocess.run(
        [sys.executable, "manage.py", "verify_journal"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DEBUG": "1", "DATABASE_URL": url},
        capture_output=True,
        text=True,
    )
    assert process.returncode == 1
    assert "The database does not answer" in process.stderr
    assert "Traceback" not in process.stderr


def test_a_production_start_needs_a_key_only():
    assert start(SECRET_KEY="long and random", SITE_URL="https://portal.example.org").returncode == 0
