"""Ask the addresses outside the site that live pages name whether they answer."""

from django.core.management.base import BaseCommand, CommandError

from therapies.publishing.link_checks import keep_link_checks
from therapies.reading.outside_links import outside_links, problems_of


class Command(BaseCommand):
    help = (
        "Ask every address outside the site that live pages name whether it answers, and keep the answers for the "
        "admin's home page. It sends nothing but the request; run it when you like, or once a week."
    )

    def add_arguments(self, parser):
        parser.add_argument("--timeout", type=float, default=10, help="seconds to wait for each (default: 10)")
        parser.add_argument(
            "--also", action="append", default=[], metavar="HOST", help="a host of your own network to ask as well"
        )

    def handle(self, *, timeout, also, **options):
        if not 0 < timeout <= 120:
            raise CommandError("Write a time from 1 to 120 seconds: --timeout 10.")
        links = outside_links()
        problems = problems_of(links, timeout=timeout, also=also)
        keep_link_checks(problems)
        broken = {address: problem for address, problem in problems.items() if problem}
        for address, problem in broken.items():
            pages = ", ".join(version.article.address.page for version in links[address])
            self.stderr.write(f"{address} {problem} (on {pages})")
        self.stdout.write(f"{len(links)} addresses asked, {len(broken)} of them with a problem.")
