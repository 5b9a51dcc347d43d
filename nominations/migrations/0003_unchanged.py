"""The database itself refuses to change a consent or a message; rows go with their dossier only."""

from django.db import migrations

TABLES = ["nominations_consent", "nominations_message"]
REFUSAL = "this row is never changed"
FUNCTION = f"""
CREATE OR REPLACE FUNCTION nominations_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$
"""


def forwards(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    if is_postgresql:
        schema_editor.execute(FUNCTION)
    for table in TABLES:
        deed = (
            "FOR EACH ROW EXECUTE FUNCTION nominations_refuse()"
            if is_postgresql
            else f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        schema_editor.execute(f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} {deed}")


def backwards(apps, schema_editor):
    for table in TABLES:
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER {table}_unchanged{on}")


class Migration(migrations.Migration):
    dependencies = [("nominations", "0002_full_text")]
    operations = [migrations.RunPython(forwards, backwards)]
