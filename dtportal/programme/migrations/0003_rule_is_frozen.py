"""PostgreSQL itself refuses another rule once it is frozen: no criterion, part or tier, no number or text.

A frozen rule is never rewritten; only the one of a rehearsal goes, when the rehearsal is wiped. On SQLite (a single
machine's trial) the actions alone stand guard.
"""

from django.db import migrations

REFUSAL = "the rule of this edition is frozen"
ROWS = ["programme_criterion", "programme_rubricpart", "programme_tier"]
# Columns that do not exist (yet) compare as equal.
COLUMNS = [
    "sheets_per_dossier",
    "pass_mark",
    "quotas",
    "opening",
    "tie_rule",
    "rule_text",
    "rule_text_en",
    "session_quorum",
    "ballot_quorum",
    "ballot_tie",
]
FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION programme_refuse_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN RETURN NEW; END IF;
    IF EXISTS (SELECT 1 FROM programme_frozenrule WHERE edition_id IN (OLD.edition_id, NEW.edition_id)) THEN
        RAISE EXCEPTION '{REFUSAL}';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE OR REPLACE FUNCTION programme_refuse_numbers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM programme_frozenrule WHERE edition_id = OLD.id) AND EXISTS (
        SELECT 1 FROM unnest(TG_ARGV) AS name
        WHERE to_jsonb(OLD) -> name IS DISTINCT FROM to_jsonb(NEW) -> name
    ) THEN
        RAISE EXCEPTION '{REFUSAL}';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION programme_keep_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT 1 FROM programme_edition WHERE id = OLD.edition_id AND kind = 'rehearsal') THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION '{REFUSAL}';
END $$;
"""
NUMBERS = ", ".join(f"'{name}'" for name in COLUMNS)


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(FUNCTIONS)
    for table in ROWS:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_frozen BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION programme_refuse_row()"
        )
    schema_editor.execute(
        "CREATE TRIGGER programme_edition_frozen BEFORE UPDATE ON programme_edition "
        f"FOR EACH ROW EXECUTE FUNCTION programme_refuse_numbers({NUMBERS})"
    )
    schema_editor.execute(
        "CREATE TRIGGER programme_frozenrule_kept BEFORE UPDATE OR DELETE ON programme_frozenrule "
        "FOR EACH ROW EXECUTE FUNCTION programme_keep_rule()"
    )


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in [*ROWS, "programme_edition"]:
        schema_editor.execute(f"DROP TRIGGER {table}_frozen ON {table}")
    schema_editor.execute("DROP TRIGGER programme_frozenrule_kept ON programme_frozenrule")
    for name in ("refuse_row", "refuse_numbers", "keep_rule"):
        schema_editor.execute(f"DROP FUNCTION programme_{name}()")


class Migration(migrations.Migration):
    dependencies = [("programme", "0002_reference_rows")]
    operations = [migrations.RunPython(forwards, backwards)]
