"""What the tests of the nominees' pages share: a nominee, what it writes, the worker that makes the proofs."""

import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from awards.models import BookPage, YearbookPart
from awards.tests.making import conclude_on
from awards.yearbook import parts
from nominations.models import Nomination

LEAD = "Mỗi lô hàng có một hành trình số. Khách hàng theo dõi được từng chặng."
STORY = "Đơn vị số hóa toàn bộ vận đơn và chia sẻ dữ liệu với cảng trong thời gian thực."
WRITTEN = {"lead": LEAD, "story": STORY, "value_0": "98%", "label_0": "vận đơn được lập trực tuyến"}


def nominee(edition, cast, *, member=None, name="Công ty Logistics Minh Họa Cánh Buồm", **more) -> Nomination:
    (conclusion,) = conclude_on(edition, cast, [88], names=[name], member=member or cast.lan, **more)
    return conclusion.nomination


def address(nomination: Nomination, name: str = "book_page") -> str:
    return reverse(f"awards:{name}", args=[nomination.reference])


def desk(nomination: Nomination, name: str = "book_page_review") -> str:
    return reverse(f"awards:{name}", args=[nomination.edition.slug, nomination.reference])


def write(browser: Client, nomination: Nomination, *, version: int = 0, **changed):
    return browser.post(address(nomination), {**WRITTEN, "version": version, **changed})


def page_of(nomination: Nomination) -> BookPage:
    return BookPage.objects.get(nomination=nomination)


def work() -> None:
    """The worker's part: every proof that was ordered is made."""
    for pk in list(YearbookPart.objects.filter(status="queued").values_list("pk", flat=True)):
        parts.make(pk)


def shown_proof(html: str) -> str:
    """The hash of the proof that a page shows and its button sends."""
    return re.search(r'name="proof" value="([0-9a-f]{64})"', html)[1]


def approve(browser: Client, nomination: Nomination):
    """Order the proof, wait for it, look at it, click."""
    browser.post(address(nomination, "book_page_proof"))
    work()
    html = browser.get(address(nomination, "book_page_proof")).content.decode()
    sent = {"version": page_of(nomination).version, "proof": shown_proof(html)}
    return browser.post(address(nomination, "book_page_approve"), sent)


def approved(browser: Client, nomination: Nomination, **changed) -> BookPage:
    write(browser, nomination, **changed)
    approve(browser, nomination)
    return page_of(nomination)


def picture(width: int = 1800, height: int = 1200, colour: str = "#8fb3d9") -> SimpleUploadedFile:
    drawn = io.BytesIO()
    image = Image.new("RGB", (width, height), colour)
    image.paste("#20304a", (width // 4, height // 4, width // 2, height // 2))
    image.save(drawn, "JPEG", quality=85)
    return SimpleUploadedFile("kho-hang.jpg", drawn.getvalue(), content_type="image/jpeg")
