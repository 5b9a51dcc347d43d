"""The journal cannot be changed, and if somebody manages to, the chain names where."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

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
