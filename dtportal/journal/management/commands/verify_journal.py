from django.core.management.base import BaseCommand, CommandError

from dtportal.journal import chain
from dtportal.journal.models import Entry, Link


class Command(BaseCommand):
    help = "Verify the journal's hash chain; names the first broken link and exits with status 1."

    def add_arguments(self, parser):
        parser.add_argument("--head", default="", help="a head that was noted down earlier: it must be there")

    def handle(self, *, head: str, **options):
        broken = chain.first_broken(head)
        if broken:
            position, reason = broken
            raise CommandError(f"The chain breaks at link {position}: {reason}.")
        while chain.extend():
            pass
        last = Link.objects.order_by("-position").first()
        self.stdout.write(f"{Entry.objects.count()} entries, chain intact, head {last.hash if last else '-'}")
