"""Before publication no public door knows a name, an address, a number or a code of the signed list."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from awards import actions, site_map, static_site
from awards.models import Roll, RollEntry
from awards.tests.making import secrets_of
from dtportal.accounts import second_factor

pytestmark = pytest.mark.django_db
LANGUAGES = ("", "/en")


def doors(edition, entry: RollEntry) -> list[str]:
    """Every public address there is, and every one that somebody may guess for this entry."""
    known = set(static_site.addresses(certificates=True))
    base = f"/honorees/{edition.slug}/"
    nomination = entry.conclusion.nomination
    guessed = [
        base,
        f"{base}?q=hai+au",
        f"{base}?tier=top100",
        f"{base}list/top100/",
        f"{base}sector/{nomination.sector.slug}/",
        f"{base}locality/{nomination.province.slug}/",
        f"{base}kind/unit/",
        *(f"{base}versions/{number}/" for number in (1, 2)),
        f"{base}share.png",
        f"{base}decision.pdf",
        *(
            f"{base}{entry.slug}/{name}"
            for name in ("", "certificate.pdf", "share.png", "badge.svg", "badge.png")
        ),
        f"/verify/{entry.verification_code}/",
        f"/verify/{entry.verification_code.lower()}/",
        f"/open-data/{edition.slug}/honorees.csv",
        f"/open-data/{edition.slug}/counts.json",
        f"/open-data/{edition.slug}/datapackage.json",
    ]
    apis = [
        "/api/v1/editions",
        f"/api/v1/editions/{edition.slug}/honorees",
        f"/api/v1/editions/{edition.slug}/honorees?q=hai+au",
        f"/api/v1/editions/{edition.slug}/honorees/{entry.slug}",
        f"/api/v1/editions/{edition.slug}/counts",
    ]
    both = [f"{language}{path}" for language in LANGUAGES for path in guessed]
    return sorted(known | set(both) | set(apis))


def answers(addresses: list[str]) -> dict[str, tuple]:
    """What each door says: status, headers, content."""
    found = {}
    for address in addresses:
        answer = Client().get(address)
        content = b"".join(answer) if answer.streaming else answer.content
        headers = {name: value for name, value in answer.items() if name not in {"Date"}}
        found[address] = (answer.status_code, headers, content)
    return found


def sealed(edition, cast, carried) -> dict[str, tuple]:
    """The answers before the roll is signed; then it is signed."""
    entry = carried.entries.select_related(
        "conclusion__nomination__sector", "conclusion__nomination__province"
    ).get(name__startswith="Bệnh viện")
    before = answers(doors(edition, entry))
    for user in (cast.dung, cast.thao):
        actions.sign(carried, by=user, code=second_factor.current_code(user))
    return before


def test_signing_changes_no_byte_no_header_and_no_tag_of_any_public_door(edition, cast, carried):
    before = sealed(edition, cast, carried)
    after = answers(list(before))
    assert len(before) > 60
    assert [address for address in before if before[address] != after[address]] == []


def test_no_public_door_answers_with_a_name_a_number_or_a_code_of_the_signed_list(edition, cast, signed):
    entry = signed.entries.select_related(
        "conclusion__nomination__sector", "conclusion__nomination__province"
    ).get(name__startswith="Bệnh viện")
    secret = secrets_of(signed)
    for address, (status, headers, content) in answers(doors(edition, entry)).items():
        told = f"{content.decode(errors='ignore')} {headers}"
        # A page may repeat what its own address says; nothing else.
        asked = re.sub(r"[^\w-]", " ", address).upper()
        leaked = {text for text in secret if text in told and text.upper() not in asked}
        assert not leaked, (address, leaked)
        if entry.slug in address or entry.verification_code.lower() in address.lower():
            assert status == 404, address


def test_neither_the_sitemap_nor_the_export_knows_the_list(edition, cast, signed):
    secret = secrets_of(signed)
    listed = " ".join(str(page) for page in site_map.pages()) + " ".join(
        static_site.addresses(certificates=True)
    )
    assert not {text for text in secret if text in listed}


def test_a_correction_in_work_leaves_no_trace_either(edition, cast, published):
    """A second version that is signed and waits: the public still reads the first, byte by byte."""
    current = Roll.objects.published().get()
    addresses = sorted(static_site.addresses(certificates=False))
    before = answers(addresses)
    waiting = Roll.objects.create(
        edition=edition,
        version=current.version + 1,
        status=Roll.Status.SIGNED,
        corrects=current,
        reason="Lý do chưa công bố",
        sha256="1" * 64,
        drawn_by=cast.minh,
    )
    for entry in current.entries.all():
        entry.pk, entry.roll, entry.name = None, waiting, f"{entry.name} (sửa)"
        entry.save()
    after = answers(addresses)
    assert [address for address in addresses if before[address] != after[address]] == []
    assert Client().get(reverse("awards:version", args=[edition.slug, waiting.version])).status_code == 404
