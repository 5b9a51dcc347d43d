from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dtportal import todo
from dtportal.journal.letters import describe, let_read
from dtportal.journal.verbs import name_verbs


class AccountsConfig(AppConfig):
    name = "dtportal.accounts"
    verbose_name = _("People and organisations")

    def ready(self) -> None:
        from dtportal.accounts import today
        from dtportal.accounts.letters import LETTERS
        from dtportal.accounts.models import Appointment, Claim
        from dtportal.accounts.verbs import EXCEPTIONS, SUBJECTS, VERBS
        from dtportal.journal.exceptions import name_exceptions
        from dtportal.journal.naming import name_subjects

        for source in (
            today.invitations,
            today.offices,
            today.claims_on_mine,
            today.own_claims,
            today.claims_to_decide,
        ):
            todo.register(source)
        name_verbs(VERBS)
        name_exceptions(EXCEPTIONS)
        name_subjects(SUBJECTS)
        describe(LETTERS)
        let_read(Appointment, Claim)
