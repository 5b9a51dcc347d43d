"""Chapters of the report to State leaders up to the end of the intake; the first block of each is its title."""

from datetime import timedelta

from awards.official.figures import Figures
from awards.official.heads import edition_words
from awards.official.report_words import day, moment, share, table
from dtportal.official import charts
from dtportal.official.charts import shown
from dtportal.official.content import Block, two
from dtportal.text import official_date

P = "p"


def overview(figures: Figures) -> list[Block]:
    edition = figures.edition
    parts: dict[str, list[str]] = {}
    for one in edition.involvements.select_related("body").prefetch_related("body__names"):
        parts.setdefault(one.part, []).append(one.body.name if one.body else one.wording)
    bodies = [
        Block(P, f"{label}: {'; '.join(parts[key])}.")
        for key, label in (
            ("directs", "Cơ quan chỉ đạo"),
            ("organises", "Đơn vị tổ chức và thực hiện"),
            ("coordinates", "Đơn vị phối hợp"),
        )
        if parts.get(key)
    ]
    phases = [
        [str(at), phase.name, day(phase.starts_on), day(phase.ends_on) if phase.ends_on else "…"]
        for at, phase in enumerate(edition.phases.all(), 1)
    ]
    return [
        Block("h", "KHÁI QUÁT VỀ CHƯƠNG TRÌNH"),
        Block(
            P,
            f"{edition_words(edition)} nhằm phát hiện, tôn vinh và nhân rộng các đơn vị, tổ chức, doanh "
            "nghiệp tiêu biểu "
            "trong chuyển đổi số theo tinh thần Quyết định số 749/QĐ-TTg ngày 03 tháng 6 năm 2020 của "
            "Thủ tướng Chính "
            "phủ. Việc tham gia là tự nguyện; không thu bất kỳ khoản phí nào của đơn vị tham gia.",
        ),
        *bodies,
        Block(
            P,
            f"Tính đến {moment(figures.now)}, Chương trình đã tiếp nhận {shown(figures.submitted)} hồ "
            "sơ đề cử từ "
            f"{two(figures.covered)}/{len(figures.provinces)} địa phương; {shown(figures.accepted)} hồ "
            "sơ đủ điều kiện "
            f"được chuyển thẩm định; Hội đồng thẩm định gồm {two(figures.members)} thành viên đã lập "
            f"{shown(figures.scored)} phiếu chấm điểm.",
        ),
        Block(P, "Các giai đoạn của Chương trình như sau:"),
        table(["TT", "Giai đoạn", "Bắt đầu", "Kết thúc"], phases, [11, 94, 30, 30], [0]),
    ]


def participation(figures: Figures) -> list[Block]:
    groups = [
        [
            str(one.group.label),
            shown(one.started),
            shown(one.submitted),
            shown(one.endorsed),
            shown(one.accepted),
        ]
        for one in figures.funnels
    ]
    total = [figures.started, figures.submitted, figures.endorsed, figures.accepted]
    groups.append(["Tổng số", *(shown(number) for number in total)])
    sectors = [
        [str(at), one.name, shown(one.received), shown(one.accepted), share(one.accepted, figures.accepted)]
        for at, one in enumerate(figures.sectors, 1)
    ]
    most = max(figures.sectors, key=lambda one: one.received, default=None)
    words = ""
    if most and most.received:
        words = (
            f" Lĩnh vực có nhiều hồ sơ nhất là {most.name} với {shown(most.received)} hồ sơ "
            f"({share(most.received, figures.submitted)} số hồ sơ đã nộp)."
        )
    return [
        Block("h", "TÌNH HÌNH THAM GIA"),
        Block("h", "1. Theo đối tượng tham gia"),
        Block(
            P,
            f"Có {shown(figures.started)} hồ sơ được khởi tạo trên cổng, trong đó "
            f"{shown(figures.submitted)} hồ sơ đã nộp "
            f"({share(figures.submitted, figures.started)}), {shown(figures.endorsed)} hồ sơ có văn bản "
            "đề cử của cơ quan, "
            f"tổ chức có thẩm quyền và {shown(figures.accepted)} hồ sơ đủ điều kiện.",
        ),
        table(
            ["Đối tượng", "Khởi tạo", "Đã nộp", "Có đề cử", "Đủ điều kiện"],
            groups,
            [73, 23, 23, 23, 23],
            [1, 2, 3, 4],
        ),
        Block(
            "figure",
            "Hình 1. Từ khởi tạo đến đủ điều kiện (số hồ sơ)",
            svg=charts.columns(
                list(zip(["Khởi tạo", "Đã nộp", "Có đề cử", "Đủ điều kiện"], total, strict=True))
            ),
        ),
        Block("h", "2. Theo lĩnh vực"),
        Block(
            P,
            f"Hồ sơ đến từ {two(len([one for one in figures.sectors if one.received]))} nhóm lĩnh vực.{words}",
        ),
        table(
            ["TT", "Lĩnh vực", "Đã nộp", "Đủ điều kiện", "Tỷ trọng"],
            sectors,
            [11, 82, 24, 24, 24],
            [0, 2, 3, 4],
        ),
        Block(
            "figure",
            "Hình 2. Số hồ sơ đã nộp theo lĩnh vực",
            svg=charts.bars([(one.name, one.received) for one in figures.sectors]),
        ),
    ]


def localities(figures: Figures) -> list[Block]:
    rows = [
        [str(at), one.name, shown(one.received), shown(one.accepted), str(one.spread)]
        for at, one in enumerate(figures.provinces, 1)
    ]
    first = sorted(figures.provinces, key=lambda one: -one.received)[:10]
    first = [one for one in first if one.received]
    without = len(figures.provinces) - figures.covered
    words = f"Còn {two(without)} địa phương chưa có hồ sơ." if without else "Mọi địa phương đều có hồ sơ."
    found = [
        Block("h", "KẾT QUẢ THEO ĐỊA PHƯƠNG"),
        Block(
            P,
            f"Hồ sơ đến từ {two(figures.covered)}/{len(figures.provinces)} tỉnh, thành phố "
            f"({share(figures.covered, len(figures.provinces))}). {words}",
        ),
    ]
    if first:
        found.append(
            Block(
                "figure",
                f"Hình 3. {len(first)} địa phương có nhiều hồ sơ nhất",
                svg=charts.bars([(one.name, one.received) for one in first]),
            )
        )
    return [
        *found,
        table(
            ["TT", "Địa phương", "Đã nộp", "Đủ điều kiện", "Số lĩnh vực"],
            rows,
            [11, 76, 26, 26, 26],
            [0, 2, 3, 4],
        ),
    ]


def intake(figures: Figures) -> list[Block]:
    """Week by week, from the first dossier on."""
    weeks = figures.days[6::7]
    if figures.days and (not weeks or weeks[-1] is not figures.days[-1]):
        weeks.append(figures.days[-1])
    # After the last dossier nothing is added any more.
    while (
        len(weeks) > 2
        and weeks[-2].submitted == weeks[-1].submitted
        and weeks[-2].started == weeks[-1].started
    ):
        weeks.pop()
    rows, before = [], 0
    for one in weeks:
        new = one.submitted - before
        before = one.submitted
        if new:
            rows.append([day(one.day - timedelta(days=6)), day(one.day), shown(new), shown(one.submitted)])
    busiest = max(figures.days, key=lambda one: one.new_submitted, default=None)
    words = ""
    if busiest and busiest.new_submitted:
        words = (
            f" Ngày có nhiều hồ sơ nộp nhất là {official_date(busiest.day)} với "
            f"{two(busiest.new_submitted)} hồ sơ."
        )
    return [
        Block("h", "TIẾN ĐỘ TIẾP NHẬN HỒ SƠ"),
        Block(
            P,
            f"Thời gian tiếp nhận hồ sơ bắt đầu từ {official_date(figures.edition.intake.starts_on)}.{words} "
            "Hình 4 thể hiện số hồ sơ đã nộp (nét đậm) và số hồ sơ đã khởi tạo (nét nhạt) cộng dồn theo tuần.",
        ),
        Block(
            "figure",
            "Hình 4. Số hồ sơ cộng dồn theo tuần",
            svg=charts.curve(
                [(f"{one.day:%d/%m}", one.submitted) for one in weeks], second=[one.started for one in weeks]
            ),
        ),
        table(["Từ ngày", "Đến ngày", "Hồ sơ nộp", "Cộng dồn"], rows, [42, 42, 40, 41], [2, 3]),
    ]
