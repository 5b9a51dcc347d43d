"""One register of everything out of the ordinary: named as people name it, with its reason, for the auditor only."""

import io
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from assessments import actions as assessments
from assessments.models import AgendaItem, ListMove, Tie
from awards import actions
from dtportal.accounts.models import User
from dtportal.journal import exceptions, naming
from dtportal.journal.models import Entry
from dtportal.journal.recording import record
from dtportal.journal.verbs import named
from dtportal.programme.calendar import end_of
from nominations import actions as nominations

pytestmark = pytest.mark.django_db


def text_of(answer):
    return answer.content.decode()


def register(browser, **query) -> str:
    return text_of(browser.get(reverse("awards:exceptions", args=["2023"]), query)).split("<tbody>")[-1]


@pytest.fixture
def extended(edition, cast, organization):
    nomination = nominations.start(
        organization, edition=edition, group="unit", sector=organization.sector, province=organization.province,
        by=cast.lan,
    )  # fmt: skip
    nominations.extend(nomination, by=cast.minh, until=_later(edition), reason="Bão số 4")
    return nomination


def _later(edition):
    return end_of(edition.intake.ends_on + timedelta(days=5))


@pytest.fixture
def moved(edition, cast, concluded):
    """The council is asked to carry a dossier over a line."""
    session = assessments.plan_session(
        edition,
        by=cast.minh,
        title="Phiên hai",
        starts_at=edition.clock_at + timedelta(days=1),
        place="Hà Nội",
    )
    item = AgendaItem.objects.create(
        session=session,
        kind=AgendaItem.Kind.MOVE,
        position=9,
        title="Đưa vào danh sách",
        text="Địa bàn khó khăn",
    )
    nomination = concluded[2].nomination
    item.entries.create(nomination=nomination)
    ListMove.objects.create(
        item=item, nomination=nomination, tier=edition.tiers.first(), direction=ListMove.Direction.INTO
    )
    record("motion.put", item, by=cast.minh, kind="move", entries=1)
    return item


def test_a_dossier_is_shown_by_its_number_with_who_and_why(cast, extended, sign_in):
    page = register(sign_in(cast.thao))
    assert extended.known_as in page
    assert "Bão số 4" in page
    assert cast.minh.full_name in page
    assert f"nomination {extended.pk}" not in page


def test_wishes_of_the_council_stand_with_their_wording(cast, moved, sign_in):
    page = register(sign_in(cast.thao), kind="move")
    assert "Địa bàn khó khăn" in page
    assert "Đưa vào danh sách" in page


def test_an_ordinary_motion_is_no_exception(cast, moved):
    record("motion.put", moved, by=cast.minh, kind="text", entries=0)
    found = Entry.objects.filter(exceptions.condition())
    assert [entry.data["kind"] for entry in found.filter(verb="motion.put")] == ["move"]


def test_a_refused_signature_has_its_reason(edition, cast, carried, sign_in):
    actions.refuse(carried, by=cast.thao, reason="Thiếu biên bản")
    assert "Thiếu biên bản" in register(sign_in(cast.thao))


def test_it_is_narrowed_by_kind_person_and_day(edition, cast, extended, sign_in):
    record("edition.council_rules_changed", edition, by=cast.oanh)
    browser = sign_in(cast.thao)
    assert extended.known_as in register(browser, kind="deadline")
    assert extended.known_as not in register(browser, kind="rule")
    assert extended.known_as not in register(browser, person=cast.oanh.pk)
    assert extended.known_as in register(browser, person=cast.minh.pk, kind="nonsense")
    entry = Entry.objects.get(verb="nomination.extended")
    day = (entry.at + timedelta(days=2)).strftime("%d/%m/%Y")
    assert extended.known_as not in register(browser, since=day)
    assert extended.known_as in register(browser, until=day)


def test_nobody_but_the_auditor_reads_it(cast, extended, sign_in):
    for who in (cast.minh, cast.oanh, cast.dung, cast.hanh, cast.lan, cast.tung):
        assert sign_in(who).get(reverse("awards:exceptions", args=["2023"])).status_code == 403
        assert sign_in(who).post(reverse("awards:exceptions_table", args=["2023"])).status_code == 403


def test_a_conflict_of_interest_takes_the_lines_of_that_dossier_away(edition, cast, moved, sign_in):
    nomination = moved.entries.get().nomination
    Tie.objects.create(
        edition=edition, user=cast.thao, kind=Tie.Kind.ADVISER, organization=nomination.organization
    )
    page = register(sign_in(User.objects.get(pk=cast.thao.pk)))
    assert "Địa bàn khó khăn" not in page


def test_the_workbook_holds_the_same_lines(cast, extended, sign_in):
    browser = sign_in(cast.thao)
    answer = browser.post(reverse("awards:exceptions_table", args=["2023"]) + "?kind=deadline")
    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)
    assert [row[4] for row in rows[1:]] == [extended.known_as]
    assert rows[1][6] == "Bão số 4"
    assert Entry.objects.get(verb="exceptions.exported").data == {"rows": 1}


def test_a_page_of_many_kinds_costs_twelve_queries_at_most(edition, cast, extended, moved, carried, sign_in):
    actions.refuse(carried, by=cast.thao, reason="Thiếu biên bản")
    record("edition.council_rules_changed", edition, by=cast.oanh)
    record("phase.changed", edition.phases.first(), by=cast.oanh)
    browser, address = sign_in(cast.thao), reverse("awards:exceptions", args=["2023"])
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        browser.get(address)
    assert len(captured) <= 12
    for number in range(5):
        record("edition.council_rules_changed", edition, by=[cast.oanh, cast.minh][number % 2])
    with CaptureQueriesContext(connection) as again:
        browser.get(address)
    assert len(again) == len(captured)


def test_every_exception_is_a_verb_somebody_records_and_its_reason_can_be_found():
    # Written by the life of a roll under embargo.
    elsewhere = {"roll.looked_at"}
    assert set(exceptions.known()) - named() <= elsewhere
    for verb, one in exceptions.known().items():
        if one.reason:
            model = apps.get_model(one.reason.model)
            names = {field.name for field in model._meta.get_fields()} | {"pk"}
            assert {one.reason.text, one.reason.match, *one.reason.where} <= names, verb


def test_every_named_model_can_be_asked_for_its_name(db):
    """All at once: one query that the database accepts, whatever the types of the columns."""
    entries = [Entry(pk=1, subject=label, subject_id=0) for label in naming._namings]
    assert len(entries) > 20
    assert len(naming.names_of(entries)) == len(entries)


def test_the_journal_names_what_it_is_about(cast, extended, sign_in):
    page = text_of(sign_in(cast.thao).get(reverse("accounts:journal", args=["2023"])))
    assert f">{extended.known_as}<" in page


def test_what_nobody_has_named_is_told_by_kind_and_number(cast, edition):
    entry = Entry(pk=1, subject="gone.model", subject_id=7)
    assert naming.names_of([entry])["gone.model", 7] == "gone.model 7"
