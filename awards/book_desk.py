"""When a nominee's page may be written and who may do what with it; what stands on it, in comparable form."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from awards.models import BookPage
from awards.rolls import is_published
from awards.yearbook.writing import FIELDS
from dtportal.accounts.models import User
from dtportal.programme import calendar, clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from nominations.differences import Piece, pieces
from nominations.models import Nomination
from nominations.standing import represents, takes_part

# A page is returned only while so many days are left to answer; later a correction is proposed.
DAYS_TO_ANSWER = 3
REMINDED = (14, 7, 3, 1)


def due_at(edition: Edition) -> datetime | None:
    """The last second in which pages are approved; None while no day is set."""
    return calendar.end_of(edition.pages_due) if edition.pages_due else None


def why_closed(edition: Edition) -> str:
    """Why a unit cannot write any more, in a sentence; '' while it can."""
    if is_published(edition):
        return _(
            "The list has been published, so pages of the yearbook are not changed any more. "
            "Please tell the organisers of a mistake; it is printed among the errata."
        )
    end = due_at(edition)
    if end is not None and clock.now(edition) > end:
        return _("Pages could be written until %(when)s (Viet Nam time).") % {"when": in_vietnam(end)}
    return ""


def may_return(edition: Edition) -> bool:
    """Whether the unit still has time to answer a returned page."""
    if is_published(edition):
        return False
    end = due_at(edition)
    left = (end.date() - clock.now(edition).astimezone(calendar.VIETNAM).date()).days if end else None
    return left is None or left >= DAYS_TO_ANSWER


def in_vietnam(moment: datetime) -> str:
    return date_format(localtime(moment, calendar.VIETNAM), "DATETIME_FORMAT")


# --- Who ---------------------------------------------------------------------------------------------


def nominees_of(user: User):
    """Accepted dossiers for whose page a person may at least look after the writing."""
    return Nomination.objects.written_by(user).accepted()


def in_office(user: User, edition: Edition):
    """Accepted dossiers whose pages a secretary reads: not those of his own organisation, nor what is closed to him."""
    if edition.pk not in user.editions_where(Can.REVIEW_PAGES):
        return Nomination.objects.none()
    rows = Nomination.objects.visible_to(user).filter(edition=edition).accepted()
    return rows.exclude(organization__in=user.tied_organization_ids)


def may_write(user: User, nomination: Nomination) -> bool:
    """Representatives, and colleagues of the whole dossier; never the office, whatever it keys in for others."""
    return takes_part(user, nomination)


def may_approve(user: User, nomination: Nomination) -> bool:
    return represents(user, nomination)


def writers_of(nomination: Nomination) -> list[User]:
    """Whoever is told of the page."""
    whole = nomination.colleagues.at_work().filter(section="").values("accepted_by")
    members = User.objects.filter(memberships__organization=nomination.organization_id)
    found = User.objects.filter(
        pk__in=[*members.values_list("pk", flat=True), *whole.values_list("accepted_by", flat=True)]
    )
    return list(found.filter(is_active=True).order_by("pk"))


# --- What --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """A field with two texts; `pieces` is both as one, word by word."""

    key: str
    label: str
    old: str
    new: str
    pieces: tuple[Piece, ...]


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Of texts and figures between two snapshots (`nominee.snapshot_of`), in the order of the page."""
    found = []
    for field in FIELDS:
        found += _change(
            field.key, str(field.label), old["texts"].get(field.key, ""), new["texts"].get(field.key, "")
        )
    found += _change("figures", _("Key figures"), _lines(old["figures"]), _lines(new["figures"]))
    return found


def changed_pictures(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Uses whose picture or caption is another one now, or gone."""
    before, after = old.get("pictures", {}), new.get("pictures", {})
    return [use for use in dict.fromkeys([*after, *before]) if before.get(use) != after.get(use)]


def _change(key: str, label: str, old: str, new: str) -> list[Change]:
    return [] if old == new else [Change(key, label, old, new, tuple(pieces(old, new)))]


def _lines(figures: list[list[str]]) -> str:
    return "\n".join(f"{value} – {label}" for value, label in figures)


def corrected(page: BookPage) -> BookPage:
    """The page as it would be with the proposed correction; in memory only."""
    changed = copy.copy(page)
    texts = page.texts | page.proposal.get("texts", {})
    changed.texts = {key: text for key, text in texts.items() if text}
    return changed


def shown(page: BookPage | None) -> BookPage | None:
    """Whose proof is looked at: while a correction waits, the page with it."""
    return corrected(page) if page is not None and page.is_proposed else page
