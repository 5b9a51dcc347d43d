"""PostgreSQL keeps the words of a dossier with their places: looking a phrase up must not read whole texts again.

An index of words alone finds nearly every dossier that has the syllables; of 5,000, each then was taken apart once
more to see whether they stand side by side, which took seconds.
"""

from django.db import migrations

FORWARDS = [
    "DROP INDEX nominations_fulltext_words",
    "ALTER TABLE nominations_fulltext ADD COLUMN words tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED",
    "CREATE INDEX nominations_fulltext_words ON nominations_fulltext USING gin (words)",
]
BACKWARDS = [
    "DROP INDEX nominations_fulltext_words",
    "ALTER TABLE nominations_fulltext DROP COLUMN words",
    "CREATE INDEX nominations_fulltext_words ON nominations_fulltext USING gin (to_tsvector('simple', text))",
]


def on_postgresql(statements: list[str]):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("nominations", "0003_moments")]

    operations = [migrations.RunPython(on_postgresql(FORWARDS), on_postgresql(BACKWARDS))]
