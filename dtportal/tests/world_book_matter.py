"""Rows of the yearbook's front matter for the access table: a foreword with its pictures, a forum's, an erratum."""

import io
from types import SimpleNamespace

from django.core.files.base import ContentFile
from PIL import Image

from awards.models import BookPicture, Erratum, Foreword
from dtportal.programme.models import Edition


def drawn(width: int = 60, height: int = 80, colour: str = "#1a5bb8") -> bytes:
    """A picture of one colour, as PNG."""
    target = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(target, "PNG")
    return target.getvalue()


def add_book_matter(edition: Edition, cast: SimpleNamespace) -> None:
    if not Foreword.objects.filter(edition=edition).exists():
        Foreword.objects.create(
            edition=edition,
            author="Trần Minh Họa",
            title="Lời nói đầu",
            text="Minh họa.",
            portrait=ContentFile(drawn(), name="a.png"),
            portrait_sha256="0" * 64,
            signature=ContentFile(drawn(), name="a.png"),
            signature_sha256="0" * 64,
        )
    if not BookPicture.objects.filter(edition=edition).exists():
        content = drawn()
        BookPicture.objects.create(
            edition=edition,
            kind=BookPicture.Kind.FORUM,
            label="Diễn đàn minh họa",
            file=ContentFile(content, name="a.png"),
            name="anh.png",
            content_type="image/png",
            size=len(content),
            sha256="0" * 64,
            width=60,
            height=80,
        )
    if not Erratum.objects.filter(edition=edition).exists():
        Erratum.objects.create(edition=edition, wrong="35%", right="25%", noted_by=cast.oanh)


def find_book_matter(edition: Edition) -> dict:
    return {
        "foreword": Foreword.objects.filter(edition=edition).first(),
        "book_picture": BookPicture.objects.filter(edition=edition).first(),
        "erratum": Erratum.objects.filter(edition=edition).first(),
    }
