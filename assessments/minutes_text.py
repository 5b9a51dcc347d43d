"""The minutes in words, pure: the record of a session in, blocks of text out, for page, PDF and DOCX alike.

Form 1.9 of Decree 30/2020/NĐ-CP: begun, place, attendance, chair, secretary, what was done in its order, ended.
Counts of two digits carry their zero, as official prose has it.
"""

from datetime import datetime
from typing import Any

from dtportal.official.content import Block, entries, two
from dtportal.official.content import stopped as _stop
from dtportal.text import official_date

HERE, LEFT, EXCUSED = "present", "left", "excused"
RESULTS = {
    "carried": "Hội đồng thông qua.",
    "rejected": "Hội đồng không thông qua.",
    "planned": "Chưa đưa ra biểu quyết.",
}
# Kinds of items that are about one dossier (`AgendaItem.OF_ONE`).
OF_ONE = {"dossier", "move", "reopening"}
UNTIL_PUBLISHED = "Nội dung này chỉ hiển thị với thành viên Hội đồng sau khi danh sách được công bố."
WITHOUT_SCORES = (
    "Thảo luận, điểm và kết luận của từng hồ sơ chỉ hiển thị với thành viên Hội đồng sau khi công bố."
)
SHARES = {"1/2": "1/2", "2/3": "2/3", "3/4": "3/4", "1": "toàn bộ"}


def hour(moment: str) -> str:
    """“14 giờ 30, ngày 05 tháng 02 năm 2023” of an ISO moment."""
    if not moment:
        return "… giờ …, ngày … tháng … năm …"
    at = datetime.fromisoformat(moment)
    return f"{at:%H} giờ {at:%M}, {official_date(at.date())}"


def blocks(content: dict[str, Any]) -> list[Block]:
    """The body of the minutes, in the order of the form."""
    found = [Block("label", hour(content["began"]) + ".", "Thời gian bắt đầu: ")]
    place = [content["place"]] if content["place"] else []
    if content["link"]:
        place.append(f"họp trực tuyến tại {content['link']}")
    found.append(Block("label", ("; ".join(place) or "Hà Nội") + ".", "Địa điểm: "))
    found += _attendance(content)
    stands_in = content["stands_in_for"]
    role = f" (thay Chủ tịch Hội đồng {', '.join(stands_in)})" if stands_in else ""
    found.append(Block("label", f"{content['chair'] or '…'}{role}.", "Chủ trì (chủ tọa): "))
    found.append(Block("label", f"{content['secretary'] or '…'}.", "Thư ký (người ghi biên bản): "))
    found += _manifests(content.get("manifests", []))
    found.append(Block("label", "", "Nội dung (theo diễn biến cuộc họp):"))
    for item in content["items"]:
        found += _item(item)
    if not content["items"]:
        found.append(Block("p", "Cuộc họp không có nội dung biểu quyết."))
    found.append(Block("p", f"Cuộc họp kết thúc vào {hour(content['ended'])}./."))
    return found


def _attendance(content: dict[str, Any]) -> list[Block]:
    members = content["members"]
    here = [m for m in members if m["status"] in {HERE, LEFT}]
    excused = [m for m in members if m["status"] == EXCUSED]
    absent = [m for m in members if m not in here and m not in excused]
    found = [
        Block("label", "", "Thành phần tham dự:"),
        Block(
            "p",
            f"Có mặt {two(len(here))}/{two(content['council'])} thành viên Hội đồng; vắng mặt có lý do "
            f"{two(len(excused))}; vắng mặt không lý do {two(len(absent))}.",
        ),
    ]
    found += entries([_person(member) for member in here])
    if excused:
        found.append(Block("p", "Vắng mặt có lý do: " + "; ".join(_excused(m) for m in excused) + "."))
    if absent:
        found.append(Block("p", "Vắng mặt: " + "; ".join(m["name"] for m in absent) + "."))
    quorum = content["quorum"]
    if quorum["present"] is not None:
        share = SHARES[quorum["share"]]
        words = (
            f"Khi khai mạc có {two(quorum['present'])} thành viên; quy định phải có ít nhất {share} "
            f"({two(quorum['needed'])} thành viên)"
        )
        if quorum["waived"]:
            words += f", chưa đủ. Chủ trì quyết định vẫn khai mạc, lý do: {_stop(quorum['waived'])}"
        else:
            words += ", đủ điều kiện tiến hành họp."
        found.append(Block("p", words))
    return found


def _manifests(manifests: list[dict[str, Any]]) -> list[Block]:
    """Minutes that were frozen before there were any have none."""
    if not manifests:
        return []
    lines = [
        f"{manifest['round']}: {two(manifest['dossiers'])} hồ sơ, {two(manifest['sheets'])} phiếu chấm, niêm phong lúc "
        f"{hour(manifest['closed'])}; mã băm SHA-256 của bản kê: {manifest['sha256']}"
        for manifest in manifests
    ]
    return [Block("label", "", "Bản kê niêm phong phiếu chấm, lập trước khi thảo luận:"), *entries(lines)]


def _person(member: dict[str, str]) -> str:
    words = " ".join(filter(None, [member["title"], member["name"]]))
    if member["position"]:
        words += f", {member['position']}"
    if member["left"]:
        words += f" (rời cuộc họp lúc {datetime.fromisoformat(member['left']):%H giờ %M})"
    return words


def _excused(member: dict[str, str]) -> str:
    return f"{member['name']} ({member['reason']})" if member["reason"] else member["name"]


def _opened(text: str) -> str:
    """Begins as a sentence does; the rest stays as it was written."""
    text = text.strip()
    return text[:1].upper() + text[1:]


def _heading(item: dict[str, Any]) -> str:
    """The item's title; where it is about one dossier, which one, for the title says nothing of it."""
    words = f"{item['position']}. {item['title']}"
    if item["kind"] in OF_ONE and len(item["dossiers"]) == 1:
        (dossier,) = item["dossiers"]
        words += f": {dossier['name']} ({dossier['number']})"
    return words


def _item(item: dict[str, Any]) -> list[Block]:
    if item.get("closed"):
        words = "Nội dung này không hiển thị do xung đột lợi ích của người đọc."
        if item.get("waits"):
            words = UNTIL_PUBLISHED
        return [Block("h", f"{item['position']}. Nội dung {item['position']}"), Block("p", words)]
    found = [Block("h", _heading(item))]
    if item["move"]:
        verb = "vào" if item["move"]["direction"] == "into" else "ra khỏi"
        found.append(Block("p", f"Đề nghị của Hội đồng: đưa hồ sơ {verb} danh sách {item['move']['list']}."))
    if item["text"]:
        lead = "Lý do: " if item["move"] else "Nội dung trình: "
        found.append(Block("label", _stop(_opened(item["text"])), lead))
    if item["led_by"]:
        found.append(Block("p", f"{item['led_by']} chủ trì nội dung này thay Chủ tịch Hội đồng."))
    if item["recused"]:
        names = ", ".join(item["recused"])
        found.append(Block("p", f"Không tham gia do xung đột lợi ích: {names}."))
    if item["barred"]:
        names = ", ".join(item["barred"])
        found.append(Block("p", f"Không biểu quyết do xung đột lợi ích trong lĩnh vực: {names}."))
    if item["notes"]:
        found.append(Block("label", "", "Thảo luận:"))
        found += [Block("p", line) for line in item["notes"].splitlines() if line.strip()]
    found += [_ballot(ballot, len(item["ballots"]) > 1) for ballot in item["ballots"]]
    if item["tie_reason"]:
        decision = "thông qua" if item["status"] == "carried" else "không thông qua"
        # Minutes frozen before the name was kept say whose office it was.
        name = item.get("decided_by") or item["led_by"] or "Chủ trì"
        words = f"Số phiếu tán thành và không tán thành bằng nhau. {name} quyết định {decision}, lý do: "
        found.append(Block("p", words + _stop(item["tie_reason"])))
    found.append(Block("label", RESULTS.get(item["status"], "Chưa có kết quả."), "Kết quả: "))
    found += _dossiers(item)
    if item.get("waits"):
        found.append(Block("p", WITHOUT_SCORES))
    return found


def _ballot(ballot: dict[str, Any], one_of_many: bool) -> Block:
    lead = f"Bỏ phiếu kín lần {ballot['number']}: " if one_of_many else "Bỏ phiếu kín: "
    words = (
        f"số phiếu phát ra {two(ballot['issued'])}; thu về {two(ballot['returned'])}; "
        f"trên {two(ballot['entitled'])} thành viên có quyền biểu quyết"
    )
    if ballot["status"] == "void":
        return Block(
            "label", f"{words}; không đủ số phiếu theo quy định, cuộc bỏ phiếu không có giá trị.", lead
        )
    words += (
        f"; hợp lệ {two(ballot['valid'])}; tán thành {two(ballot['for'])}; "
        f"không tán thành {two(ballot['against'])}; không có ý kiến {two(ballot['abstained'])}."
    )
    return Block("label", words, lead)


def _dossiers(item: dict[str, Any]) -> list[Block]:
    if not item["dossiers"]:
        return []
    if any(dossier["verdict"] for dossier in item["dossiers"]):
        rows = [
            [str(number), dossier["number"], dossier["name"], dossier["score"], dossier["verdict"]]
            for number, dossier in enumerate(item["dossiers"], 1)
        ]
        return [
            Block(
                "table",
                header=["TT", "Số hồ sơ", "Tên", "Điểm", "Kết luận"],
                rows=rows,
                widths=[11, 40, 59, 17, 38],
                numbers=[0, 3],
            )
        ]
    rows = [
        [str(number), dossier["number"], dossier["name"]]
        for number, dossier in enumerate(item["dossiers"], 1)
    ]
    return [Block("table", header=["TT", "Số hồ sơ", "Tên"], rows=rows, widths=[11, 44, 110], numbers=[0])]
