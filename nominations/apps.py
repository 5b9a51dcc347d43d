from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dtportal import todo


class NominationsConfig(AppConfig):
    name = "nominations"
    verbose_name = _("Nominations")

    def ready(self) -> None:
        from nominations import today

        for source in (today.drafts, today.endorsements, today.dossiers):
            todo.register(source)
