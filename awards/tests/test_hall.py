"""The honour list as everybody reads it: lists with addresses, map, revoked names, old versions, what others read."""

import io
import json
import re
import xml.etree.ElementTree as ET
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from awards.models import Ground, Honor, Roll
from dtportal.programme.models import Edition

pytestmark = pytest.mark.django_db
FIRST = "Bệnh viện Đa khoa Minh Họa Hải Âu"


def text_of(answer) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def get(name: str, *args, language: str = "") -> str:
    answer = Client().get(f"{language}{reverse(name, args=args)}")
    assert answer.status_code == 200, answer.status_code
    return text_of(answer)


def names_on(page: str) -> list[str]:
    return re.findall(r'class="honor-name" href="[^"]+">([^<]+)</a>', page)


@pytest.fixture
def honor(published) -> Honor:
    return Honor.objects.get(name=FIRST)


@pytest.fixture
def revoked(honor) -> Honor:
    honor.revoked_at, honor.revoked_for = timezone.now(), Ground.FRAUD
    honor.save()
    return honor


# --- Lists -----------------------------------------------------------------------------------------------


def test_each_list_has_an_address_that_stays(edition, published, honor):
    assert len(names_on(get("awards:honorees", edition.slug))) == 4
    assert len(names_on(get("awards:by_tier", edition.slug, "top100"))) == 2
    assert len(names_on(get("awards:by_tier", edition.slug, "top500"))) == 3
    assert names_on(get("awards:by_sector", edition.slug, honor.sector.slug)) == [FIRST]
    assert FIRST in names_on(get("awards:by_locality", edition.slug, honor.province.slug))
    assert names_on(get("awards:by_kind", edition.slug, "leader")) == ["Nguyễn Thị Minh Họa"]


def test_an_address_of_nothing_is_no_page(edition, published):
    for name, key in (
        ("by_tier", "top7"),
        ("by_sector", "bia-dat"),
        ("by_locality", "xx"),
        ("by_kind", "khac"),
    ):
        assert Client().get(reverse(f"awards:{name}", args=[edition.slug, key])).status_code == 404


def test_filters_together_narrow_and_name_one_canonical_address(edition, published, honor):
    address = reverse("awards:honorees", args=[edition.slug])
    page = text_of(Client().get(f"{address}?tier=top100&sector={honor.sector.slug}&kind=unit"))
    assert names_on(page) == [FIRST]
    page = text_of(Client().get(f"{address}?tier=top100"))
    assert (
        f'rel="canonical" href="http://localhost:8000{reverse("awards:by_tier", args=[edition.slug, "top100"])}"'
        in page
    )


def test_counts_stand_beside_every_choice(edition, published, honor):
    page = get("awards:honorees", edition.slug)
    assert 'Tất cả <span class="muted">4</span>' in page
    assert f"{honor.sector.name} (1)" in page


def test_the_map_has_63_tiles_and_says_the_same_as_its_table(edition, published, honor):
    page = get("awards:honorees", edition.slug)
    tiles = dict(re.findall(r'<title>([^<:]+): (\d+)</title><rect width="40"', page))
    assert len(tiles) == 63
    rows = dict(
        re.findall(r'<th scope="row">(?:<a[^>]*>)?([^<]+)(?:</a>)?</th><td class="num">(\d+)</td>', page)
    )
    assert rows == tiles
    assert sum(map(int, tiles.values())) == 4
    link = reverse("awards:by_locality", args=[edition.slug, honor.province.slug])
    assert f'<a href="{link}"><g class="tile' in page
    for islands, locality in (("Hoàng Sa", "Đà Nẵng"), ("Trường Sa", "Khánh Hòa")):
        assert re.search(rf"<title>[^<]*{islands}[^<]*{locality}: \d+</title>", page)


def test_the_list_asks_the_database_as_often_for_many_names(edition, cast, published):
    address = reverse("awards:honorees", args=[edition.slug])
    with CaptureQueriesContext(connection) as asked:
        Client().get(address)
    assert len(asked) <= 12
    with CaptureQueriesContext(connection) as one:
        Client().get(reverse("awards:by_kind", args=[edition.slug, "leader"]))
    assert len(one) <= len(asked)


def test_previous_editions_are_one_click_away_and_stay_as_they_were(edition, published):
    page = get("awards:honorees", edition.slug)
    assert 'class="years"' not in page
    other = Edition.objects.create(ordinal=2, name="Kỳ sau", name_en="Next", slug="2024", year=2024)
    Honor.objects.filter(name__startswith="Hợp tác").update(edition=other)
    page = get("awards:honorees", edition.slug)
    assert f'href="{reverse("awards:honorees", args=["2024"])}">2024</a>' in page


def test_without_a_published_list_the_page_says_when_and_nothing_else(edition):
    page = get("awards:honorees", edition.slug)
    assert "Danh sách sẽ được công bố vào" in page and "tile" not in page
    for name, key in (("by_tier", "top100"), ("by_sector", "giao-duc"), ("by_kind", "unit")):
        assert Client().get(reverse(f"awards:{name}", args=[edition.slug, key])).status_code == 404


# --- Revoked, corrected ----------------------------------------------------------------------------------


def test_a_revoked_honour_stays_listed_with_its_ground(edition, revoked):
    page = get("awards:honorees", edition.slug)
    assert FIRST in names_on(page)
    assert f"Đã thu hồi: {revoked.get_revoked_for_display()}" in page or "Revoked:" in page
    assert 'Tất cả <span class="muted">3</span>' in page  # what counts are the honours that hold


def test_a_revoked_honour_has_no_certificate_any_more(edition, revoked):
    answer = Client().get(reverse("awards:certificate", args=[edition.slug, revoked.slug]))
    assert answer.status_code == 410 and "pdf" not in answer["Content-Type"]
    page = text_of(Client().get(revoked.get_absolute_url()))
    assert "certificate.pdf" not in page and "badge.svg" not in page
    assert str(revoked.get_revoked_for_display()) in page


def test_the_verification_page_says_that_it_is_revoked_and_why(revoked):
    page = get("awards:verification", revoked.verification_code)
    assert "Giấy chứng nhận này là thật" not in page
    assert "verdict-bad" in page and str(revoked.get_revoked_for_display()) in page


def test_the_badge_of_a_revoked_honour_says_so(edition, revoked):
    drawn = Client().get(reverse("awards:badge", args=[edition.slug, revoked.slug])).content.decode()
    assert "Danh hiệu đã thu hồi" in drawn and "#ffd479" not in drawn


def superseded(edition, cast, name: str) -> Roll:
    """A version that a later one has replaced, in which the first honour had another name."""
    current = edition.rolls.published().get()
    old = Roll.objects.create(
        edition=edition,
        version=current.version + 1,
        status=Roll.Status.SUPERSEDED,
        sha256="0" * 64,
        drawn_by=cast.minh,
        published_at=timezone.now(),
        published_by=cast.oanh,
    )
    for entry in current.entries.all():
        entry.pk, entry.roll = None, old
        entry.name = name if entry.name == FIRST else entry.name
        entry.save()
    Roll.objects.filter(pk=current.pk).update(corrects=old, reason="Tên in thiếu một chữ.")
    return old


def test_an_old_version_stays_readable_as_it_was_and_says_what_replaced_it(edition, cast, published, honor):
    old = superseded(edition, cast, "Bệnh viện Minh Họa Hải Âu")
    page = get("awards:version", edition.slug, old.version)
    assert "Bệnh viện Minh Họa Hải Âu" in page and FIRST not in page
    assert "Tên in thiếu một chữ." in page
    assert (
        page.count(f'href="{reverse("awards:honorees", args=[edition.slug])}"') == 2
    )  # above, and in the notice
    current = edition.rolls.published().get()
    answer = Client().get(reverse("awards:version", args=[edition.slug, current.version]))
    assert answer.url == reverse("awards:honorees", args=[edition.slug])
    assert reverse("awards:version", args=[edition.slug, old.version]) in get("awards:honorees", edition.slug)


def test_the_verification_page_says_what_an_earlier_version_had_printed(edition, cast, published, honor):
    superseded(edition, cast, "Bệnh viện Minh Họa Hải Âu")
    page = get("awards:verification", honor.verification_code)
    assert "Giấy chứng nhận này là thật" in page and "Bệnh viện Minh Họa Hải Âu" in page


def test_a_code_that_only_an_old_version_knew_is_withdrawn(edition, cast, published, honor):
    old = superseded(edition, cast, FIRST)
    entry = old.entries.get(name=FIRST)
    entry.verification_code = "WTHDRAWN22"
    entry.save()
    page = get("awards:verification", "WTHDRAWN22")
    assert "verdict-bad" in page and FIRST in page


@pytest.mark.parametrize(
    "status", [Roll.Status.DRAFT, Roll.Status.APPROVED, Roll.Status.SIGNED, Roll.Status.RETURNED]
)
def test_a_version_that_was_never_published_is_nobodys(edition, cast, published, status):
    old = superseded(edition, cast, "Tên chưa công bố")
    Roll.objects.filter(pk=old.pk).update(status=status, published_at=None, published_by=None)
    assert Client().get(reverse("awards:version", args=[edition.slug, old.version])).status_code == 404
    entry = old.entries.get(name="Tên chưa công bố")
    entry.verification_code = "SECRETXX22"
    entry.save()
    assert Client().get(reverse("awards:verification", args=["SECRETXX22"])).status_code == 404


# --- What others read -------------------------------------------------------------------------------------


def linked_data(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])


def test_search_engines_read_who_was_honoured(edition, honor):
    page = Client().get(honor.get_absolute_url()).content.decode()
    data = linked_data(page)
    assert (data["@type"], data["name"]) == ("Organization", FIRST) and "TOP 100" in data["award"]
    listed = linked_data(Client().get(reverse("awards:honorees", args=[edition.slug])).content.decode())
    assert listed["numberOfItems"] == len(listed["itemListElement"]) == 4


def test_a_name_cannot_end_the_block_of_data(edition, honor):
    honor.name = "</script><script>alert(1)</script>"
    honor.save()
    page = Client().get(honor.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert linked_data(page)["name"] == honor.name


def test_the_picture_of_a_shared_link_is_drawn_once(edition, honor):
    for address in (
        reverse("awards:honoree_image", args=[edition.slug, honor.slug]),
        reverse("awards:list_image", args=[edition.slug]),
        f"/en{reverse('awards:list_image', args=[edition.slug])}",
    ):
        answer = Client().get(address)
        assert answer["Content-Type"] == "image/png"
        assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    page = Client().get(f"/honorees/2023/{honor.slug}/").content.decode()
    assert f'og:image" content="http://localhost:8000/honorees/2023/{honor.slug}/share.png"' in page


def test_the_badge_leads_to_the_verification_page(edition, honor):
    page = unescape(Client().get(honor.get_absolute_url()).content.decode())
    assert (
        f'<a href="http://localhost:8000/verify/{honor.verification_code}/"><img src="http://localhost:8000'
        in page
    )
    drawn = Client().get(reverse("awards:badge", args=[edition.slug, honor.slug]))
    assert drawn["Content-Type"] == "image/svg+xml"
    assert "TOP 100" in "".join(ET.fromstring(drawn.content).itertext())
    picture = Client().get(reverse("awards:badge_png", args=[edition.slug, honor.slug]))
    assert Image.open(io.BytesIO(picture.content)).size == (480, 192)


def test_the_sitemap_names_every_page_in_both_languages_and_each_answers(edition, published, honor):
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    found = ET.fromstring(Client().get("/sitemap.xml").content)
    addresses = [
        loc.text.removeprefix("http://localhost:8000") for loc in found.findall("s:url/s:loc", names)
    ]
    assert honor.get_absolute_url() in addresses and f"/en{honor.get_absolute_url()}" in addresses
    assert len(addresses) == len(set(addresses))
    for url in found.findall("s:url", names):
        assert {link.get("hreflang") for link in url.findall("x:link", names)} == {"vi", "en"}
    for address in addresses:
        assert Client().get(address).status_code == 200, address
    assert "Sitemap: http://localhost:8000/sitemap.xml" in Client().get("/robots.txt").content.decode()


def test_the_feed_tells_of_the_publication(edition, published):
    atom = "{http://www.w3.org/2005/Atom}"
    for language in ("", "/en"):
        found = ET.fromstring(Client().get(f"{language}/feed.atom").content)
        links = [entry.find(f"{atom}link").get("href") for entry in found.findall(f"{atom}entry")]
        assert links == [f"http://localhost:8000{language}/honorees/2023/"]
        assert found.find(f"{atom}updated").text


def test_scores_and_members_are_on_no_public_page(edition, cast, published, honor):
    for address in (honor.get_absolute_url(), reverse("awards:honorees", args=[edition.slug])):
        page = text_of(Client().get(address))
        assert cast.hanh.full_name not in page and "91,00" not in page
