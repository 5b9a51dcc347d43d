from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    name = "dtportal.programme"
    verbose_name = _("Programme")

    def ready(self) -> None:
        from dtportal.journal.outbox import word_with
        from dtportal.programme.wording import own_words

        word_with(own_words)
