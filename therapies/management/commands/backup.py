"""manage.py backup: the whole site in one file. Run it once a day."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clinic_site.backups.problems import BackupError
from clinic_site.backups.taking import USUAL_KEEP, backup, usual_folder
from therapies.management.database_troubles import TABLES, database_troubles_in_words


class Command(BaseCommand):
    help = "Copies database, pictures and words into one file, checks it, and deletes the oldest such files."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--to", type=Path, help="folder for the file (default: backups in DATA_DIR)")
        parser.add_argument("--keep", type=int, default=USUAL_KEEP, help=f"how many stay (default: {USUAL_KEEP})")

    def handle(self, *, to, keep, **options):
        try:
            with database_troubles_in_words(settings.DATABASES["default"], advice=TABLES):
                file = backup(to or usual_folder(), keep=keep)
        except BackupError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{file} ({file.stat().st_size:,} bytes) is complete and was read again.")
