"""What of the awards waits for a person today."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.models import AgendaItem, Conclusion, Round
from awards.actions import part_for
from awards.models import Confidant, Roll
from dtportal.accounts.models import User
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.todo import Task


def tasks(user: User) -> Iterator[Task]:
    yield from _rolls_to_draw(user)
    yield from _rolls_to_sign(user)
    yield from _rolls_to_publish(user)
    yield from _confidants_to_approve(user)
    yield from _names_to_read(user)


def _rolls_to_draw(user: User) -> Iterator[Task]:
    """Every round is closed, dossiers are proposed, and no roll is under way."""
    mine = user.editions_where(Can.DRAW_ROLL)
    if not mine:
        return
    proposed = Conclusion.objects.filter(verdict=Conclusion.Verdict.OUTSTANDING)
    ready = (
        Edition.objects.filter(pk__in=mine)
        .filter(pk__in=proposed.values("nomination__edition"))
        .exclude(pk__in=Round.objects.filter(status=Round.Status.OPEN).values("edition"))
        .exclude(
            pk__in=Roll.objects.alive().exclude(item__status=AgendaItem.Status.REJECTED).values("edition")
        )
    )
    for edition in ready:
        yield Task(_("Draw the honour roll up"), reverse("awards:roll", args=[edition.slug]), icon="trophy")


def _rolls_to_sign(user: User) -> Iterator[Task]:
    signing = {*user.editions_where(Can.SIGN_AS_CHAIR), *user.editions_where(Can.SIGN_AS_AUDITOR)}
    if not signing:
        return
    waiting = (
        Roll.objects.visible_to(user)
        .filter(
            edition__in=signing,
            status__in=[Roll.Status.DRAFT, Roll.Status.APPROVED],
            item__status=AgendaItem.Status.CARRIED,
        )
        .exclude(signatures__user=user)
        .select_related("edition")
    )
    for roll in waiting:
        if part_for(user, roll):
            url = reverse("awards:roll", args=[roll.edition.slug])
            yield Task(_("Sign or refuse the honour roll"), url, icon="pen", urgency=2)


def _rolls_to_publish(user: User) -> Iterator[Task]:
    publishing = user.editions_where(Can.PUBLISH)
    if not publishing:
        return
    signed = Roll.objects.visible_to(user).filter(edition__in=publishing, status=Roll.Status.SIGNED)
    for roll in signed.select_related("edition"):
        url = reverse("awards:publication", args=[roll.edition.slug])
        yield Task(_("Publish the honour list"), url, icon="megaphone", urgency=2)


def _confidants_to_approve(user: User) -> Iterator[Task]:
    mine = user.editions_where(Can.SIGN_AS_CHAIR)
    if not mine:
        return
    waiting = Confidant.objects.waiting().filter(edition__in=mine).exclude(user=user)
    for edition in Edition.objects.filter(pk__in=waiting.values("edition")):
        yield Task(
            _("Decide who may know the roll before its publication"),
            reverse("awards:confidants", args=[edition.slug]),
            count=waiting.filter(edition=edition).count(),
            icon="person-lock",
            urgency=3,
        )


def _names_to_read(user: User) -> Iterator[Task]:
    for roll in Roll.objects.known_to(user).select_related("edition"):
        url = reverse("awards:embargoed", args=[roll.edition.slug])
        yield Task(_("Prepare your part with the names under embargo"), url, icon="person-lock")
