from argparse import ArgumentParser

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from dtportal.accounts.models import Appointment, User
from dtportal.journal.outbox import deliver_waiting
from dtportal.journal.recording import link_to, record, send
from dtportal.programme.models import Edition
from dtportal.roles import Can, roles_that


class Command(BaseCommand):
    help = "Make the first organiser of a real installation, who appoints everybody else on a page."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", default="", help="full name; the address if left out")
        parser.add_argument("--edition", help="slug; the latest if left out")
        parser.add_argument("--print-link", action="store_true", help="print the link instead of mailing it")

    def handle(self, *, email: str, name: str, edition: str | None, print_link: bool, **options) -> None:
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"“{email}” is not an e-mail address.") from error
        with override("vi"):
            link = self._bootstrap(email.lower(), name or email, self._edition(edition), mail=not print_link)
        if print_link:
            self.stdout.write(link)
            return
        sent = deliver_waiting()
        self.stdout.write(
            f"A link to set the password {'went' if sent else 'will go, once the mail server answers,'} to {email}."
        )

    def _edition(self, slug: str | None) -> Edition:
        editions = Edition.objects.filter(slug=slug) if slug else Edition.objects.latest_first()
        edition = editions.first()
        if edition is None:
            raise CommandError(
                f"There is no edition “{slug}”." if slug else "There is no edition; run migrate first."
            )
        return edition

    @transaction.atomic
    def _bootstrap(self, email: str, name: str, edition: Edition, *, mail: bool) -> str:
        Edition.objects.select_for_update().get(pk=edition.pk)
        organisers = roles_that(Can.APPOINT)
        if Appointment.objects.active().filter(edition=edition, role__in=organisers).exists():
            raise CommandError(
                f"Edition {edition.slug} has an organiser already, who appoints others on a page."
            )
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            user = User.objects.create_user(email, full_name=name)
        # Whoever runs this vouches for the address; the link proves it.
        EmailAddress.objects.update_or_create(
            user=user, email=email, defaults={"verified": True, "primary": True}
        )
        appointment = Appointment.objects.create(user=user, role=organisers[0], edition=edition)
        record("appointment.made", appointment, by=None, user=user.pk, role=appointment.role)
        path = reverse(
            "account_reset_password_from_key",
            kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
        )
        link = link_to(path)
        if mail:
            context = {"password_reset_url": link, "edition": edition.title}
            send("account/first_organizer", recipient=user, language=user.language, context=context)
        return link
