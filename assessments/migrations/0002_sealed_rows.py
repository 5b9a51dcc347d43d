"""The database itself refuses to change what was sealed; rows go only with the rehearsal they belong to.

The triggers ask nothing but the row at hand, so that the tables around can be altered on SQLite, too.
"""

from django.db import migrations

# With their unique columns.
TABLES = {
    "assessments_sheetversion": ["id", "code", "commitment", "marks_commitment", "total_commitment"],
    "assessments_sheetsecret": ["id", "version_id"],
    "assessments_pseudonym": ["id", "nomination_id", "code"],
    "assessments_manifest": ["id", "round_id", "sha256"],
}
REFUSAL = "what was sealed is never changed"

POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION assessments_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.is_rehearsal THEN RETURN OLD; END IF;
  RAISE EXCEPTION '{REFUSAL}';
END $$
"""


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES_FUNCTION)
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_sealed BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION assessments_sealed()"
            )
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for table, unique in TABLES.items():
        # REPLACE removes the row in its way without asking the triggers of DELETE.
        taken = " OR ".join(f"{column} = NEW.{column}" for column in unique)
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken}) {refuse}"
        )
        schema_editor.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT OLD.is_rehearsal {refuse}"
        )


def backwards(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_sealed ON {table}")
        else:
            for name in ("no_replace", "no_update", "no_delete"):
                schema_editor.execute(f"DROP TRIGGER {table}_{name}")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
