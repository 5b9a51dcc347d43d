"""The journal cannot be changed, and if somebody manages to, the chain names where."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from dtportal.journal import chain
from dtportal.journal.models import Entry, Link
from dtportal.journal.recording import record

REFUSAL = "append-only"


@pytest.fixture
def story(cast, edition) -> list[Entry]:
    """Three entries of the edition, chained."""
    entries = [record("edition.told", edition, by=cast.oanh, step=number) for number in (1, 2, 3)]
    chain.extend()
    return entries


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET verb = 'edition.untold'",
        "DELETE FROM journal_entry",
        "UPDATE journal_link SET hash = 'x'",
        "DELETE FROM journal_link",
    ],
)
def test_the_database_refuses_to_change_or_remove(story, statement):
    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(Entry.objects.filter(verb="edition.told")) == story


def test_nothing_is_written_over(story):
    row = f"({story[0].pk}, '2023-05-10 00:00:00+00:00', 'edition.untold', 'programme.edition', 1, '{{}}')"
    columns = "journal_entry (id, at, verb, subject, subject_id, data)"
    overwrite = {
        "sqlite": f"INSERT OR REPLACE INTO {columns} VALUES {row}",
        "postgresql": f"INSERT INTO {columns} VALUES {row} ON CONFLICT (id) DO UPDATE SET verb = 'edition.untold'",
    }[connection.vendor]
    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(overwrite)
    assert list(Entry.objects.filter(verb="edition.told")) == story


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["journal_link", "journal_entry"])
def test_nothing_is_truncated(story, table):
    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what still waits to be checked forbids ALTER TABLE
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_no_truncate")
        cursor.execute(f"TRUNCATE {table} CASCADE")
    assert Entry.objects.filter(verb="edition.told").count() == 3


def test_the_orm_is_refused_too(story):
    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
        Entry.objects.filter(pk=story[0].pk).update(actor_id=None)
    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
        Link.objects.all().delete()


def test_an_intact_chain_verifies(story):
    assert chain.first_broken() is None
    out = StringIO()
    call_command("verify_journal", stdout=out)
    assert "chain intact" in out.getvalue() and Link.objects.last().hash in out.getvalue()


def test_chaining_again_adds_only_what_is_new(story, cast, edition):
    assert chain.extend() == 0
    record("edition.told", edition, by=cast.oanh, step=4)
    assert chain.extend() == 1
    assert chain.first_broken() is None


def test_a_changed_entry_is_named(story):
    tamper(f"UPDATE journal_entry SET verb = 'edition.untold' WHERE id = {story[1].pk}")
    position = Link.objects.get(entry=story[1]).position
    assert chain.first_broken() == (position, f"entry {story[1].pk} is not what was recorded")
    with pytest.raises(CommandError, match=f"breaks at link {position}"):
        call_command("verify_journal")


def test_a_removed_link_is_named(story):
    position = Link.objects.get(entry=story[1]).position
    tamper(f"DELETE FROM journal_link WHERE position = {position}")
    assert chain.first_broken() == (position, "the link is missing")


def test_entries_that_are_gone_are_named(story):
    position = Link.objects.get(entry=story[2]).position
    tamper(f"DELETE FROM journal_entry WHERE id = {story[2].pk}")
    assert chain.first_broken() == (position, f"entry {story[2].pk} is gone")
    tamper(f"DELETE FROM journal_link WHERE position = {position}")  # the test's own end asks for whole rows


def test_a_chain_that_was_emptied_is_not_forged_anew(story):
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        tamper("DELETE FROM journal_link WHERE position > 0")
        with pytest.raises(CommandError, match="is not in the chain"):
            call_command("verify_journal")
    assert not Link.objects.exists()


def test_an_end_that_was_cut_off_is_noticed_by_its_head(story):
    head = Link.objects.last().hash
    assert chain.first_broken(head) is None
    tamper(f"DELETE FROM journal_link WHERE hash = '{head}'")
    tamper(f"DELETE FROM journal_entry WHERE id = {story[-1].pk}")
    assert chain.first_broken() is None
    assert chain.first_broken(head)[1] == f"the head {head} is not in the chain any more"


def test_a_rewritten_link_is_named_by_its_follower(story):
    link = Link.objects.get(entry=story[1])
    forged = chain.link_hash(link.previous, story[1].content() | {"verb": "edition.untold"})
    tamper(f"UPDATE journal_entry SET verb = 'edition.untold' WHERE id = {story[1].pk}")
    tamper(f"UPDATE journal_link SET hash = '{forged}' WHERE position = {link.position}")
    assert chain.first_broken() == (link.position + 1, "it does not follow the link before it")


def test_an_entry_holds_no_personal_data(cast, edition):
    entry = record("edition.told", edition, by=cast.oanh, tell=[cast.lan], notice="account/security")
    assert "oanh" not in str(entry.content()).lower() and "lan@" not in str(entry.content())


def tamper(statement: str) -> None:
    """What somebody who holds the database can do: switch the triggers off."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(statement)
            cursor.execute("SET session_replication_role = origin")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'journal_%'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(statement)
        for _name, sql in triggers:
            cursor.execute(sql)
