"""What a conflict of interest closes in the stages below: dossiers read in another office, numbers, journal entries."""

from typing import Any

from django.db.models import Q, QuerySet

from assessments.clearance import council_editions
from assessments.conflicts import closed_ids, closed_to
from assessments.models import AgendaItem, Assignment, Conclusion, Scoresheet
from nominations.models import Nomination


def in_office(user: Any) -> QuerySet[Nomination] | None:
    """For `nominations.closing`: what is closed to whoever holds an office of a council."""
    return closed_to(user) if council_editions(user) else None


def in_the_journal(user: Any) -> Q:
    """For `journal.closing`: entries about a dossier that is closed to this person, and about its appraisal."""
    closed = closed_ids(user)
    appraised = Assignment.objects.filter(entry__nomination__in=closed)
    about = AgendaItem.objects.filter(kind__in=AgendaItem.OF_ONE, entries__nomination__in=closed)
    return (
        Q(subject=Nomination._meta.label_lower, subject_id__in=closed)
        | Q(subject=Assignment._meta.label_lower, subject_id__in=appraised.values("pk"))
        | Q(
            subject=Scoresheet._meta.label_lower,
            subject_id__in=Scoresheet.objects.filter(assignment__in=appraised).values("pk"),
        )
        | Q(subject=AgendaItem._meta.label_lower, subject_id__in=about.values("pk"))
        | Q(
            subject=Conclusion._meta.label_lower,
            subject_id__in=Conclusion.objects.filter(nomination__in=closed).values("pk"),
        )
    )
