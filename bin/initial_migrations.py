"""Until the first release every app keeps one clean initial migration: this writes them all anew from the models.

bin/initial_migrations.py

Data migrations (0002 and later) stay as they are. Constraints are created with their tables: each `AddConstraint`
of its own makes Django draw all models again, which doubled the time of a first start and of every test run.
"""

import os
import subprocess
import sys
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.db.migrations import AddConstraint, CreateModel, Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.writer import MigrationWriter

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dtportal.settings")
os.environ.setdefault("DEBUG", "1")


def own_folders() -> dict[str, Path]:
    """The folder of migrations of every app that lies in this project."""
    folders = {config.label: Path(config.path) / "migrations" for config in apps.get_app_configs()}
    return {
        label: folder
        for label, folder in folders.items()
        if BASE in folder.parents and ".venv" not in folder.parts and folder.is_dir()
    }


def regenerate(folders: dict[str, Path]) -> None:
    """Write every 0001_initial.py anew, the later ones out of Django's sight in the meantime."""
    aside = {path: path.with_suffix(".aside") for folder in folders.values() for path in folder.glob("0*.py")}
    for path, hidden in aside.items():
        path.rename(hidden)
    try:
        call_command("makemigrations", *folders, name="initial", verbosity=0)
    finally:
        for path, hidden in aside.items():
            if path.exists():
                hidden.unlink()
            else:
                hidden.rename(path)


def with_constraints_inside(migration: Migration) -> Migration:
    """Moves every constraint into the creation of its table, where all its fields are known by then."""
    created = {op.name_lower: op for op in migration.operations if isinstance(op, CreateModel)}
    kept = []
    for operation in migration.operations:
        table = created.get(operation.model_name_lower) if isinstance(operation, AddConstraint) else None
        if table is None or not _fields_of(operation) <= {name for name, _field in table.fields}:
            kept.append(operation)
        else:
            table.options.setdefault("constraints", []).append(operation.constraint)
    migration.operations = kept
    return migration


def _fields_of(operation: AddConstraint) -> set[str]:
    """Names of the fields that a constraint speaks of; of a condition, what stands before “__”."""
    constraint = operation.constraint
    names = set(getattr(constraint, "fields", ()))
    pending = [getattr(constraint, "condition", None), *getattr(constraint, "expressions", ())]
    while pending:
        part = pending.pop()
        if isinstance(part, tuple):
            names.add(part[0].partition("__")[0])
        elif part is not None:
            names |= {part.name.partition("__")[0]} if hasattr(part, "name") else set()
            pending += list(getattr(part, "children", ())) + _sources(part)
    return names


def _sources(part: object) -> list:
    return (
        [source for source in part.get_source_expressions() if source]
        if hasattr(part, "get_source_expressions")
        else []
    )


def main() -> None:
    django.setup()
    folders = own_folders()
    regenerate(folders)
    loader = MigrationLoader(None)
    for label, folder in folders.items():
        path = folder / "0001_initial.py"
        if path.exists():
            migration = with_constraints_inside(loader.disk_migrations[label, "0001_initial"])
            path.write_text(MigrationWriter(migration, include_header=False).as_string(), encoding="utf-8")
    paths = [folder / "0001_initial.py" for folder in folders.values()]
    subprocess.run([BASE / ".venv/bin/ruff", "check", "--quiet", "--fix", *paths], check=True)
    subprocess.run([BASE / ".venv/bin/ruff", "format", "--quiet", *paths], check=True)
    call_command("makemigrations", check=True, dry_run=True)


if __name__ == "__main__":
    main()
