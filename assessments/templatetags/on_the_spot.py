"""What stands beside a score sheet: reports of site visits, and a sheet from paper that waits."""

from typing import Any

from django import template
from django.template.context import Context

from assessments.models import Assignment
from assessments.visits import by_criterion, reports_open_to, told
from dtportal.programme.models import Criterion

register = template.Library()


@register.inclusion_tag("assessments/visits/_beside.html", takes_context=True)
def beside_sheet(context: Context, assignment: Assignment) -> dict[str, Any]:
    """For the reader of a dossier (`Queue.assignment`): what visitors saw, by criterion; nothing where nobody went."""
    user, nomination = context["request"].user, assignment.entry.nomination
    stories = told(reports_open_to(user, nomination), nomination)
    criteria = (
        Criterion.objects.filter(edition=nomination.edition_id, group=nomination.group) if stories else []
    )
    return {
        "assignment": assignment,
        "stories": stories,
        "seen": by_criterion(stories, criteria),
        "waits": assignment.waits_on_paper,
    }
