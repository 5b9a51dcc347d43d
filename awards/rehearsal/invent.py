"""Invented organisations and what they write. Nobody here exists; every name says “Minh Họa”."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from stdnum.vn import mst

from dtportal.programme.models import Group
from dtportal.text import fold

POETIC = [
    "Sao Mai", "Hải Âu", "Trường Giang", "Đồng Vàng", "Cánh Buồm", "Phương Nam", "Thiên Thanh", "Ước Mơ",
    "Rạng Đông", "Hương Sen", "Bình Minh", "Đất Việt", "Ánh Dương", "Sông Xanh", "Trúc Lâm", "Ngọc Lan",
]  # fmt: skip
KINDS = {
    "TC": [("Quỹ Tín dụng Số", "enterprise", "cooperative"), ("Công ty Tài chính", "enterprise", "private")],
    "YT": [
        ("Bệnh viện Đa khoa", "public_service", "public_service_unit"),
        ("Trung tâm Y tế", "public_service", "public_service_unit"),
    ],
    "GD": [
        ("Trường Đại học", "public_service", "public_service_unit"),
        ("Trường Cao đẳng", "public_service", "public_service_unit"),
    ],
    "NN": [("Hợp tác xã Nông nghiệp Số", "cooperative", "cooperative"), ("Công ty TNHH Nông sản", "enterprise", "private")],
    "GT": [("Công ty Cổ phần Logistics", "enterprise", "private"), ("Công ty Cổ phần Vận tải Số", "enterprise", "private")],
    "NL": [
        ("Công ty TNHH Năng lượng Gió", "enterprise", "joint_venture"),
        ("Công ty Điện lực", "enterprise", "state"),
    ],
    "MT": [
        ("Trung tâm Quan trắc Môi trường", "public_service", "public_service_unit"),
        ("Công ty Cổ phần Cấp nước", "enterprise", "state"),
    ],
    "SX": [
        ("Công ty TNHH Cơ khí Chính xác", "enterprise", "foreign_100"),
        ("Công ty Cổ phần Dệt may", "enterprise", "private"),
    ],
}  # fmt: skip
FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Đinh",
]
MIDDLE = ["Văn", "Thị", "Minh", "Quang", "Thanh", "Đức", "Ngọc", "Hữu", "Xuân", "Kim"]
GIVEN = [
    "An", "Ánh", "Châu", "Dung", "Đạt", "Đức", "Giang", "Hà", "Hiếu", "Hòa", "Khánh", "Linh", "Long", "Mai",
    "Nam", "Nga", "Phúc", "Quỳnh", "Sơn", "Tâm", "Thịnh", "Trang", "Tú", "Uyên", "Vân", "Yến",
]  # fmt: skip
STRATEGY = [
    "Đơn vị ban hành chiến lược chuyển đổi số giai đoạn 2021–2025 do người đứng đầu trực tiếp chỉ đạo, gồm {a} nhóm "
    "nhiệm vụ và {b} chỉ tiêu đo được hằng quý. Mỗi nhiệm vụ có người chịu trách nhiệm, ngân sách và thời hạn; kết quả "
    "được rà soát hằng tháng và công khai trong toàn đơn vị.",
    "Lộ trình ba bước: số hóa quy trình, tích hợp nền tảng, đổi mới mô hình hoạt động. Đơn vị dành {a}% ngân sách phát "
    "triển cho con người, {b}% cho dữ liệu và an toàn thông tin; mọi dự án đều bắt đầu từ một khó khăn cụ thể của người "
    "sử dụng và kết thúc bằng số liệu trước – sau.",
    "Chiến lược dữ liệu dùng chung: chuẩn hóa {a} bộ dữ liệu, kết nối {b} hệ thống nghiệp vụ, xóa bỏ việc nhập liệu hai "
    "lần. Tổ công tác liên phòng họp hằng tuần, quyết định dựa trên bảng số liệu chung và chịu trách nhiệm trước người "
    "đứng đầu.",
]
PEOPLE = [
    "Ban chỉ đạo do người đứng đầu làm trưởng ban; mỗi phòng có một đầu mối chuyển đổi số. Đã đào tạo kỹ năng số cho {a}% "
    "nhân lực, tổ chức {b} đợt thi sáng kiến trong nội bộ.",
    "Đơn vị lập tổ công nghệ gồm {b} người, đào tạo lại {a}% lao động và biểu dương các nhóm cải tiến quy trình hằng quý.",
]
DATA = [
    "Hạ tầng điện toán đám mây trong nước, {b} hệ thống kết nối qua trục tích hợp; dữ liệu được phân loại, sao lưu hằng "
    "ngày và diễn tập ứng cứu sự cố hai lần mỗi năm.",
    "Kho dữ liệu dùng chung gồm {a} bộ dữ liệu, phân quyền theo vai trò; hệ thống được bảo vệ theo cấp độ đã phê duyệt.",
]
RESULTS = [
    "Thời gian xử lý hồ sơ giảm {a}%, chi phí vận hành giảm {b}%, mức hài lòng của người dùng đạt {c}%. Kết quả được đo "
    "bằng cùng một phương pháp trước và sau khi chuyển đổi, có biên bản đối chiếu kèm theo.",
    "Năng suất lao động tăng {a}%; {c}% giao dịch được thực hiện trực tuyến; {b} quy trình không còn giấy tờ. Khách hàng ở "
    "xa không phải đi lại, đơn vị tiết kiệm được nguồn lực để phục vụ tốt hơn.",
]
MODEL = [
    "Mô hình dùng phần mềm phổ biến, không đòi hỏi đầu tư lớn; tài liệu hướng dẫn đã chuyển giao cho {b} đơn vị cùng ngành.",
    "Quy mô vừa phải, quy trình rõ ràng nên các đơn vị khác trong địa phương có thể áp dụng trong vòng {b} tháng.",
]
INITIATIVE = [
    "Nền tảng truy xuất nguồn gốc mở cho cả địa phương dùng chung.",
    "Trợ lý ảo tiếng Việt hướng dẫn thủ tục, trả lời {c}% câu hỏi thường gặp.",
    "Bản đồ số hiện trạng cập nhật theo giờ từ cảm biến do đơn vị tự chế tạo.",
    "",
]
SUPPORT = [
    "Đào tạo kỹ năng số cho cán bộ quản lý cấp trung.",
    "Tư vấn kiến trúc dữ liệu và kết nối với nền tảng trong nước.",
    "Hỗ trợ đánh giá an toàn thông tin và diễn tập ứng cứu sự cố.",
]
SERVICES = [
    "Toàn bộ thủ tục hành chính được cung cấp trực tuyến; {c}% hồ sơ nộp qua mạng, người dân theo dõi được từng bước xử lý.",
    "Cổng dịch vụ một cửa kết nối {b} hệ thống; kết quả trả qua ứng dụng, {a}% hồ sơ xử lý trước hạn.",
]
LEADERSHIP = [
    "Trực tiếp làm trưởng ban chỉ đạo, ban hành lộ trình {b} tháng và dành {a}% ngân sách phát triển cho chuyển đổi số.",
    "Đặt mục tiêu số hóa toàn bộ quy trình, họp kiểm điểm hằng tháng và công khai {b} chỉ số cho toàn đơn vị.",
]
POSITIONS = ["Giám đốc", "Tổng Giám đốc", "Hiệu trưởng", "Chủ tịch Hội đồng quản trị"]


@dataclass(frozen=True)
class Unit:
    """An invented unit as it would register: fields of an organisation, its cell, its answers by section."""

    fields: dict[str, Any]
    sector_code: str
    province_name: str
    answers: dict[str, dict[str, Any]]
    contact: str
    group: str = Group.UNIT
    person: str = ""


def person_name(random: Random) -> str:
    return f"{random.choice(FAMILY)} {random.choice(MIDDLE)} {random.choice(GIVEN)}"


def units(count: int, provinces: list[str], sector_codes: list[str], random: Random) -> Iterator[Unit]:
    """`count` units over the cells, sectors in turn; about one cell in ten gets a competitor."""
    cells = [
        (code, province) for province in random.sample(provinces, len(provinces)) for code in sector_codes
    ]
    random.shuffle(cells)
    chosen: list[tuple[str, str]] = []
    while len(chosen) < count:
        rival = chosen and random.random() < 0.08
        chosen.append(random.choice(chosen) if rival else cells[len(chosen) % len(cells)])
    for serial, (code, province) in enumerate(chosen, 1):
        invented = unit(serial, code, province, random)
        # One in twelve is a state body, one in fifteen puts its leader forward.
        if serial % 12 == 0:
            invented = state_body(invented, random)
        elif serial % 15 == 0:
            invented = replace(invented, group=Group.LEADER, person=invented.fields["legal_representative"])
        yield invented


def state_body(unit: Unit, random: Random) -> Unit:
    """A district's People's Committee; it needs no tax code and takes part without a sector."""
    name = f"Ủy ban nhân dân huyện {random.choice(POETIC)} Minh Họa {unit.province_name}"
    changes = {
        "name": name,
        "name_en": fold(name).title(),
        "tax_code": "",
        "org_type": "state_body",
        "level": "district",
        "ownership": "",
    }
    changes |= {"position": "Chủ tịch"}
    return replace(unit, fields=unit.fields | changes, group=Group.STATE_BODY)


def unit(serial: int, sector_code: str, province_name: str, random: Random) -> Unit:
    kind, org_type, ownership = random.choice(KINDS[sector_code])
    poetic = random.choice(POETIC)
    return Unit(
        fields={
            "name": f"{kind} {poetic} Minh Họa {province_name}",
            "name_en": fold(f"{poetic} Minh Họa {province_name}").title(),
            "tax_code": tax_code(serial),
            "org_type": org_type,
            "ownership": ownership,
            "address": f"Số {random.randint(1, 200)} đường Minh Họa, {province_name}",
            "legal_representative": person_name(random),
            "position": random.choice(POSITIONS),
            "phone": f"024 0000 {serial % 10000:04d}",
            "email": f"lienhe{serial}@minhhoa{serial}.example.org",
            "website": f"https://minhhoa{serial}.example.org",
            "employees": random.choice([12, 45, 80, 150, 320, 900, 2500]),
        },
        sector_code=sector_code,
        province_name=province_name,
        answers=answers(random),
        contact=person_name(random),
    )


def tax_code(serial: int) -> str:
    """A code with the right check digit and a prefix (99) that no firm holds; some serials have none, so skip."""
    base = 990070000 + serial
    while True:
        digits = str(base)
        check = mst.calc_check_digit(digits)
        if check.isdecimal() and len(check) == 1:
            return digits + check
        base += 10000


def answers(random: Random) -> dict[str, dict[str, Any]]:
    """Every section of every group answered, as somebody with something to say would."""
    figures = {"a": random.randint(12, 60), "b": random.randint(3, 24), "c": random.randint(81, 98)}

    def one(texts: list[str]) -> str:
        return random.choice(texts).format(**figures)

    return {
        "strategy": {"strategy": one(STRATEGY)},
        "people": {"people": one(PEOPLE), "trained_share": str(figures["a"])},
        "data": {"data": one(DATA)},
        "results": {"results": one(RESULTS)},
        "model": {"model": one(MODEL), "followers": str(figures["b"])},
        "initiative": {"initiative": one(INITIATIVE)},
        "support": {"support": one(SUPPORT)},
        "services": {"services": one(SERVICES)},
        "leadership": {"leadership": one(LEADERSHIP)},
        "spread": {"spread": one(MODEL)},
    }
