"""A rehearsal filled from a nomination workbook: imported, completed with illustrative evidence, played on."""

from pathlib import Path

from awards.rehearsal.fill import Report, finish_import, prepare
from dtportal.programme.models import Edition


class Mistakes(Exception):
    """The workbook has mistakes; nothing was imported. `lines` are `sheet!row:column: sentence`."""

    def __init__(self, lines: list[str]):
        super().__init__(f"{len(lines)} mistakes")
        self.lines = lines
