"""What a conflict of interest closes of this stage in the auditor's journal."""

from typing import Any

from django.db.models import Q

from assessments.conflicts import closed_ids
from awards.models import Appeal, BookPage, Comment


def in_the_journal(user: Any) -> Q:
    """For `journal.closing`: entries about an appeal, a comment or a page of a dossier that is closed to him."""
    closed = closed_ids(user)
    about = [
        Appeal.objects.filter(nomination__in=closed),
        Comment.objects.filter(line__nomination__in=closed),
        BookPage.objects.filter(nomination__in=closed),
    ]
    condition = Q()
    for rows in about:
        condition |= Q(subject=rows.model._meta.label_lower, subject_id__in=rows.values("pk"))
    return condition
