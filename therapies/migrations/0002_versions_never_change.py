"""A trigger that refuses any change of the words of a version, whoever asks: code, shell or a database tool."""

from django.db import migrations

COLUMNS = (
    "article_id",
    "number",
    "text",
    "digest",
    "title",
    "summary",
    '"order"',
    "about",
    "reviewed_by",
    "reviewed_on",
    "review_due",
    "written_at",
    "written_by_id",
    "note",
)
MESSAGE = "The words of a version never change; write a new version."

SQLITE = f"""
CREATE TRIGGER version_words_never_change
BEFORE UPDATE OF {", ".join(COLUMNS)} ON therapies_version
WHEN {" OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in COLUMNS)}
BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
"""

# A column of type jsonb or text is compared as it is stored; IS DISTINCT FROM also sees NULL.
POSTGRESQL = f"""
CREATE FUNCTION version_words_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {" OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in COLUMNS)} THEN
    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER version_words_never_change BEFORE UPDATE ON therapies_version
FOR EACH ROW EXECUTE FUNCTION version_words_never_change();
"""


def create(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
    vendor = schema_editor.connection.vendor
    if vendor not in statements:
        raise RuntimeError(f"This site runs on SQLite and PostgreSQL, not on {vendor}. Change DATABASE_URL.")
    schema_editor.execute(statements[vendor])


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER version_words_never_change ON therapies_version")
        schema_editor.execute("DROP FUNCTION version_words_never_change()")
    else:
        schema_editor.execute("DROP TRIGGER version_words_never_change")


class Migration(migrations.Migration):
    dependencies = [("therapies", "0001_first")]

    operations = [migrations.RunPython(create, drop)]
