"""The catalogue of Vietnamese texts: extract, add, list what is missing, compile.

bin/messages.py update             take new msgids from code and templates, drop those that are gone
bin/messages.py add FILE.json      fill in translations {"msgid": "msgstr"}
bin/messages.py missing [FOLDER]   msgids without Vietnamese (of one folder); exit 1 if there are any
bin/messages.py compile            write django.mo (set-up does this; no system gettext is needed)
"""

import fcntl
import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dtportal.settings")
os.environ.setdefault("DEBUG", "1")
CATALOGUE = BASE / "locale" / "vi" / "LC_MESSAGES" / "django.po"
KEYWORDS = ["gettext", "gettext_lazy", "_", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"]
FOLDERS = ["dtportal", "nominations", "assessments", "awards", "forums", "templates"]
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}


def extract(folder: Path) -> Iterator[tuple[str, str | None, str, int]]:
    """(msgid, context, file, line) of every text under a folder."""
    for path in sorted(folder.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or "migrations" in path.parts or "tests" in path.parts:
            continue
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            source = templatized(source)
        for line, function, messages, _comments in extract_python(
            io.BytesIO(source.encode()), KEYWORDS, [], {"encoding": "utf-8"}
        ):
            parts = messages if isinstance(messages, tuple) else (messages,)
            context = parts[0] if function in CONTEXT else None
            msgid = parts[1] if function in CONTEXT else parts[0]
            if function in PLURAL:
                raise SystemExit(
                    f"{path}:{line}: Vietnamese has one form for all numbers; word it as “Dossiers: 3”."
                )
            if msgid:
                yield msgid, context, str(path.relative_to(BASE)), line


def templatized(source: str) -> str:
    """A template as Python source that holds nothing but its gettext calls."""
    from django.utils.translation.template import templatize

    # What is left of the HTML's indentation means nothing, but would be an error in Python.
    return "\n".join(line.lstrip() for line in templatize(source).splitlines())


def found() -> dict[tuple[str, str | None], list[tuple[str, int]]]:
    texts: dict[tuple[str, str | None], list[tuple[str, int]]] = {}
    for folder in FOLDERS:
        for msgid, context, file, line in extract(BASE / folder):
            texts.setdefault((msgid, context), []).append((file, line))
    return texts


def read() -> Catalog:
    if not CATALOGUE.exists():
        return Catalog(locale="vi", project="dtportal", charset="utf-8")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="vi", charset="utf-8")


def write(catalogue: Catalog) -> None:
    buffer = io.BytesIO()
    write_po(buffer, catalogue, sort_output=True, width=100, no_location=True, ignore_obsolete=True)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(buffer.getvalue())


@contextmanager
def locked() -> Iterator[None]:
    path = BASE / "build" / "messages.lock"
    path.parent.mkdir(exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def update() -> None:
    with locked():
        old, new = read(), Catalog(locale="vi", project="dtportal", charset="utf-8")
        for msgid, context in sorted(found(), key=str):
            known = old.get(msgid, context)
            new.add(msgid, known.string if known else "", context=context)
        write(new)


def add(path: Path) -> None:
    """Adds entries too that no code holds yet; `update` drops what stays unused."""
    with locked():
        catalogue = read()
        for msgid, msgstr in json.loads(path.read_text(encoding="utf-8")).items():
            if msgid in catalogue:
                catalogue.delete(msgid)  # Babel's own `add` keeps the old text
            catalogue.add(msgid, msgstr)
        write(catalogue)
    compile_catalogue()


def missing(folder: str = "") -> int:
    catalogue, gaps = read(), 0
    for (msgid, context), places in sorted(found().items(), key=str):
        entry = catalogue.get(msgid, context)
        if (entry is None or not entry.string or entry.fuzzy) and any(
            f.startswith(folder) for f, _ in places
        ):
            gaps += 1
            print(f"{places[0][0]}:{places[0][1]}: {json.dumps(msgid, ensure_ascii=False)}")
    return 1 if gaps else 0


def compile_catalogue() -> None:
    target = CATALOGUE.with_suffix(".mo")
    with target.open("wb") as file:
        write_mo(file, read())


def main(arguments: list[str]) -> int:
    match arguments:
        case ["update"]:
            update()
        case ["add", path]:
            add(Path(path))
        case ["missing", *folder]:
            return missing(*folder)
        case ["compile"]:
            compile_catalogue()
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    import django

    django.setup()
    sys.exit(main(sys.argv[1:]))
