"""The papers: text read back, our fonts only, the code leads to its page."""

import io
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import segno
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from awards import certificates, documents
from awards.models import Honor
from awards.official.decision import legal_bases
from dtportal import pdf

pytestmark = pytest.mark.django_db
OURS = ("Tinos", "Be-Vietnam-Pro")


def read(answer) -> PdfReader:
    assert answer["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(b"".join(answer)))


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def fonts_of(reader: PdfReader) -> set[str]:
    names = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            names.add(font.get_object()["/BaseFont"].split("+")[-1])
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in descendant["/FontDescriptor"].get_object()
    return names


@pytest.fixture
def honor(published) -> Honor:
    return Honor.objects.get(certificate_number="001/GCN-2023")


def certificate_of(honor):
    return read(Client().get(reverse("awards:certificate", args=["2023", honor.slug])))


def test_the_certificate_says_who_for_what_and_by_whom(honor, cast):
    paper = certificate_of(honor)
    text = text_of(paper)
    for words in (
        "GIẤY CHỨNG NHẬN",
        "CERTIFICATE OF RECOGNITION",
        "Bệnh viện Đa khoa Minh Họa Hải Âu",
        "TOP 100 đơn vị, tổ chức, doanh nghiệp tiêu biểu",
        "lần thứ nhất, năm 2023",
        "Số: 001/GCN-2023",
        "CHỦ TỊCH HỘI ĐỒNG THẨM ĐỊNH",
        cast.dung.full_name,
        honor.verification_code,
        "DỮ LIỆU MINH HỌA",
    ):
        assert words in text
    for words in ("khen thưởng", "Bằng khen", "Giấy khen"):
        assert words.lower() not in text.lower()


def test_the_certificate_is_one_landscape_page_in_our_fonts(honor):
    paper = certificate_of(honor)
    assert len(paper.pages) == 1
    box = paper.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (842, 595)
    assert all(name.startswith(OURS) for name in fonts_of(paper))


def test_a_name_of_120_characters_fits_on_the_one_page(honor):
    honor.name = (
        "Công ty Trách nhiệm hữu hạn Một thành viên Đầu tư Phát triển Công nghệ Thông tin Truyền thông " * 2
    )
    honor.name = honor.name[:120].strip()
    honor.save()
    paper = certificate_of(honor)
    assert len(paper.pages) == 1
    assert honor.name in text_of(paper)
    assert certificates.name_size(honor.name) < certificates.name_size("Sở Y tế")


def test_the_same_certificate_is_the_same_bytes(honor):
    words = certificates.words_of(honor, certificates.signer_of(honor.entry.roll))
    assert certificates.draw(honor, words) == certificates.draw(honor, words)


def test_a_live_edition_has_no_mark_of_a_rehearsal(honor):
    edition = honor.edition
    edition.kind, edition.clock_at = edition.Kind.LIVE, None
    edition.save()
    assert "DỮ LIỆU MINH HỌA" not in text_of(certificate_of(honor))


def test_the_qr_code_leads_to_the_verification_page(honor, settings):
    address = documents.verification_url(honor)
    assert address == f"{settings.SITE_URL}/verify/{honor.verification_code}/"
    drawn = segno.make(address, error="q", micro=False).svg_data_uri(dark="#0b2545", border=0)
    page = Client().get(honor.get_absolute_url()).content.decode()
    assert drawn.replace("'", "&#x27;") in page or drawn in page
    assert "Giấy chứng nhận này là thật" in Client().get(address).content.decode()


def test_the_decision_follows_the_form_and_carries_the_lists(edition, published, cast):
    address = reverse("awards:decision", args=[edition.slug])
    paper = read(Client().get(address))
    text = text_of(paper)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "/QĐ-HĐTĐ",
        "QUYẾT ĐỊNH Về việc tôn vinh TOP 100, TOP 500 đơn vị, tổ chức, doanh nghiệp tiêu biểu",
        "51/2010/QĐ-TTg",
        "Điều 1.",
        "02 đơn vị (danh sách tại Phụ lục I)",
        "03 đơn vị (danh sách tại Phụ lục I và Phụ lục II)",
        "01 cá nhân (danh sách tại Phụ lục III)",
        "thi hành Quyết định này./.",
        "Nơi nhận:",
        cast.dung.full_name,
        "Hợp tác xã Đồng Vàng Minh Họa",
        "003/GCN-2023",
    ):
        assert words in text
    assert "khen thưởng" not in text
    assert all(name.startswith(OURS) for name in fonts_of(paper))
    assert len(paper.pages) == 4
    margins = paper.pages[0].mediabox
    assert (round(margins.width), round(margins.height)) == (595, 842)


def test_the_decision_is_drawn_once(edition, published):
    address = reverse("awards:decision", args=[edition.slug])
    first = Client().get(address).content
    assert Client().get(address).content == first
    assert len(default_storage.listdir("papers")[1]) == 1


def test_there_is_no_decision_before_publication(edition, signed):
    assert Client().get(reverse("awards:decision", args=[edition.slug])).status_code == 404


def test_the_legal_basis_is_the_one_in_force_on_the_day():
    assert "51/2010" in legal_bases(date(2023, 12, 31))[0]
    assert "51/2010" not in " ".join(legal_bases(date(2024, 1, 1)))


class Listener(BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_GET(self):
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


def test_drawing_a_paper_asks_nobody_and_reads_no_file_of_the_machine(settings):
    secret = settings.BASE_DIR / "manage.py"
    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        outside = f"http://127.0.0.1:{server.server_port}/x.png"
        html = (
            f'<style>@import "{outside}?import"; p {{ background: url({outside}?style) }}</style>'
            f'<p>Chữ vẫn in ra</p><img src="{outside}"><img src="{secret.as_uri()}">'
            f'<link rel="attachment" href="{secret.as_uri()}"><object data="{outside}?object"></object>'
        )
        reader = PdfReader(io.BytesIO(pdf.render_html(html)))
        server.shutdown()
    assert "Chữ vẫn in ra" in text_of(reader)
    assert Listener.asked == []
    assert not reader.attachments
