"""A link that was given out stands in e-mails that nobody can change: its code stays, and it is never deleted.

Deleting is refused on PostgreSQL only, as for reviews (see 0006).
"""

from django.db import migrations

CODE = "A code that was given out is never changed."
NEVER = "A link that was given out is never deleted."
REFUSE = "USING ERRCODE = 'integrity_constraint_violation'"

SQLITE = [
    f"""CREATE TRIGGER link_code_stays BEFORE UPDATE OF code ON therapies_link
    WHEN NEW.code <> OLD.code BEGIN SELECT RAISE(ABORT, '{CODE}'); END""",
]
POSTGRESQL = [
    f"""CREATE FUNCTION link_code_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{NEVER}' {REFUSE}; END IF;
      IF NEW.code <> OLD.code THEN RAISE EXCEPTION '{CODE}' {REFUSE}; END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER link_code_stays BEFORE UPDATE OR DELETE ON therapies_link
    FOR EACH ROW EXECUTE FUNCTION link_code_stays()""",
]


def create(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER link_code_stays")
        return
    schema_editor.execute("DROP TRIGGER link_code_stays ON therapies_link")
    schema_editor.execute("DROP FUNCTION link_code_stays()")


class Migration(migrations.Migration):
    dependencies = [("therapies", "0009_links_and_plans")]

    operations = [migrations.RunPython(create, drop)]
