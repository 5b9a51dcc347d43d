from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils.translation import override

from dtportal.demo.cast import DEMO_PASSWORD, EVERYBODY, address


class Command(BaseCommand):
    help = "Print where the demo is, who can sign in, and where the mails go."

    def handle(self, **options) -> None:
        with override("vi"):
            lines = [
                f"Portal:   {settings.SITE_URL}/",
                f"Demo:     {settings.SITE_URL}{reverse('demo')}  (sign in as anybody with one click)",
                f"Mails:    {settings.SITE_URL}{reverse('demo_mail')}  (files in {settings.MAIL_DIR})",
                f"Password: {DEMO_PASSWORD}  (the same for all; codes are on the demo page)",
                "",
                *(f"  {address(part):22} {part.full_name:22} {part.does}" for part in EVERYBODY),
            ]
        self.stdout.write("\n".join(lines))
