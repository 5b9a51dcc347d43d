from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dtportal.journal.letters import describe, let_read
from dtportal.journal.verbs import name_verbs


class AwardsConfig(AppConfig):
    name = "awards"
    verbose_name = _("Awards")

    def ready(self) -> None:
        from assessments import withholding
        from awards import closed_doors, rolls, today, today_book, today_listening
        from awards.letters import LETTERS
        from awards.models import Appeal, Comment
        from awards.verbs import EXCEPTIONS, SUBJECTS, VERBS
        from dtportal import todo
        from dtportal.journal import closing
        from dtportal.journal.exceptions import name_exceptions
        from dtportal.journal.naming import name_subjects

        closing.register(closed_doors.in_the_journal)
        withholding.register(rolls.is_published)
        todo.register(today.tasks)
        todo.register(today_listening.tasks)
        todo.register(today_book.tasks)
        name_verbs(VERBS)
        name_exceptions(EXCEPTIONS)
        name_subjects(SUBJECTS)
        describe(LETTERS)
        let_read(Appeal, Comment)
