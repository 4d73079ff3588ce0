"""What a search looks through. The full-text indexes beside it are kept up to date by the database itself."""

import django.db.models.deletion
from django.db import migrations, models

# The indexes keep no second copy of the words (`content=`). They answer which rows hold a word, and neither where nor how
# often: ranking is ours, and a word that stands in 100,000 rows stays cheap. Names have an index of their own, because
# to ask the other one for several common words in one column takes 20 ms.
# A later migration that alters this table makes it anew, without its triggers, and has to run SQLITE again (decision 3).
FTS5 = """
CREATE VIRTUAL TABLE {index} USING fts5({columns}, content='therapies_searchrow', content_rowid='id',
    tokenize='porter unicode61 remove_diacritics 2', detail=none, columnsize=0)
"""
INDEXES = {"therapies_searchname": ("name",), "therapies_searchwords": ("name", "also", "words")}
PUT = "INSERT INTO {index}(rowid, {columns}) VALUES ({row}.id, {values});"
# An index without a copy of the words needs them once more to forget them.
TAKE_OUT = "INSERT INTO {index}({index}, rowid, {columns}) VALUES ('delete', {row}.id, {values});"


def in_each_index(statement, *, row):
    return " ".join(
        statement.format(
            index=index, columns=", ".join(columns), row=row, values=", ".join(f"{row}.{column}" for column in columns)
        )
        for index, columns in INDEXES.items()
    )


NEW, GONE = in_each_index(PUT, row="new"), in_each_index(TAKE_OUT, row="old")
SQLITE = (
    *(FTS5.format(index=index, columns=", ".join(columns)) for index, columns in INDEXES.items()),
    f"CREATE TRIGGER search_row_is_new AFTER INSERT ON therapies_searchrow BEGIN {NEW} END",
    f"CREATE TRIGGER search_row_is_gone AFTER DELETE ON therapies_searchrow BEGIN {GONE} END",
    f"CREATE TRIGGER search_row_is_changed AFTER UPDATE ON therapies_searchrow BEGIN {GONE} {NEW} END",
)
SQLITE_BACK = (
    "DROP TRIGGER search_row_is_new",
    "DROP TRIGGER search_row_is_gone",
    "DROP TRIGGER search_row_is_changed",
    *(f"DROP TABLE {index}" for index in INDEXES),
)

# The same stems as those of FTS5, and no words left out: what "before" or "not" says must be found on both.
# Accents go, for nobody types them. So do all other signs: PostgreSQL reads "dizzy/faint" as one word, a path.
VECTOR = """
to_tsvector('site_words', regexp_replace(
    translate(lower({words}), 'áàâäãåçéèêëíìîïñóòôöõúùûüý’''', 'aaaaaaceeeeiiiinooooouuuuy'), '[^[:alnum:]]+', ' ', 'g'))
"""
NAME, WORDS = VECTOR.format(words="name"), VECTOR.format(words="name || ' ' || also || ' ' || words")
POSTGRESQL = (
    "CREATE TEXT SEARCH DICTIONARY site_stems (TEMPLATE = snowball, LANGUAGE = porter)",
    "CREATE TEXT SEARCH CONFIGURATION site_words (COPY = simple)",
    "ALTER TEXT SEARCH CONFIGURATION site_words ALTER MAPPING FOR asciiword, word, numword WITH site_stems",
    f"ALTER TABLE therapies_searchrow ADD COLUMN named_by tsvector GENERATED ALWAYS AS ({NAME}) STORED",
    f"ALTER TABLE therapies_searchrow ADD COLUMN found_by tsvector GENERATED ALWAYS AS ({WORDS}) STORED",
    "CREATE INDEX search_row_named_by ON therapies_searchrow USING gin (named_by)",
    "CREATE INDEX search_row_found_by ON therapies_searchrow USING gin (found_by)",
)
POSTGRESQL_BACK = (
    "ALTER TABLE therapies_searchrow DROP COLUMN named_by",
    "ALTER TABLE therapies_searchrow DROP COLUMN found_by",
    "DROP TEXT SEARCH CONFIGURATION site_words",
    "DROP TEXT SEARCH DICTIONARY site_stems",
)


def run(statements):
    def run_those_of_the_vendor(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run_those_of_the_vendor


class Migration(migrations.Migration):
    dependencies = [("therapies", "0002_versions_never_change")]

    operations = [
        migrations.CreateModel(
            name="MissedWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=5)),
                ("word", models.CharField(max_length=100)),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["-count", "language", "word"],
                "constraints": [
                    models.UniqueConstraint(fields=("language", "word"), name="missed_word_is_counted_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                # Before the long columns, so that SQLite need not read those to see whose row it is.
                ("version", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="search_rows", to="therapies.version")),
                ("place", models.CharField(choices=[("page", "page"), ("section", "section"), ("question", "question"), ("row", "comparison row"), ("word", "word")], max_length=8)),
                ("key", models.CharField(blank=True, help_text="The id of its heading, question, row or word.", max_length=80)),
                ("name", models.TextField(help_text="Its title, heading or question. What is found here weighs most.")),
                ("also", models.TextField(blank=True, help_text="What else it is called, and the headings it stands under.")),
                ("words", models.TextField(blank=True, help_text="What it says: plain text, a block a line, facts as {{ key }}.")),
            ],
        ),
        migrations.CreateModel(
            name="Spelling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=5)),
                ("form", models.CharField(max_length=30)),
                ("word", models.CharField(max_length=30)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("language", "form", "word"), name="spelling_is_kept_once")
                ],
            },
        ),
        migrations.RunPython(
            run({"sqlite": SQLITE, "postgresql": POSTGRESQL}), run({"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})
        ),
    ]
