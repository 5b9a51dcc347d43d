"""Permit, scheme, statute, minutes, decision: what is on file, and what is still missing before publication."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from awards import actions
from awards.models import Honor, OnFile
from awards.official.on_file import missing
from awards.rehearsal import paperwork
from awards.rehearsal.fill import fill
from awards.rehearsal.players import Players
from awards.rehearsal.wipe import wipe
from awards.tests.filing import close_minutes, put_everything_on_file, scan
from dtportal.programme.models import Edition, Phase
from dtportal.roles import Can

pytestmark = pytest.mark.django_db
DESK = "/work/2023/on-file/"


def words(edition, roll) -> list[str]:
    return [one.label for one in missing(edition, roll)]


def form(**more) -> dict:
    return {
        "kind": "permit",
        "number": "12/MH-CP",
        "dated": "2023-02-10",
        "issued_by": "Cơ quan cho phép (minh họa)",
        "file": scan(),
        **more,
    }


def test_everything_is_missing_at_first_and_nothing_at_last(edition, cast, signed):
    assert len(words(edition, signed)) == 5
    players = Players(edition, cast)
    paperwork.put_on_file(players, None)
    assert [one.can for one in missing(edition, signed)] == [Can.PREPARE_SESSION, Can.DRAW_ROLL]
    close_minutes(signed, cast)
    decision = actions.draft_paper(edition, "QĐ", by=cast.minh, roll=signed)
    assert words(edition, signed) == ["Quyết định của Chủ tịch Hội đồng chưa có số"]
    decision = actions.number_paper(decision, by=cast.minh, dated=edition.clock_at.date())
    assert decision.label in words(edition, signed)[0]
    actions.attach_scan(decision, by=cast.minh, scan=scan())
    assert words(edition, signed) == []


def test_a_void_decision_counts_for_nothing(edition, cast, signed):
    paperwork.put_on_file(Players(edition, cast), None)
    close_minutes(signed, cast)
    decision = actions.draft_paper(edition, "QĐ", by=cast.minh, roll=signed)
    decision = actions.number_paper(decision, by=cast.minh, dated=edition.clock_at.date())
    decision = actions.attach_scan(decision, by=cast.minh, scan=scan())
    actions.void_paper(decision, by=cast.minh, reason="Sai ngày")
    assert len(words(edition, signed)) == 1


def test_the_list_of_what_is_missing_costs_a_handful_of_queries_and_names_nobody(edition, cast, signed):
    with CaptureQueriesContext(connection) as captured:
        found = missing(edition, signed)
    assert len(captured) <= 5
    for entry in signed.entries.all():
        assert entry.name not in " ".join(one.label for one in found)


def test_a_link_is_for_whoever_can_do_something_about_it(edition, cast, signed):
    by_can = {one.can: one for one in missing(edition, signed)}
    assert by_can[Can.MANAGE_EDITION].url_for(cast.oanh, edition) == DESK
    assert by_can[Can.DRAW_ROLL].url_for(cast.oanh, edition) == ""
    assert by_can[Can.DRAW_ROLL].url_for(cast.minh, edition).startswith("/work/2023/papers/")


def test_the_organiser_files_a_document_and_a_later_one_takes_its_place(edition, cast, sign_in):
    oanh = sign_in(cast.oanh)
    assert oanh.post(DESK, form(is_public="on")).status_code == 302
    assert oanh.post(DESK, form(number="13/MH-CP", file=scan("moi.pdf"))).status_code == 302
    kept = OnFile.objects.standing().get()
    assert (kept.number, kept.is_public, len(kept.sha256)) == ("13/MH-CP", False, 64)
    assert OnFile.objects.exclude(replaced_at=None).get().number == "12/MH-CP"
    page = oanh.get(DESK).content.decode()
    assert "13/MH-CP" in page and "12/MH-CP" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"file": ContentFile(b"MZ no document", name="a.pdf")},
        {"dated": "2024-01-01"},
        {"number": ""},
        {"kind": "other"},
    ],
)
def test_a_mistake_is_said_beside_its_field(edition, cast, sign_in, wrong):
    answer = sign_in(cast.oanh).post(DESK, form(**wrong))
    assert answer.status_code == 422 and "invalid-feedback" in answer.content.decode()
    assert not OnFile.objects.exists()


def test_only_the_organiser_files_documents(edition, cast, sign_in):
    assert sign_in(cast.minh).post(DESK, form()).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.put_on_file(
            edition, by=cast.minh, kind="permit", number="1", dated=None, issued_by="", file=scan()
        )


def test_the_public_reads_what_is_public_and_nothing_else(edition, cast, sign_in):
    oanh = sign_in(cast.oanh)
    oanh.post(DESK, form(is_public="on"))
    oanh.post(DESK, form(kind="scheme", number="03/ĐA-BTC", file=scan()))
    public, private = OnFile.objects.get(kind="permit"), OnFile.objects.get(kind="scheme")
    page = Client().get("/legal/2023/").content.decode()
    assert public.number in page and public.sha256 in page and private.number not in page
    assert Client().get(f"/legal/2023/{public.pk}/").status_code == 200
    for browser in (Client(), oanh):
        assert browser.get(f"/legal/2023/{private.pk}/").status_code == 404
    assert sign_in(cast.dung).get(f"{DESK}{private.pk}/").status_code == 200
    assert sign_in(cast.tung).get(f"{DESK}{private.pk}/").status_code == 403


@pytest.mark.slow
def test_a_rehearsal_files_illustrative_ones_and_is_wiped_with_them(
    edition, cast, settings, django_capture_on_commit_callbacks
):
    settings.DEMO = True
    fill(edition, count=4, until="published")
    edition.refresh_from_db()
    roll = edition.rolls.published().get()
    assert missing(edition, roll) == []
    assert sorted(edition.papers.values_list("kind", "status")) == [("QĐ", "filed"), ("TTr", "filed")]
    assert "(minh họa)" in edition.on_file.first().issued_by
    stored = [(row.scan.storage, row.scan.name) for row in edition.papers.all()]
    stored += [(row.file.storage, row.file.name) for row in edition.on_file.all()]
    assert all(storage.exists(name) for storage, name in stored)
    with django_capture_on_commit_callbacks(execute=True):
        wipe(edition, by=cast.oanh)
    assert not edition.papers.exists() and not edition.on_file.exists()
    assert not any(storage.exists(name) for storage, name in stored)


def test_a_live_list_is_not_published_before_everything_is_on_file(edition, cast, signed, sign_in):
    edition.kind, edition.clock_at = Edition.Kind.LIVE, None
    edition.save()
    edition.phases.filter(kind=Phase.Kind.ANNOUNCEMENT).update(starts_on=date(2023, 1, 1))
    browser = sign_in(cast.oanh)
    page = browser.get("/work/2023/publication/").content.decode()
    assert "Chưa thể công bố danh sách" in page and f'href="{DESK}"' in page
    answer = browser.post("/work/2023/publication/publish/", {"confirmed": "on"})
    assert answer.status_code == 400
    assert "Chưa lập quyết định của Chủ tịch Hội đồng" in answer.content.decode()
    assert not Honor.objects.exists()
    put_everything_on_file(signed, cast)
    assert len(actions.publish(edition, by=cast.oanh)) == 4


def test_a_reader_who_asks_again_gets_nothing_sent_twice(edition, published):
    for address in ("/results/2023/", "/legal/2023/", "/notice/2023/"):
        first = Client().get(address)
        again = Client().get(address, headers={"if-none-match": first["ETag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b""), address
