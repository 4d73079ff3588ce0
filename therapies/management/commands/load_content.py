"""manage.py load_content: take the article files of a folder into the database."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from therapies.management.database_troubles import TABLES, database_troubles_in_words
from therapies.publishing.loading import load_content
from therapies.text.pictures import known_pictures


class Command(BaseCommand):
    help = "Loads new and changed article files. Nothing that staff wrote in the admin is overwritten."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR)
        parser.add_argument("--publish", action="store_true", help="let patients read what was loaded")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument(
            "--prefer-file",
            action="append",
            default=[],
            metavar="PATH",
            help="for a page changed in both places, take the file's text (e.g. en/guide/x.md)",
        )

    def handle(self, *, folder, publish, dry_run, prefer_file, verbosity, **options):
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}. Name the folder that holds the article files.")
        for path in prefer_file:
            if not (folder / path).is_file():
                raise CommandError(
                    f"--prefer-file {path}: there is no such file in {folder}. Write it like en/guide/x.md."
                )
        with database_troubles_in_words(settings.DATABASES["default"], advice=TABLES):
            report = load_content(
                folder,
                publish=publish,
                dry_run=dry_run,
                prefer_file=prefer_file,
                pictures=known_pictures(),
                progress=self.show_progress if verbosity else None,
            )
        if verbosity:
            self.show(report, dry_run=dry_run, verbose=verbosity > 1)
            for finding in report.warnings:
                self.stderr.write(str(finding))
        for problem in report.problems:
            self.stderr.write(str(problem))
        if len(report.problems) == 1:
            raise CommandError("1 problem; the text it names was not taken in.")
        if report.problems:
            raise CommandError(f"{len(report.problems)} problems; the texts they name were not taken in.")

    def show_progress(self, done, of):
        if of > 100:
            self.stdout.write(f"  {done} of {of}", ending="\r")

    def show(self, report, *, dry_run, verbose):
        does = "would be " if dry_run else ""
        for path in report.missing:
            self.stderr.write(
                f"{path}: the file is gone; its page stays. Withdraw the page in the admin, or restore it."
            )
        if verbose:
            for what in ("new", "changed", "adopted", "published"):
                for path in getattr(report, what):
                    self.stdout.write(f"  {what}: {path}")
        self.stdout.write(
            f"{len(report.new)} new, {len(report.changed)} changed, {report.unchanged} unchanged; "
            f"{len(report.published)} {does}published."
        )
