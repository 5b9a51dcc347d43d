"""A published list of twelve with names and texts of every length, and its book read back."""

import io
from types import SimpleNamespace

from django.core.management import call_command
from pypdf import PdfReader

from assessments.models import Conclusion
from awards import honours
from awards.models import Honor, Roll, RollEntry
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
    """Eleven units over the sectors (or fewer), of which two in the narrowest list, and one leader; the list is published,
    or signed only."""
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
