"""What waits for a person in this stage, for his page “today”."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from dtportal.accounts.models import User
from dtportal.roles import Can
from dtportal.todo import Task
from nominations.models import Endorsement, Nomination


def drafts(user: User) -> Iterator[Task]:
    """Dossiers that only their organisation can move on."""
    mine = Nomination.objects.filter(organization__in=user.organization_ids)
    writing = mine.filter(status__in=Nomination.EDITABLE).for_listing()
    for nomination in writing.order_by("created_at", "pk"):
        returned = nomination.status == Nomination.Status.RETURNED
        label = (
            _("Add what the secretariat asks for: %(reference)s") if returned else _("Finish %(reference)s")
        )
        yield Task(
            label=label % {"reference": nomination.reference},
            url=nomination.get_absolute_url(),
            hint=nomination.honoree_name,
            icon="pencil-square",
            urgency=1 if returned else 3,
        )


def endorsements(user: User) -> Iterator[Task]:
    """Requests that wait for the word of the person's body."""
    bodies = {body for _edition, body in user.bodies_where(Can.ENDORSE)}
    if not bodies:
        return
    asked = Endorsement.objects.visible_to(user).filter(
        body__in=bodies,
        status=Endorsement.Status.REQUESTED,
        nomination__status__in=Nomination.UNDECIDED,
    )
    count = asked.count()
    if count:
        yield Task(
            label=_("Organisations wait for an endorsement"),
            url=f"{reverse('nominations:endorsements')}?status=requested",
            count=count,
            icon="patch-check",
            urgency=2,
        )


def dossiers(user: User) -> Iterator[Task]:
    """Submitted dossiers that wait for examination, edition by edition."""
    screening = set(user.editions_where(Can.SCREEN))
    editions = {a.edition_id: a.edition for a in user.active_appointments if a.edition_id in screening}
    for edition in editions.values():
        waiting = Nomination.objects.visible_to(user).filter(
            edition=edition, status=Nomination.Status.SUBMITTED
        )
        count = waiting.count()
        if count:
            yield Task(
                label=_("Dossiers wait for examination"),
                url=f"{reverse('nominations:desk', args=[edition.slug])}?status=submitted",
                count=count,
                hint=edition.label,
                icon="inboxes",
                urgency=2,
            )
