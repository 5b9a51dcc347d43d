"""The outcome of every nomination that was appraised: written down below, told by mail, honoured or not."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, override

from assessments.models import Conclusion, Recommendation
from awards.models import Honor, Roll
from dtportal.accounts.models import User
from dtportal.journal.recording import link_to
from nominations import actions as nominations
from nominations.models import Nomination


def tell_everybody(roll: Roll, honors: Iterable[Honor], *, by: User) -> None:
    """Call it inside the transaction that publishes."""
    advice, feedback = _advice(roll), _feedback(roll)
    honored = {honor.nomination_id: honor for honor in honors}
    for nomination in Nomination.objects.filter(edition=roll.edition).accepted().for_listing().order_by("pk"):
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
    if honor:
        return honor.tier.name, honor.tier.name_en
    with override("vi"):
        vietnamese = gettext("Not on the honour list")
    with override("en"):
        return vietnamese, gettext("Not on the honour list")


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
