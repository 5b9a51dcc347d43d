"""What stands beside a score sheet: reports of site visits."""

from dataclasses import dataclass
from functools import cached_property

from django import template
from django.template.context import Context

from assessments.models import Assignment
from assessments.visits import Finding, Seen, Told, by_criterion, criteria_of, reports_open_to, told

register = template.Library()


@dataclass(frozen=True)
class Beside:
    """What visitors saw: by criterion, and what speaks of none; nothing where nobody went."""

    seen: list[Seen]
    others: list[tuple[Told, Finding]]

    def __bool__(self) -> bool:
        return bool(self.seen or self.others)

    @cached_property
    def codes(self) -> set[str]:
        """The criteria that something was found for."""
        return {row.criterion.code for row in self.seen}


@register.simple_tag(takes_context=True)
def beside_sheet(context: Context, assignment: Assignment) -> Beside:
    """For the reader of a dossier (`Queue.assignment`)."""
    user, nomination = context["request"].user, assignment.entry.nomination
    stories = told(reports_open_to(user, nomination), nomination)
    others = [
        (story, finding)
        for story in stories
        for finding in story.findings
        if not finding.criteria and finding.key != "met"
    ]
    return Beside(by_criterion(stories, criteria_of(nomination) if stories else []), others)
