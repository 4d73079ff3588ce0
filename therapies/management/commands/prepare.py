"""Make all that the site needs before it serves: folder, key, style sheets, tables, pages, first account.

`start` does it too. Where several machines share a database it is done before they serve, on as many of them at once as
one likes: they take turns.
"""

import os
import secrets
from itertools import chain, count
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from therapies.management.database_troubles import database_troubles_in_words
from therapies.management.turns import turn_at_database, turn_in_folder
from therapies.models import Article


class Command(BaseCommand):
    help = (
        "Makes what the site needs before it serves: data folder, database, style sheets, pages, first staff account."
    )
    # The folders and tables that the checks look at may not be there yet.
    requires_system_checks = ()

    def handle(self, **options):
        account = self.prepare()
        if account:
            self.tell_account(*account)
        self.stdout.write("Ready. Serve with: manage.py start --no-prepare")

    def prepare(self) -> tuple[str, str] | None:
        """Make what is missing. Gives name and password of the first staff account, when it had to be made."""
        make_data_folder(settings.DATA_DIR)
        with turn_in_folder(settings.DATA_DIR, on_wait=self.say_waiting):
            make_secret_key(settings.DATA_DIR / "secret_key")
            self.collect_static_files()
            with database_troubles_in_words(settings.DATABASES["default"]), turn_at_database(on_wait=self.say_waiting):
                self.prepare_database()
                self.load_content()
                self.advise()
                return first_account()

    def say_waiting(self):
        self.stdout.write("Another process is preparing the site. Waiting for it …")
        self.stdout.flush()

    def prepare_database(self):
        self.stdout.write("Preparing the database …")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("clearsessions")

    def collect_static_files(self):
        self.stdout.write("Preparing style sheets and pictures …")
        try:
            call_command("collectstatic", interactive=False, verbosity=0)
        except OSError as problem:
            raise CommandError(
                f"{settings.STATIC_ROOT} cannot be written: {problem.strerror}. Set DATA_DIR to a folder that can."
            ) from problem
        except ValueError as problem:  # a style sheet names a file that is not there
            raise CommandError(f"The style sheets cannot be prepared. {problem}") from problem

    def load_content(self):
        """Load and publish content/. Problems there must not keep the pages that are live from being served."""
        self.stdout.write("Loading the content …")
        try:
            call_command("load_content", publish=True, stdout=self.stdout, stderr=self.stderr)
        except CommandError as problem:
            if not Article.objects.live().exists():
                raise
            self.stderr.write(str(problem))
            self.stderr.write("Going on with the pages that are live.")

    def advise(self):
        """For a site that has its public address: what `check --deploy` would say. Whoever only tries it is spared."""
        if settings.SITE_URL:
            for advice in run_checks(include_deployment_checks=True):
                if not advice.is_silenced():
                    self.stderr.write(f"To do: {advice.msg} {advice.hint or ''}".rstrip())

    def tell_account(self, name, password):
        self.stdout.write(f"\nFirst staff account (shown this once): {name}\nPassword: {password}")
        if settings.STAFF_SECOND_FACTOR:
            self.stdout.write(
                "Have your phone at hand: after the password you set up a second step. It takes a minute."
            )


def make_data_folder(folder: Path) -> None:
    """The folder for all that the site keeps; nobody but its owner may look into it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as problem:
        raise CommandError(
            f"The data folder {folder} cannot be used: {problem.strerror}. "
            "Make it writable for this user, or set DATA_DIR to another folder."
        ) from problem


def make_secret_key(file: Path) -> None:
    """Write a key that only its owner can read, unless there is one. Half a key is never left behind."""
    if file.exists():
        return
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(secrets.token_urlsafe(50))
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)


def first_account() -> tuple[str, str] | None:
    """Name and password of a new staff account; None when there is one already. The password is kept nowhere."""
    User = get_user_model()  # noqa: N806 - Django's name for it
    if User.objects.filter(is_superuser=True).exists():
        return None
    names = chain(["admin"], (f"admin{number}" for number in count(2)))
    name = next(name for name in names if not User.objects.filter(username=name).exists())
    password = secrets.token_urlsafe(12)
    User.objects.create_superuser(name, password=password)
    return name, password
