"""What must be on file before a list is published, and where whoever may can put it there."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.models import Minutes
from awards.models import OnFile, Paper, Roll
from dtportal.programme.models import Edition
from dtportal.roles import Can


@dataclass(frozen=True)
class Missing:
    """`can`: the function of those who can put it right, at `url`."""

    label: str
    url: str
    can: Can

    def url_for(self, user: Any, edition: Edition) -> str:
        """The address, for whoever can do something about it; else nothing."""
        return self.url if user.can(self.can, edition.access_scope()) else ""


def missing(edition: Edition, roll: Roll | None) -> list[Missing]:
    """Permit, Đề án, Quy chế, the closed minutes of the session that carried the roll, the decision with its number and
    signed scan: what of them is not on file yet. Four queries at most."""
    kept = set(edition.on_file.standing().values_list("kind", flat=True))
    documents = reverse("awards:on_file", args=[edition.slug])
    found = [
        Missing(_("Not on file: %(what)s") % {"what": label}, documents, Can.MANAGE_EDITION)
        for kind, label in OnFile.Kind.choices
        if kind not in kept
    ]
    if roll is None:
        return found
    session = roll.item.session if roll.item else None
    if session is None or not Minutes.objects.filter(session=session, status=Minutes.Status.CLOSED).exists():
        url = reverse("assessments:minutes", args=[edition.slug, session.number]) if session else ""
        label = _("The minutes of the session that carried the list are not closed with their signed scan")
        found.append(Missing(label, url, Can.PREPARE_SESSION))
    return found + _of_decision(edition, roll)


def _of_decision(edition: Edition, roll: Roll) -> list[Missing]:
    papers = Paper.objects.filter(roll=roll, kind=Paper.Kind.DECISION).exclude(status=Paper.Status.VOID)
    decision = papers.defer("content").first()
    if decision is None:
        label, url = (
            _("The chair's decision has not been written"),
            reverse("awards:papers", args=[edition.slug]),
        )
    elif decision.scan:
        return []
    else:
        url = reverse("awards:paper", args=[edition.slug, decision.pk])
        label = _("The chair's decision has no number")
        if decision.number:
            label = _("The signed scan of decision %(label)s is not attached") % {"label": decision.label}
    return [Missing(label, url, Can.DRAW_ROLL)]
