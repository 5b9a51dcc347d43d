"""Where a nominee's page takes its words from: the page that was approved, else the frozen dossier."""

import hashlib
import io

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image as Pixels

from assessments.models import Conclusion
from awards.models import BookPage, PagePicture
from awards.tests.making import TEXT, conclude_on
from awards.yearbook import chapters, nominee, pages
from dtportal.programme.models import Group
from dtportal.tests.browser.papers import text_of
from nominations.models import Dossier, Nomination


@pytest.fixture
def accepted(edition, cast, organization) -> list[Conclusion]:
    return conclude_on(edition, cast, [90, 80, 70], names=["An Bình Số", "Đồng Vàng", "Sao Mai"])


def write(nomination: Nomination, by, **texts: str) -> BookPage:
    return BookPage.objects.create(
        nomination=nomination, texts=texts, figures=[["92%", "trực tuyến"]], changed_by=by
    )


def approve(row: BookPage, by) -> None:
    row.approved = nominee.snapshot_of(row)
    row.approved_at, row.approved_by, row.status = timezone.now(), by, BookPage.Status.APPROVED
    row.save()


def add_picture(row: BookPage, use: str, data: bytes, caption: str = "") -> PagePicture:
    row.pictures.filter(use=use, is_current=True).update(is_current=False)
    width, height = Pixels.open(io.BytesIO(data)).size
    return PagePicture.objects.create(
        page=row, use=use, file=ContentFile(data, name="anh.jpg"), name="anh.jpg", content_type="image/jpeg",
        size=len(data), sha256=hashlib.sha256(data).hexdigest(), width=width, height=height, caption=caption,
    )  # fmt: skip


def test_whoever_approves_nothing_gets_a_page_from_the_frozen_dossier(edition, cast, accepted):
    nomination = accepted[0].nomination
    write(nomination, cast.lan, story="Chưa duyệt")
    found = nominee.contents_of(edition, [nomination.pk])[nomination.pk]
    assert [text for _heading, text in found.sections] == [TEXT, TEXT]
    assert not found.is_own and not found.lead and found.name == "An Bình Số"
    assert found.colour == chapters.COLOURS[nomination.sector.code]


def test_what_the_unit_approved_stands_while_it_writes_on(edition, cast, accepted, artwork):
    nomination = accepted[0].nomination
    row = write(nomination, cast.lan, lead="Một câu.", story="Đã duyệt", more="Chặng đường")
    add_picture(row, PagePicture.Use.PHOTO, artwork["photo"], "Phòng khám")
    approve(row, cast.lan)
    row.texts = {"story": "Đang viết lại"}
    row.save()
    second = add_picture(row, PagePicture.Use.PHOTO, artwork["portrait"])
    printed = nominee.contents_of(edition, [nomination.pk])[nomination.pk]
    assert printed.is_own and printed.lead == "Một câu." and printed.figures == (("92%", "trực tuyến"),)
    assert [text for _heading, text in printed.sections] == ["Đã duyệt"]
    assert printed.photo.sha256 == hashlib.sha256(artwork["photo"]).hexdigest()
    assert printed.photo.caption == "Phòng khám" and printed.has_second
    draft = nominee.draft_of(BookPage.objects.get(pk=row.pk))
    assert [text for _heading, text in draft.sections] == ["Đang viết lại"]
    assert draft.photo.sha256 == second.sha256 and not draft.has_second


def test_the_proof_is_the_page_that_is_printed(edition, cast, accepted, artwork):
    row = write(
        accepted[1].nomination,
        cast.lan,
        lead="Một câu.",
        story="Đã làm",
        quote="“Lời nói”",
        summary_en="Done.",
    )
    add_picture(row, PagePicture.Use.LOGO, artwork["logo"])
    proof = nominee.draft_of(BookPage.objects.get(pk=row.pk))
    approve(row, cast.lan)
    assert nominee.contents_of(edition, [row.nomination_id])[row.nomination_id] == proof


def test_the_name_is_the_one_of_the_frozen_dossier(edition, cast, organization):
    (conclusion,) = conclude_on(edition, cast, [88], names=["Công ty Cánh Buồm"], group=Group.LEADER)
    nomination = conclusion.nomination
    Nomination.objects.filter(pk=nomination.pk).update(person_name="Tên Sửa Sau")
    row = write(nomination, cast.lan, story="Đã làm")
    for found in (nominee.contents_of(edition, [nomination.pk])[nomination.pk], nominee.draft_of(row)):
        assert found.name == "Nguyễn Thị Minh Họa" and found.detail == "Giám đốc, Công ty Cánh Buồm"
        assert found.is_person and found.chapter == "Lãnh đạo tiêu biểu"


def test_before_a_conclusion_the_last_dossier_counts(edition, cast, accepted):
    conclusion = accepted[2]
    first = conclusion.dossier
    content = first.content | {"organization": {"name": "Sao Mai đổi tên", "name_en": ""}}
    Dossier.objects.create(
        nomination=first.nomination, number=2, content=content, sha256="1" * 64, frozen_at=first.frozen_at,
        frozen_by=first.frozen_by,
    )  # fmt: skip
    concluded = nominee.contents_of(edition, [first.nomination_id])[first.nomination_id]
    assert concluded.name == "Sao Mai"
    conclusion.nomination.conclusion.recommendations.all().delete()
    conclusion.delete()
    assert nominee.contents_of(edition, [first.nomination_id])[first.nomination_id].name == "Sao Mai đổi tên"


def test_reading_three_takes_as_many_queries_as_reading_one(
    edition, cast, accepted, artwork, django_assert_max_num_queries, django_assert_num_queries
):
    for conclusion in accepted:
        row = write(conclusion.nomination, cast.lan, story="Đã làm")
        add_picture(row, PagePicture.Use.LOGO, artwork["logo"])
        approve(row, cast.lan)
    ids = [conclusion.nomination_id for conclusion in accepted]
    with django_assert_max_num_queries(7) as one:
        nominee.contents_of(edition, ids[:1])
    with django_assert_num_queries(len(one)):
        assert len(nominee.contents_of(edition, ids)) == 3


def test_a_page_says_nothing_of_the_result(edition, cast, accepted, render):
    found = nominee.contents_of(edition, [accepted[0].nomination_id])[accepted[0].nomination_id]
    said = text_of(pages.typeset(found, "screen", render))
    assert not any(word in said for word in ("TOP 100", "TOP 500", "GCN"))
