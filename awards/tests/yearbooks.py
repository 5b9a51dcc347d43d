"""A published list of twelve with names and texts of every length, and its book read back."""

import hashlib
import io
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from assessments.models import Conclusion
from awards import honours
from awards.models import BookPage, Honor, PagePicture, Roll, RollEntry
from awards.tests.making import conclude_on
from dtportal.programme import clock
from dtportal.programme.models import Edition, Group
from nominations.models import Dossier

LONG_NAME = (
    "Trung tâm Nghiên cứu, Ứng dụng và Chuyển giao Công nghệ Quan trắc Tài nguyên và Môi trường Minh Họa "
    "vùng Đồng bằng sông Cửu Long trực thuộc Viện Khoa học và Công nghệ Minh Họa"
)
NAMES = [
    "Ấn Tượng Số",
    "An Bình Số",
    "Đồng Vàng",
    LONG_NAME,
    "Bệnh viện 108 Minh Họa",
    "Dịch vụ Số Minh Họa",
    "Công ty Cổ phần Vận tải Số Minh Họa Một",
    "Công ty Cổ phần Vận tải Số Minh Họa Một Hai",
    "Quỹ Tín dụng Số Sao Mai Minh Họa",
    "Trường Đại học Minh Họa Trường Giang",
    "Ế Ẫ Ộ Ỡ Ữ",
]
SENTENCE = "Đơn vị rút ngắn thời gian giải quyết hồ sơ từ năm ngày xuống còn bốn giờ và công khai kết quả. "


def publish_twelve(
    edition: Edition, cast: SimpleNamespace, *, units: int = len(NAMES), published: bool = True
) -> list[Honor]:
    """Eleven units over the sectors (or fewer), of which two in the narrowest list, and one leader.

    The list is published, or signed only: then the honours are not saved.
    """
    made = conclude_on(edition, cast, [90 - n for n in range(units)], names=NAMES)
    leader = conclude_on(edition, cast, [88], names=["Công ty Cánh Buồm"], group=Group.LEADER)
    now = clock.now(edition)
    status = Roll.Status.PUBLISHED if published else Roll.Status.SIGNED
    roll = Roll.objects.create(
        edition=edition, version=1, status=status, sha256="a" * 64, drawn_by=cast.minh,
        published_at=now if published else None, published_by=cast.oanh if published else None,
    )  # fmt: skip
    tiers = {tier.code: tier for tier in edition.tiers.all()}
    entries = [
        RollEntry(
            roll=roll,
            conclusion=conclusion,
            tier=tiers["top100" if rank <= 2 else "top500"],
            rank=rank,
            score_numerator=conclusion.score_numerator,
            score_denominator=conclusion.score_denominator,
        )
        for rank, conclusion in enumerate(made, 1)
    ]
    entries.append(
        RollEntry(
            roll=roll,
            conclusion=leader[0],
            tier=tiers["leaders"],
            rank=1,
            score_numerator=88,
            score_denominator=1,
        )
    )
    honours.prepare(edition, entries)
    for number, entry in enumerate(entries):
        entry.verification_code = f"MINHHOA{number:03d}"
    honors = honours.honors_of(edition, RollEntry.objects.bulk_create(entries), now)
    if units == len(NAMES):
        write(honors[1], {})
        write(honors[2], {"strategy": "Ngắn gọn."})
        write(
            honors[3], dict.fromkeys(("strategy", "results", "initiative", "people", "model"), SENTENCE * 30)
        )
        write(honors[4], {"strategy": "Từ giấy → số ✓ 😀", "results": f"{SENTENCE}\n{SENTENCE * 9}"})
    return Honor.objects.bulk_create(honors) if published else honors


def write(honor: Honor, answers: dict[str, str]) -> None:
    """Make these the answers of the frozen dossier, from which the page of whoever approves none is made."""
    dossier = Conclusion.objects.get(nomination=honor.nomination_id).dossier
    dossier.content["sections"] = [{"key": "answers", "questions": [], "answers": answers}]
    Dossier.objects.filter(pk=dossier.pk).update(content=dossier.content)


def give_own_page(honor: Honor, by, *, more: str = "", size: tuple[int, int] = (2600, 1800)) -> BookPage:
    """A page that the unit has written and approved, with a photograph of this many pixels."""
    now = timezone.now()
    row = BookPage.objects.create(
        nomination_id=honor.nomination_id, status=BookPage.Status.APPROVED, approved_at=now, approved_by=by
    )
    data = photograph(size, row.pk)
    picture = PagePicture(
        page=row, use=PagePicture.Use.PHOTO, name="anh.jpg", content_type="image/jpeg", size=len(data),
        sha256=hashlib.sha256(data).hexdigest(), width=size[0], height=size[1],
    )  # fmt: skip
    picture.file.save("anh.jpg", ContentFile(data))
    row.texts = {"lead": SENTENCE.strip(), "story": SENTENCE * 4, "results": SENTENCE * 2, "more": more}
    row.approved = {
        "texts": row.texts,
        "figures": [["95%", "hồ sơ trực tuyến"]],
        "pictures": {"photo": {"sha256": picture.sha256, "caption": "Trung tâm điều hành Minh Họa"}},
    }
    row.save()
    return row


def photograph(size: tuple[int, int], seed: int) -> bytes:
    """Stripes that no two seeds share, as JPEG."""
    picture = Image.linear_gradient("L").resize(size).rotate(seed * 37 % 360).convert("RGB")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def print_book(edition: Edition, path, variant: str = "screen") -> io.StringIO:
    """The command's words on standard output."""
    out = io.StringIO()
    call_command(
        "build_yearbook",
        edition.slug,
        output=path,
        inline=True,
        variant=variant,
        stdout=out,
        stderr=io.StringIO(),
    )
    return out


def complaints(path, edition: Edition) -> list[str]:
    """What `verify_yearbook` has against a file."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("verify_yearbook", path, edition=edition.slug, stdout=out, stderr=err)
    except SystemExit as end:
        assert end.code == 1
    else:
        assert "12 đơn vị" in out.getvalue()
    return err.getvalue().splitlines()


def words_of(path) -> list[str]:
    """The text of each page as another program reads it, without blanks."""
    return ["".join(page.extract_text().split()) for page in PdfReader(path).pages]
