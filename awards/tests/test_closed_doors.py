"""A conflict closes a dossier and everything derived from it: nothing that a closed dossier holds changes a page.

Every address of the council's and the results' stages, the dashboard, the journal and “today” is fetched by people to
whom one dossier is closed: a member, the chair, the secretary and the auditor. Then everything that the dossier has is
changed behind their backs: marks, sheets, readers, conclusion, place on the roll. Each page must stay the same.
"""

import difflib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from assessments import actions
from assessments.models import AgendaItem, Assignment, Conclusion, CouncilMember, Mark, Scoresheet, Tie
from awards.models import RollEntry
from awards.rehearsal.fill import fill
from awards.rehearsal.play import play_others
from dtportal.accounts.models import Membership, User
from dtportal.journal.models import Entry
from dtportal.tests.access_table import TABLE, Row
from dtportal.tests.browser.papers import text_of
from dtportal.tests.world import add_odds_and_ends, find, start_lans_nomination
from nominations.models import Nomination

STAGES = ("assessments:", "awards:")
FURTHER = {"work", "nominations:dashboard", "accounts:journal", "accounts:mails"}
# What is another one each time: tokens of forms, the demo's code of the second factor, the moment of a calendar file.
FLEETING = re.compile(
    r'(csrfmiddlewaretoken" value="|X-CSRFToken": "|name="token" value=")[^"]+|<p class="demo-code">.*|DTSTAMP:.*'
)
TO_WHOM = ("hanh", "dung", "minh", "thao")
pytestmark = pytest.mark.slow


def play_until(edition, cast, stop) -> None:
    while not stop() and play_others(edition, besides=cast.tung).count:
        edition.refresh_from_db()


@pytest.fixture(params=["open round", "roll drawn"])
def world(request, edition, cast, organization, settings) -> SimpleNamespace:
    settings.DEMO = True
    in_may = edition.clock_at
    fill(edition, count=8, until="screened")
    edition.refresh_from_db()
    edition.clock_at = in_may
    edition.save()
    start_lans_nomination(edition, cast, organization)
    if request.param == "open round":
        play_until(edition, cast, lambda: Assignment.objects.exists())
        for assignment in Assignment.objects.filter(entry__round__edition=edition).order_by("pk")[:9]:
            score(assignment)
    else:
        play_until(edition, cast, lambda: AgendaItem.objects.filter(kind=AgendaItem.Kind.ROLL).exists())
    add_odds_and_ends(edition, cast)
    found = find(edition, cast)
    closed = Nomination.objects.get(pk=found.assignment.entry.nomination_id)
    close_to_everybody(edition, cast, closed)
    return SimpleNamespace(closed=closed, rows=found, cast=cast, edition=edition)


def score(assignment: Assignment) -> None:
    user = assignment.member.user
    actions.state_interest(assignment, by=user, has_conflict=False)
    criteria = assignment.entry.nomination.edition.criteria.filter(group=assignment.entry.nomination.group)
    marks = {criterion.code: criterion.weight // 2 for criterion in criteria}
    actions.save_marks(assignment, by=user, marks=marks, version=0)
    actions.submit_sheet(assignment, by=user)


def close_to_everybody(edition, cast, closed: Nomination) -> None:
    """To each in another way: Hạnh steps back, Dũng advises the unit, Minh and Thảo belong to it."""
    actions.recuse_from(closed, by=User.objects.get(pk=cast.hanh.pk), ground="family")
    actions.state_tie(
        edition, by=User.objects.get(pk=cast.dung.pk), kind=Tie.Kind.ADVISER, organization=closed.organization
    )
    for user in (cast.minh, cast.thao):
        Membership.objects.create(user=user, organization=closed.organization)


def pages_of(who: str, rows: SimpleNamespace) -> list[str]:
    return [address(row, rows) for row in TABLE if who in row.who and not row.post and is_asked(row, rows)]


def is_asked(row: Row, rows: SimpleNamespace) -> bool:
    if not row.name.startswith(STAGES) and row.name not in FURTHER:
        return False
    try:
        return bool(address(row, rows))
    except AttributeError:
        return False  # the world has no such row at this stage


def address(row: Row, rows: SimpleNamespace) -> str:
    return reverse(row.name, args=row.args(rows))


def seen(browser: Client, url: str) -> tuple[int, str]:
    answer = browser.get(url)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"%PDF"):
        return answer.status_code, text_of(content)
    if content.startswith(b"PK"):
        # A workbook; when it was made stands in a part of its own.
        with ZipFile(BytesIO(content)) as parts:
            names = sorted(name for name in parts.namelist() if not name.startswith("docProps/"))
            content = b"".join(parts.read(name) for name in names)
    return answer.status_code, FLEETING.sub("", content.decode("utf-8", "replace"))


@contextmanager
def words_can_be_changed() -> Iterator[None]:
    """The database keeps conclusions as they are; here nobody else looks."""
    table = Conclusion._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        yield


def difference(one: str, other: str) -> list[str]:
    """The lines that tell, for whoever mends the page."""
    lines = difflib.unified_diff(one.splitlines(), other.splitlines(), lineterm="", n=0)
    return [line.strip()[:300] for line in lines][:12]


def change_everything_of(nomination: Nomination) -> None:
    """Other marks, other readers, another conclusion, another place: all that its appraisal has brought forth."""
    sheets = Scoresheet.objects.filter(assignment__entry__nomination=nomination)
    Mark.objects.filter(scoresheet__in=sheets).update(value=0)
    last = Assignment.objects.filter(entry__nomination=nomination).exclude(status="recused").last()
    sheets.filter(assignment=last).update(status=Scoresheet.Status.VOID)
    readers = Assignment.objects.filter(entry__nomination=nomination).values("member")
    other = CouncilMember.objects.filter(edition=nomination.edition).exclude(pk__in=readers).last()
    Assignment.objects.filter(pk=last.pk).update(status=Assignment.Status.OFFERED, member=other)
    with words_can_be_changed():
        Conclusion.objects.filter(nomination=nomination).update(
            verdict=Conclusion.Verdict.NOT_YET, score_numerator=1, score_denominator=1, sheet_count=3
        )
    lost = RollEntry.objects.filter(conclusion__nomination=nomination).first()
    if lost:
        after = RollEntry.objects.filter(roll=lost.roll, rank__gt=lost.rank, tier=lost.tier)
        for entry in after.order_by("rank"):
            RollEntry.objects.filter(pk=entry.pk).update(rank=entry.rank - 1)
        lost.delete()


def test_nothing_of_a_closed_dossier_reaches_anybody_to_whom_it_is_closed(world, sign_in):
    browsers = {who: sign_in(User.objects.get(pk=getattr(world.cast, who).pk)) for who in TO_WHOM}
    pages = {who: pages_of(who, world.rows) for who in TO_WHOM}
    assert min(map(len, pages.values())) >= 8
    before = {who: look_around(browsers[who], pages[who]) for who in TO_WHOM}
    for who in TO_WHOM:
        assert named(before[who], world.closed) == []
        assert opened(browsers[who], world.closed) == [], who
    change_everything_of(world.closed)
    for who in TO_WHOM:
        after = look_around(browsers[who], pages[who])
        changed = {url for url in pages[who] if before[who][url] != after[url]}
        assert not changed, (who, {url: difference(before[who][url][1], after[url][1]) for url in changed})
    the_journal_leaves_it_out(world)


def look_around(browser: Client, pages: list[str]) -> dict[str, tuple[int, str]]:
    for url in pages:
        browser.get(url)  # messages and marks in the session are gone after that
    return {url: seen(browser, url) for url in pages}


def named(pages: dict[str, tuple[int, str]], closed: Nomination) -> list[tuple[str, str]]:
    """(address, name) wherever a page names the dossier."""
    names = {closed.reference, closed.known_as, closed.organization.name}
    # A representative's own tasks, and mails about his unit's dossier; the declaration, which names the unit alone, so
    # that she could object; the ties that he stated himself.
    allowed = {"/work/", "/work/2023/mails/", "/work/appraisal/declare/", "/work/2023/council/interests/"}
    return [
        (url, name)
        for url, (status, text) in pages.items()
        if status == 200 and url not in allowed
        for name in names
        if name in text
    ]


def opened(browser: Client, closed: Nomination) -> list[str]:
    """The doors to the dossier itself that are not closed."""
    number = closed.round_entries.get().round.number
    doors = [
        reverse("assessments:dossier", args=[closed.reference]),
        reverse("assessments:version_pdf", args=[closed.reference]),
        reverse("assessments:recuse_from", args=[closed.reference]),
        reverse("assessments:entry", args=["2023", number, closed.reference]),
    ]
    doors += [reverse("assessments:evidence", args=[file.pk]) for file in closed.evidence.all()]
    mine = Assignment.objects.filter(entry__nomination=closed)
    doors += [reverse("assessments:score", args=[assignment.pk]) for assignment in mine]
    doors += [reverse("assessments:motion", args=[entry.item_id]) for entry in closed.agenda_entries.all()]
    return [url for url in doors if browser.get(url).status_code not in {403, 404}]


def the_journal_leaves_it_out(world: SimpleNamespace) -> None:
    mine = Assignment.objects.filter(entry__nomination=world.closed).values("pk")
    about = {"subject": "assessments.assignment", "subject_id__in": mine}
    assert Entry.objects.filter(**about).exists()
    visible = Entry.objects.visible_to(User.objects.get(pk=world.cast.thao.pk))
    assert not visible.filter(**about).exists()
    assert not visible.filter(subject="nominations.nomination", subject_id=world.closed.pk).exists()
    assert visible.filter(subject="nominations.nomination").exists()
