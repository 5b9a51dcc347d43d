from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dtportal import todo
from dtportal.accounts import ties
from dtportal.journal.letters import describe, let_read
from dtportal.journal.verbs import name_verbs


class NominationsConfig(AppConfig):
    name = "nominations"
    verbose_name = _("Nominations")

    def ready(self) -> None:
        from dtportal.journal.exceptions import name_exceptions
        from dtportal.journal.naming import name_subjects
        from nominations import standing, today
        from nominations.letters import LETTERS
        from nominations.models import Endorsement, Nomination
        from nominations.verbs import EXCEPTIONS, SUBJECTS, VERBS

        for source in (
            today.invitations,
            today.papers,
            today.drafts,
            today.answers,
            today.endorsements,
            today.invited,
            today.withdrawn_consents,
            today.dossiers,
        ):
            todo.register(source)
        ties.register(standing.organizations_written_for)
        name_verbs(VERBS)
        name_exceptions(EXCEPTIONS)
        name_subjects(SUBJECTS)
        describe(LETTERS)
        let_read(Nomination, Endorsement)
