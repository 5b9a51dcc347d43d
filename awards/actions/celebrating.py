"""The ceremony: how names are said, where people sit; the press asks to come and is answered."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from awards import ceremony
from awards.addresses import address_of
from awards.models import Accreditation, Introduction
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.recording import record, send
from dtportal.programme import clock
from dtportal.programme.models import Edition, Phase
from dtportal.roles import Can
from dtportal.text import nfc

HIGHEST_RANK = 999


@transaction.atomic
def introduce(edition: Edition, said: dict[int, tuple[str, int | None]], *, by: User) -> int:
    """Keep pronunciation and protocol rank of honorees, by nomination id; returns how many changed.

    Only of those whom the person may see on the roll. Raises ValidationError for a rank outside 1–999.
    """
    require(by, Can.PREPARE_CEREMONY, edition)
    roll = ceremony.roll_of(edition)
    if not ceremony.may_see(by, roll):
        raise PermissionDenied(_("Your role does not include this."))
    known = {line.nomination.pk: line for line in ceremony.lines_of(roll, by)}
    changed = 0
    for pk, (spoken, rank) in said.items():
        if pk not in known:
            continue
        if rank is not None and not 1 <= rank <= HIGHEST_RANK:
            raise ValidationError(
                _("A protocol rank is a number from 1 to %(most)s.") % {"most": HIGHEST_RANK}
            )
        line, words = known[pk], nfc(spoken)[:300]
        if (line.spoken, line.protocol_rank) == (words, rank):
            continue
        Introduction.objects.update_or_create(
            nomination_id=pk,
            defaults={
                "spoken": words,
                "protocol_rank": rank,
                "changed_at": clock.now(edition),
                "changed_by": by,
            },
        )
        changed += 1
    if changed:
        record("ceremony.prepared", edition, by=by, changed=changed)
    return changed


# --- The press ---------------------------------------------------------------------------------------


def accreditation_open(edition: Edition) -> bool:
    """Until the last day of the announcement; an edition without that phase takes no requests."""
    phase = edition.phases.filter(kind=Phase.Kind.ANNOUNCEMENT).first()
    if phase is None:
        return False
    now = clock.now(edition)
    return phase.ends_on is None or phase.is_open(now) or now.date() < phase.starts_on


@transaction.atomic
def ask_for_accreditation(edition: Edition, *, email: str, by: None = None, **details: Any) -> Accreditation:
    """A journalist's request; one for an address, a second one changes nothing and says nothing of the first.

    Raises ValidationError after the announcement.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if not accreditation_open(edition):
        raise ValidationError(_("The announcement is over; nobody is accredited any more."))
    made, is_new = Accreditation.objects.get_or_create(
        edition=edition, email=email.strip().lower(), defaults={**details, "requested_at": clock.now(edition)}
    )
    if is_new:
        record(
            "press.requested",
            made,
            by=None,
            tell=User.objects.holding(Can.PREPARE_CEREMONY, edition=edition),
            notice="press_requested",
            context={"outlet": made.outlet, "url": address_of("awards:press_desk", edition)},
        )
    return made


@transaction.atomic
def accredit(made: Accreditation, *, by: User) -> Accreditation:
    """Let a journalist in: the next badge number, told by mail. A second click changes nothing."""
    require(by, Can.PREPARE_CEREMONY, made)
    made = _locked(made)
    if made.status == Accreditation.Status.ACCEPTED:
        return made
    made.move(Accreditation.Status.ACCEPTED)
    if made.badge is None:
        last = made.edition.accreditations.aggregate(last=Max("badge"))["last"] or 0
        made.badge = last + 1
    made.reason = ""
    return _decided(made, "press.accredited", by)


@transaction.atomic
def decline_press(made: Accreditation, *, reason: str, by: User) -> Accreditation:
    """Refuse, or take an accreditation back, with a reason that the journalist reads."""
    require(by, Can.PREPARE_CEREMONY, made)
    words = nfc(reason)
    if not words:
        raise ValidationError({"reason": _("Please give a reason; the journalist will read it.")})
    made = _locked(made)
    if made.status == Accreditation.Status.DECLINED:
        return made
    made.move(Accreditation.Status.DECLINED)
    made.reason = words[:300]
    return _decided(made, "press.declined", by)


def _locked(made: Accreditation) -> Accreditation:
    """The edition's row first: badge numbers are given one after the other."""
    Edition.objects.select_for_update().get(pk=made.edition_id)
    return Accreditation.objects.select_for_update(of=("self",)).select_related("edition").get(pk=made.pk)


def _decided(made: Accreditation, verb: str, by: User) -> Accreditation:
    made.decided_at, made.decided_by = clock.now(made.edition), by
    made.save()
    entry = record(verb, made, by=by, badge=made.badge)
    send(
        "press_answered",
        address=made.email,
        language=made.language,
        context={
            "full_name": made.full_name,
            "badge": made.badge_number,
            "is_accepted": made.status == Accreditation.Status.ACCEPTED,
            "reason": made.reason,
            "edition": made.edition.name,
        },
        is_rehearsal=made.edition.is_rehearsal,
        key=f"press:{entry.pk}",
        about=made,
    )
    return made
