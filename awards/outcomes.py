"""The outcome of every nomination that was appraised: written down below, told by mail, honoured or not."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext, override

from assessments.models import Recommendation
from awards.models import Honor, Roll
from dtportal.accounts.models import Membership, User
from dtportal.journal.recording import record
from nominations import actions as nominations
from nominations.models import Nomination


def tell_everybody(roll: Roll, honors: Iterable[Honor], *, by: User) -> None:
    """Call it inside the transaction that publishes."""
    members = _members(roll)
    advice = _advice(roll)
    honored = {honor.nomination_id: honor for honor in honors}
    for nomination in Nomination.objects.filter(edition=roll.edition).accepted().for_listing().order_by("pk"):
        honor = honored.get(nomination.pk)
        outcome, outcome_en = _outcome(honor)
        nominations.record_outcome(nomination, by=by, outcome=outcome, outcome_en=outcome_en)
        context = {
            "edition": roll.edition.slug,
            "reference": nomination.reference,
            "name": nomination.honoree_name,
            "recommendations": advice[nomination.pk],
        }
        if honor:
            context |= {
                "tier": honor.tier.name,
                "tier_en": honor.tier.name_en,
                "certificate_number": honor.certificate_number,
                "slug": honor.slug,
            }
        record(
            "nomination.honoured" if honor else "nomination.not_honoured",
            nomination,
            by=by,
            tell=members[nomination.organization_id],
            notice="honor-conferred" if honor else "honor-not-conferred",
            context=context,
            roll=roll.pk,
        )


def _outcome(honor: Honor | None) -> tuple[str, str]:
    """In Vietnamese and in English."""
    if honor:
        return honor.tier.name, honor.tier.name_en or honor.tier.name
    with override("vi"):
        vietnamese = gettext("Not on the honour list")
    with override("en"):
        return vietnamese, gettext("Not on the honour list")


def _members(roll: Roll) -> dict[int, list[User]]:
    found: dict[int, list[User]] = defaultdict(list)
    nominees = Nomination.objects.filter(edition=roll.edition).accepted().values("organization")
    for membership in Membership.objects.filter(
        organization__in=nominees, user__is_active=True
    ).select_related("user"):
        found[membership.organization_id].append(membership.user)
    return found


def _advice(roll: Roll) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for nomination, text in Recommendation.objects.filter(
        conclusion__nomination__edition=roll.edition
    ).values_list("conclusion__nomination", "text"):
        found[nomination].append(text)
    return found
