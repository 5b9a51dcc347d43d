"""What may be attached: told by content, whole, open to everybody; anything else gets a sentence."""

import io
import tracemalloc
import zipfile

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import File
from PIL import Image

from dtportal.files import DOCX, EVIDENCE, MP4, PDF, XLSX, check_upload, send
from nominations.tests import files


def check(name: str, content: bytes):
    return check_upload(files.upload(name, content), limit=100 * 2**20, kinds=EVIDENCE)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Kế hoạch.PDF", files.pdf_bytes(), PDF),
        ("anh.png", files.image(), "image/png"),
        ("anh.JPEG", files.image("JPEG"), "image/jpeg"),
        ("bao-cao.docx", files.office(), DOCX),
        ("so-lieu.xlsx", files.office(files.EXCEL), XLSX),
        ("phim.mp4", files.video(), MP4),
    ],
)
def test_what_may_be_attached_is_kept_with_its_true_kind(name, content, kind):
    checked = check(name, content)
    assert (checked.name, checked.content_type) == (name, kind)
    assert checked.size == len(checked.file.read())


def damaged_office() -> bytes:
    """One letter of a part differs from its checksum."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(files.WORD, "<document>ban goc</document>")
    return out.getvalue().replace(b"ban goc", b"ban sao")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.exe", b"MZ" + bytes(500), "Chỉ nhận tệp"),
        ("a.pdf", b"chi la chu", "Chỉ nhận tệp"),
        ("a.zip", files.office("tai-lieu.txt"), "Chỉ nhận tệp PDF, JPEG, PNG, DOCX, XLSX và MP4."),
        ("a.docx", files.office("tai-lieu.txt"), "đuôi “.docx” nhưng nội dung không phải tài liệu Word"),
        ("a.xlsx", files.office("tai-lieu.txt"), "đuôi “.xlsx” nhưng nội dung không phải bảng tính Excel"),
        ("a.mov", b"\0\0\0\x14ftypqt  \0\0\2\0qt  " + bytes(99), "Chỉ nhận tệp"),
        ("a.pdf", b"", "Tệp rỗng"),
        ("a.pdf", files.image(), "“.pdf” nhưng nội dung là PNG"),
        ("a.docx", files.office(files.EXCEL), "“.docx” nhưng nội dung là XLSX"),
        ("a.pdf", files.locked_pdf(), "mật khẩu"),
        ("a.docx", files.locked_office(), "mật khẩu"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "Office cũ"),
        ("a.pdf", b"%PDF-1.7 khong co gi", "không mở được"),
        ("a.pdf", files.pdf_bytes(padding=5000)[:-3000], "PDF"),
        ("a.png", files.image(size=(400, 400))[:-200], "không mở được"),
        ("a.docx", files.office()[:-30], "bị hỏng"),
        ("a.docx", damaged_office(), "bị hỏng"),
        ("a.docx", files.office(**{"word/vbaProject.bin": b"x"}), "macro"),
        ("a.docx", files.bomb(), "giải nén"),
        ("a.mp4", files.video()[:-100], "Video bị hỏng"),
        ("a.mp4", files.video().replace(b"moov", b"free"), "Video bị hỏng"),
        ("a.mp4", files.video(b"encv"), "khóa bảo vệ"),
    ],
)
def test_anything_else_gets_a_sentence(name, content, sentence):
    with pytest.raises(ValidationError) as refused:
        check(name, content)
    assert sentence in refused.value.messages[0]


def test_a_large_file_is_refused_by_its_size():
    with pytest.raises(ValidationError) as refused:
        check_upload(files.upload("a.pdf", files.pdf_bytes(padding=2**20)), limit=2**20)
    assert "1 MB" in refused.value.messages[0]


def test_a_photo_loses_its_metadata_and_stands_upright():
    checked = check("anh.jpg", files.sideways_photo())
    kept = Image.open(checked.file)
    assert kept.size == (20, 30)
    assert not kept.getexif()
    checked.file.seek(0)
    assert b"108.2022" not in checked.file.read()


def test_a_file_of_many_megabytes_is_not_read_into_memory(tmp_path):
    path = tmp_path / "lon.pdf"
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    document.pages[0].Extra = pikepdf.Stream(document, bytes(range(256)) * 4 * 2**16)
    document.save(path, compress_streams=False)
    del document
    with path.open("rb") as file:
        tracemalloc.start()
        checked = check_upload(File(file, name="lon.pdf"), limit=100 * 2**20)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert checked.size > 64 * 2**20
    assert peak < 8 * 2**20


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "shown"), [(PDF, True), ("image/png", True), (DOCX, False), (MP4, False)])
def test_only_pdf_and_images_are_shown_and_only_harmlessly(tmp_path, kind, shown):
    path = tmp_path / "a"
    path.write_bytes(b"x")

    class Stored:
        def open(self, mode):
            return path.open(mode)

    answer = send(Stored(), name="a", content_type=kind, inline=True)
    assert answer["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].endswith("sandbox")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == ("SAMEORIGIN" if shown else "DENY")
    answer.close()
