"""Before any login: what is asked, how it is weighed, when, and whether one can take part. The same for everybody."""

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dtportal.access import public
from dtportal.caching import kept_page, shared_page
from dtportal.journal.models import Entry
from dtportal.programme.clock import current_edition
from dtportal.programme.models import Edition, Group, Phase
from nominations import advice, eligibility, handbook, intake, printed_form
from nominations.forms_guide import EligibilityForm

FIRST = Group.UNIT.value


def _stamp() -> tuple:
    """What the pages of the guide depend on: calendars and clocks, and the last change of an edition on record."""
    dates = Phase.objects.values_list("edition", "edition__clock_at", "kind", "starts_on", "ends_on")
    changed = Entry.objects.filter(subject=Edition._meta.label_lower).aggregate(last=Max("pk"))
    return tuple(dates.order_by("pk")), changed["last"]


@public
@shared_page
@kept_page(_stamp)
def overview(request: HttpRequest) -> HttpResponse:
    """Dates, groups, conditions, how dossiers are scored, what to prepare, what happens afterwards."""
    edition = current_edition()
    context = _frame(edition) | {
        "phases": edition.phases.all(),
        "tiers": edition.tiers.all(),
        "sectors": edition.sectors.all(),
        "parts": handbook.parts_of(edition, FIRST),
        "papers": [label for _key, label in handbook.papers_of(edition, FIRST)],
        "rubrics": handbook.rubrics_of(edition),
    }
    return render(request, "nominations/guide/overview.html", context)


@public
@shared_page
@kept_page(_stamp)
def questions(request: HttpRequest, group: str) -> HttpResponse:
    """Every question of a group's dossier with its limits, the criterion it feeds, and a model answer."""
    edition = current_edition()
    context = _frame(edition) | {
        "group": _group(group),
        "parts": handbook.parts_of(edition, group),
        "measures": handbook.measures_of(edition, group),
    }
    return render(request, "nominations/guide/questions.html", context)


@public
@shared_page
@kept_page(_stamp)
def form(request: HttpRequest, group: str) -> HttpResponse:
    """The dossier form on paper."""
    edition = current_edition()
    content = printed_form.render(edition, _group(group))
    name = printed_form.file_name(edition, Group(group))
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "X-Robots-Tag": "noindex"},
    )


@public
@shared_page
@kept_page(_stamp)
def check(request: HttpRequest) -> HttpResponse:
    """Four questions; the answers stand in the address, so that the page is the same for whoever opens it."""
    edition = current_edition()
    terms = advice.terms_of(edition)
    asked = EligibilityForm(request.GET if request.GET else None, terms=terms)
    context = _frame(edition, terms) | {"form": asked}
    if not asked.is_valid():
        status = 422 if asked.is_bound else 200
        return render(request, "nominations/guide/eligibility.html", context, status=status)
    answers = asked.answers
    group = Group(eligibility.group_of(answers.kind))
    result = eligibility.check(answers, advice.rules_of(terms, group))
    context |= {
        "result": result,
        "group": group,
        "place": dict(asked.fields["province"].choices)[answers.locality],
        "advice": advice.advice_on(result, terms),
        "asked": advice.whom_to_ask(terms, group=group, locality=answers.locality, sector=answers.sector),
    }
    return render(request, "nominations/guide/eligibility.html", context)


def _frame(edition: Edition, terms: advice.Terms | None = None) -> dict:
    """What all pages of the guide show."""
    terms = terms or advice.terms_of(edition)
    return {
        "edition": edition,
        "groups": list(Group),
        "end": intake.deadline(edition),
        "starts_on": terms.intake.starts_on,
        "state": terms.state,
    }


def _group(name: str) -> Group:
    if name not in Group.values:
        raise Http404
    return Group(name)
