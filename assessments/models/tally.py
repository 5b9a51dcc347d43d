"""The scores of closed rounds read together, computed once by the worker; and the report on them, printed once."""

import uuid

from django.db import models

from dtportal.access import Scope
from dtportal.jobs import Job, JobQuerySet
from dtportal.programme.models import Edition


class Tally(Job):
    """A cache with a hash of its inputs: `inputs` says which sheets, rules and hidden dossiers it is about.

    `hidden` are ids of dossiers left out because they are closed to whoever reads it. `result` is what `tallying`
    wrote; it holds ids and numbers, no names. A row is found only by the inputs as they are now, never listed.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="tallies")
    inputs = models.CharField(max_length=64)
    hidden = models.JSONField(default=list)
    sheet_count = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "inputs"], name="tally_once_per_inputs")]

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)


def paper_path(paper: "ScorePaper", name: str) -> str:
    return f"score-papers/{paper.tally.edition.slug}-{uuid.uuid4().hex[:12]}.pdf"


class ScorePaper(Job):
    """The report on one tally as PDF. How many dossiers are still to come stands in it, too."""

    tally = models.ForeignKey(Tally, models.CASCADE, related_name="papers")
    accepted = models.PositiveIntegerField()
    open_rounds = models.PositiveIntegerField()
    file = models.FileField(upload_to=paper_path, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tally", "accepted", "open_rounds"], name="score_paper_once_per_state"
            )
        ]

    def access_scope(self) -> Scope:
        return self.tally.access_scope()
