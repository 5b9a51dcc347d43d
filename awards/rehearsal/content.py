"""News, documents and guests of the rehearsal, all invented and labelled so."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.template.loader import render_to_string

from dtportal import pdf
from dtportal.accounts.models import User
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Edition, Post, PostFile
from forums import actions as forums
from forums.models import Forum

POSTS = [
    (
        "announcement",
        "thong-bao-tiep-nhan-ho-so",
        "Tiếp nhận hồ sơ đề cử lần thứ nhất",
        "Nominations of the first edition are open",
        (2, 28),
        "Ban Tổ chức tiếp nhận hồ sơ đề cử từ **28/02/2023** đến hết ngày **30/05/2023**.\n\n"
        "Mỗi lĩnh vực trọng điểm, mỗi địa phương chọn **01 đơn vị**. Đơn vị tự lập hồ sơ; Ủy ban nhân dân tỉnh, sở hoặc "
        "hiệp hội xác nhận đề cử ngay trên cổng.\n\n- Tham gia tự nguyện, **không thu phí**.\n- Hồ sơ được lưu tự động, "
        "có giấy biên nhận khi nộp.\n- Mọi thắc mắc xin gửi Ban Thư ký.",
        "Nominations are received from **28/02/2023** to **30/05/2023**, inclusive.\n\nOne unit per priority sector and "
        "locality. Taking part is voluntary and **free of charge**.",
        "huong-dan-lap-ho-so.pdf",
    ),
    (
        "announcement",
        "thong-bao-tham-dinh-cuon-chieu",
        "Thẩm định cuốn chiếu từ ngày 15/03/2023",
        "Rolling appraisal from 15/03/2023",
        (3, 15),
        "Hồ sơ hợp lệ được chuyển Hội đồng thẩm định theo từng đợt, không chờ hết thời gian nhận hồ sơ. Điểm của mỗi đợt "
        "được niêm phong đến khi đợt đóng lại.",
        "Eligible dossiers go to the council in rounds. The scores of a round stay sealed until it is closed.",
        "",
    ),
    (
        "report",
        "bao-cao-khao-sat-muc-do-san-sang",
        "Báo cáo khảo sát mức độ sẵn sàng chuyển đổi số",
        "Report: survey of readiness for digital transformation",
        (4, 12),
        "Khảo sát 180 cơ quan, đơn vị, doanh nghiệp.\n\n| Nhân tố đẩy nhanh chuyển đổi số | Số phiếu | Tỷ lệ |\n|---|---:|---:|\n"
        "| Tầm nhìn và quyết tâm của lãnh đạo | 162 | 90,0% |\n| Xây dựng kế hoạch chuyển đổi số cụ thể | 123 | 68,3% |\n"
        "| Đào tạo và đào tạo lại nguồn nhân lực | 93 | 51,7% |\n\nMỗi đơn vị chọn ba nhân tố; tỷ lệ tính trên 180 đơn vị.",
        "A survey of 180 organisations; each chose three factors, shares are of 180.",
        "",
    ),
    (
        "publication",
        "cam-nang-bat-dau-chuyen-doi-so",
        "Cẩm nang: bắt đầu chuyển đổi số từ đâu?",
        "Handbook: where to start?",
        (4, 26),
        "Ba câu hỏi của chương trình: **tại sao** cần chuyển đổi số, **bắt đầu từ đâu** và **thực hiện như thế nào**, theo lộ "
        "trình ra sao. Cẩm nang gợi ý từng bước cho đơn vị vừa và nhỏ.",
        "Why, where to start, and how: a handbook for small and medium organisations.",
        "cam-nang.pdf",
    ),
    (
        "consultation",
        "tham-van-tieu-chi-nhan-rong",
        "Tham vấn: tiêu chí về khả năng nhân rộng",
        "Consultation: criteria for value as a model",
        (5, 5),
        "Ban Tổ chức xin ý kiến về cách đo *khả năng làm điển hình, nhân rộng*. Ý kiến gửi về địa chỉ liên hệ của chương "
        "trình trước ngày 30/06/2023.",
        "How should the value of a unit as a model be measured? Comments are welcome until 30/06/2023.",
        "",
    ),
]


GUESTS = ["Lê Hoàng An", "Trần Thị Ánh", "Đỗ Minh Dũng", "Vũ Đình Dương", "Bùi Quang Đạt", "Nguyễn Văn Đức"]


def fill(edition: Edition, *, doorkeeper: User) -> None:
    """Publish the illustrative posts and give the first forum guests and a doorkeeper; repeating changes nothing."""
    _publish_posts(edition)
    forum = Forum.objects.filter(edition=edition, status=Forum.Status.OPEN).first()
    if forum is not None:
        forum.staff.add(doorkeeper)
        for number, name in enumerate(GUESTS, 1):
            guest = forums.register(
                forum,
                language="vi",
                full_name=name,
                email=f"khach{number}@example.org",
                organization_name="Đơn vị Minh Họa",
            )
            forums.confirm(guest)


def _publish_posts(edition: Edition) -> None:
    for kind, slug, title, title_en, (month, day), text, text_en, filename in POSTS:
        post, created = Post.objects.get_or_create(
            slug=slug,
            defaults={
                "edition": edition,
                "kind": kind,
                "title": title,
                "title_en": title_en,
                "text": text,
                "text_en": text_en,
                "published_at": datetime(edition.year, month, day, 8, 0, tzinfo=VIETNAM),
            },
        )
        if created and filename:
            _attach(post, filename)


def _attach(post: Post, filename: str) -> None:
    html = render_to_string("awards/rehearsal/document.html", {"post": post})
    data = pdf.render_html(html)
    PostFile.objects.create(
        post=post,
        title=post.title,
        file=ContentFile(data, name=filename),
        content_type="application/pdf",
        size=len(data),
    )
