"""Who may write what in a dossier: representatives everything, colleagues the sections they were invited to, and the
secretariat a paper dossier that it keys in, until the unit confirms it or takes it over."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dtportal.accounts.models import Organization, User
from dtportal.roles import Can
from nominations.models import Colleague, Nomination
from nominations.models.paper import pending_paper
from nominations.sections import sections_of


def represents(user: User, nomination: Nomination) -> bool:
    return user.can(Can.DRAFT, nomination.access_scope())


def keys_in(user: User, nomination: Nomination) -> bool:
    """Whether a secretary may write in this dossier: it came on paper, and the unit has not answered yet."""
    paper = pending_paper(nomination)
    return paper is not None and paper.is_written and user.can(Can.SCREEN, nomination.access_scope())


def writable(user: User, nomination: Nomination) -> frozenset[str]:
    """Keys of the sections that a person may write; empty for everybody who only reads, or knows nothing."""
    keys = frozenset(section.key for section in sections_of(nomination.edition, nomination.group))
    if pending_paper(nomination) is not None:
        return keys if keys_in(user, nomination) else frozenset()
    if represents(user, nomination):
        return keys
    if not user.is_active:
        return frozenset()
    mine = Colleague.objects.at_work().filter(nomination=nomination, accepted_by=user)
    given = frozenset(mine.values_list("section", flat=True))
    return keys if "" in given else keys & given


def takes_part(user: User, nomination: Nomination) -> bool:
    """Whether a person speaks with the secretariat: representatives, and colleagues of the whole dossier."""
    if represents(user, nomination):
        return True
    whole = Colleague.objects.at_work().filter(nomination=nomination, accepted_by=user, section="")
    return user.is_active and whole.exists()


def require_writing(by: User, nomination: Nomination, section: str) -> None:
    """Raise PermissionDenied unless `by` may write in this section."""
    if pending_paper(nomination) is None and represents(by, nomination):
        return
    if section in writable(by, nomination):
        return
    raise PermissionDenied(_("This section is written by others; it can be read with the whole dossier."))


def organizations_written_for(user: User) -> QuerySet[Organization]:
    """For `accounts.ties`: nobody acts in office on a dossier of an organisation for which he writes."""
    mine = Colleague.objects.at_work().filter(accepted_by=user)
    return Organization.objects.filter(pk__in=mine.values("nomination__organization"))
