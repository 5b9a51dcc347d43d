"""Papers of a session by Decree 30/2020/NĐ-CP: the letter of invitation and the minutes, as PDF and DOCX."""

from typing import Any

from assessments import minutes_text
from assessments.models import AgendaItem, CouncilSession
from dtportal.official.content import Block, Paper, Signer, ended, entries
from dtportal.official.printing import to_pdf
from dtportal.official.word import to_docx
from dtportal.programme.calendar import VIETNAM
from dtportal.text import official_date, ordinal

__all__ = ["about", "invitation", "minutes", "minutes_docx", "minutes_pdf"]
COUNCIL, SHORT = "HỘI ĐỒNG THẨM ĐỊNH", "HĐTĐ"


def invitation(
    session: CouncilSession, items: list[AgendaItem], *, addressee: str, chair: str, secretary: str
) -> Paper:
    """Giấy mời (form 1.11 there) for one member; `items` without those that are closed to him.

    `secretary` signs it in the chair's name; the office fills in the number.
    """
    starts = session.starts_at.astimezone(VIETNAM)
    lines = [
        f"Tới dự: {session.title}.",
        f"Chủ trì: {chair or 'Chủ tịch Hội đồng thẩm định'}.",
        f"Thời gian: {starts:%H} giờ {starts:%M}, {official_date(starts.date())}.",
    ]
    if session.place:
        lines.append(f"Địa điểm: {session.place}.")
    if session.link:
        lines.append(f"Họp trực tuyến tại: {session.link}")
    agenda = [f"{item.position}. {item.title}" for item in items]
    return Paper(
        code="GM",
        superior=f"CHƯƠNG TRÌNH {session.edition.name.upper()}",
        issuer=COUNCIL,
        short=SHORT,
        about=session.title,
        day=(session.invited_at or session.starts_at).astimezone(VIETNAM).date().isoformat(),
        blocks=[
            Block("p", f"Hội đồng thẩm định trân trọng kính mời: {addressee}"),
            *(Block("p", line) for line in lines),
            Block("p", "Nội dung dự kiến:"),
            *(_agenda(agenda) or [Block("p", "Sẽ gửi sau.")]),
            *ended([Block("p", "Trân trọng kính mời.")]),
        ],
        signers=[Signer(["TL. CHỦ TỊCH", "TRƯỞNG BAN THƯ KÝ"], secretary)],
        recipients=["Như trên", "Lưu: VT, HĐTĐ"],
        is_rehearsal=session.edition.is_rehearsal,
    )


def _agenda(lines: list[str]) -> list[Block]:
    return [Block("p", block.text) for block in entries(lines)]


def about(content: dict[str, Any]) -> str:
    """What the minutes are of: the line under the title."""
    edition = content["edition"]
    return (
        f"Họp Hội đồng thẩm định Chương trình “{edition['name']}” lần thứ {ordinal(edition['ordinal'])}, "
        f"năm {edition['year']}: {content['title']}"
    )


def minutes(content: dict[str, Any], *, sha256: str = "") -> Paper:
    """Biên bản (form 1.9 there) of a record; `sha256` of the frozen text stands at its foot."""
    number, _, _symbol = content["number"].partition("/")
    return Paper(
        code="BB",
        superior=f"CHƯƠNG TRÌNH {content['edition']['name'].upper()}",
        issuer=COUNCIL,
        short=SHORT,
        number=int(number or 0),
        has_date=False,
        about=about(content),
        blocks=minutes_text.blocks(content),
        signers=[Signer(["THƯ KÝ"], content["secretary"]), Signer(["CHỦ TRÌ"], content["chair"])],
        sha256=sha256,
        is_rehearsal=content["is_rehearsal"],
    )


def minutes_pdf(content: dict[str, Any], *, sha256: str = "") -> bytes:
    return to_pdf(minutes(content, sha256=sha256))


def minutes_docx(content: dict[str, Any], *, sha256: str = "") -> bytes:
    return to_docx(
        minutes(content, sha256=sha256),
        title=f"Biên bản {content['number']}: {content['title']}".replace(" :", ":"),
        author=f"Hội đồng thẩm định Chương trình {content['edition']['name']}",
        written_by=content["secretary"],
    )
