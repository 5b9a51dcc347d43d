"""The press: a journalist asks to come, the organiser answers."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from awards import actions
from awards.forms_listening import AccreditationForm, DeclineForm
from awards.models import Accreditation
from awards.tables import workbook
from awards.views.shared import done, download, edition_of
from dtportal.access import public, requires
from dtportal.limits import HOUR, limited
from dtportal.programme.models import Edition
from dtportal.replies import attempt
from dtportal.roles import Can


@public
@never_cache
@limited("press", 10, window=HOUR, posts_only=True)
def ask(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(Edition, slug=edition)
    form = AccreditationForm(request.POST or None)
    if request.method == "POST" and done(form, lambda: _ask(found, form)) is not None:
        return render(request, "awards/listening/press_asked.html", {"edition": found})
    context = {"edition": found, "form": form, "is_open": actions.accreditation_open(found)}
    return render(request, "awards/listening/press.html", context, status=400 if form.errors else 200)


def _ask(edition: Edition, form: AccreditationForm) -> Accreditation:
    said = {name: form.cleaned_data[name] for name in AccreditationForm.Meta.fields}
    return actions.ask_for_accreditation(edition, language=(get_language() or "vi")[:2], **said)


@requires(Can.PREPARE_CEREMONY)
def desk(request: HttpRequest, edition: str) -> HttpResponse:
    found = edition_of(request, edition, Can.PREPARE_CEREMONY)
    mine = Accreditation.objects.visible_to(request.user).filter(edition=found)
    status = request.GET.get("status", "")
    rows = mine.filter(status=status) if status in Accreditation.Status.values else mine
    counts = dict(mine.order_by().values_list("status").annotate(n=Count("pk")))
    context = {
        "edition": found,
        "page_obj": Paginator(rows, 50).get_page(request.GET.get("page")),
        "tabs": [(value, label, counts.get(value, 0)) for value, label in Accreditation.Status.choices],
        "status": status,
        "total": sum(counts.values()),
    }
    return render(request, "awards/listening/press_desk.html", context)


@require_POST
@requires(Can.PREPARE_CEREMONY)
def decide(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    found = edition_of(request, edition, Can.PREPARE_CEREMONY)
    made = get_object_or_404(Accreditation.objects.visible_to(request.user), edition=found, pk=pk)
    if "decline" in request.POST:
        form = DeclineForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        attempt(request, lambda: actions.decline_press(made, reason=reason, by=request.user), _("Declined."))
    elif "accept" in request.POST:
        attempt(request, lambda: actions.accredit(made, by=request.user), _("Accredited."))
    return redirect("awards:press_desk", edition)


@requires(Can.PREPARE_CEREMONY)
def table(request: HttpRequest, edition: str) -> HttpResponse:
    """The list for the entrance."""
    found = edition_of(request, edition, Can.PREPARE_CEREMONY)
    rows = Accreditation.objects.visible_to(request.user).filter(edition=found).order_by("badge", "pk")
    headings = [
        _("Badge"), _("Press outlet"), _("Full name"), _("Number of the press card"), _("E-mail"),
        _("Telephone"), _("Equipment and needs"), _("Status"),
    ]  # fmt: skip
    lines = (
        [
            row.badge_number, row.outlet, row.full_name, row.press_card, row.email, row.phone, row.equipment,
            str(row.get_status_display()),
        ]
        for row in rows
    )  # fmt: skip
    widths = [10, 34, 28, 22, 30, 16, 40, 18]
    return download(workbook(_("Press"), headings, widths, lines), f"bao-chi-{found.slug}.xlsx")
