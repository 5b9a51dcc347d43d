"""What waits for a person about organisations, for his page “today”."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from dtportal.accounts.models import Claim, Invitation, OfficerInvitation, User
from dtportal.roles import Can
from dtportal.todo import Task


def invitations(user: User) -> Iterator[Task]:
    """Invitations to an address of his, also when the link was lost on the way through sign-up."""
    for invitation in Invitation.objects.open().addressed_to(user).select_related("organization"):
        yield Task(
            label=_("An organisation invites you to represent it"),
            url=reverse("accounts:invitation", args=[invitation.token]),
            hint=invitation.organization.label,
            icon="envelope-open",
            urgency=1,
        )


def offices(user: User) -> Iterator[Task]:
    """Invitations to be an officer of a nominating body."""
    for invitation in OfficerInvitation.objects.open().addressed_to(user).for_listing():
        yield Task(
            label=_("The secretariat invites you to act for a nominating body"),
            url=reverse("accounts:officer_invitation", args=[invitation.token]),
            hint=invitation.body.label,
            icon="envelope-open",
            urgency=1,
        )


def claims_on_mine(user: User) -> Iterator[Task]:
    """Colleagues who ask to represent an organisation of his."""
    asked = Claim.objects.waiting().filter(organization__in=user.organization_ids, objected_at=None)
    for claim in asked.select_related("user"):
        yield Task(
            label=_("%(person)s asks to represent the organisation") % {"person": claim.user.full_name},
            url=reverse("accounts:claim", args=[claim.pk]),
            icon="person-raised-hand",
            urgency=1,
        )


def own_claims(user: User) -> Iterator[Task]:
    for claim in Claim.objects.waiting().filter(user=user):
        yield Task(
            label=_("A request to represent an organisation waits for its answer"),
            url=reverse("accounts:claim", args=[claim.pk]),
            hint=claim.typed_name or claim.tax_code,
            icon="hourglass-split",
            urgency=6,
        )


def claims_to_decide(user: User) -> Iterator[Task]:
    """What representatives cannot or did not answer, edition by edition."""
    screening = set(user.editions_where(Can.SCREEN))
    editions = {a.edition_id: a.edition for a in user.active_appointments if a.edition_id in screening}
    for edition in editions.values():
        waiting = Claim.objects.visible_to(user).filter(edition=edition, status=Claim.Status.PASSED_ON)
        count = waiting.exclude(user=user).exclude(organization__in=user.organization_ids).count()
        if count:
            yield Task(
                label=_("Requests to represent an organisation wait for a decision"),
                url=reverse("accounts:claims", args=[edition.slug]),
                count=count,
                hint=edition.label,
                icon="person-raised-hand",
                urgency=2,
            )
