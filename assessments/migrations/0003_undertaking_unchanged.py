"""The database itself refuses to change an undertaking that somebody has signed."""

from django.db import migrations

TABLE = "assessments_undertaking"
REFUSAL = "this row is never changed"
FUNCTION = f"""
CREATE OR REPLACE FUNCTION assessments_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$
"""


def forwards(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    if is_postgresql:
        schema_editor.execute(FUNCTION)
        deed = "FOR EACH ROW EXECUTE FUNCTION assessments_refuse()"
    else:
        deed = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    schema_editor.execute(f"CREATE TRIGGER {TABLE}_unchanged BEFORE UPDATE ON {TABLE} {deed}")


def backwards(apps, schema_editor):
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER {TABLE}_unchanged{on}")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_sealed_rows")]
    operations = [migrations.RunPython(forwards, backwards)]
