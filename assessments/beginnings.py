"""Which assignments somebody has begun: those stay where they are, whatever is planned or undone."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.models import Assignment, PaperSheet, Scoresheet


def begun(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Those with a score sheet, be it a draft or one on paper that waits for its member, and those recused from."""
    sheets = Scoresheet.objects.exclude(status=Scoresheet.Status.VOID).filter(assignment=OuterRef("pk"))
    papers = PaperSheet.objects.filter(assignment=OuterRef("pk"), status__in=PaperSheet.PENDING)
    final = [Assignment.Status.SCORED, Assignment.Status.RECUSED]
    return assignments.filter(Q(status__in=final) | Exists(sheets) | Exists(papers))
