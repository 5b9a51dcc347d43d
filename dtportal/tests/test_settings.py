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


def test_a_production_start_needs_a_key_only():
    assert start(SECRET_KEY="long and random", SITE_URL="https://portal.example.org").returncode == 0
