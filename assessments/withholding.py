"""What of a session that is over a member cannot look up until the list that comes of it is published.

While the council sits, whoever votes sees what he votes on. Afterwards scores, conclusions and the moves of single
dossiers are the order of an embargoed list: they stay with the offices that need them (chair, secretariat, auditor).
Published lists belong to an upper stage, which says through this registry of which editions there is one.
"""

from collections.abc import Callable
from typing import Any

from assessments.models import AgendaItem, CouncilSession
from dtportal.programme.models import Edition
from dtportal.roles import Can

OFFICES = (Can.PREPARE_SESSION, Can.READ_SCORES, Can.AUDIT)
_sources: list[Callable[[Edition], bool]] = []


def register(source: Callable[[Edition], bool]) -> None:
    """`source(edition)`: whether everybody may read a list of this edition."""
    if source not in _sources:
        _sources.append(source)


def withholds(session: CouncilSession, user: Any) -> bool:
    if not session.is_closed or any(user.can(can, session.access_scope()) for can in OFFICES):
        return False
    return not any(source(session.edition) for source in _sources)


def hides(item: AgendaItem, user: Any) -> bool:
    """Whether the whole item stays closed for the time being: a motion about one dossier says where it stands."""
    return item.kind in AgendaItem.OF_ONE and withholds(item.session, user)
