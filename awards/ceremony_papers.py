"""Papers of the ceremony: the announcer's script in large type, and what the press takes away."""

import csv
from io import StringIO
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from awards import papers
from awards.ceremony import Line, by_tier
from awards.documents import title_of
from awards.models import Honor, Roll
from awards.tables import workbook
from dtportal import pdf
from dtportal.journal.recording import link_to
from dtportal.programme.calendar import VIETNAM
from dtportal.scratch import scratch
from dtportal.text import official_date, ordinal
from nominations.sheet import FORMULA

HEADINGS = ["STT", "Danh sách", "Tên", "Tên tiếng Anh", "Chức vụ, đơn vị", "Lĩnh vực", "Địa phương", "Trang"]
MARK = Path(settings.BASE_DIR) / "static" / "img" / "mark.svg"


def script(roll: Roll, lines: list[Line]) -> bytes:
    """A4, names in 20 points, how they are said below them; one list begins on a page of its own."""
    with override("vi"):
        return pdf.render(
            "awards/documents/announcer.html",
            {
                "edition": roll.edition,
                "roll": roll,
                "ordinal": ordinal(roll.edition.ordinal),
                "lists": [(title_of(tier)[0], found) for tier, found in by_tier(lines)],
                "is_public": roll.published_at is not None,
            },
            styles=["css/pdf/announcer.css"],
        )


def press_kit(roll: Roll) -> IO[bytes]:
    """A ZIP of what is public: the list as CSV and XLSX, the decision, the mark, a text to quote, licence and README.

    The same list gives the same bytes.
    """
    with override("vi"):
        rows = list(_rows(roll))
        told = {
            "edition": roll.edition,
            "ordinal": ordinal(roll.edition.ordinal),
            "count": len(rows),
            "date": official_date(roll.published_at.astimezone(VIETNAM).date()),
            "site": settings.SITE_URL,
        }
        decision = papers.decision(roll)
        with decision:
            parts = {
                "README.txt": render_to_string("awards/documents/press_readme.txt", told).encode(),
                "LICENCE.txt": render_to_string("awards/documents/press_licence.txt", told).encode(),
                "danh-sach.csv": _csv(rows),
                "danh-sach.xlsx": _xlsx(rows),
                "quyet-dinh.pdf": decision.read(),
                "thong-tin-bao-chi.txt": render_to_string("awards/documents/press_text.txt", told).encode(),
                "bieu-trung.svg": MARK.read_bytes(),
            }
    file = scratch()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    file.seek(0)
    return file


def _rows(roll: Roll):
    honors = Honor.objects.standing().filter(edition=roll.edition_id).for_listing()
    for number, honor in enumerate(honors.order_by("tier__position", "sort_key", "pk"), 1):
        yield [
            number,
            honor.tier.name,
            honor.name,
            honor.name_en,
            honor.detail,
            honor.sector.name if honor.sector else "",
            honor.province.name,
            link_to(honor.get_absolute_url()),
        ]


def _csv(rows: list[list]) -> bytes:
    """With a byte order mark, or Excel takes it for another encoding."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows([[_harmless(value) for value in row] for row in rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _harmless(value):
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _xlsx(rows: list[list]) -> bytes:
    with workbook("Danh sách tôn vinh", HEADINGS, [6, 14, 50, 50, 36, 30, 20, 60], rows) as file:
        return file.read()
