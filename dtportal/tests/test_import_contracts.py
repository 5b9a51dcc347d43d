"""The direction of imports is kept by contracts; here each is seen to fail when somebody breaks it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

BASE = Path(settings.BASE_DIR)
BREACHES = {
    "nominations/breach.py": "from awards.models import Honor\n",
    "dtportal/breach.py": "from forums.models import Forum\n",
    "dtportal/sealing.py": "from dtportal.states import Stateful\n",
    "assessments/breach.py": "from nominations.views import applicant\n",
    "awards/ranking.py": "from django.db import models\n",
}
CONTRACTS = [
    "Upper stages call lower ones, never the other way round",
    "The ground imports no feature app",
    "Access, states, PDF, sealing and text do not know each other",
    "Views, forms and URLs are an app's own",
    "Pure modules know no ORM and no request",
]


def lint(folder: Path) -> str:
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300).stdout


@pytest.fixture
def copy(tmp_path) -> Path:
    """Our Python without its tests, in a folder that may be spoiled."""
    ignore = shutil.ignore_patterns("__pycache__", "tests", "migrations", "*.json", "*.csv")
    for name in ("dtportal", "nominations", "assessments", "awards", "forums", "bin"):
        shutil.copytree(BASE / name, tmp_path / name, ignore=ignore)
    shutil.copy(BASE / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.slow
def test_every_contract_is_kept_and_each_fails_when_broken(copy):
    before = lint(copy)
    for name in CONTRACTS:
        assert f"{name} KEPT" in before, before
    for path, line in BREACHES.items():
        file = copy / path
        file.write_text(line + (file.read_text() if file.exists() else ""))
    after = lint(copy)
    for name in CONTRACTS:
        assert f"{name} BROKEN" in after, after
