"""manage.py restore: put a backup in the place of the site."""

import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clinic_site.backups.problems import BackupError
from clinic_site.backups.restoring import prepared, put_in_place, what_comes, what_is_there
from therapies.management.database_troubles import database_troubles_in_words


class Command(BaseCommand):
    help = "Puts a backup in the place of the site, after it was read and checked. Stop the site first if you can."
    # The folders and tables that the checks look at may not be there yet.
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a file that manage.py backup made")
        parser.add_argument("--yes", action="store_true", help="do not ask before a site is overwritten")

    def handle(self, *, file, yes, **options):
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            with database_troubles_in_words(settings.DATABASES["default"]), prepared(file) as ready:
                there = what_is_there()
                self.stdout.write(f"The backup of {ready.manifest.day}: {in_numbers(what_comes(ready.manifest))}")
                if there != {} and not yes:
                    self.ask(there)
                kept = put_in_place(ready, there=there)
        except BackupError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write("The site is as in the backup. Everybody signs in again. Start the site, or start it again.")
        if kept:
            self.stdout.write(f"What was there before is kept in {kept}. Delete it when you no longer need it.")

    def ask(self, there):
        self.stdout.write(f"Here now:  {in_numbers(there) if there else 'a database that cannot be read'}")
        if not sys.stdin.isatty():
            raise CommandError("A site is here already. Nothing was changed. To overwrite it, add --yes.")
        if input('Write "yes" to put the backup in its place: ').strip().lower() != "yes":
            raise CommandError("Nothing was changed.")


def in_numbers(what):
    return ", ".join(f"{number:,} {noun}" for noun, number in what.items())
