"""A nominee's page: one page whatever was written, handsome at its limits, the same bytes for the same content."""

import hashlib
import io
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image as Pixels
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from awards.tests.making import TEXT
from awards.yearbook import measures, pages, pictures, setting, writing
from awards.yearbook.nominee import Image, PageContent

# Wider than most prose: 0.51 em a letter, against 0.49.
WIDE = (
    "Công ty mở rộng mạng lưới giao nhận, số hóa quy trình mua hàng, đào tạo nhân lực và mở cửa dữ liệu cho cộng đồng "
    "doanh nghiệp; mỗi công đoạn đều được đo đếm. "
)
THREE_LINES = "Trung tâm Nghiên cứu, Ứng dụng và Chuyển giao Công nghệ Quan trắc Tài nguyên Minh Họa"
LONG_NAME = (
    f"{THREE_LINES} và Môi trường vùng Đồng bằng sông Cửu Long trực thuộc Viện Khoa học và Công nghệ Minh Họa "
    "và Hội đồng Phối hợp Phát triển Kinh tế số khu vực miền Tây Nam Bộ"
)
FIGURES = (("1.234 tỷ ₫", WIDE[:48]), ("99,98%", WIDE[:48]), ("8 phút", WIDE[:48]))


@pytest.fixture
def kept(artwork) -> dict[str, Image]:
    return {name: keep(data) for name, data in artwork.items()}


def keep(data: bytes, caption: str = "") -> Image:
    sha256 = hashlib.sha256(data).hexdigest()
    name = default_storage.save(f"book/{sha256}", ContentFile(data))
    width, height = Pixels.open(io.BytesIO(data)).size
    return Image(name, sha256, width, height, caption)


def page(**more) -> PageContent:
    fields = {
        "nomination_id": 1,
        "name": "Bệnh viện Đa khoa Minh Họa",
        "name_en": "",
        "detail": "",
        "is_person": False,
        "province": "Thành phố Đà Nẵng",
        "chapter": "Y tế",
        "chapter_icon": "heart-pulse",
        "colour": "#9c2f4b",
        "is_rehearsal": True,
        "sections": (("Việc đã làm", TEXT),),
    }
    return PageContent(**fields | more)


def wide(letters: int) -> str:
    return (WIDE * (letters // len(WIDE) + 1))[:letters]


def full(limits: dict[str, int], **more) -> PageContent:
    return page(
        name=THREE_LINES,
        name_en="Illustrative Centre for Resource Monitoring Technology",
        lead=wide(limits["lead"]),
        sections=(("Việc đã làm", wide(limits["story"])), ("Kết quả đạt được", wide(limits["results"]))),
        quote=wide(limits["quote"]),
        quote_by=wide(limits["quote_by"]),
        figures=FIGURES,
        **more,
    )


def words(data: bytes, number: int = 0) -> str:
    return " ".join(PdfReader(io.BytesIO(data)).pages[number].extract_text().split())


def paper(data: bytes, number: int = 0) -> Pixels.Image:
    """The page as it is seen, four pixels a millimetre."""
    return PdfDocument(data)[number].render(scale=4 / measures.MM).to_pil().convert("L")


def is_free(sheet: Pixels.Image, x: float, y: float, width: float, height: float) -> bool:
    """White all over; millimetres."""
    box = tuple(round(4 * value) for value in (x, y, x + width, y + height))
    return sheet.crop(box).getextrema()[0] > 250


# --- Layouts ---------------------------------------------------------------------------------------------

LAYOUTS = {
    "with photograph and logo": ({}, {"photo": "photo", "logo": "logo"}),
    "without logo": ({}, {"photo": "photo"}),
    "without photograph": ({}, {"logo": "logo"}),
    "without both": ({}, {}),
    "of a leader": ({"is_person": True, "detail": "Giám đốc, " + THREE_LINES}, {"photo": "portrait"}),
    "of a leader with a photograph across": ({"is_person": True}, {"photo": "photo", "logo": "logo"}),
    "of an organisation with an upright photograph": ({}, {"photo": "portrait", "logo": "logo"}),
    "with a word": ({"sections": (("Việc đã làm", "Ngắn."),)}, {"photo": "photo"}),
    "with nothing": ({"sections": ()}, {}),
    "with figures": ({"figures": FIGURES}, {"photo": "photo", "logo": "logo"}),
    "with a dossier's texts": ({"sections": tuple((f"Phần {n}", TEXT * 4) for n in range(9))}, {}),
    "with everything and more": (
        {
            "name": LONG_NAME,
            "lead": wide(600),
            "quote": wide(400),
            "quote_by": wide(200),
            "summary_en": wide(2000),
            "figures": FIGURES,
            "sections": (("Việc đã làm", wide(9000)),),
        },
        {"photo": "photo", "logo": "logo"},
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_one_page_that_leaves_the_binding_its_places(layout, render, kept):
    texts, images = LAYOUTS[layout]
    content = page(**texts, **{place: kept[name] for place, name in images.items()})
    data = pages.typeset(content, "screen", render)
    assert pages.page_count(data) == 1
    assert "".join(content.name.split()) in "".join(words(data).split())
    sheet = paper(data)
    for slot in (measures.TIER, measures.CERTIFICATE, measures.CODE):
        assert is_free(sheet, slot.x, slot.y, slot.width, slot.height)
    below_code = measures.CODE.y + measures.CODE.height
    assert is_free(sheet, measures.MARGIN_SIDE, below_code, measures.RAIL, 6)
    assert is_free(sheet, 0, 0, measures.WIDTH, measures.HEAD_FROM_TOP + 5)
    assert is_free(
        sheet, 0, measures.TEXT_BOTTOM + 1, measures.WIDTH, measures.HEIGHT - measures.TEXT_BOTTOM - 1
    )
    for edge in (0, measures.WIDTH - measures.MARGIN_SIDE + 0.5):
        assert is_free(sheet, edge, 0, measures.MARGIN_SIDE - 0.5, measures.HEIGHT)


@pytest.mark.parametrize("has_photo", [True, False])
@pytest.mark.parametrize("has_english", [True, False])
def test_texts_at_their_limits_are_set_in_the_usual_size_at_the_first_attempt(
    has_photo, has_english, render, kept
):
    limits = writing.limits(has_photo, has_english)
    content = full(
        limits,
        summary_en=wide(limits["summary_en"]) if has_english else "",
        photo=replace(kept["photo"], caption="Phòng điều hành, tháng 9 năm 2023") if has_photo else None,
        logo=kept["logo"],
    )
    made = []
    data = pages.typeset(content, "screen", lambda html: made.append(html) or render(html))
    assert len(made) == 1 and pages.page_count(data) == 1
    assert next(setting.settings_of(content)).step.number <= setting.USUAL
    said = words(data)
    # The last word of each text is there.
    for text in (
        content.lead,
        content.sections[0][1],
        content.sections[1][1],
        content.quote,
        content.quote_by,
    ):
        assert text.split()[-1] in said
    assert all(label.split()[-1] in said for _value, label in FIGURES)


def test_the_limits_of_the_fields_are_those_of_the_fullest_page():
    assert writing.limits(has_photo=True, has_english=True) == {
        field.key: field.limit for field in writing.FIELDS
    }
    roomy = writing.limits(has_photo=False, has_english=False)
    assert all(roomy[field.key] >= field.limit for field in writing.FIELDS)


def test_a_leaders_page_at_the_limits_keeps_the_usual_size(kept):
    limits = writing.limits(has_photo=True, has_english=True)
    content = full(limits, summary_en=wide(limits["summary_en"]), photo=kept["portrait"], logo=kept["logo"])
    leader = replace(content, is_person=True, name="Nguyễn Hoàng Thị Minh Họa", name_en="", detail=wide(160))
    assert next(setting.settings_of(leader)).step.number <= setting.USUAL


@pytest.mark.parametrize("letters", [10, 40, 80, 120, 170, 250])
@pytest.mark.parametrize("has_photo", [True, False])
def test_a_name_of_any_length_is_printed_whole(letters, has_photo, render, kept):
    name = LONG_NAME[:letters].strip()
    data = pages.typeset(page(name=name, photo=kept["photo"] if has_photo else None), "screen", render)
    assert pages.page_count(data) == 1 and "".join(name.split()) in "".join(words(data).split())


def test_a_name_without_a_blank_is_broken(render):
    data = pages.typeset(page(name="W" * 250), "screen", render)
    assert pages.page_count(data) == 1 and words(data).count("W") == 250


def test_five_thousand_words_are_cut_at_a_sentence_and_say_where_the_rest_stands(render):
    text = TEXT + " "
    content = page(sections=(("Chiến lược", text * 230), ("Kết quả", text * 20)))
    assert sum(len(body.split()) for _heading, body in content.sections) > 5000
    made = []
    data = pages.typeset(content, "screen", lambda html: made.append(html) or render(html))
    said = words(data)
    assert pages.page_count(data) == 1 and len(made) <= 2
    assert "nơi khác. …" in said and "Kết quả" in said
    assert len(said) > 2500


def test_short_texts_are_set_larger_than_long_ones():
    sizes = [next(setting.settings_of(page(sections=(("", TEXT * n),)))).step.body for n in (1, 6, 12, 25)]
    assert sizes == sorted(sizes, reverse=True) and sizes[0] > sizes[-1]


# --- The second page ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("letters", [120, 2400, 30000])
def test_a_second_page_is_one_page_too(letters, render, kept):
    content = page(photo=kept["photo"], more=(("Chặng đường", wide(letters)),), more_photo=kept["photo"])
    data = pages.typeset(content, "screen", render)
    assert pages.page_count(data) == 2
    assert "Chặng đường" in words(data, 1) and "Chặng đường" not in words(data, 0)
    assert is_free(paper(data, 1), 0, measures.TEXT_BOTTOM + 1, measures.WIDTH, 20)


def test_a_second_page_may_be_a_photograph_alone(render, kept):
    data = pages.typeset(page(more_photo=kept["photo"]), "screen", render)
    assert pages.page_count(data) == 2 and "Bệnh viện" in words(data, 1)


def test_a_first_page_that_is_full_does_not_push_the_second(render, kept):
    content = page(sections=(("Việc đã làm", wide(9000)),), more=(("Chặng đường", wide(2400)),))
    data = pages.typeset(content, "screen", render)
    assert pages.page_count(data) == 2 and "Chặng đường" in words(data, 1)


# --- One content, one file -----------------------------------------------------------------------------------


def test_the_same_content_gives_the_same_bytes(render, kept):
    content = page(photo=kept["photo"], logo=kept["logo"])
    for variant in ("screen", "print"):
        assert pages.typeset(content, variant, render) == pages.typeset(content, variant, render)


def test_identity_tells_everything_that_is_printed_and_nothing_else(kept):
    content = page(photo=kept["photo"])
    known = pages.identity(content, "screen")
    assert pages.identity(replace(content, nomination_id=99), "screen") == known
    moved = replace(kept["photo"], name="book/elsewhere")
    assert pages.identity(replace(content, photo=moved), "screen") == known
    others = [
        replace(content, lead="Khác"),
        replace(content, photo=kept["portrait"]),
        replace(content, photo=replace(kept["photo"], caption="Khác")),
        replace(content, photo=None),
    ]
    hashes = {known, pages.identity(content, "print"), *(pages.identity(other, "screen") for other in others)}
    assert len(hashes) == 6


def test_identity_is_the_same_in_another_process():
    code = (
        "import django; django.setup()\n"
        "from awards.tests.test_yearbook_pages import page\n"
        "from awards.yearbook import pages\n"
        "print(pages.identity(page(), 'print'))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONHASHSEED": "12345", "DJANGO_SETTINGS_MODULE": "dtportal.settings"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.split()[-1] == pages.identity(page(), "print")


def test_a_plain_page_needs_no_picture_and_no_text(render, kept):
    broken = replace(kept["photo"], name="book/missing")
    content = page(photo=broken, logo=broken, more_photo=broken, more=(("A", wide(900)),), lead=wide(9000))
    data = pages.plain(content, "print", render)
    assert pages.page_count(data) == 1
    assert "Bệnh viện Đa khoa" in words(data) and "Đà Nẵng" in words(data)


def test_a_missing_picture_is_named(render, kept):
    with pytest.raises(pictures.BadPicture):
        pages.typeset(page(photo=replace(kept["photo"], name="book/missing")), "screen", render)


def test_only_our_fonts_and_every_letter_comes_back(render):
    text = "Ẫ Ễ Ộ Ữ Ỵ ậ ề ỏ ữ ỵ đ Đ ₫ 12,5% “nháy” – …"
    content = page(sections=(("Việc đã làm", text),), quote=text, summary_en="An English sentence.")
    data = pages.typeset(content, "screen", render)
    assert words(data).count(text) == 2
    used = PdfReader(io.BytesIO(data)).pages[0]["/Resources"]["/Font"].values()
    names = {str(font.get_object()["/BaseFont"]) for font in used}
    assert names and all("Be-Vietnam-Pro" in name for name in names)
