"""A rehearsal filled from a nomination workbook: imported, completed with illustrative evidence, played on."""

from pathlib import Path

from awards.rehearsal.fill import Report, finish_import, prepare
from dtportal.programme.models import Edition
from nominations.imports.reading import Unreadable
from nominations.imports.writing import import_workbook


class Mistakes(Exception):
    """The workbook has mistakes; nothing was imported. `lines` are `sheet!row:column: sentence`."""

    def __init__(self, lines: list[str]):
        super().__init__(f"{len(lines)} mistakes")
        self.lines = lines


def fill(edition: Edition, workbook: Path, *, until: str, seed: int, report: Report | None = None) -> None:
    """Import a workbook as Minh would and play everybody's part until a stage.

    Raises Mistakes with what is wrong in the file, ValidationError for a live edition.
    """
    players = prepare(edition)
    try:
        outcome = import_workbook(edition, workbook.read_bytes(), by=players.cast.minh)
    except (Unreadable, OSError) as error:
        raise Mistakes([str(error)]) from error
    if outcome.mistakes:
        raise Mistakes([str(mistake) for mistake in outcome.mistakes])
    finish_import(players, until=until, seed=seed, report=report)
