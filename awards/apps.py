from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dtportal.journal.letters import describe
from dtportal.journal.verbs import name_verbs


class AwardsConfig(AppConfig):
    name = "awards"
    verbose_name = _("Awards")

    def ready(self) -> None:
        from awards import today
        from awards.letters import LETTERS
        from awards.verbs import VERBS
        from dtportal import todo

        todo.register(today.tasks)
        name_verbs(VERBS)
        describe(LETTERS)
