"""Quyết định (form 1.2 of Decree 30/2020/NĐ-CP) and Tờ trình: the roll as the chair decides on it and as it is put to
him. “Tôn vinh”, never the word that the law keeps for State honours."""

from collections.abc import Sequence
from datetime import date

from awards.models import Ground, Paper, Roll, RollEntry
from awards.official.heads import edition_words, framed, paragraphs
from awards.official.lists import appendices, counted, names_of, subject_of
from dtportal.official import content
from dtportal.official.content import Block, article, bases, ended, entries
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Edition
from dtportal.text import official_date


def decision(paper: Paper, lines: Sequence[RollEntry], day: date) -> content.Paper:
    """`lines` of the roll as the reader may know it; `day` for the legal bases that were in force."""
    edition = paper.edition
    names = names_of(edition, lines)
    subject = subject_of(names)
    text = [
        *bases(
            [*legal_bases(day), *documents_of(edition), _minutes(paper.roll)],
            last="Theo đề nghị của Trưởng Ban Thư ký",
        ),
        Block("authority", "QUYẾT ĐỊNH:"),
        article(1, f"Tôn vinh {subject} của {edition_words(edition)}, gồm:"),
        *entries(counted(names), "clause"),
        article(
            2,
            "Đơn vị, cá nhân có tên trong danh sách được cấp Giấy chứng nhận, được giới thiệu trên "
            "cổng thông tin và "
            "trong kỷ yếu của Chương trình. Việc đề cử, thẩm định và tôn vinh không thu bất kỳ khoản phí nào.",
        ),
        *_corrects(paper.roll),
        *ended(
            [
                article(
                    4 if paper.roll.corrects_id else 3,
                    "Quyết định này có hiệu lực kể từ ngày ký. Ban Tổ chức, Ban Thư ký và các đơn vị, "
                    "cá nhân có tên "
                    "tại Điều 1 chịu trách nhiệm thi hành Quyết định này.",
                )
            ]
        ),
    ]
    return framed(paper, text, authority="CHỦ TỊCH HỘI ĐỒNG THẨM ĐỊNH", appendices=appendices(edition, names))


def _corrects(roll: Roll) -> list[Block]:
    """A later version says which decision it stands in for, and why."""
    if roll.corrects is None:
        return []
    before = Paper.objects.numbered().filter(roll=roll.corrects, kind=Paper.Kind.DECISION).first()
    words = "Quyết định này thay thế quyết định tôn vinh đã ban hành"
    if before:
        words = f"Quyết định này thay thế Quyết định số {before.label} {official_date(before.dated)}"
    revoked = [
        f"“{entry.name}” (Giấy chứng nhận số {entry.certificate_number}); căn cứ: {GROUNDS[entry.revoked_for]}"
        for entry in roll.entries.exclude(revoked_for="").order_by("certificate_number")
    ]
    if not revoked:
        return [article(3, f"{words}. Lý do: {content.stopped(roll.reason)}")]
    told = article(3, f"{words}. Lý do: {content.stopped(roll.reason)} Thu hồi danh hiệu đã tôn vinh của:")
    return [told, *entries(revoked, "clause")]


# As Article 93 of Law 06/2022/QH15 has them; a decision is Vietnamese, whoever prints it.
GROUNDS = {
    Ground.FRAUD: "gian dối trong việc kê khai thành tích",
    Ground.FALSE_FILE: "cung cấp thông tin sai hoặc làm giả hồ sơ",
    Ground.UNLAWFUL_APPRAISAL: "thẩm định, xét duyệt trái quy định của pháp luật",
    Ground.WRONGDOING: "cơ quan có thẩm quyền kết luận có vi phạm trong thời gian tính thành tích",
}


def documents_of(edition: Edition) -> list[str]:
    """The edition's own documents on file: permit, Đề án, Quy chế."""
    words = {"permit": "", "scheme": "Đề án ", "statute": "Quy chế "}
    kept = edition.on_file.standing().order_by("dated", "pk")
    found = []
    for one in kept:
        name = words[one.kind]
        what = f"{name}ban hành kèm theo văn bản" if name else "Văn bản"
        found.append(f"{what} số {one.number} {official_date(one.dated)} của {one.issued_by}")
    return found


def _minutes(roll: Roll) -> str:
    session = roll.item.session if roll.item else None
    kept = getattr(session, "minutes", None) if session else None
    words = "Biên bản họp Hội đồng thẩm định"
    if kept:
        words += f" số {kept.label}"
    elif session:
        words += f" (phiên họp số {session.number:02d})"
    if roll.item and roll.item.closed_at:
        words += f" {official_date(roll.item.closed_at.astimezone(VIETNAM).date())}"
    return words


def legal_bases(day: date) -> list[str]:
    """What the decision rests upon on its day; Decision 51/2010 expired on 01/01/2024."""
    if day < date(2024, 1, 1):
        found = [
            "Quyết định số 51/2010/QĐ-TTg ngày 28 tháng 7 năm 2010 của Thủ tướng Chính phủ ban hành Quy chế "
            "quản lý tổ chức xét tôn vinh danh hiệu và trao giải thưởng cho doanh nhân và doanh nghiệp"
        ]
    else:
        found = [
            "Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022",
            "Nghị định số 98/2023/NĐ-CP ngày 31 tháng 12 năm 2023 của Chính phủ quy định chi tiết thi hành một "
            "số điều của Luật Thi đua, khen thưởng",
        ]
    return [
        *found,
        "Quyết định số 749/QĐ-TTg ngày 03 tháng 6 năm 2020 của Thủ tướng Chính phủ phê duyệt “Chương trình "
        "Chuyển đổi số quốc gia đến năm 2025, định hướng đến năm 2030”",
    ]


def submission(paper: Paper, lines: Sequence[RollEntry]) -> content.Paper:
    """The secretariat puts the roll to the chair: how it came about, the lists with ranks and scores, what is asked."""
    edition, roll = paper.edition, paper.roll
    names = names_of(edition, lines)
    rule, drawn = roll.rule, official_date(roll.drawn_at.astimezone(VIETNAM).date())
    quotas = "; có áp dụng hạn mức theo lĩnh vực, địa phương đã công bố trước" if rule.get("quotas") else ""
    text = [
        Block(
            "p",
            f"Thực hiện {edition_words(edition)}, Ban Thư ký đã tập hợp kết luận của Hội đồng thẩm định và lập "
            f"danh sách đề nghị tôn vinh (bản {roll.version:02d}, lập {drawn}) "
            "theo quy tắc đã công bố trước khi chấm. Ban Thư ký kính trình Chủ tịch Hội đồng thẩm định "
            "như sau:",
        ),
        Block("h", "1. Căn cứ xếp danh sách"),
        Block(
            "p",
            f"Mỗi hồ sơ có ít nhất {rule['sheets_per_dossier']:02d} phiếu chấm điểm hợp lệ; điểm của hồ "
            "sơ là trung "
            "bình cộng của các phiếu; trường hợp bằng điểm được phân định theo quy tắc của Chương "
            f"trình{quotas}.",
        ),
        Block("h", "2. Danh sách đề nghị tôn vinh"),
        *entries(counted(names)),
        *_moves(roll, lines),
        *paragraphs(paper.text),
        *ended(
            [
                Block(
                    "p",
                    "Ban Thư ký kính trình Chủ tịch Hội đồng thẩm định xem xét, quyết định.",
                )
            ]
        ),
    ]
    return framed(paper, text, appendices=appendices(edition, names, with_ranks=True))


def _moves(roll: Roll, lines: Sequence[RollEntry]) -> list[Block]:
    """What the council moved across a line, of the dossiers that stand on the reader's list."""
    known = {entry.conclusion.nomination.reference: entry.name for entry in lines}
    tiers = {tier.code: tier.name for tier in roll.edition.tiers.all()}
    told = [
        f"Đưa “{known[move['key']]}” {'vào' if move['direction'] == 'into' else 'ra khỏi'} danh sách "
        f"{tiers.get(move['tier'], move['tier'])}; lý do: {move['reason'].strip().rstrip('.')}"
        for move in roll.moves
        if move["key"] in known
    ]
    if not told:
        return []
    return [Block("h", "3. Đề nghị của Hội đồng đã được biểu quyết thông qua"), *entries(told)]
