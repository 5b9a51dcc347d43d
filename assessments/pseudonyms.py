"""The random codes under which dossiers are sealed and opened."""

from collections.abc import Iterable

from assessments.models import Pseudonym
from nominations.models import Nomination


def give(nominations: Iterable[Nomination]) -> None:
    """A code for each that has none; two queries. Needs the edition."""
    rows = list(nominations)
    known = set(Pseudonym.objects.filter(nomination__in=rows).values_list("nomination", flat=True))
    Pseudonym.objects.bulk_create(
        [
            Pseudonym(nomination=row, is_rehearsal=row.edition.is_rehearsal)
            for row in rows
            if row.pk not in known
        ],
        ignore_conflicts=True,
    )


def of(nomination: Nomination) -> Pseudonym:
    """Its code; made now for a dossier that has none."""
    found, _made = Pseudonym.objects.get_or_create(
        nomination=nomination, defaults={"is_rehearsal": nomination.edition.is_rehearsal}
    )
    return found
