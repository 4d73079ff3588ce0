"""manage.py export_content: write the pages back into article files."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from therapies.management.database_troubles import TABLES, database_troubles_in_words
from therapies.models import Article
from therapies.publishing.exporting import export_content
from therapies.text.counting import counted


class Command(BaseCommand):
    help = "Writes every page into its article file; what was loaded comes out byte for byte."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR)
        parser.add_argument("--only", action="append", default=[], metavar="PATH", help="e.g. en/guide/x.md")
        parser.add_argument("--drafts", action="store_true", help="the newest texts, even those not yet published")

    def handle(self, *, folder, only, drafts, **options):
        with database_troubles_in_words(settings.DATABASES["default"], advice=TABLES):
            known = {article.address.path for article in Article.objects.all()} if only else set()
            for path in only:
                if path not in known:
                    raise CommandError(f"--only {path}: there is no such page. Write it like en/guide/x.md.")
            written = export_content(folder, only=only, drafts=drafts)
        for path in written:
            self.stdout.write(f"  {path}")
        self.stdout.write(f"{counted(len(written), 'file')} written to {folder}; the others were up to date.")
