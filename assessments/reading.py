"""What a member of the council may read: the permission is the assignment, or a motion before the council.

Every door to a dossier (page, evidence, list, count) starts from one of these querysets.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.conflicts import closed_to
from assessments.models import AgendaEntry, AgendaItem, Assignment, CouncilMember, CouncilSession
from dtportal.roles import Can
from nominations.models import Dossier, Evidence
from nominations.reading import readable


def assignments_of(user) -> QuerySet[Assignment]:
    """A member's own list: nothing that a conflict has closed, not even as a number."""
    if not user.is_authenticated:
        return Assignment.objects.none()
    own = Assignment.objects.of_member(user).active()
    return own.filter(entry__round__edition__in=user.editions_where(Can.APPRAISE)).exclude(
        entry__nomination__in=closed_to(user).values("pk")
    )


def items_open_to(user) -> QuerySet[AgendaItem]:
    """Undecided motions of a session in progress, without those from which this member is recused."""
    if not user.is_authenticated:
        return AgendaItem.objects.none()
    conflicted = AgendaEntry.objects.filter(item=OuterRef("pk"), nomination__in=closed_to(user).values("pk"))
    seated = CouncilMember.objects.filter(
        user=user, is_active=True, edition__in=user.editions_where(Can.VOTE)
    )
    return AgendaItem.objects.filter(
        ~Exists(conflicted),
        status__in=[AgendaItem.Status.PLANNED, AgendaItem.Status.VOTING],
        session__status=CouncilSession.Status.OPEN,
        session__edition__in=seated.values("edition"),
    )


def dossiers_open_to(user) -> QuerySet[Dossier]:
    """The frozen dossiers a member may read now."""
    if not user.is_authenticated:
        return Dossier.objects.none()
    assigned = assignments_of(user).readable().values("entry__dossier")
    deliberated = AgendaEntry.objects.filter(item__in=items_open_to(user).values("pk"))
    return Dossier.objects.filter(
        Q(pk__in=assigned) | Q(pk__in=deliberated.values("nomination__round_entry__dossier"))
    )


def evidence_open_to(user, pk: int) -> Evidence | None:
    """A file of a dossier that this member may read, if that dossier froze it; None otherwise."""
    frozen = dossiers_open_to(user).filter(nomination__evidence=pk).distinct()
    hashes = [
        file.sha256
        for dossier in frozen
        for section in readable(dossier)
        for file in section.files
        if file.id == pk
    ]
    return Evidence.objects.filter(pk=pk, sha256__in=hashes).first() if hashes else None


def entries_open_to(entries: QuerySet, user) -> QuerySet:
    """Entries of a round or a motion without the dossiers closed to this person."""
    return entries.exclude(nomination__in=closed_to(user).values("pk"))
