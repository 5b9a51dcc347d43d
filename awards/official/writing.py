"""A paper as a document: what its author wrote and what the edition's data say, for a reader as far as he may know."""

from copy import copy
from datetime import date

from awards.models import Paper, Roll, Signature
from awards.official import decision as forms
from awards.official.heads import HEADS, Issuer, edition_words, framed, paragraphs, refilled, signatory, times
from awards.official.lists import appendices, counted, entries_for, names_of, subject_of
from dtportal.accounts.models import User
from dtportal.official import content
from dtportal.official.content import Block, ended, entries
from dtportal.programme import clock
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Edition

Kind = Paper.Kind
# Who issues a kind, where the form does not leave it open.
ISSUED_BY = {Kind.DECISION: Issuer.COUNCIL, Kind.SUBMISSION: Issuer.SECRETARIAT}
WITH_ROLL = {Kind.DECISION, Kind.SUBMISSION}
# What somebody wrote may name what is closed to its reader, so it goes as a whole.
WITHHELD = "Nội dung này không hiển thị do xung đột lợi ích của người đọc."
# Fields that a form has no use for.
UNUSED = {Kind.DECISION: {"to", "text"}, Kind.NOTICE: {"to"}, Kind.REPORT: set()}


def begun(edition: Edition, kind: str, *, roll: Roll | None = None, issuer: str = "") -> Paper:
    """An unsaved paper with everything filled in that can be known; whoever writes changes it."""
    issuer = issuer or ISSUED_BY.get(Kind(kind), Issuer.ORGANISERS)
    paper = Paper(
        edition=edition,
        roll=roll,
        kind=kind,
        issuer=issuer,
        office="\n".join(HEADS[Issuer(issuer)].office),
        signer=signatory(edition, issuer),
        is_rehearsal=edition.is_rehearsal,
    )
    what = subject_of(names_of(edition, entries_for(roll, None)[0])) if roll else ""
    if kind == Kind.DECISION:
        signed = roll.signatures.filter(part=Signature.Part.CHAIR, is_refusal=False).first()
        paper.signer = signed.user.full_name if signed else paper.signer
        is_correction = roll is not None and roll.corrects_id is not None
        about = "đính chính danh sách tôn vinh" if is_correction else "tôn vinh"
        paper.subject = f"Về việc {about} {what} {times(edition)}"
        paper.recipients = (
            f"Như Điều {4 if is_correction else 3}\nCác cơ quan chỉ đạo, phối hợp tổ chức\nLưu: VT, HĐTĐ"
        )
    elif kind == Kind.SUBMISSION:
        paper.subject = f"Về việc đề nghị tôn vinh {what} {times(edition)}"
        paper.to, paper.recipients = "Chủ tịch Hội đồng thẩm định", "Như trên\nLưu: VT, BTK"
    elif kind == Kind.INVITATION:
        paper.subject = f"Dự Lễ công bố và tôn vinh {times(edition)}"
        paper.text = (
            f"Tới dự: Lễ công bố và tôn vinh {edition_words(edition)}.\n"
            "Thời gian: … giờ …, ngày … tháng … năm ….\nĐịa điểm: …."
        )
        paper.recipients = "Như trên\nLưu: VT, BTC"
    elif kind == Kind.NOTICE:
        paper.subject = f"Về kết quả thẩm định và tôn vinh {times(edition)}" if roll else ""
        paper.recipients = "Các đơn vị tham gia Chương trình\nCổng thông tin của Chương trình\nLưu: VT, BTC"
    else:
        paper.subject = f"Về kết quả {edition_words(edition)}"
        paper.recipients = "Như trên\nCác cơ quan chỉ đạo, phối hợp tổ chức\nLưu: VT, BTC"
    return paper


def document_of(paper: Paper, reader: User | None) -> tuple[content.Paper, bool]:
    """(the document, whether it is whole) for a reader; None reads everything, as who freezes it must.

    With its number it is frozen; whoever may not know all of it gets it made anew of what he may know.
    """
    lines, is_whole = entries_for(paper.roll, reader) if paper.roll else ([], True)
    if paper.content and is_whole:
        return content.Paper.of_json(paper.content), True
    if not is_whole and paper.text:
        paper = copy(paper)
        paper.text = WITHHELD
    return _made(paper, lines), is_whole


def _made(paper: Paper, lines: list) -> content.Paper:
    if paper.kind == Kind.DECISION:
        return forms.decision(paper, lines, paper.dated or _today(paper.edition))
    if paper.kind == Kind.SUBMISSION:
        return forms.submission(paper, lines)
    if paper.kind == Kind.INVITATION:
        return _invitation(paper)
    if paper.report_id:
        return refilled(paper, content.Paper.of_json(paper.report.content))
    return _free(paper, lines)


def _today(edition: Edition) -> date:
    return clock.now(edition).astimezone(VIETNAM).date()


def _invitation(paper: Paper) -> content.Paper:
    """Form 1.11: whom it invites stands in its text, not under “Kính gửi”."""
    whom = paper.to.strip().rstrip(".") or "………………………………………………"
    text = [
        Block("p", f"{HEADS[Issuer(paper.issuer)].sentence} trân trọng kính mời: {whom}"),
        *paragraphs(paper.text),
        *ended([Block("p", "Trân trọng kính mời.")]),
    ]
    return framed(paper, text, to=[])


def _free(paper: Paper, lines: list) -> content.Paper:
    """A notice or a report: what was written, with the lists of the roll where it names one."""
    written = paragraphs(paper.text)
    if not paper.roll:
        return framed(paper, ended(written) if written else [])
    edition = paper.edition
    names = names_of(edition, lines)
    told = [
        Block("p", f"Kết quả tôn vinh của {edition_words(edition)} như sau:"),
        *entries(counted(names)),
        *written,
    ]
    return framed(paper, ended(told), appendices=appendices(edition, names))
