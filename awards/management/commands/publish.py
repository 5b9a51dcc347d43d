"""`manage.py publish EDITION --by EMAIL`: the same sign-offs and the same refusals as the button."""

from typing import Any

from awards import actions
from awards.management.base import OfficeCommand
from dtportal.roles import Can


class Command(OfficeCommand):
    help = "Publish the signed honour roll of an edition."
    can = Can.PUBLISH

    def act(self, **options: Any) -> None:
        honors = actions.publish(self.edition, by=self.by)
        self.stdout.write(f"{len(honors)}")
