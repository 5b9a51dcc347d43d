"""Báo cáo to State leaders, chapter by chapter: sentences, tables and drawings out of the edition's data.

Names and results stand in it only when a list is given, which its reader may read. Counts of two digits carry their
zero, as official prose has it.
"""

from collections.abc import Callable, Sequence

from awards.models import Report, RollEntry
from awards.official.figures import Figures
from awards.official.heads import HEADS, Issuer, edition_words, signatory
from awards.official.lists import appendices, names_of
from awards.official.report_intake import intake, localities, overview, participation
from awards.official.report_results import appraisal, events, openness, proposals, results
from dtportal.official import content
from dtportal.official.content import Block, ended, part
from dtportal.programme.calendar import VIETNAM
from dtportal.text import official_date


def chapters(report: Report, figures: Figures, lines: Sequence[RollEntry]) -> list[Callable[[], list[Block]]]:
    """What the worker does one after the other; `lines` of the roll as the reader may know it, if "
    "there is a roll."""
    edition = report.edition
    names = names_of(edition, lines)
    found: list[Callable[[], list[Block]]] = [
        lambda: overview(figures),
        lambda: participation(figures),
        lambda: localities(figures),
        lambda: intake(figures),
        lambda: appraisal(figures, with_results=bool(names)),
    ]
    if names:
        found.append(lambda: results(figures, names, report))
    found += [
        lambda: events(figures),
        lambda: openness(figures, report),
        lambda: proposals(figures, bool(names)),
    ]
    return [_numbered(at, chapter) for at, chapter in enumerate(found, 1)]


def _numbered(at: int, chapter: Callable[[], list[Block]]) -> Callable[[], list[Block]]:
    def made() -> list[Block]:
        first, *rest = chapter()
        return [part(at, first.text), *rest]

    return made


def framed(report: Report, blocks: list[Block], lines: Sequence[RollEntry]) -> content.Paper:
    edition = report.edition
    day = report.as_of.astimezone(VIETNAM).date()
    head = HEADS[Issuer.ORGANISERS]
    return content.Paper(
        code="BC",
        superior=f"CHƯƠNG TRÌNH {edition.name.upper()}",
        issuer=head.name,
        short=Issuer.ORGANISERS.value,
        about=f"Kết quả {edition_words(edition)} (số liệu tính đến {official_date(day)})",
        blocks=ended(blocks),
        signers=[content.Signer(head.office, signatory(edition, Issuer.ORGANISERS))],
        year=edition.year,
        to=["Lãnh đạo Đảng, Nhà nước", "Ủy ban Quốc gia về chuyển đổi số"],
        recipients=["Như trên", "Các cơ quan chỉ đạo, phối hợp tổ chức", "Lưu: VT, BTC"],
        given_by=head.sentence,
        appendices=appendices(edition, names_of(edition, lines)),
        is_rehearsal=edition.is_rehearsal,
    )
