"""What waits for a person in this stage, for his page “today”."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from dtportal.accounts.models import User
from dtportal.roles import Can
from dtportal.todo import Task
from nominations.consents import purposes_of
from nominations.filters import OUTDATED
from nominations.models import (
    Colleague,
    Consent,
    Endorsement,
    Nomination,
    PaperDossier,
    PaperInvitation,
    Thread,
    UnitInvitation,
)
from nominations.queue import QUESTIONS


def invitations(user: User) -> Iterator[Task]:
    """Invitations to write in a dossier, also when the link was lost on the way through sign-up."""
    asked = Colleague.objects.open().addressed_to(user)
    for colleague in asked.select_related("nomination__organization"):
        yield Task(
            label=_("A colleague invites you to write in a dossier"),
            url=reverse("nominations:invitation", args=[colleague.token]),
            hint=colleague.nomination.honoree_name,
            icon="envelope-open",
            urgency=1,
        )


def drafts(user: User) -> Iterator[Task]:
    """Dossiers that only their organisation, and its colleagues, can move on."""
    mine = Nomination.objects.written_by(user)
    writing = mine.filter(status__in=Nomination.EDITABLE).for_listing()
    writing = writing.exclude(pk__in=PaperDossier.objects.pending().values("nomination"))
    for nomination in writing.order_by("created_at", "pk"):
        returned = nomination.status == Nomination.Status.RETURNED
        label = (
            _("Add what the secretariat asks for: %(reference)s") if returned else _("Finish %(reference)s")
        )
        yield Task(
            label=label % {"reference": nomination.known_as},
            url=nomination.get_absolute_url(),
            hint=nomination.honoree_name,
            icon="pencil-square",
            urgency=1 if returned else 3,
        )


def answers(user: User) -> Iterator[Task]:
    """Words of the secretariat that nobody of the organisation has read yet."""
    unread = Thread.objects.joined_by(user).answered().select_related("nomination__organization")
    for thread in unread.order_by("answered_at"):
        yield Task(
            label=_("The secretariat has written about %(reference)s")
            % {"reference": thread.nomination.known_as},
            url=reverse("nominations:questions", args=[thread.nomination.reference]),
            hint=thread.nomination.honoree_name,
            icon="chat-dots",
            urgency=1,
        )


def invited(user: User) -> Iterator[Task]:
    """Nominating bodies that invite the person's unit, also when the link was lost on the way through sign-up."""
    for invitation in UnitInvitation.objects.open().addressed_to(user).for_listing():
        yield Task(
            label=_("A nominating body invites: %(organization)s") % {"organization": invitation.name},
            url=reverse("nominations:unit_invitation", args=[invitation.token]),
            hint=invitation.body.label,
            icon="envelope-open",
            urgency=1,
        )
    begun = Nomination.objects.filter(organization__in=user.organization_ids).values("edition")
    taken_up = UnitInvitation.objects.to_start().filter(accepted_by=user).exclude(edition__in=begun)
    for invitation in taken_up.for_listing():
        step = "nominations:start" if user.organization_ids else "accounts:organization_new"
        yield Task(
            label=_("Start the dossier to which the body has invited"),
            url=reverse(step),
            hint=invitation.body.label,
            icon="folder-plus",
            urgency=2,
        )


def endorsements(user: User) -> Iterator[Task]:
    """Requests that wait for the word of the person's body."""
    bodies = {body for _edition, body in user.bodies_where(Can.ENDORSE)}
    if not bodies:
        return
    rows = Endorsement.objects.visible_to(user).filter(
        body__in=bodies, nomination__status__in=Nomination.UNDECIDED
    )
    kinds = [
        (
            _("Organisations wait for an endorsement"),
            "requested",
            rows.filter(status=Endorsement.Status.REQUESTED),
        ),
        (_("Endorsements wait to be confirmed for a new version"), OUTDATED, rows.outdated()),
    ]
    for label, status, waiting in kinds:
        count = waiting.count()
        if count:
            yield Task(
                label=label,
                url=f"{reverse('nominations:endorsements')}?status={status}",
                count=count,
                icon="patch-check",
                urgency=2,
            )


def papers(user: User) -> Iterator[Task]:
    """Paper dossiers: the unit's word is asked for, or the unit has said what is wrong."""
    for invitation in PaperInvitation.objects.open().addressed_to(user).for_listing():
        yield Task(
            label=_("Confirm the dossier that was keyed in from paper"),
            url=reverse("nominations:paper_invitation", args=[invitation.token]),
            hint=invitation.paper.nomination.honoree_name,
            icon="envelope-open",
            urgency=1,
        )
    pending = PaperDossier.objects.pending().visible_to(user).for_listing()
    asked = pending.filter(
        status=PaperDossier.Status.ASKED, nomination__organization__in=user.organization_ids
    )
    for paper in asked:
        yield Task(
            label=_("Confirm the dossier that was keyed in from paper"),
            url=reverse("nominations:paper_confirm", args=[paper.nomination.reference]),
            hint=paper.nomination.honoree_name,
            icon="file-earmark-check",
            urgency=1,
        )
    disputed = pending.filter(status=PaperDossier.Status.DISPUTED, keyed_by=user)
    for paper in disputed:
        yield Task(
            label=_("Correct a paper dossier: the organisation found mistakes"),
            url=reverse("nominations:paper", args=[paper.edition.slug, paper.nomination.reference]),
            hint=paper.nomination.honoree_name,
            icon="pencil-square",
            urgency=1,
        )


def withdrawn_consents(user: User) -> Iterator[Task]:
    """Dossiers on which work has to stop: an obligatory consent was taken back, and nobody put them on hold yet."""
    screening = set(user.editions_where(Can.SCREEN))
    if not screening:
        return
    at_work = {Nomination.Status.SUBMITTED, Nomination.Status.ACCEPTED}
    rows = Consent.objects.visible_to(user).withdrawn_now().filter(nomination__status__in=at_work)
    rows = rows.filter(nomination__edition__in=screening).exclude(
        nomination__organization__in=user.tied_organization_ids
    )
    told = set()
    for row in rows.select_related("nomination__edition", "nomination__organization").order_by("pk"):
        nomination = row.nomination
        purposes = purposes_of(nomination.edition, nomination.group)
        if nomination.pk in told or row.key not in {p.key for p in purposes if p.is_required}:
            continue
        told.add(nomination.pk)
        yield Task(
            label=_("A consent was withdrawn, put the examination on hold: %(reference)s")
            % {"reference": nomination.known_as},
            url=reverse("nominations:screen", args=[nomination.edition.slug, nomination.reference]),
            hint=nomination.honoree_name,
            icon="x-octagon",
            urgency=1,
        )


def dossiers(user: User) -> Iterator[Task]:
    """Questions to answer and submitted dossiers to examine, edition by edition."""
    screening = set(user.editions_where(Can.SCREEN))
    editions = {a.edition_id: a.edition for a in user.active_appointments if a.edition_id in screening}
    for edition in editions.values():
        asked = Thread.objects.visible_to(user).waiting().filter(nomination__edition=edition).count()
        if asked:
            yield Task(
                label=_("Questions of organisations wait for an answer"),
                url=f"{reverse('nominations:desk', args=[edition.slug])}?view={QUESTIONS}",
                count=asked,
                hint=edition.label,
                icon="chat-dots",
                urgency=1,
            )
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
