"""The events of edition 1. Dates and places are invented within the phases and labelled so on every page."""

from datetime import datetime

from django.db import migrations

from dtportal.programme.calendar import VIETNAM
from dtportal.text import slug

NAME = "Thúc đẩy tiến trình Chuyển đổi số Quốc gia"
FORUMS = [(5, 18, "Hà Nội"), (6, 22, "Đà Nẵng"), (8, 24, "Thành phố Hồ Chí Minh")]
SEMINARS = {
    "TC": (5, 25, "Hà Nội"), "YT": (6, 1, "Hải Phòng"), "GD": (6, 8, "Huế"), "NN": (6, 29, "Cần Thơ"),
    "GT": (7, 6, "Đà Nẵng"), "NL": (7, 20, "Ninh Thuận"), "MT": (8, 3, "Thành phố Hồ Chí Minh"), "SX": (8, 17, "Bình Dương"),
}  # fmt: skip
THEMES = [
    ("Chính phủ số và dữ liệu dùng chung", "Digital government and shared data"),
    ("Kinh tế số: bắt đầu từ đơn vị nhỏ", "Digital economy: starting with small organisations"),
    ("Hạ tầng số, nhân lực số", "Digital infrastructure, digital people"),
]


def day(month, date, hour, year=2023):
    return datetime(year, month, date, hour, 0, tzinfo=VIETNAM)


def load(apps, schema_editor):
    forum_model = apps.get_model("forums", "Forum")
    edition = apps.get_model("programme", "Edition").objects.get(slug="2023")

    def add(kind, title, title_en, summary, summary_en, **fields):
        forum_model.objects.update_or_create(
            edition=edition,
            slug=slug(title)[:110],
            defaults={
                "kind": kind, "title": title, "title_en": title_en, "summary": summary, "summary_en": summary_en, **fields
            },
        )  # fmt: skip

    for number, ((month, date, place), (theme, theme_en)) in enumerate(zip(FORUMS, THEMES, strict=True), 1):
        add(
            "forum",
            f"Diễn đàn Quốc gia “{NAME} đến năm 2025 và tầm nhìn 2030” – lần {number}",
            f"National forum “Promoting the National Digital Transformation Process to 2025, vision 2030” – {number}",
            f"Chủ đề: **{theme}**.\n\nDiễn đàn tập hợp cơ quan quản lý, đơn vị được đề cử, chuyên gia và doanh nghiệp công nghệ; "
            "mỗi phiên dành nửa thời gian cho hỏi đáp.",
            f"Theme: **{theme_en}**.\n\nState bodies, nominated organisations, experts and technology firms; half of each "
            "session is for questions.",
            ordinal=number, starts_at=day(month, date, 8), ends_at=day(month, date, 17),
            place=place, capacity=650, status="open", is_broadcast=True,
        )  # fmt: skip
    for number, sector in enumerate(edition.sectors.order_by("position"), 1):
        month, date, place = SEMINARS[sector.code]
        add(
            "seminar",
            f"Chuyên đề - Hội thảo toàn quốc: Chuyển đổi số lĩnh vực {sector.name}",
            f"Nationwide thematic seminar: digital transformation in {sector.name_en.lower()}",
            "Điển hình của lĩnh vực trình bày bài học; Hội đồng thẩm định nêu kiến nghị về đào tạo, ứng dụng và nền tảng.",
            "Model organisations present what they learned; the council recommends training, applications and platforms.",
            ordinal=number, sector=sector, starts_at=day(month, date, 8), ends_at=day(month, date, 12),
            place=place, capacity=200, status="open",
        )  # fmt: skip
    add(
        "ceremony",
        "Lễ Công bố và Tôn vinh đơn vị, doanh nghiệp tiêu biểu",
        "Announcement and honouring ceremony",
        "Công bố và tôn vinh **TOP 100**, phát hành kỷ yếu **TOP 500**; truyền hình trực tiếp.",
        "The **TOP 100** are announced and honoured, the **TOP 500** yearbook is released; broadcast live.",
        starts_at=day(9, 1, 0), ends_at=day(9, 30, 23), precision="month", place="Hà Nội", capacity=600,
        is_open_to_public=False, is_broadcast=True, status="announced",
    )  # fmt: skip
    add(
        "audience",
        "Diện kiến Lãnh đạo Nhà nước và báo cáo kết quả chương trình",
        "Audience with State leaders and report of the programme",
        "Đại diện các đơn vị tiêu biểu báo cáo về tiến trình chuyển đổi số với Lãnh đạo Nhà nước, Chính phủ và Ủy ban Quốc gia "
        "về chuyển đổi số.",
        "Representatives of the honoured organisations report to the leaders of the State and the Government.",
        starts_at=day(9, 1, 0), ends_at=day(9, 30, 23), precision="month", place="Hà Nội",
        is_open_to_public=False, status="announced",
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("forums", "0001_initial"), ("programme", "0002_reference_rows")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
