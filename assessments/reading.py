"""What a member of the council may read: the permission is the assignment, or a motion before the council.

Nothing of an edition opens before he has signed the undertaking and stated his ties (`clearance`), nor outside of his
tenure. Every door to a dossier (page, evidence, list, count) starts from one of these querysets.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.clearance import cleared
from assessments.conflicts import closed_ids
from assessments.models import AgendaEntry, AgendaItem, Assignment, CouncilMember, CouncilSession
from dtportal.programme.models import Criterion
from dtportal.roles import Can
from nominations.models import Dossier, Evidence, Nomination
from nominations.reading import readable


def assignments_of(user) -> QuerySet[Assignment]:
    """A member's own list: nothing that a conflict has closed, not even as a number."""
    if not user.is_authenticated:
        return Assignment.objects.none()
    seats = CouncilMember.objects.serving().filter(user=user)
    own = Assignment.objects.active().filter(member__in=seats.values("pk"))
    return own.filter(entry__round__edition__in=cleared(user, Can.APPRAISE)).exclude(
        entry__nomination__in=closed_ids(user)
    )


def rubric_of_own(user, pk: int) -> list[Criterion]:
    """The criteria by which this member scores that assignment; none unless it is his and readable. One query.

    Cheap, for what asks every second: whether a conflict has closed the dossier is asked by what follows.
    """
    if not user.is_authenticated:
        return []
    seats = CouncilMember.objects.serving().filter(user=user)
    mine = Assignment.objects.readable().filter(pk=pk, member__in=seats.values("pk"))
    own = mine.filter(entry__round__edition__in=cleared(user, Can.APPRAISE))
    found = own.values("entry__nomination__edition", "entry__nomination__group")
    here = Exists(
        found.filter(
            entry__nomination__edition=OuterRef("edition"), entry__nomination__group=OuterRef("group")
        )
    )
    return list(Criterion.objects.filter(here))


def items_open_to(user) -> QuerySet[AgendaItem]:
    """Undecided motions of a session in progress, without those from which this member is recused."""
    if not user.is_authenticated:
        return AgendaItem.objects.none()
    conflicted = AgendaEntry.objects.filter(item=OuterRef("pk"), nomination__in=closed_ids(user))
    seated = CouncilMember.objects.serving().filter(user=user, edition__in=cleared(user, Can.VOTE))
    return AgendaItem.objects.filter(
        ~Exists(conflicted),
        status__in=[AgendaItem.Status.PLANNED, AgendaItem.Status.VOTING, AgendaItem.Status.TIED],
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
        Q(pk__in=assigned) | Q(pk__in=deliberated.values("nomination__round_entries__dossier"))
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
    return entries.exclude(nomination__in=closed_ids(user))


def nominations_known_to(user) -> QuerySet[Nomination]:
    """What a member meets: dossiers of his list, and those of the motions of his council's sessions."""
    if not user.is_authenticated:
        return Nomination.objects.none()
    mine = assignments_of(user).values("entry__nomination")
    seats = CouncilMember.objects.serving().filter(user=user, edition__in=cleared(user, Can.VOTE))
    met = AgendaEntry.objects.filter(item__session__edition__in=seats.values("edition")).values("nomination")
    known = Nomination.objects.filter(Q(pk__in=mine) | Q(pk__in=met))
    return known.exclude(pk__in=closed_ids(user)).select_related("edition")


def closed_names(user) -> list[str]:
    """Units of a member's open rounds that are closed to him: their names, so that he can object, and nothing else."""
    own = Assignment.objects.open_rounds().filter(
        member__user=user, entry__round__edition__in=cleared(user, Can.APPRAISE)
    )
    closed = own.filter(Q(status=Assignment.Status.RECUSED) | Q(entry__nomination__in=closed_ids(user)))
    rows = closed.select_related("entry__nomination__organization").order_by(
        "entry__nomination__organization__sort_key", "pk"
    )
    return [str(row.entry.nomination.honoree_name) for row in rows]
