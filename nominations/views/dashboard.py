"""An edition at a glance, for whoever may read its progress."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from dtportal.access import require, requires
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from nominations import intake, reminding
from nominations.dashboard import Funnel, curve, funnels, heat_map
from nominations.drawing import draw


@requires(Can.READ_PROGRESS)
def dashboard(request: HttpRequest, slug: str) -> HttpResponse:
    """Counters, the map of sectors and localities, the curve of submissions, how far each group is."""
    edition = get_object_or_404(Edition.objects.defer(*Edition.bulky()).prefetch_related("phases"), slug=slug)
    require(request.user, Can.READ_PROGRESS, edition)
    now, end = clock.now(edition), intake.deadline(edition)
    user = request.user
    heat, days, groups = heat_map(edition, user), curve(edition, now, user), funnels(edition, user)
    # Only the secretariat may open the list that a cell counts.
    may_open = request.user.can(Can.SCREEN, edition.access_scope())
    context = {
        "edition": edition,
        "now": now,
        "end": end,
        "days_left": reminding.days_left(end, now) if end and now <= end else None,
        "desk": reverse("nominations:desk", args=[slug]) if may_open else "",
        "heat": heat,
        "halves": _halves(heat.rows),
        "crowded": heat.crowded(edition.slots_per_cell),
        "drawing": draw(days, edition.intake.ends_on),
        "days": [day for day in reversed(days) if day.new_started or day.new_submitted],
        "last": days[-1] if days else None,
        "funnels": [(group.group, _stages(group)) for group in groups],
        "submitted": sum(group.submitted for group in groups),
        "endorsed": sum(group.endorsed for group in groups),
        "accepted": sum(group.accepted for group in groups),
    }
    return render(request, "nominations/dashboard.html", context)


def _halves(rows: list) -> list[list]:
    """Two columns of a wide page; on a narrow one they follow each other."""
    middle = (len(rows) + 1) // 2
    return [half for half in (rows[:middle], rows[middle:]) if half]


def _stages(group: Funnel) -> list[tuple[str, int, str]]:
    """For the chart: stage, number, and the number with its share of what was started."""
    stages = [
        (_("Started"), group.started),
        (_("Submitted"), group.submitted),
        (_("Endorsed"), group.endorsed),
        (_("Eligible"), group.accepted),
    ]
    return [(label, count, _with_share(count, group.started)) for label, count in stages]


def _with_share(count: int, whole: int) -> str:
    shown = number_format(count, force_grouping=True)
    return f"{shown} ({round(100 * count / whole)}%)" if whole else shown
