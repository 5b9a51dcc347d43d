"""Papers that the worker draws ahead, so that the first reader does not wait for them."""

from django.db import transaction

from awards.models import ResultBundle, Roll
from dtportal.celery import app
from dtportal.journal.recording import hurry


def prepare_decision(roll: Roll) -> None:
    """Have the chair's decision drawn as it stands once the transaction has committed."""
    # By its name: tasks import what they call.
    task = app.signature("awards.tasks.prepare_decision")
    transaction.on_commit(lambda: hurry(task, roll.pk))


def hurry_after_publication(roll: Roll) -> None:
    """Decision, result bundle and the public pages at once; only the mails, which are thousands, wait for the sweep."""
    bundle = ResultBundle.objects.filter(roll=roll).values_list("pk", flat=True).first()
    work = {"prepare_decision": roll.pk, "build_results": bundle, "draw_public_pages": roll.edition_id}
    for name, pk in work.items():
        hurry(app.signature(f"awards.tasks.{name}"), pk)
