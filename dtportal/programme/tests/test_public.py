"""The public site: what a visitor reads, in both languages, the same for everybody."""

from datetime import datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Post, PostFile

PAGES = ["/", "/news/", "/news/thong-bao/", "/en/", "/en/news/"]


def words(response) -> str:
    """What is on the page, with white space evened out."""
    return " ".join(response.content.decode().split())


@pytest.fixture
def post(edition) -> Post:
    return Post.objects.create(
        edition=edition,
        kind=Post.Kind.ANNOUNCEMENT,
        slug="thong-bao",
        title="Mở nhận hồ sơ đề cử",
        title_en="Nominations are open",
        text="## Ai tham gia\n\nĐơn vị thuộc **08 lĩnh vực**.",
        published_at=timezone.now(),
    )


@pytest.fixture
def file(post) -> PostFile:
    return PostFile.objects.create(
        post=post,
        title="Thể lệ",
        file=ContentFile(b"%PDF-1.4 the le", name="the-le.pdf"),
        content_type="application/pdf",
        size=15,
    )


# --- The home page ---------------------------------------------------------------------------------


def test_the_home_page_says_in_vietnamese_what_the_programme_is(client, edition):
    page = words(client.get("/"))
    for text in [
        "Thúc đẩy tiến trình Chuyển đổi số Quốc gia",
        "Lần thứ nhất",
        "Tài chính - Ngân hàng",
        "Tài nguyên - Môi trường",
        "08 lĩnh vực trọng điểm",
        "Đơn vị thuộc 1 trong 8 lĩnh vực trọng điểm được đại diện cơ quan tỉnh/ sở/ các tổ chức, hiệp hội đề cử",
        "Có sáng kiến, giải pháp điển hình về chuyển đổi số (nếu có)",
        "Bộ Thông tin và Truyền thông",
        "Hơn 60 báo, tạp chí, đài",
        "TOP 100",
        "TOP 500",
        "6ts.vietnam@gmail.com",
        "Không thu phí",
    ]:
        assert text in page


def test_the_home_page_speaks_english_under_en(client, edition):
    page = words(client.get("/en/"))
    assert '<html lang="en">' in page
    for text in ["Natural resources and environment", "Intake of nominations", "September 2023", "No fee"]:
        assert text in page
    assert "Lĩnh vực" not in page


def test_phases_overlap_on_the_editions_clock(client, edition):
    page = words(client.get("/"))
    assert "28/02/2023–30/05/2023" in page
    assert "còn 20 ngày" in page  # intake, on 10/05/2023
    assert "còn 51 ngày" in page  # appraisal, at the same time
    assert "Tháng 9/2023" in page
    assert "01/09/2023" not in page  # only the month is known


def test_the_timeline_follows_the_rehearsals_clock(client, edition):
    edition.clock_at = datetime(2023, 5, 30, 23, 59, tzinfo=VIETNAM)
    edition.save()
    assert "hôm nay là ngày cuối" in words(client.get("/"))
    edition.clock_at += timedelta(minutes=2)
    edition.save()
    page = words(client.get("/"))
    assert "đã kết thúc" in page
    assert "hôm nay là ngày cuối" not in page


def test_weights_of_the_rubric_are_public_as_numbers(client, edition):
    page = words(client.get("/"))
    for criterion in edition.criteria.filter(group="unit"):
        assert f'<th scope="row">{criterion.name}</th>' in page
        assert f'<td class="num">{criterion.weight}</td>' in page


def test_a_rehearsal_says_so_and_a_live_edition_does_not(client, edition):
    assert "Dữ liệu minh họa" in words(client.get("/"))
    edition.kind, edition.clock_at = "live", None
    edition.save()
    assert "Dữ liệu minh họa" not in words(client.get("/"))


# --- The same for everybody --------------------------------------------------------------------------


@pytest.mark.parametrize("address", PAGES)
def test_public_pages_are_the_same_bytes_for_everybody(client, sign_in, cast, post, address):
    stranger = client.get(address)
    assert stranger.status_code == 200
    for member in (cast.lan, cast.oanh):
        assert sign_in(member).get(address).content == stranger.content


@pytest.mark.parametrize("address", PAGES)
def test_public_pages_leave_nothing_in_the_browser(client, post, address):
    response = client.get(address)
    assert not response.cookies
    assert "csrf" not in response.content.decode().lower()
    assert "Cookie" not in response.get("Vary", "")
    assert response["Cache-Control"].startswith("public")


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_inline(client, post, address):
    page = client.get(address).content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert "<script>" not in page
    assert " on" + "click=" not in page


def test_the_language_switch_keeps_the_page(client, post):
    assert 'href="/en/news/thong-bao/"' in client.get("/news/thong-bao/").content.decode()
    assert 'href="/news/?kind=report"' in client.get("/en/news/?kind=report").content.decode()


def test_a_page_that_does_not_exist_is_friendly(client, edition):
    response = client.get("/khong-co/")
    assert response.status_code == 404
    assert "Trang chủ" in words(response)


# --- News and documents ------------------------------------------------------------------------------


def test_news_can_be_narrowed_to_one_kind(client, post):
    assert post.title in words(client.get("/news/?kind=announcement"))
    report = words(client.get("/news/?kind=report"))
    assert post.title not in report
    assert "Chưa có nội dung" in report


def test_a_post_shows_its_text_and_its_files(client, file):
    page = words(client.get("/news/thong-bao/"))
    assert "<h2>Ai tham gia</h2>" in page
    assert "<strong>08 lĩnh vực</strong>" in page
    assert f"/documents/{file.pk}/{file.filename}" in page


def test_a_document_is_handed_out_as_an_attachment(client, file):
    response = client.get(f"/documents/{file.pk}/{file.filename}")
    assert b"".join(response.streaming_content) == b"%PDF-1.4 the le"
    assert response["Content-Disposition"].startswith("attachment")
    assert client.get(f"/documents/{file.pk}/other.pdf").status_code == 404


def test_a_draft_is_nowhere(client, sign_in, cast, file):
    Post.objects.update(published_at=None)
    for browser in (client, sign_in(cast.oanh)):
        assert "Mở nhận hồ sơ đề cử" not in words(browser.get("/news/"))
        assert browser.get("/news/thong-bao/").status_code == 404
        assert browser.get(f"/documents/{file.pk}/{file.filename}").status_code == 404


def test_the_list_of_news_costs_the_same_for_one_post_and_for_three(
    client, post, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(6) as first:
        client.get("/news/")
    for number in range(2):
        Post.objects.create(
            edition=post.edition,
            kind=Post.Kind.REPORT,
            slug=f"bao-cao-{number}",
            title="Báo cáo",
            text="…",
            published_at=timezone.now(),
        )
    with django_assert_num_queries(len(first)):
        client.get("/news/")
