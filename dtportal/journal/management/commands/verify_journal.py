from django.core.management.base import BaseCommand, CommandError

from dtportal.journal import chain
from dtportal.journal.models import Entry, Link


class Command(BaseCommand):
    help = "Verify the journal's hash chain; names the first broken link and exits with status 1."

    def handle(self, **options):
        chain.extend()
        broken = chain.first_broken()
        if broken:
            position, reason = broken
            raise CommandError(f"The chain breaks at link {position}: {reason}.")
        head = Link.objects.order_by("-position").first()
        self.stdout.write(f"{Entry.objects.count()} entries, chain intact, head {head.hash if head else '-'}")
