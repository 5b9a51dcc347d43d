"""Rules of the house that no reviewer should have to look for."""

import ast
import io
import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models

from dtportal.journal import verbs
from forums.models import Forum

BASE = Path(settings.BASE_DIR)
OUR_APPS = ["dtportal", "nominations", "assessments", "awards", "forums"]
_spec = spec_from_file_location("messages", BASE / "bin" / "messages.py")  # bin/ is no package
catalogue = module_from_spec(_spec)
_spec.loader.exec_module(catalogue)


def sources() -> list[Path]:
    """Our Python, without migrations and tests."""
    return [
        path
        for app in OUR_APPS
        for path in sorted((BASE / app).rglob("*.py"))
        if "migrations" not in path.parts and "tests" not in path.parts
    ]


def our_models() -> list[type[models.Model]]:
    labels = {app.rsplit(".")[-1] for app in settings.INSTALLED_APPS if app.split(".")[0] in OUR_APPS}
    return [model for model in apps.get_models() if model._meta.app_label in labels]


def templates() -> list[Path]:
    return sorted((BASE / "templates").rglob("*.html"))


def status_writes(tree: ast.AST) -> list[int]:
    """Lines that set a status past `move()`: an assignment to `.status`, or `.update(status=…)`."""
    lines = []
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            lines += [node.lineno for t in targets if isinstance(t, ast.Attribute) and t.attr == "status"]
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"update", "update_or_create"}:
            lines += [node.lineno for keyword in node.keywords if keyword.arg == "status"]
    return lines


def test_a_status_changes_only_through_move():
    offenders = [
        f"{path.relative_to(BASE)}:{line}"
        for path in sources()
        if path.name != "states.py"
        for line in status_writes(ast.parse(path.read_text()))
    ]
    assert offenders == []


@pytest.mark.parametrize(
    "code", ["x.status = 'a'", "Q.objects.filter().update(status='a')", "a.b.status: str = 'x'"]
)
def test_the_rule_about_statuses_would_notice(code):
    assert status_writes(ast.parse(code)) == [1]


def test_roles_are_named_in_one_file():
    pattern = re.compile(r"\bRole\.[A-Z_]+|is_superuser|is_staff|groups\.filter")
    offenders = [
        f"{path.relative_to(BASE)}:{number}"
        for path in sources()
        if path.name != "roles.py"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]
    assert offenders == []


INLINE = re.compile(
    r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\bsrc=)|<style|javascript:", re.IGNORECASE
)


def is_document(path: Path) -> bool:
    """PDF documents are no pages: WeasyPrint reads their style, no browser does."""
    return "@page" in path.read_text() or "documents" in path.parts


def test_every_verb_of_the_journal_has_a_name():
    """Only what the code records, and all of it: `forum.<status>` is composed from the statuses."""
    named = verbs.named()
    kinds = {verb.split(".")[0] for verb in named}
    recorded = {f"forum.{status}" for status in Forum.Status.values}
    for path in sources():
        if path.name in {"verbs.py", "timeline.py"}:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            kind, _, word = text.partition(".")
            if kind in kinds and re.fullmatch("[a-z_]+", word) and word != "css":
                recorded.add(text)
    assert recorded == named


def test_templates_hold_nothing_inline():
    offenders = []
    for path in templates():
        name = str(path.relative_to(BASE / "templates"))
        if is_document(path):
            continue
        offenders += [
            f"{name}:{number}"
            for number, line in enumerate(path.read_text().splitlines(), 1)
            if INLINE.search(line)
        ]
    assert offenders == []


@pytest.mark.parametrize("line", [' style="x"', ' onclick="x"', "<script>1</script>", "<style>"])
def test_the_rule_about_inline_code_would_notice(line):
    assert INLINE.search(f"<a{line}>")


def test_no_migration_is_missing(db):
    out = io.StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out)


def test_moments_and_their_authors_are_paired_in_the_database():
    """`x_at` and `x_by` that may be empty are both set or both empty, and the database says so."""
    unpaired = []
    for model in our_models():
        fields = {field.name: field for field in model._meta.get_fields() if hasattr(field, "null")}
        conditions = [
            str(c.condition) for c in model._meta.constraints if isinstance(c, models.CheckConstraint)
        ]
        for name, field in fields.items():
            twin = f"{name.removesuffix('_at')}_by"
            if name.endswith("_at") and field.null and twin in fields and fields[twin].null:
                paired = any(f"'{name}" in text and f"'{twin}" in text for text in conditions)
                if not paired:
                    unpaired.append(f"{model._meta.label}.{name}")
    assert unpaired == []


def test_every_status_has_moves_and_tones():
    from dtportal.states import Stateful

    for model in our_models():
        if issubclass(model, Stateful):
            statuses = set(model.Status.values)
            reachable = {to for targets in model.MOVES.values() for to in targets}
            initial = model._meta.get_field("status").default
            assert statuses == reachable | {str(initial)}, model
            assert statuses == set(model.TONES), model


def test_every_text_has_its_vietnamese():
    known = catalogue.read()
    gaps = []
    for (msgid, context), places in catalogue.found().items():
        entry = known.get(msgid, context)
        if entry is None or not entry.string or entry.fuzzy:
            gaps.append(f"{places[0][0]}: {msgid!r}")
    assert gaps == []


# Here the code hands over more values than the English needs, because Vietnamese dates are worded otherwise.
RICHER = {"%(name)s %(year)s", "%(short_name)s", "Edition %(number)s"}


def test_translations_keep_their_placeholders():
    """A placeholder that the Vietnamese has and the msgid has not would break the page."""
    pattern = re.compile(r"%\(\w+\)[sd]|%[sd]")
    broken = [
        entry.id
        for entry in catalogue.read()
        if entry.id
        and entry.id not in RICHER
        and isinstance(entry.string, str)
        and not set(pattern.findall(entry.string)) <= set(pattern.findall(entry.id))
    ]
    assert broken == []


def test_vietnamese_speaks_as_an_office_does():
    """No “bạn”, no “khen thưởng”: the law keeps that word for the State (domain: contradiction 14)."""
    wrong = [
        entry.string
        for entry in catalogue.read()
        if isinstance(entry.string, str)
        and re.search(r"\b[Bb]ạn\b|khen thưởng|[Bb]ằng khen|[Gg]iấy khen", entry.string)
    ]
    assert wrong == []


def test_files_stay_short_enough_to_read():
    long = [
        f"{path.relative_to(BASE)}: {count}"
        for path in sources()
        if (count := len(path.read_text().splitlines())) > 400
    ]
    assert long == []


def test_every_model_that_has_an_owner_says_who_may_see_it():
    """Rows that views look up carry `visible_to`; the rest are reached through their parent only."""
    from assessments.models import Assignment, Conclusion, CouncilSession, Round, Scoresheet
    from awards.models import Confidant, Honor, OnFile, Paper, RehearsalRun, Report, Roll, RollEntry, Yearbook
    from dtportal.accounts.models import Appointment, OfficerInvitation, Organization
    from dtportal.journal.models import Entry
    from dtportal.programme.models import Post
    from forums.models import Forum, Registration
    from nominations.models import (
        ComplianceOpinion,
        Endorsement,
        Evidence,
        ImportBatch,
        LetterScan,
        Nomination,
        UnitInvitation,
        Upload,
        Verdict,
    )

    for model in (
        Appointment, OfficerInvitation, Organization, Assignment, Conclusion, CouncilSession, Round, Scoresheet, Honor,
        RehearsalRun, Roll, Yearbook, Entry, Post, Forum, Registration, Endorsement, Evidence, ImportBatch, LetterScan,
        Nomination, UnitInvitation, Upload, ComplianceOpinion, Verdict, Confidant, OnFile, Paper, Report, RollEntry,
    ):  # fmt: skip
        assert hasattr(model.objects, "visible_to"), model


# A queryset named so has asked who may see it.
GUARDED = (
    "visible_to",
    "open_to",
    "of_member",
    "of_unit",
    "by_token",
    "public",
    "published",
    "_kept_by",
    "holding",
    "none()",
)


def test_views_find_rows_only_through_visible_to():
    """`get_object_or_404(Model, …)` without `visible_to` is how leaks begin."""
    offenders = []
    allowed = {"Edition", "Body"}  # an edition is public, and so is which institutions there are
    for path in sources():
        if "views" not in path.parts and path.name != "views.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "get_object_or_404":
                source = ast.unparse(node.args[0])
                # what hangs on a row that was found before is found through that row
                from_model = source[:1].isupper() and source.split(".")[0] not in allowed
                if from_model and not any(word in source for word in GUARDED):
                    offenders.append(f"{path.relative_to(BASE)}:{node.lineno}: {source}")
    assert offenders == []
