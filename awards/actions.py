"""From the council's conclusions to the published list: draw up, sign or refuse, publish."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments import actions as assessments
from assessments.models import AgendaItem, CouncilSession, Round
from awards import honours, outcomes, rolls
from awards.models import Honor, Roll, RollEntry, Signature
from awards.tasks import prepare_decision
from awards.timing import require_time
from dtportal.access import require
from dtportal.accounts import second_factor
from dtportal.accounts.models import User
from dtportal.journal.recording import hurry, link_to, record, unhurried
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import ImpossibleMove

SIGNS_AS = {Signature.Part.CHAIR: Can.SIGN_AS_CHAIR, Signature.Part.AUDITOR: Can.SIGN_AS_AUDITOR}


# --- Drawing up --------------------------------------------------------------------------------------


@transaction.atomic
def draw_roll(edition: Edition, *, by: User) -> Roll:
    """Rank the conclusions, freeze rule and list, and put the roll on the council's agenda.

    A roll that the council did not carry gives way to the new version. Refused while a round is open, because
    nobody is ranked before the last sheet is locked, and while intake is; the chair is told.
    """
    require(by, Can.DRAW_ROLL, edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if Round.objects.filter(edition=edition, status=Round.Status.OPEN).exists():
        raise ValidationError(_("A round is still open; the roll is drawn up after the last one has closed."))
    require_time(edition)
    _make_way(edition, by)
    roll = Roll(
        edition=edition,
        version=(edition.rolls.aggregate(last=Max("version"))["last"] or 0) + 1,
        rule=rolls.rule_of(edition),
        drawn_at=clock.now(edition),
        drawn_by=by,
    )
    entries = rolls.entries_of(roll, rolls.conclusions_of(edition))
    if not entries:
        raise ValidationError(
            _("No conclusion proposes a dossier for honours yet, so there is nothing to rank.")
        )
    roll.sha256 = rolls.fingerprint(roll, entries)
    roll.item = _put_to_the_council(roll, by)
    roll.save()
    RollEntry.objects.bulk_create(entries)
    record(
        "roll.drawn",
        roll,
        by=by,
        tell=User.objects.holding(Can.SIGN_AS_CHAIR, edition=edition),
        notice="roll_drawn",
        context={"url": _address("awards:roll", edition), "version": roll.version},
        sha256=roll.sha256,
        entries=len(entries),
    )
    return roll


def _make_way(edition: Edition, by: User) -> None:
    """One roll is alive per edition; one whose ballot failed is returned here."""
    alive = edition.rolls.alive().select_related("item").first()
    if alive is None:
        return
    if alive.item is None or alive.item.status != AgendaItem.Status.REJECTED:
        raise ImpossibleMove(_("There is a roll already: version %(version)s.") % {"version": alive.version})
    alive.move(Roll.Status.RETURNED)
    alive.save()
    record("roll.returned", alive, by=by, sha256=alive.sha256)


def _put_to_the_council(roll: Roll, by: User) -> AgendaItem:
    """The motion stands on the agenda of the latest session that is not over, or of a new one."""
    live = roll.edition.sessions.exclude(status=CouncilSession.Status.CLOSED).order_by("-number").first()
    session = live or assessments.plan_session(
        roll.edition, by=by, title="Phiên họp thông qua danh sách tôn vinh"
    )
    return assessments.put_motion(
        session,
        by=by,
        kind=AgendaItem.Kind.ROLL,
        title=f"Thông qua danh sách tôn vinh (bản {roll.version:02d})",
    )


# --- Sign-off by two ---------------------------------------------------------------------------------


@transaction.atomic
def sign(roll: Roll, *, by: User, code: str) -> Signature:
    """Sign as chair or as auditor with the second factor; the second of the two signatures makes it SIGNED.

    Only what the council has carried can be signed, and only the very list that was drawn up.
    """
    part = _part_of(by, roll)
    roll = _locked(roll)
    _bring_up(roll)
    _not_twice(roll, by, part)
    if rolls.stored_fingerprint(roll) != roll.sha256:
        raise ValidationError(
            _("The stored list differs from the one that was drawn up; it cannot be signed.")
        )
    if not second_factor.verify(by, code):
        raise ValidationError(_("The code of the second factor is wrong or used up. Wait for the next one."))
    signature = Signature.objects.create(
        roll=roll, part=part, user=by, roll_sha256=roll.sha256, signed_at=clock.now(roll.edition)
    )
    both = roll.signatures.filter(is_refusal=False).count() == len(Signature.Part)
    if both:
        roll.move(Roll.Status.SIGNED)
    roll.save()
    record(
        "roll.signed",
        roll,
        by=by,
        tell=User.objects.holding(Can.PUBLISH, edition=roll.edition) if both else [],
        notice="roll_signed",
        context={"url": _address("awards:publication", roll.edition)},
        part=part,
        sha256=roll.sha256,
    )
    return signature


@transaction.atomic
def refuse(roll: Roll, *, by: User, reason: str) -> Signature:
    """Refuse to sign, with a reason: the roll goes back to the secretariat, which draws up a new version."""
    part = _part_of(by, roll)
    if not reason.strip():
        raise ValidationError(_("A refusal needs its reason."))
    roll = _locked(roll)
    _bring_up(roll)
    _not_twice(roll, by, part)
    signature = Signature.objects.create(
        roll=roll,
        part=part,
        user=by,
        is_refusal=True,
        reason=reason.strip(),
        roll_sha256=roll.sha256,
        signed_at=clock.now(roll.edition),
    )
    roll.move(Roll.Status.RETURNED)
    roll.save()
    record(
        "roll.refused",
        roll,
        by=by,
        tell=User.objects.holding(Can.DRAW_ROLL, edition=roll.edition),
        notice="roll_refused",
        context={
            "url": _address("awards:roll", roll.edition),
            "version": roll.version,
            "reason": signature.reason,
        },
        part=part,
        sha256=roll.sha256,
    )
    return signature


def _address(name: str, edition: Edition) -> str:
    with override("vi"):
        return link_to(reverse(name, args=[edition.slug]))


def part_for(user: User, roll: Roll) -> str | None:
    """As what this person may sign, or None."""
    scope = roll.access_scope()
    return next((part for part, can in SIGNS_AS.items() if user.can(can, scope)), None)


def _part_of(by: User, roll: Roll) -> str:
    part = part_for(by, roll) if by is not None and by.is_authenticated else None
    if part is None:
        raise PermissionDenied(_("Your role does not include this."))
    return part


def _locked(roll: Roll) -> Roll:
    return Roll.objects.select_for_update(of=("self",)).select_related("edition", "item").get(pk=roll.pk)


def _bring_up(roll: Roll) -> None:
    """The council's vote lives one stage below; here is where the roll takes note of it."""
    if roll.status == Roll.Status.APPROVED:
        return
    waits = roll.status == Roll.Status.DRAFT
    if waits and (roll.item is None or roll.item.status != AgendaItem.Status.CARRIED):
        raise ValidationError(_("The council has not carried this roll, so it cannot be signed yet."))
    roll.move(Roll.Status.APPROVED)


def _not_twice(roll: Roll, by: User, part: str) -> None:
    for signature in roll.signatures.all():
        if signature.user_id == by.pk or signature.part == part:
            raise ImpossibleMove(_("Chair and auditor sign once each, and they are two persons."))


# --- Publication -------------------------------------------------------------------------------------


def publish(edition: Edition, *, by: User) -> list[Honor]:
    """Make the signed roll public, all of it or nothing; every nominee is told through the outbox.

    A second call raises ImpossibleMove and changes nothing; before its phase, ValidationError in a live edition.
    """
    require(by, Can.PUBLISH, edition)
    with unhurried(), transaction.atomic():
        edition = Edition.objects.select_for_update().get(pk=edition.pk)
        roll = edition.rolls.alive().select_for_update().first()
        if roll is None:
            raise ImpossibleMove(_("There is no roll to publish yet."))
        require_time(edition, to_publish=True)
        honors = _publish(roll, by)
    transaction.on_commit(lambda: hurry(prepare_decision, roll.pk))
    return honors


def _publish(roll: Roll, by: User) -> list[Honor]:
    roll.move(Roll.Status.PUBLISHED)
    signed = roll.signatures.filter(is_refusal=False, roll_sha256=roll.sha256).count()
    if signed < len(Signature.Part) or rolls.stored_fingerprint(roll) != roll.sha256:
        raise ValidationError(
            _("The stored list differs from the one that was signed; it cannot be published.")
        )
    roll.published_at, roll.published_by = clock.now(roll.edition), by
    roll.save()
    entries = roll.entries.select_related(
        "tier",
        "conclusion__dossier",
        "conclusion__nomination__organization",
        "conclusion__nomination__sector",
        "conclusion__nomination__province",
        "conclusion__nomination__edition",
    )
    honors = Honor.objects.bulk_create(honours.honors_of(roll.edition, entries, roll.published_at))
    outcomes.tell_everybody(roll, honors, by=by)
    record("roll.published", roll, by=by, sha256=roll.sha256, honors=len(honors))
    return honors
