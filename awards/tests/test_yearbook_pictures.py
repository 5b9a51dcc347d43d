"""Pictures of the yearbook: what is refused, what is said of the others, what the press gets of them."""

import base64
import hashlib
import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image as Pixels
from PIL import ImageDraw

from awards.models import PagePicture
from awards.yearbook import pictures
from awards.yearbook.nominee import Image

LOGO, PHOTO = PagePicture.Use.LOGO, PagePicture.Use.PHOTO


def drawn(width: int = 2400, height: int = 1500, mode: str = "RGB", form: str = "JPEG", **more) -> bytes:
    picture = Pixels.linear_gradient("L").resize((width, height)).convert("RGB")
    ImageDraw.Draw(picture).rectangle((width // 3, height // 3, width // 2, height // 2), fill="#1a5bb8")
    out = io.BytesIO()
    picture.convert(mode).save(out, form, **more)
    return out.getvalue()


def look(data: bytes, use: str = PHOTO, **more) -> pictures.Facts:
    return pictures.inspect(ContentFile(data, name="anh"), use, **more)


def keep(data: bytes) -> Image:
    sha256 = hashlib.sha256(data).hexdigest()
    width, height = Pixels.open(io.BytesIO(data)).size
    return Image(default_storage.save(f"book/{sha256}", ContentFile(data)), sha256, width, height)


def copy_of(address: str) -> Pixels.Image:
    copy = Pixels.open(io.BytesIO(base64.b64decode(address.split(",", 1)[1])))
    copy.load()
    return copy


def bomb() -> bytes:
    """A PNG of a few bytes that says it has 20 000 × 20 000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 20000, 20000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 60))
        + chunk(b"IEND", b"")
    )


def moving() -> bytes:
    frames = [Pixels.new("RGB", (2400, 1500), colour) for colour in ("#1a5bb8", "#9c2f4b")]
    out = io.BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


# --- What comes in ---------------------------------------------------------------------------------------


def test_a_good_photograph_is_told_its_facts():
    facts = look(drawn())
    assert (facts.format, facts.width, facts.height, facts.colours) == ("JPEG", 2400, 1500, "RGB")
    assert facts.dpi == 350 and facts.good_for == 203 and facts.warnings == ()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (drawn()[:20000], "Ảnh bị hỏng"),
        (drawn(form="PNG")[:9000], "Ảnh bị hỏng"),
        (b"%PDF-1.7 not a picture", "JPEG"),
        (b"", "JPEG"),
        (bomb(), "quá lớn"),
        (moving(), ""),
        (drawn(form="GIF"), "JPEG"),
    ],
    ids=["cut JPEG", "cut PNG", "a PDF", "nothing", "a bomb", "moving", "a GIF"],
)
def test_what_cannot_be_printed_is_refused_with_a_sentence(data, said):
    with pytest.raises(ValidationError) as refusal:
        look(data)
    assert len(refusal.value.messages) == 1 and said in refusal.value.messages[0]


def test_too_few_pixels_are_refused_and_few_ones_warned_of_with_how_many_are_needed():
    with pytest.raises(ValidationError) as refusal:
        look(drawn(900, 600))
    assert "1030" in refusal.value.messages[0]
    (warning,) = look(drawn(1500, 1000)).warnings
    assert "218" in warning and "2060" in warning


def test_an_upright_photograph_needs_fewer_pixels_for_it_is_printed_smaller():
    assert look(drawn(900, 1400)).warnings == () and look(drawn(900, 1400)).dpi >= 300


def test_a_portrait_of_a_leader_is_measured_where_it_is_printed():
    assert look(drawn(1500, 1300), is_person=True).dpi == 305
    assert look(drawn(1500, 1300)).dpi < 300


@pytest.mark.parametrize(
    ("mode", "form", "colours", "warned"),
    [
        ("CMYK", "JPEG", "CMYK", True),
        ("L", "JPEG", "", False),
        ("P", "PNG", "", True),
        ("RGBA", "PNG", "RGB", False),
    ],
)
def test_the_colour_space_is_named(mode, form, colours, warned):
    facts = look(drawn(mode=mode, form=form))
    assert colours in facts.colours and bool(facts.warnings) == warned


def test_a_logo_that_vanishes_on_white_is_warned_of():
    def mark(ink: str) -> bytes:
        logo = Pixels.new("RGBA", (900, 600), (255, 255, 255, 0))
        ImageDraw.Draw(logo).ellipse((100, 100, 700, 500), fill=ink)
        out = io.BytesIO()
        logo.save(out, "PNG")
        return out.getvalue()

    assert look(mark("#0b4f6c"), LOGO).warnings == ()
    assert len(look(mark("#f2e9c8"), LOGO).warnings) == 1
    assert len(look(mark("#ffffff"), LOGO).warnings) == 1


def test_the_upload_can_be_read_again_afterwards():
    upload = ContentFile(drawn(), name="anh")
    pictures.inspect(upload)
    assert upload.read(3) == b"\xff\xd8\xff"


# --- What the press gets -----------------------------------------------------------------------------------


def test_a_copy_has_the_pixels_of_its_place_and_never_more_than_there_are(db):
    big, small = keep(drawn(4800, 3000)), keep(drawn(600, 400))
    assert copy_of(pictures.prepared(big, "print", 174, 87)).size == (2055, 1028)
    assert copy_of(pictures.prepared(big, "screen", 174, 87)).size == (1028, 514)
    assert copy_of(pictures.prepared(small, "print", 174, 87)).size == (600, 300)


def test_a_logo_is_shown_whole_on_white(db):
    logo = keep(pictures.draw_demo_logo(1, "Minh Họa"))
    copy = copy_of(pictures.prepared(logo, "print", 42, 21, fit=pictures.CONTAIN))
    assert (
        copy.format == "PNG" and copy.mode == "RGB" and copy.getpixel((copy.width - 1, 0)) == (255, 255, 255)
    )
    assert abs(copy.width / copy.height - logo.width / logo.height) < 0.02


@pytest.mark.parametrize(
    ("mode", "form"), [("CMYK", "JPEG"), ("L", "JPEG"), ("P", "PNG"), ("RGBA", "PNG"), ("I;16", "PNG")]
)
def test_every_colour_space_becomes_rgb(mode, form, db):
    if mode == "I;16":
        out = io.BytesIO()
        Pixels.new("I;16", (800, 600), 40000).save(out, "PNG")
        copy = copy_of(pictures.prepared(keep(out.getvalue()), "screen", 174, 87))
        assert abs(copy.getpixel((9, 9))[0] - 40000 // 256) < 4
    else:
        copy = copy_of(pictures.prepared(keep(drawn(800, 600, mode, form)), "screen", 174, 87))
    assert copy.mode == "RGB" and copy.format == "JPEG"


def test_a_copy_is_made_once_and_has_the_same_bytes(db, tmp_path, settings):
    photo = keep(drawn())
    first = pictures.prepared(photo, "print", 174, 87)
    default_storage.delete(photo.name)
    assert pictures.prepared(photo, "print", 174, 87) == first
    settings.PAGES_DIR = tmp_path / "other"
    again = keep(drawn())
    assert pictures.prepared(again, "print", 174, 87) == first


def test_a_folder_that_cannot_be_written_loses_no_page(db, tmp_path, settings):
    (tmp_path / "file").write_text("")
    settings.PAGES_DIR = tmp_path / "file"
    assert pictures.prepared(keep(drawn()), "screen", 174, 87).startswith("data:image/jpeg")


def test_a_picture_that_is_damaged_changed_or_gone_is_named(db):
    whole = drawn()
    gone = Image("book/gone", "0" * 64, 10, 10)
    changed = Image(default_storage.save("book/changed", ContentFile(whole)), "0" * 64, 10, 10)
    half = whole[: len(whole) // 2]
    damaged = Image(
        default_storage.save("book/half", ContentFile(half)), hashlib.sha256(half).hexdigest(), 2400, 1500
    )
    for image in (gone, changed, damaged):
        with pytest.raises(pictures.BadPicture):
            pictures.prepared(image, "screen", 174, 87)


# --- The demo's own ----------------------------------------------------------------------------------------


def test_demo_pictures_are_the_same_each_time_and_good_for_print():
    for seed in range(6):
        photo = pictures.draw_demo_photo(seed)
        assert photo == pictures.draw_demo_photo(seed)
        assert look(photo).warnings == ()
    assert look(pictures.draw_demo_portrait(4), is_person=True).warnings == ()
    assert len({pictures.draw_demo_photo(seed) for seed in range(6)}) == 6
    for seed in range(18):
        assert look(pictures.draw_demo_logo(seed, "Bệnh viện Minh Họa"), LOGO).warnings == ()
