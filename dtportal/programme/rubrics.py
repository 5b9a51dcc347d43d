"""Which criterion is judged from which section of the dossier: `Criterion.sections` says it, nothing else."""

from collections.abc import Iterable

from dtportal.programme.models import Criterion, Edition


def fed(edition: Edition | int, group: str) -> dict[str, list[Criterion]]:
    """The criteria that each section feeds, by section key, in the order of the rubric; one query."""
    return by_section(Criterion.objects.filter(edition=edition, group=group))


def by_section(criteria: Iterable[Criterion]) -> dict[str, list[Criterion]]:
    """The same for criteria of one rubric that are at hand."""
    found: dict[str, list[Criterion]] = {}
    for criterion in criteria:
        for key in criterion.sections:
            found.setdefault(key, []).append(criterion)
    return found
