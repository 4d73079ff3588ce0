"""manage.py check_content: everything that is wrong with a content folder, without a database."""

import json
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from therapies.text.counting import counted
from therapies.text.findings import ERROR, WARNING, Finding
from therapies.text.folders import check_folder
from therapies.text.grades import grade_table, grades_in
from therapies.text.pictures import known_pictures


class Command(BaseCommand):
    help = "Checks all article files of a folder. Needs no database; fails when anything is wrong."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR)
        parser.add_argument("--strict", action="store_true", help="fail on warnings too")
        parser.add_argument("--grades", action="store_true", help="show how hard each page is to read, and no more")
        parser.add_argument(
            "--format", choices=["text", "json"], default="text", help="json: a list of findings, for programs"
        )

    def handle(self, *, folder, strict, grades, format, **options):
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}. Name the folder that holds the article files.")
        if grades:
            self.stdout.write("\n".join(grade_table(grades_in(folder))))
            return
        report = check_folder(folder, pictures=known_pictures(), today=timezone.localdate())
        if format == "json":
            findings = sorted([*map(Finding.of_problem, report.problems), *report.findings])
            self.stdout.write(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
        else:
            for line in sorted([*report.problems, *report.findings], key=lambda each: (each.path, each.line)):
                self.stderr.write(str(line))
        errors = len(report.problems) + sum(finding.severity == ERROR for finding in report.findings)
        warnings = sum(finding.severity == WARNING for finding in report.findings)
        said = ", ".join(
            counted(number, noun) for number, noun in ((errors, "problem"), (warnings, "warning")) if number
        )
        if errors or (strict and warnings):
            raise CommandError(f"{said} in {counted(report.count, 'file')}.")
        if format == "text":
            self.stdout.write(f"{counted(report.count, 'file')}, {said or 'nothing wrong'}.")
