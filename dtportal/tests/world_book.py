"""Lan's page of the yearbook for the access table: written, approved, and with a correction that waits."""

import io
from types import SimpleNamespace
from typing import Any

from django.core import signing
from django.core.files.base import ContentFile
from PIL import Image

from awards.actions.book_review import SALT
from awards.models import BookPage, PagePicture
from awards.yearbook.nominee import snapshot_of
from dtportal import sealing
from dtportal.programme.models import Edition
from nominations.models import Nomination

SECRET = "AAAABBBBCCCCDDDDEEEEFFFF"
TEXTS = {
    "lead": "Mỗi lô hàng có một hành trình số, từ kho đến tay người nhận.",
    "story": "Đơn vị số hóa toàn bộ vận đơn và chia sẻ dữ liệu với cảng.",
}


def picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (1600, 1067), "#8fb3d9").save(drawn, "PNG")
    return drawn.getvalue()


def add_book_page(edition: Edition, cast: SimpleNamespace) -> None:
    nomination = _lans(edition, cast)
    if nomination is None or BookPage.objects.filter(nomination=nomination).exists():
        return
    page = BookPage.objects.create(
        nomination=nomination,
        status=BookPage.Status.PROPOSED,
        texts=TEXTS,
        approved={"texts": TEXTS},
        approved_at=edition.clock_at,
        approved_by=cast.lan,
        version=1,
        changed_at=edition.clock_at,
        changed_by=cast.lan,
        remark="Xin sửa “lô hàng” thành “kiện hàng”.",
        remarked_at=edition.clock_at,
        remarked_by=cast.minh,
        proposal={"texts": {"lead": TEXTS["lead"].replace("lô hàng", "kiện hàng")}},
        proposal_hash=sealing.sha256(SECRET.encode()),
    )
    content = picture()
    PagePicture.objects.create(
        page=page,
        use=PagePicture.Use.PHOTO,
        file=ContentFile(content, name="a.png"),
        name="kho-hang.png",
        content_type="image/png",
        size=len(content),
        sha256=sealing.sha256(content),
        width=1600,
        height=1067,
    )
    page.approved = snapshot_of(page)
    page.save(update_fields=["approved"])


def find_book_page(edition: Edition, cast: SimpleNamespace) -> dict[str, Any]:
    page = BookPage.objects.filter(nomination=_lans(edition, cast)).first()
    if page is None:
        return {"book_page": None, "page_picture": None, "book_token": None}
    token = signing.dumps([page.pk, cast.lan.pk, SECRET], salt=SALT)
    return {"book_page": page, "page_picture": page.pictures.first(), "book_token": token}


def _lans(edition: Edition, cast: SimpleNamespace) -> Nomination | None:
    mine = Nomination.objects.filter(edition=edition, organization__memberships__user=cast.lan)
    return mine.accepted().first()
