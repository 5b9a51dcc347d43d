"""Indexes for searching: on PostgreSQL the stored words under GIN; on SQLite an FTS5 table that triggers keep in step.

The words are stored with their places: from an index of words alone nearly every dossier that has the syllables of a
phrase would have to be taken apart once more, which took seconds with 5,000 of them.
"""

from django.db import migrations

POSTGRESQL = [
    "ALTER TABLE nominations_fulltext ADD COLUMN words tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED",
    "CREATE INDEX nominations_fulltext_words ON nominations_fulltext USING gin (words)",
]
REMOVE = (
    "INSERT INTO nominations_fulltext_index(nominations_fulltext_index, rowid, text) "
    "VALUES ('delete', old.nomination_id, old.text);"
)
ADD = "INSERT INTO nominations_fulltext_index(rowid, text) VALUES (new.nomination_id, new.text);"
SQLITE = [
    "CREATE VIRTUAL TABLE nominations_fulltext_index "
    "USING fts5(text, content='nominations_fulltext', content_rowid='nomination_id')",
    f"CREATE TRIGGER nominations_fulltext_added AFTER INSERT ON nominations_fulltext BEGIN {ADD} END",
    f"CREATE TRIGGER nominations_fulltext_removed AFTER DELETE ON nominations_fulltext BEGIN {REMOVE} END",
    "CREATE TRIGGER nominations_fulltext_changed AFTER UPDATE ON nominations_fulltext "
    f"BEGIN {REMOVE} {ADD} END",
]
BACKWARDS = {
    "postgresql": [
        "DROP INDEX nominations_fulltext_words",
        "ALTER TABLE nominations_fulltext DROP COLUMN words",
    ],
    "sqlite": [
        *(f"DROP TRIGGER nominations_fulltext_{name}" for name in ("added", "removed", "changed")),
        "DROP TABLE nominations_fulltext_index",
    ],
}


def forwards(apps, schema_editor):
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    for statement in BACKWARDS[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("nominations", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
