"""What the secretariat sees beside one dossier."""

from django.db.models import Prefetch

from dtportal.accounts.models import User
from dtportal.programme.models import Group
from nominations.models import Endorsement, Nomination


def neighbours(nomination: Nomination, user: User) -> list[Nomination]:
    """The other units of the same sector and locality, with their endorsements: they compete for one place."""
    if nomination.group != Group.UNIT:
        return []
    same = Nomination.objects.visible_to(user).filter(
        edition=nomination.edition,
        group=Group.UNIT,
        sector=nomination.sector,
        province=nomination.province,
    )
    others = same.beyond_draft().exclude(pk=nomination.pk).exclude(status=Nomination.Status.WITHDRAWN)
    given = Prefetch("endorsements", Endorsement.objects.for_listing())
    loaded = others.for_listing().with_endorsed().prefetch_related(given)
    return list(loaded.order_by("submitted_at", "pk"))
