"""Chapters of the report to State leaders from the appraisal on; the first block of each is its title."""

from collections.abc import Sequence

from assessments import agreement
from assessments.models import Conclusion
from awards.models import Report, RollEntry
from awards.official.decision import documents_of
from awards.official.figures import Figures
from awards.official.heads import edition_words, times
from awards.official.lists import Names, counted, score_of
from awards.official.report_words import comma, day, share, table
from dtportal.official import charts
from dtportal.official.charts import shown
from dtportal.official.content import Block, entries, two
from dtportal.programme.calendar import VIETNAM

P = "p"


def appraisal(figures: Figures, *, with_results: bool) -> list[Block]:
    rounds = [
        [
            one.name,
            day(one.opened_at.astimezone(VIETNAM).date()),
            day(one.closed_at.astimezone(VIETNAM).date()) if one.closed_at else "đang chấm",
            shown(one.dossiers),
            f"{shown(one.scored)}/{shown(one.readers)}",
        ]
        for one in figures.rounds
    ]
    meetings = [
        [
            f"{one.number:02d}",
            one.title,
            day(one.opened_at.astimezone(VIETNAM).date()) if one.opened_at else "…",
            f"{one.present}/{one.council}",
            f"{one.carried}/{one.motions}",
            one.minutes or "…",
        ]
        for one in figures.meetings
    ]
    found = [
        Block("h", "CÔNG TÁC THẨM ĐỊNH"),
        Block("h", "1. Hội đồng thẩm định và phân công"),
        Block(
            P,
            f"Hội đồng thẩm định gồm {two(figures.members)} thành viên. Hồ sơ được phân công cân bằng "
            "theo chuyên môn; "
            "thành viên có xung đột lợi ích không được phân công, không đọc và không biểu quyết đối "
            "với hồ sơ liên quan"
            + (
                f" ({two(figures.recused)} lượt phân công đã được thay vì lý do này)."
                if figures.recused
                else "."
            ),
        ),
        Block(
            P,
            "Việc thẩm định thực hiện theo năm bước: nghiên cứu hồ sơ; khảo sát, đánh giá, thẩm định; "
            "thảo luận dân chủ; "
            "kết luận; công bố. Phiếu chấm điểm được niêm phong cho đến khi đợt chấm kết thúc.",
        ),
    ]
    if rounds:
        found += [
            Block(
                P,
                f"Đã tổ chức {two(len(rounds))} đợt chấm với {shown(figures.scored)} phiếu hoàn thành trên "
                f"{shown(figures.readers)} phiếu được phân công ({share(figures.scored, figures.readers)}).",
            ),
            table(
                ["Đợt", "Mở", "Đóng", "Số hồ sơ", "Phiếu hoàn thành"],
                rounds,
                [45, 30, 30, 26, 34],
                [3, 4],
            ),
        ]
    found += _agreement(figures)
    found.append(Block("h", "3. Khảo sát thực tế và các phiên họp"))
    found.append(
        Block(
            P,
            f"Đã có {two(figures.visits)} cuộc khảo sát thực tế tại đơn vị và {two(len(meetings))} "
            "phiên họp của Hội đồng. "
            "Mỗi phiên họp có biên bản; mọi biểu quyết đều bằng phiếu kín.",
        )
    )
    if meetings:
        found.append(
            table(
                ["Phiên", "Tên phiên họp", "Ngày", "Có mặt", "Thông qua", "Biên bản"],
                meetings,
                [16, 47, 25, 21, 24, 32],
                [0, 3, 4],
            )
        )
    if with_results:
        labels = {key: str(label) for key, label in Conclusion.Verdict.choices}
        told = [f"{labels[key]}: {shown(number)} hồ sơ" for key, number in figures.verdicts.most_common()]
        if told:
            found += [Block(P, "Kết luận của Hội đồng đối với các hồ sơ đã thẩm định:"), *entries(told)]
    return found


def _agreement(figures: Figures) -> list[Block]:
    scores = figures.scores
    if not scores:
        return []
    nominations, totals = [pair[0] for pair in scores], [pair[1] or 0 for pair in scores]
    alpha, one, mean = agreement.agreement(nominations, totals)
    steps = [0] * 10
    for total in totals:
        steps[min(total // 10, 9)] += 1
    spans = [(f"{at * 10}–{at * 10 + 9 if at < 9 else 100}", number) for at, number in enumerate(steps)]
    kept = [span for at, span in enumerate(spans) if any(steps[: at + 1])]
    return [
        Block("h", "2. Mức độ thống nhất của kết quả chấm"),
        Block(
            P,
            f"Tính trên {shown(len(totals))} phiếu hợp lệ của {shown(len(set(nominations)))} hồ sơ "
            "thuộc các đợt đã đóng, "
            f"điểm trung bình là {comma(sum(totals) / len(totals))} trên 100. Mức độ thống nhất giữa "
            "các thành viên được "
            "đo bằng các hệ số thông dụng (1 là thống nhất hoàn toàn, 0 là như ngẫu nhiên):",
        ),
        *entries(
            [
                f"Hệ số alpha của Krippendorff: {comma(alpha)}",
                f"Độ tin cậy của một phiếu, ICC(1): {comma(one)}",
                f"Độ tin cậy của điểm trung bình một hồ sơ, ICC(1,k): {comma(mean)}",
            ]
        ),
        Block("figure", "Hình 5. Số phiếu theo khoảng điểm", svg=charts.columns(kept)),
    ]


def results(figures: Figures, names: Sequence[Names], report: Report) -> list[Block]:
    edition = figures.edition
    lines = [entry for one in names for entry in one.entries]
    by_sector = _counts([str(_field(entry)) for entry in lines])
    by_place = _counts([entry.conclusion.nomination.province.name for entry in lines])
    rows = [[one.title, two(one.total), *_range(one)] for one in names]
    return [
        Block("h", "KẾT QUẢ TÔN VINH"),
        Block(
            P,
            "Trên cơ sở kết luận của Hội đồng thẩm định và quy tắc xếp danh sách công bố trước khi "
            "chấm điểm, danh sách "
            f"tôn vinh {times(edition)} gồm {shown(len(lines))} đơn vị, cá nhân:",
        ),
        *entries(counted(names)),
        table(
            ["Danh sách", "Số lượng", "Điểm cao nhất", "Điểm thấp nhất"], rows, [81, 24, 30, 30], [1, 2, 3]
        ),
        Block("h", "1. Theo lĩnh vực"),
        Block("figure", "Hình 6. Số đơn vị, cá nhân được tôn vinh theo lĩnh vực", svg=charts.bars(by_sector)),
        Block("h", "2. Theo địa phương"),
        Block(
            P,
            f"Các đơn vị, cá nhân được tôn vinh thuộc {two(len(by_place))} địa phương"
            + (
                f"; nhiều nhất là {by_place[0][0]} ({two(by_place[0][1])})."
                if by_place and by_place[0][1] > 1
                else "."
            ),
        ),
        table(
            ["TT", "Địa phương", "Số đơn vị, cá nhân"],
            [[str(at), name, two(number)] for at, (name, number) in enumerate(by_place, 1)],
            [11, 104, 50],
            [0, 2],
        ),
        *_moves(report),
    ]


def _field(entry: RollEntry) -> str:
    nomination = entry.conclusion.nomination
    return nomination.sector.name if nomination.sector_id else nomination.get_group_display()


def _range(names: Names) -> list[str]:
    ordered = sorted(names.entries, key=lambda entry: entry.score)
    return [score_of(ordered[-1]), score_of(ordered[0])]


def _counts(values: list[str]) -> list[tuple[str, int]]:
    found = {value: values.count(value) for value in dict.fromkeys(values)}
    return sorted(found.items(), key=lambda pair: -pair[1])


def _moves(report: Report) -> list[Block]:
    """Only how many: whom they were about stands in the minutes."""
    if not report.roll or not report.roll.moves or not report.is_whole:
        return []
    number = two(len(report.roll.moves))
    words = f"Hội đồng đã biểu quyết thông qua {number} đề nghị điều chỉnh danh sách, có nêu lý do."
    return [Block(P, words)]


def events(figures: Figures) -> list[Block]:
    rows = [
        [
            str(at),
            one.forum.title,
            day(one.forum.starts_at.astimezone(VIETNAM).date()),
            shown(one.registered),
            shown(one.came),
        ]
        for at, one in enumerate(figures.events, 1)
    ]
    found = [
        Block("h", "DIỄN ĐÀN, HỘI THẢO"),
        Block(
            P,
            f"Chương trình đã công bố {two(len(rows))} diễn đàn, hội thảo và sự kiện, trong đó "
            f"{two(figures.held)} sự kiện "
            f"đã diễn ra; {shown(figures.guests)} lượt đại biểu đăng ký trên cổng.",
        ),
    ]
    if rows:
        header = ["TT", "Sự kiện", "Ngày", "Đăng ký", "Dự"]
        found.append(table(header, rows, [11, 89, 27, 20, 18], [0, 3, 4]))
    return found


def openness(figures: Figures, report: Report) -> list[Block]:
    edition = figures.edition
    kept = documents_of(edition)
    found = [
        Block("h", "CÔNG KHAI, MINH BẠCH"),
        Block(
            P,
            "Tiêu chí, trọng số, quy tắc xếp danh sách và cách xử lý trường hợp bằng điểm được công bố "
            "và khóa lại trước "
            "khi chấm phiếu đầu tiên. Mọi thao tác nghiệp vụ được ghi vào nhật ký không thể sửa, xóa. "
            "Danh sách do Hội "
            "đồng biểu quyết, Chủ tịch Hội đồng và người giám sát cùng ký xác nhận bằng hai lớp xác thực.",
        ),
    ]
    if kept:
        found += [Block(P, "Chương trình được tổ chức trên cơ sở các văn bản:"), *entries(kept)]
    if report.roll:
        found.append(
            Block(
                P,
                f"Danh sách (bản {report.roll.version:02d}) có mã kiểm tra SHA-256 "
                f"{report.roll.sha256[:16]}…; bất kỳ ai "
                "cũng có thể tính lại kết quả từ gói dữ liệu công bố.",
            )
        )
    return found


def proposals(figures: Figures, with_results: bool) -> list[Block]:
    found = [Block("h", "ĐÁNH GIÁ CHUNG VÀ KIẾN NGHỊ")]
    advice = [row for row in figures.advice if row[1]] if with_results else []
    if advice:
        total = sum(row[1] for row in advice)
        rows = [[label, shown(number), shown(units)] for label, number, units in advice]
        found += [
            Block(
                P,
                f"Cùng với kết luận, Hội đồng thẩm định đã gửi {shown(total)} khuyến nghị cụ thể tới "
                "các đơn vị tham gia, kể "
                "cả đơn vị chưa được tôn vinh, tập trung vào các nhóm hỗ trợ sau:",
            ),
            table(["Nhóm hỗ trợ", "Số khuyến nghị", "Số đơn vị"], rows, [95, 35, 35], [1, 2]),
        ]
    without = [place.name for place in figures.provinces if not place.received]
    few = [place.name for place in figures.sectors if place.received and place.accepted * 2 < place.received]
    asked = [
        "Chỉ đạo các bộ, ngành, địa phương tiếp tục giới thiệu, nhân rộng mô hình của các đơn vị tiêu biểu",
        "Quan tâm bố trí nguồn lực hỗ trợ doanh nghiệp nhỏ và vừa, hợp tác xã trong chuyển đổi số, "
        "nhất là đào tạo nhân "
        "lực và dùng chung nền tảng",
    ]
    if without:
        asked.append(
            f"Đề nghị các địa phương chưa có hồ sơ ({two(len(without))} tỉnh, thành phố) quan tâm giới "
            "thiệu đơn vị tham gia "
            "lần sau"
        )
    if few:
        asked.append(
            "Tăng cường hướng dẫn lập hồ sơ đối với lĩnh vực có tỷ lệ đủ điều kiện dưới một nửa: "
            f"{', '.join(few)}"
        )
    return [
        *found,
        Block(P, "Ban Tổ chức trân trọng báo cáo và kiến nghị:"),
        *entries(asked, "clause"),
        Block(P, f"Trên đây là báo cáo kết quả {edition_words(figures.edition)}."),
    ]
