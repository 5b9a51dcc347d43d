from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dtportal.journal.letters import describe
from dtportal.journal.verbs import name_verbs


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("Assessments")

    def ready(self) -> None:
        from assessments import today, today_papers
        from assessments.closed_doors import in_office, in_the_journal
        from assessments.hindrances import handed_over
        from assessments.letters import LETTERS
        from assessments.verbs import EXCEPTIONS, SUBJECTS, VERBS
        from dtportal import todo
        from dtportal.journal import closing as journal
        from dtportal.journal.exceptions import name_exceptions
        from dtportal.journal.naming import name_subjects
        from nominations import closing, hindrances

        closing.register(in_office)
        journal.register(in_the_journal)
        todo.register(today.tasks)
        todo.register(today_papers.tasks)
        hindrances.register(handed_over)
        name_verbs(VERBS)
        name_exceptions(EXCEPTIONS)
        name_subjects(SUBJECTS)
        describe(LETTERS)
