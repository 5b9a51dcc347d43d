"""The outcome of every nomination that was appraised: written down below, told by mail, honoured or not."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override

from assessments.models import Conclusion, Recommendation
from awards.addresses import address_of
from awards.computation import appeals_end
from awards.models import Honor, Roll
from dtportal.accounts.models import User
from dtportal.journal.recording import link_to
from nominations import actions as nominations
from nominations.models import Nomination

# Who took part to the end; on hold is somebody, too.
TOLD = (Nomination.Status.ACCEPTED, Nomination.Status.ON_HOLD)


def tell_everybody(roll: Roll, honors: Iterable[Honor], *, by: User) -> None:
    """Call it inside the transaction that publishes."""
    advice, feedback = _advice(roll), _feedback(roll)
    honored = {honor.nomination_id: honor for honor in honors}
    nominees = Nomination.objects.filter(edition=roll.edition, status__in=TOLD)
    for nomination in nominees.for_listing().order_by("pk"):
        honor = honored.get(nomination.pk)
        outcome, outcome_en = _outcome(honor)
        nominations.record_outcome(
            nomination,
            by=by,
            outcome=outcome,
            outcome_en=outcome_en,
            notice="honor_conferred" if honor else "honor_not_conferred",
            recommendations=advice[nomination.pk],
            feedback=feedback.get(nomination.pk, ""),
            result=address_of("awards:own_result", None, nomination.reference),
            appeals_until=date_format(appeals_end(roll), "SHORT_DATETIME_FORMAT"),
            **_proof(honor),
        )


def tell_of_correction(roll: Roll, honors: Iterable[Honor], *, by: User) -> None:
    """Those whose honour a correction has made, changed or revoked, and nobody else. Call it inside the transaction.

    A changed name or a revocation is told even where the outcome's words stay the same.
    """
    reasons = {change["key"]: change["reason"] for change in roll.changes}
    advice, feedback = _advice(roll), _feedback(roll)
    for honor in honors:
        nomination = Nomination.objects.for_listing().get(pk=honor.nomination_id)
        outcome, outcome_en = _outcome(honor)
        nominations.record_outcome(
            nomination,
            by=by,
            outcome=outcome,
            outcome_en=outcome_en,
            notice="honor_revoked" if honor.is_revoked else "honor_corrected",
            again=True,
            recommendations=advice[nomination.pk],
            feedback=feedback.get(nomination.pk, ""),
            reason=reasons.get(nomination.reference, roll.reason),
            printed_name=honor.name,
            **_proof(honor),
        )


def _proof(honor: Honor | None) -> dict[str, Any]:
    """What an honoree's mail has beyond the outcome."""
    if honor is None:
        return {}
    with override("vi"):
        page = link_to(honor.get_absolute_url())
        paper = link_to(reverse("awards:certificate", args=[honor.edition.slug, honor.slug]))
    return {"page": page, "certificate": paper, "certificate_number": honor.certificate_number}


def _outcome(honor: Honor | None) -> tuple[str, str]:
    """In Vietnamese and in English."""
    if honor and honor.is_revoked:
        return _in_both(gettext_lazy("Honour revoked"))
    if honor:
        return honor.tier.name, honor.tier.name_en
    return _in_both(gettext_lazy("Not on the honour list"))


def _in_both(text: Promise) -> tuple[str, str]:
    """A text of ours in Vietnamese and in English."""
    with override("vi"):
        vietnamese = str(text)
    with override("en"):
        return vietnamese, str(text)


def _feedback(roll: Roll) -> dict[int, str]:
    """What the council wrote to each organisation, as its chair approved it."""
    written = Conclusion.objects.filter(nomination__edition=roll.edition).exclude(remark="")
    return dict(written.values_list("nomination", "remark"))


def _advice(roll: Roll) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for nomination, text in Recommendation.objects.filter(
        conclusion__nomination__edition=roll.edition
    ).values_list("conclusion__nomination", "text"):
        found[nomination].append(text)
    return found
