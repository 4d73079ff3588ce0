"""manage.py send_reminders: tell staff by e-mail what to look at again and which links to look after. Run it once a day."""

from django.core.management.base import BaseCommand, CommandError

from therapies import publishing
from therapies.linking.placements import send_questions
from therapies.text.counting import counted

# Each with what it says and the noun of what it counts. A mail server that refuses one mail may take the other.
MAILS = (
    (publishing.send_reminders, "Reminded of", "page"),
    (publishing.send_fact_reminders, "Reminded of", "clinic fact"),
    (send_questions, "Asked about", "link place"),
)


class Command(BaseCommand):
    help = (
        "Reminds by e-mail of pages and clinic facts whose review date is near or has passed, and asks once a year "
        "whether links are still where they were pasted. Running it twice sends nothing twice."
    )

    def handle(self, **options):
        refusals, said = [], []
        for send, words, noun in MAILS:
            try:
                number = send()
            except publishing.NotSent as reason:
                refusals.append(str(reason))
            else:
                said += [f"{words} {counted(number, noun)}."] if number else []
        if said:
            self.stdout.write(" ".join(said))
        if refusals:
            raise CommandError("\n".join(dict.fromkeys(refusals)))
        if not said:
            self.stdout.write("Nothing to remind of today.")
