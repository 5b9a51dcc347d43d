"""Evidence within the page: who may open it, what is shown, what is said where nothing can be."""

import io
from types import SimpleNamespace

import pytest
from PIL import Image

from assessments import actions
from assessments.models import Assignment
from assessments.tests.files import JPEG, MP4, PDF, XLSX, give_file, pdf_of, photo
from dtportal import pages
from nominations.models import Evidence


@pytest.fixture
def plan(reading) -> Evidence:
    return give_file(reading, pdf_of("Trang mot", "Trang hai", "Trang ba"), "ke-hoach-3-trang.pdf", PDF)


def addresses(row: Evidence) -> list[str]:
    here = f"/work/appraisal/evidence/{row.pk}"
    return [f"{here}/view/", f"{here}/pages/1/960/", f"{here}/video/"]


def test_a_page_is_shown_with_its_words_and_the_way_to_the_others(cast, reading, plan, sign_in):
    browser = sign_in(cast.hanh)
    page = browser.get(f"/work/appraisal/evidence/{plan.pk}/view/", {"page": 2})
    text = page.content.decode()
    assert "Trang hai" in text
    assert "Trang mot" not in text
    assert f"/work/appraisal/evidence/{plan.pk}/view/?page=3" in text
    assert f"/work/appraisal/evidence/{plan.pk}/view/?page=1" in text
    assert page.headers["Cache-Control"] == "private, no-store"


def test_a_part_of_the_page_comes_for_a_script(cast, reading, plan, sign_in):
    page = sign_in(cast.hanh).get(f"/work/appraisal/evidence/{plan.pk}/view/", headers={"HX-Request": "true"})
    assert page.content.decode().lstrip().startswith("<figure")


@pytest.mark.parametrize(("asked", "shown"), [("99", 3), ("0", 1), ("-1", 1), ("x", 1), ("9" * 30, 1)])
def test_a_page_that_is_not_there_leads_to_one_that_is(cast, reading, plan, sign_in, asked, shown):
    page = sign_in(cast.hanh).get(f"/work/appraisal/evidence/{plan.pk}/view/", {"page": asked})
    assert page.context["page"].number == shown


def test_pictures_are_drawn_in_the_widths_on_offer_and_kept_nowhere(cast, reading, plan, sign_in):
    browser = sign_in(cast.hanh)
    here = f"/work/appraisal/evidence/{plan.pk}/pages"
    answer = browser.get(f"{here}/1/960/")
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(answer.content)).size == (960, 1359)
    assert Image.open(io.BytesIO(browser.get(f"{here}/1/480/").content)).width == 480
    for wrong in ("1/961", "0/960", "4/960", "1/99999"):
        assert browser.get(f"{here}/{wrong}/").status_code == 404, wrong


def test_a_photo_is_scaled_and_a_small_one_is_not_blown_up(cast, reading, sign_in):
    large = give_file(reading, photo(3000, 2000), "dieu-hanh.jpg", JPEG)
    small = give_file(reading, photo(200, 100), "nho.jpg", JPEG)
    browser = sign_in(cast.hanh)
    picture = browser.get(f"/work/appraisal/evidence/{large.pk}/pages/1/960/").content
    assert Image.open(io.BytesIO(picture)).size == (960, 640)
    picture = browser.get(f"/work/appraisal/evidence/{small.pk}/pages/1/960/").content
    assert Image.open(io.BytesIO(picture)).size == (200, 100)


@pytest.mark.parametrize(
    ("content", "name", "kind", "sentence"),
    [
        (pdf_of("x", password="kin"), "khoa.pdf", PDF, "mật khẩu"),
        (b"%PDF-1.7 nothing", "hong.pdf", PDF, "bị hỏng"),
        (b"\xff\xd8\xff nothing", "hong.jpg", JPEG, "bị hỏng"),
        (b"PK", "so-lieu.xlsx", XLSX, "Excel"),
    ],
)
def test_what_cannot_be_shown_says_why_and_can_be_downloaded(
    cast, reading, sign_in, content, name, kind, sentence
):
    row = give_file(reading, content, name, kind)
    browser = sign_in(cast.hanh)
    for _again in range(2):
        text = browser.get(f"/work/appraisal/evidence/{row.pk}/view/").content.decode()
        assert sentence in text
        assert f'href="/work/appraisal/evidence/{row.pk}/"' in text
    assert browser.get(f"/work/appraisal/evidence/{row.pk}/pages/1/960/").status_code == 404


def test_a_file_in_quarantine_opens_through_no_door(cast, reading, plan, sign_in):
    browser = sign_in(cast.hanh)
    assert browser.get(addresses(plan)[1]).status_code == 200
    Evidence.objects.filter(pk=plan.pk).update(status=Evidence.Status.INFECTED, found="Eicar")
    text = browser.get(addresses(plan)[0]).content.decode()
    assert "cách ly" in text
    assert "Trang mot" not in text
    assert browser.get(addresses(plan)[1]).status_code == 404


@pytest.mark.parametrize("who", ["dung", "lan", "khoa", "minh", "thao", "oanh", "tung"])
def test_whoever_does_not_read_the_dossier_opens_nothing(cast, reading, plan, sign_in, who):
    Assignment.objects.filter(entry=reading.entry).exclude(pk=reading.pk).delete()
    browser = sign_in(getattr(cast, who))
    for address in addresses(plan):
        assert browser.get(address).status_code in {403, 404}, address


def test_the_pages_close_with_a_conflict_of_interest(cast, reading, plan, sign_in):
    browser = sign_in(cast.hanh)
    assert browser.get(addresses(plan)[1]).status_code == 200
    actions.recuse(reading, by=cast.hanh, reason="Đang tư vấn cho đơn vị")
    for address in addresses(plan):
        assert browser.get(address).status_code == 404, address


def test_a_file_that_was_not_frozen_is_not_shown(cast, reading, plan, sign_in):
    Evidence.objects.filter(pk=plan.pk).update(sha256="ef" * 32)
    for address in addresses(plan):
        assert sign_in(cast.hanh).get(address).status_code == 404, address


def test_a_video_comes_in_the_parts_a_player_asks_for(cast, reading, sign_in):
    content = bytes(range(256)) * 40
    row = give_file(reading, content, "gioi-thieu.mp4", MP4)
    browser = sign_in(cast.hanh)
    address = f"/work/appraisal/evidence/{row.pk}/video/"
    assert "<video" in browser.get(f"/work/appraisal/evidence/{row.pk}/view/").content.decode()
    part = browser.get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, content[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(content)}"
    assert part.headers["Cache-Control"] == "private, no-store"
    assert browser.get(address, headers={"Range": "bytes=-5"}).content == content[-5:]
    assert browser.get(address, headers={"Range": "bytes=10000-"}).content == content[10000:]
    beyond = browser.get(address, headers={"Range": f"bytes={len(content)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(content)}")
    for nonsense in ("bytes=-", "lines=1-2", "bytes=1-2,5-6", "bytes=x-"):
        whole = browser.get(address, headers={"Range": nonsense})
        assert (whole.status_code, b"".join(whole.streaming_content)) == (200, content), nonsense


def test_a_long_part_is_cut_so_that_nobody_waits_for_a_hundred_megabytes(cast, reading, sign_in):
    content = bytes(3 * 2**20)
    row = give_file(reading, content, "dai.mp4", MP4)
    part = sign_in(cast.hanh).get(f"/work/appraisal/evidence/{row.pk}/video/", headers={"Range": "bytes=0-"})
    assert part.status_code == 206
    assert len(part.content) < len(content)
    assert part.headers["Content-Range"] == f"bytes 0-{len(part.content) - 1}/{len(content)}"


def test_a_page_is_drawn_once_for_everybody(tmp_path):
    """The picture outlives the file: it is kept under the hash of what it shows."""
    source = tmp_path / "a.pdf"
    source.write_bytes(pdf_of("Mot"))
    file, sha256 = SimpleNamespace(path=str(source)), "ab" * 32
    assert pages.look_up(file, sha256=sha256, content_type=PDF).text == "Mot"
    first = pages.picture(file, sha256=sha256, content_type=PDF, number=1, width=960)
    source.unlink()
    assert pages.picture(file, sha256=sha256, content_type=PDF, number=1, width=960) == first
    with pytest.raises(pages.CannotShow):
        pages.picture(file, sha256=sha256, content_type=PDF, number=2, width=960)


def test_a_file_too_hard_to_draw_is_given_up_and_not_tried_at_every_click(tmp_path, settings):
    source = tmp_path / "a.pdf"
    source.write_bytes(pdf_of("Mot"))
    file, sha256 = SimpleNamespace(path=str(source)), "cd" * 32
    settings.PAGE_SECONDS = 0.001
    with pytest.raises(pages.CannotShow):
        pages.look_up(file, sha256=sha256, content_type=PDF)
    settings.PAGE_SECONDS = 20
    with pytest.raises(pages.CannotShow):
        pages.look_up(file, sha256=sha256, content_type=PDF)
