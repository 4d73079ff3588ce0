"""manage.py reset_second_factor: let somebody in who lost their phone and their recovery codes."""

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from therapies.management.database_troubles import TABLES, database_troubles_in_words
from therapies.publishing.people import reset_second_factor


class Command(BaseCommand):
    help = "Forgets the app, passkeys and recovery codes of one person. They set up new ones when they next sign in."

    def add_arguments(self, parser):
        parser.add_argument("name", help="the name that they sign in with")

    def handle(self, *, name, **options):
        with database_troubles_in_words(settings.DATABASES["default"], advice=TABLES):
            person = User.objects.filter(username__iexact=name).first()
            if person is None:
                raise CommandError(f"Nobody signs in with the name {name}.")
            reset_second_factor(person)
        self.stdout.write(f"{person.get_username()} sets up a new second step when they next sign in.")
