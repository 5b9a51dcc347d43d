from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dtportal.journal.letters import describe, let_read
from dtportal.journal.verbs import name_verbs


class ForumsConfig(AppConfig):
    name = "forums"
    verbose_name = _("Forums")

    def ready(self) -> None:
        from forums.letters import LETTERS
        from forums.models import Registration
        from forums.verbs import VERBS

        name_verbs(VERBS)
        describe(LETTERS)
        let_read(Registration)
