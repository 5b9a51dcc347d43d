"""The database itself refuses to change a conclusion, its recommendations or closed minutes.

Rows go only with the rehearsal they belong to. The triggers ask nothing but the row at hand, so that the tables around
can be altered on SQLite, too.
"""

from django.db import migrations

# Which rows are final.
TABLES = {
    "assessments_conclusion": "TRUE",
    "assessments_recommendation": "TRUE",
    "assessments_minutes": "OLD.status = 'closed'",
}
REFUSAL = "the word of the council stays as it is"


def forwards(apps, schema_editor):
    for table, final in TABLES.items():
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF TG_OP = 'DELETE' THEN IF OLD.is_rehearsal THEN RETURN OLD; END IF; "
                f"ELSIF NOT ({final}) THEN RETURN NEW; END IF; "
                f"RAISE EXCEPTION '{REFUSAL}'; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_stays()"
            )
            continue
        for verb, condition in (("UPDATE", final), ("DELETE", "NOT OLD.is_rehearsal")):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def backwards(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_stays ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_stays()")
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_no_update")
            schema_editor.execute(f"DROP TRIGGER {table}_no_delete")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0003_undertaking_unchanged")]
    operations = [migrations.RunPython(forwards, backwards)]
