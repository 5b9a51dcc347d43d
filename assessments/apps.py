from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dtportal.journal.letters import describe
from dtportal.journal.verbs import name_verbs


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("Assessments")

    def ready(self) -> None:
        from assessments import today
        from assessments.hindrances import handed_over
        from assessments.letters import LETTERS
        from assessments.verbs import VERBS
        from dtportal import todo
        from nominations import hindrances

        todo.register(today.tasks)
        hindrances.register(handed_over)
        name_verbs(VERBS)
        describe(LETTERS)
