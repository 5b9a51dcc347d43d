"""Which public pages an edition's list has, and their switch at publication."""

import logging

from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from awards.hall import FACETS, Hall
from dtportal.celery import app
from dtportal.journal.recording import hurry
from dtportal.programme import snapshots
from dtportal.programme.models import Edition

logger = logging.getLogger(__name__)
LANGUAGES = ("vi", "en")


def renew(edition: Edition) -> None:
    """Call it inside the transaction that publishes, corrects or revokes: from its commit on everybody sees the new
    state, whole. What everybody asks for first is drawn before the switch, the rest by the worker right after it."""
    snapshots.renew(front(edition))
    task = app.signature("awards.tasks.draw_public_pages")  # by its name: tasks import what they call
    transaction.on_commit(lambda: hurry(task, edition.pk))


def front(edition: Edition) -> list[str]:
    """The home page, the list and its tabs, in both languages."""
    tiers = list(edition.tiers.values_list("code", flat=True))
    found = []
    for language in LANGUAGES:
        with override(language):
            found += [reverse("programme:home"), reverse("awards:honorees")]
            found += [reverse("awards:honorees", args=[edition.slug])]
            found += [reverse("awards:by_tier", args=[edition.slug, code]) for code in tiers]
    return found


def every_page(edition: Edition) -> list[str]:
    """All pages of an edition's list that have an address without a question, in the order in which they are missed."""
    hall = Hall(edition, {})
    honors = list(edition.honors.order_by("tier__position", "pk").values_list("slug", "verification_code"))
    found = front(edition)
    for language in LANGUAGES:
        with override(language):
            for facet, rows in (
                ("sector", hall.by_sector),
                ("province", hall.by_locality),
                ("kind", hall.by_kind),
            ):
                found += [reverse(FACETS[facet], args=[edition.slug, row.key]) for row in rows if row.number]
            found += [reverse("awards:honoree", args=[edition.slug, slug]) for slug, _code in honors]
            found += [reverse("awards:verification", args=[code]) for _slug, code in honors]
            found += [reverse("awards:open_data"), reverse("awards:feed"), reverse("awards:sitemap")]
    return found


def draw_all(edition: Edition) -> None:
    """Draw what nobody has asked for yet; stops where the public sees another version already."""
    version = snapshots.shown()
    for address in every_page(edition):
        if snapshots.shown() != version:
            return
        try:
            snapshots.draw(address, missing_only=True)
        except Exception:  # a page that cannot be drawn ahead is drawn, or fails, when somebody asks for it
            logger.exception("drawing %s ahead", address)
    snapshots.forget_old()
