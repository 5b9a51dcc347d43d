"""Books as plain data, for tests of what stands around the honourees' pages; every name is invented."""

import base64
import io
from datetime import date

import pikepdf
from PIL import Image as Pixels
from pypdf import PdfReader

from awards.yearbook import matter
from awards.yearbook.content import Book, Chapter, Honoree
from awards.yearbook.counts import Place, Row, Statistics
from awards.yearbook.front import Frame
from awards.yearbook.nominee import Image, PageContent
from awards.yearbook.pictures import BadPicture
from dtportal.pdf import render_html
from dtportal.text import stored_sort_key

STYLES = ["css/pdf/yearbook.css", "css/pdf/yearbook-front.css"]
SENTENCE = "Những đơn vị trong cuốn sách này mở kết quả của mình ra để mọi người kiểm tra. "


def honoree(
    pk: int,
    name: str,
    province: str = "Hà Nội",
    *,
    chapter: int = 0,
    is_gold: bool = False,
    is_person: bool = False,
) -> Honoree:
    page = PageContent(
        nomination_id=pk,
        name=name,
        name_en="",
        detail="",
        is_person=is_person,
        province=province,
        chapter="",
        chapter_icon="bank",
        colour="#0b4f6c",
        is_rehearsal=True,
        sections=(),
    )
    return Honoree(
        nomination_id=pk,
        page=page,
        tier="TOP 100" if is_gold else "TOP 500",
        is_gold=is_gold,
        may_have_second=is_gold,
        certificate=f"{pk:03d}/GCN",
        verification_url=f"http://localhost:8000/v/{pk}",
        slug=f"s-{pk}",
        province_key=stored_sort_key(province),
        chapter=chapter,
    )


def chapter(number: int, key: str, title: str, *honorees: Honoree) -> Chapter:
    return Chapter(key, number, title, "English", "Một câu dẫn.", "bank", "#0b4f6c", honorees)


def book(*chapters: Chapter, said: matter.Matter | None = None) -> Book:
    return Book(
        slug="2023",
        title="Kỷ yếu TOP 500 – Chương trình Minh Họa, lần thứ nhất (2023)",
        list_name="TOP 500",
        narrow_name="TOP 100",
        programme="Chương trình Minh Họa",
        programme_en="Illustrative programme",
        ordinal="nhất",
        year=2023,
        is_rehearsal=True,
        published_on="ngày 09 tháng 9 năm 2023",
        roll_sha256="a" * 64,
        site="http://localhost:8000",
        contact=("Ban Tổ chức",),
        parts=(),
        chapters=chapters,
        matter=said or matter.Matter(),
    )


def picture_of(name: str = "anh", width: int = 1600, height: int = 1000) -> Image:
    return Image(name, "0" * 64, width, height, f"Ảnh {name}")


def everything(paragraphs: int = 3) -> matter.Matter:
    """A bit of each; the foreword has so many paragraphs."""
    return matter.Matter(
        forewords=(
            matter.Foreword(
                "Trần Minh Họa",
                "Trưởng Ban Tổ chức",
                "Lời nói đầu",
                "\n".join([SENTENCE * 5] * paragraphs),
                picture_of("chan-dung", 800, 1000),
            ),
        ),
        activities=("Ba diễn đàn quốc gia", "Kỷ yếu TOP 500"),
        phases=(
            matter.Phase("Tiếp nhận", date(2023, 2, 28), date(2023, 5, 30), "28/02/2023–30/05/2023"),
            matter.Phase("Hỗ trợ", date(2023, 9, 1), None, "từ tháng 9/2023"),
        ),
        parts=(matter.Part("Chỉ đạo", ("Bộ Minh Họa",)),),
        council_bodies=("Viện Minh Họa",),
        council=(
            matter.Member("TS. Lê Minh Họa", "Chủ tịch Hội đồng", "Viện trưởng", "Viện Minh Họa", True),
        ),
        statistics=Statistics(
            received=20,
            accepted=15,
            appraised=14,
            honoured=6,
            sheets=42,
            members=7,
            sessions=2,
            sectors=(Row("TC", "Tài chính", 20, 15, 6, 2),),
            groups=(Row("unit", "Đơn vị", 20, 15, 6, 2),),
            lists=(("TOP 100", 2), ("TOP 500", 4)),
            places=(Place("01-2008", "Hà Nội", 12, 4), Place("48-2008", "Đà Nẵng", 8, 2)),
        ),
        events=(
            matter.Event(
                "Diễn đàn Minh Họa", "Diễn đàn", "18", "tháng 5/2023", "Hà Nội", (picture_of("f1"),)
            ),
            matter.Event("Chuyên đề không ảnh", "Chuyên đề", "", "tháng 6/2023"),
        ),
        partners=(
            matter.Partner("Công ty Sao Mai Minh Họa", picture_of("logo")),
            matter.Partner("Không logo"),
        ),
        errata=(matter.Correction("35%", "25%", "20/09/2023", 1, "An Bình Số"),),
        colophon=matter.Colophon(
            "ngày 09 tháng 9 năm 2023",
            1,
            "a" * 64,
            "b" * 64,
            ("c" * 64,),
            "http://localhost:8000/results/2023/",
        ),
    )


def render(html: str) -> bytes:
    return render_html(html, styles=STYLES)


def draw(image: Image, width: float, height: float) -> str:
    """A grey picture of the asked size; one called “hong” cannot be read."""
    if image.name == "hong":
        raise BadPicture("hong")
    target = io.BytesIO()
    Pixels.new("L", (round(width), round(height)), 200).save(target, "PNG")
    return "data:image/png;base64," + base64.b64encode(target.getvalue()).decode()


def bound(frame: Frame) -> list[str]:
    """The words of each page of the book in its order, without blanks; an honouree's page is “@” and its number."""
    texts = {name: _texts(data) for name, data in frame.parts.items()}
    return [
        f"@{leaf.nomination_id}/{leaf.part_page}"
        if leaf.nomination_id is not None
        else texts[leaf.part][leaf.part_page]
        if leaf.part
        else ""
        for leaf in frame.plan.leaves
    ]


def _texts(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def links(pdf: bytes) -> list[int]:
    """Every page that the part's links lead to."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            int(str(link.A.URI).removeprefix("page:"))
            for page in document.pages
            for link in page.obj.get("/Annots", [])
        ]
