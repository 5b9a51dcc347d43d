"""The public site as files: every page, both languages, links that lead somewhere wherever the folder lies."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.core.management import CommandError, call_command

from awards import static_site
from awards.models import Honor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FIRST = "Bệnh viện Đa khoa Minh Họa Hải Âu"


@pytest.fixture
def site(published, tmp_path) -> Path:
    folder = tmp_path / "site"
    call_command("export_site", folder)
    return folder


def test_every_link_of_every_page_leads_to_a_file_or_to_the_portal(site):
    broken, pages = [], list(site.rglob("*.html"))
    assert len(pages) > 80
    for page in pages:
        text = page.read_text()
        for link in re.findall(r'\s(?:href|src|action)="([^"]*)"', text):
            parts = urlsplit(unescape(link))
            if parts.scheme or not parts.path:
                continue
            if parts.path.startswith("/") or not (page.parent / unquote(parts.path)).is_file():
                broken.append(f"{page.relative_to(site)}: {link}")
    assert broken == []


def test_styles_and_scripts_find_what_they_ask_for(site):
    broken = []
    for style in site.rglob("*.css"):
        for link in re.findall(r"url\(\s*[\"']?([^\"')]+)", style.read_text()):
            if not link.startswith(("data:", "#")) and not (style.parent / urlsplit(link).path).is_file():
                broken.append(f"{style.name}: {link}")
    assert broken == []
    assert list(site.rglob("*.woff2")) and list(site.rglob("*.js"))


def test_it_holds_what_a_reader_gets(site):
    honor = Honor.objects.get(name=FIRST)
    base = site / "honorees" / "2023"
    assert FIRST in (base / "index.html").read_text()
    assert FIRST in (base / honor.slug / "index.html").read_text()
    assert (base / honor.slug / "certificate.pdf").read_bytes().startswith(b"%PDF")
    assert (base / "decision.pdf").read_bytes().startswith(b"%PDF")
    assert FIRST in (site / "verify" / honor.verification_code / "index.html").read_text()
    assert '<html lang="en">' in (site / "en" / "honorees" / "2023" / "index.html").read_text()
    assert FIRST in (site / "open-data" / "2023" / "honorees.csv").read_text()
    assert "refresh" in (site / "honorees" / "index.html").read_text()
    assert (site / "sitemap.xml").is_file() and (site / "404.html").is_file()


def test_what_only_the_portal_can_answer_leads_to_the_portal(site):
    page = (site / "honorees" / "2023" / "index.html").read_text()
    assert 'action="http://localhost:8000/honorees/2023/"' in page
    assert 'href="http://localhost:8000/accounts/login/"' in page
    assert "csrf" not in page


def test_without_certificates_links_to_them_lead_to_the_portal(published, tmp_path):
    call_command("export_site", tmp_path, "--no-certificates")
    honor = Honor.objects.get(name=FIRST)
    page = (tmp_path / "honorees" / "2023" / honor.slug / "index.html").read_text()
    assert f'href="http://localhost:8000/honorees/2023/{honor.slug}/certificate.pdf"' in page
    assert not list(tmp_path.rglob("certificate.pdf"))


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(published, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="file"):
        call_command("export_site", tmp_path / "file" / "site")


def test_nothing_that_is_not_public_is_among_the_addresses(edition, signed):
    found = set(static_site.addresses(certificates=True))
    assert not any(address.startswith(("/work/", "/en/work/", "/accounts/", "/demo/")) for address in found)
    entry = signed.entries.first()
    assert not any(entry.slug in address or entry.verification_code in address for address in found)
