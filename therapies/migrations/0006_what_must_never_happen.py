"""Constraints on versions, and triggers: reviews and the log never change, nobody approves own words, what went out as
reviewed has the review of its very words, a practice page never reaches patients.

Deleting is refused on PostgreSQL only. Django empties the tables of a test database row by row on SQLite, and who can
write into the file of an SQLite database can drop its triggers as well.
"""

import re
from importlib import import_module

from django.db import migrations, models

words = import_module("therapies.migrations.0002_versions_never_change")

PRACTICE = "A practice page never reaches patients."
KEPT = {
    "therapies_review": "A review never changes; the next one counts.",
    "therapies_journalentry": "The log never changes.",
}
OTHER_WORDS = "A review is of the words of its version."
OWN_WORDS = "Nobody reviews words that they wrote themselves."
NOT_OF_OTHER_WORDS = "NEW.digest <> (SELECT digest FROM therapies_version WHERE id = NEW.version_id)"
# Whoever signs with an account, and whoever is linked to one and signs without it.
NOT_OF_OWN_WORDS = """(SELECT written_by_id FROM therapies_version WHERE id = NEW.version_id) IN
    (NEW.account_id, (SELECT account_id FROM therapies_clinician WHERE id = NEW.clinician_id))"""
UNREVIEWED = "What goes out as reviewed has an approval of its very words."
# NEW.id is not known yet when a row is inserted: then no review can be its own, which is right.
NOT_REVIEWED = """NEW.published_as = 'reviewed' AND NOT EXISTS (SELECT 1 FROM therapies_review
    WHERE id = NEW.review_id AND version_id = NEW.id AND digest = NEW.digest AND decision <> 'change')"""

SQLITE = [
    *(
        f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for table, message in KEPT.items()
    ),
    *(
        f"""CREATE TRIGGER practice_never_live_{event.lower()} BEFORE {event} ON therapies_version
        WHEN NEW.live_from IS NOT NULL AND (SELECT is_practice FROM therapies_article WHERE id = NEW.article_id)
        BEGIN SELECT RAISE(ABORT, '{PRACTICE}'); END"""  # noqa: S608 - only names that stand in this file
        for event in ("INSERT", "UPDATE")
    ),
    f"""CREATE TRIGGER review_is_of_its_version BEFORE INSERT ON therapies_review
    WHEN {NOT_OF_OTHER_WORDS} BEGIN SELECT RAISE(ABORT, '{OTHER_WORDS}'); END""",
    f"""CREATE TRIGGER review_is_not_of_own_words BEFORE INSERT ON therapies_review
    WHEN {NOT_OF_OWN_WORDS} BEGIN SELECT RAISE(ABORT, '{OWN_WORDS}'); END""",
    *(
        f"""CREATE TRIGGER reviewed_has_review_{event.lower()} BEFORE {event} ON therapies_version
        WHEN {NOT_REVIEWED} BEGIN SELECT RAISE(ABORT, '{UNREVIEWED}'); END"""
        for event in ("INSERT", "UPDATE")
    ),
    f"""CREATE TRIGGER practice_stays_practice BEFORE UPDATE OF is_practice ON therapies_article
    WHEN OLD.is_practice AND NOT NEW.is_practice BEGIN SELECT RAISE(ABORT, '{PRACTICE}'); END""",
]

REFUSE = "USING ERRCODE = 'integrity_constraint_violation'"
POSTGRESQL = [
    *(
        f"""CREATE FUNCTION {table}_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{message}' {REFUSE}; END $$;
        CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION {table}_never_changes()"""
        for table, message in KEPT.items()
    ),
    f"""CREATE FUNCTION practice_never_live() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.live_from IS NOT NULL AND (SELECT is_practice FROM therapies_article WHERE id = NEW.article_id) THEN
        RAISE EXCEPTION '{PRACTICE}' {REFUSE};
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER practice_never_live BEFORE INSERT OR UPDATE ON therapies_version
    FOR EACH ROW EXECUTE FUNCTION practice_never_live();
    CREATE FUNCTION practice_stays_practice() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF OLD.is_practice AND NOT NEW.is_practice THEN RAISE EXCEPTION '{PRACTICE}' {REFUSE}; END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER practice_stays_practice BEFORE UPDATE ON therapies_article
    FOR EACH ROW EXECUTE FUNCTION practice_stays_practice()""",  # noqa: S608 - only names that stand in this file
    f"""CREATE FUNCTION review_is_of_its_version() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF {NOT_OF_OTHER_WORDS} THEN RAISE EXCEPTION '{OTHER_WORDS}' {REFUSE}; END IF;
      IF {NOT_OF_OWN_WORDS} THEN RAISE EXCEPTION '{OWN_WORDS}' {REFUSE}; END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER review_is_of_its_version BEFORE INSERT ON therapies_review
    FOR EACH ROW EXECUTE FUNCTION review_is_of_its_version();
    CREATE FUNCTION reviewed_has_review() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF {NOT_REVIEWED} THEN RAISE EXCEPTION '{UNREVIEWED}' {REFUSE}; END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER reviewed_has_review BEFORE INSERT OR UPDATE ON therapies_version
    FOR EACH ROW EXECUTE FUNCTION reviewed_has_review()""",
]
NAME = re.compile(r"CREATE TRIGGER (\w+) .*? ON (\w+)", re.DOTALL)


def create(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for trigger, table in NAME.findall("\n".join(SQLITE if is_sqlite else POSTGRESQL)):
        if is_sqlite:
            schema_editor.execute(f"DROP TRIGGER {trigger}")
        else:
            schema_editor.execute(f"DROP TRIGGER {trigger} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {trigger}()")


class Migration(migrations.Migration):
    dependencies = [("therapies", "0005_what_was_published")]

    operations = [
        migrations.AddConstraint(
            model_name='version',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('submitted_at__isnull', True), ('submitted_by__isnull', True)), models.Q(('submitted_at__isnull', False), ('submitted_by__isnull', False)), _connector='OR'), name='version_submission_has_a_person_and_a_time'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('live_from__isnull', True), ('published_as', '')), models.Q(('live_from__isnull', False), models.Q(('published_as', ''), _negated=True)), _connector='OR'), name='version_publication_says_what_it_is'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_as', 'reviewed'), _negated=True), ('review__isnull', False), _connector='OR'), name='version_published_as_reviewed_has_a_review'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_as__in', ['correction', 'emergency']), _negated=True), models.Q(('publish_reason', ''), _negated=True), _connector='OR'), name='version_published_before_review_says_why'),
        ),
        migrations.RunPython(words.create, words.drop),
        migrations.RunPython(create, drop),
    ]
