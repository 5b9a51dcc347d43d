"""What every verb does: lock and re-read its row, write the journal, know whom to tell."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from dtportal.accounts.models import Organization, User
from dtportal.journal.models import Entry
from dtportal.journal.recording import link_to, record
from dtportal.programme import calendar, clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from dtportal.text import nfc
from nominations.models import Endorsement, Nomination, ScreeningNote
from nominations.models.paper import paper_of
from nominations.supplements import lines_of


def locked(nomination: Nomination) -> Nomination:
    """The row as it is now, locked until the transaction ends."""
    rows = Nomination.objects.select_for_update(of=("self",)).for_listing()
    nomination = rows.get(pk=nomination.pk)
    # Whoever waited for the lock has an edition from before he waited, with the clock of then, and a paper as it
    # was before the unit answered.
    nomination.edition.refresh_from_db()
    paper = paper_of(nomination)
    if paper is not None:
        paper.refresh_from_db()
    return nomination


def locked_endorsement(endorsement: Endorsement) -> Endorsement:
    rows = Endorsement.objects.select_for_update(of=("self",)).for_listing()
    return rows.get(pk=endorsement.pk)


def require_editable(nomination: Nomination) -> None:
    if not nomination.is_editable:
        raise ImpossibleMove(not_any_more(nomination))


def require_undecided(nomination: Nomination) -> None:
    if not nomination.is_undecided:
        raise ImpossibleMove(not_any_more(nomination))


def not_any_more(nomination: Nomination) -> str:
    return _("Nothing can be changed in dossier %(reference)s: it is now “%(status)s”.") % {
        "reference": nomination.known_as,
        "status": nomination.get_status_display(),
    }


def words(text: str) -> str:
    """What somebody wrote: composed characters, single spaces, its lines kept."""
    return "\n".join(nfc(line) for line in text.strip().splitlines()).strip()


def reason_given(reason: str) -> str:
    """A reason in words; raises ValidationError when there is none."""
    text = words(reason)
    if not text:
        raise ValidationError({"reason": _("Please give a reason; the organisation will read it.")})
    return text


def journal(
    verb: str,
    obj: models.Model,
    *,
    by: User | None,
    tell: Iterable[User] = (),
    context: dict[str, Any] | None = None,
    notice: str = "",
    **data: Any,
) -> Entry:
    """`record()` with the edition's time, which a rehearsal's timeline shows instead of the real one."""
    moment = clock.now(obj.edition).isoformat()
    return record(verb, obj, by=by, tell=tell, notice=notice, context=context, on_clock=moment, **data)


def members_of(organization: Organization) -> list[User]:
    """Its representatives."""
    return list(User.objects.filter(memberships__organization=organization, is_active=True).order_by("pk"))


def secretaries(edition: Edition) -> list[User]:
    return list(User.objects.holding(Can.SCREEN, edition=edition))


def told_by(note: ScreeningNote) -> dict[str, Any]:
    """What the mail about a decision says of it: reason, deadline, what is to be supplemented, rules."""
    nomination = note.nomination
    end = note.until or nomination.extended_until
    return {
        "reason": note.text,
        "until": date_format(localtime(end, calendar.VIETNAM), "DATETIME_FORMAT") if end else "",
        "parts": [{"label": line.label, "text": line.text} for line in lines_of(nomination, note)],
        "rules": [{"label": label, "text": ""} for label in note.grounds],
    }


def facts(nomination: Nomination, url: str = "", **more: Any) -> dict[str, Any]:
    """What every mail about a nomination says; JSON values only."""
    return {
        "reference": nomination.known_as,
        "organization": nomination.organization.name,
        "honoree": nomination.honoree_name,
        "url": link_to(url or nomination.get_absolute_url()),
        **more,
    }
