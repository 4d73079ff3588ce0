"""manage.py send_reminders: tell staff by e-mail which pages a clinician is to read again. Run it once a day."""

from django.core.management.base import BaseCommand, CommandError

from therapies import publishing
from therapies.text.counting import counted


class Command(BaseCommand):
    help = "Reminds by e-mail of pages whose review date is near or has passed. Running it twice sends nothing twice."

    def handle(self, **options):
        try:
            pages = publishing.send_reminders()
        except publishing.NotSent as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"Reminded of {counted(pages, 'page')}." if pages else "Nothing to remind of today.")
