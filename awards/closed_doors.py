"""What a conflict of interest closes of this stage in the auditor's journal; when the embargo on a list is over."""

from typing import Any

from django.db.models import Q

from assessments.conflicts import closed_ids
from awards.models import Appeal, Comment, Roll
from dtportal.programme.models import Edition


def is_published(edition: Edition) -> bool:
    """For `assessments.withholding`: everybody may read the list."""
    return Roll.objects.published().filter(edition=edition).exists()


def in_the_journal(user: Any) -> Q:
    """For `journal.closing`: entries about an appeal or a comment on a dossier that is closed to this person."""
    closed = closed_ids(user)
    appeals = Appeal.objects.filter(nomination__in=closed)
    comments = Comment.objects.filter(line__nomination__in=closed)
    return Q(subject=Appeal._meta.label_lower, subject_id__in=appeals.values("pk")) | Q(
        subject=Comment._meta.label_lower, subject_id__in=comments.values("pk")
    )
