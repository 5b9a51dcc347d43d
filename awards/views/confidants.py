"""The need-to-know list and, for whoever stands on it, the names of the signed roll."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from awards import actions, ceremony
from awards.forms_roll import ConfidantForm
from awards.models import Confidant, Roll, RollEntry
from dtportal.access import require, requires
from dtportal.programme.models import Edition
from dtportal.roles import Can

PER_PAGE = 100


@requires(Can.READ_CONFIDANTS)
def confidants(request: HttpRequest, edition: str) -> HttpResponse:
    """Who is named, who is let know, since when and what for; whoever may name people does so here."""
    found = get_object_or_404(Edition, slug=edition)
    require(request.user, Can.READ_CONFIDANTS, found)
    may_name = request.user.can(Can.NAME_CONFIDANTS, found.access_scope())
    form = ConfidantForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require(request.user, Can.NAME_CONFIDANTS, found)
        if form.is_valid():
            try:
                actions.name_confidant(
                    found,
                    by=request.user,
                    user=form.cleaned_data["email"],
                    purpose=form.cleaned_data["purpose"],
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Named; the chair of the council is asked."))
                return redirect("awards:confidants", edition)
    rows = Confidant.objects.visible_to(request.user).filter(edition=found)
    context = {
        "edition": found,
        "rows": rows.select_related("user", "named_by", "approved_by", "ended_by"),
        "form": form if may_name else None,
        "may_approve": request.user.can(Can.SIGN_AS_CHAIR, found.access_scope()),
        "may_end": may_name,
    }
    status = 400 if form.errors else 200
    return render(request, "awards/confidants.html", context, status=status)


@require_POST
@requires(Can.SIGN_AS_CHAIR)
def approve(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    actions.approve_confidant(_row(request, edition, pk), by=request.user)
    messages.success(request, _("The person may read the names once the roll is signed."))
    return redirect("awards:confidants", edition)


@require_POST
@requires(Can.READ_CONFIDANTS)
def end(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    actions.end_confidant(_row(request, edition, pk), by=request.user)
    messages.success(request, _("Taken off the list."))
    return redirect("awards:confidants", edition)


def embargoed(request: HttpRequest, edition: str) -> HttpResponse:
    """Names without ranks and scores, for papers that must be ready on the day; nothing here for anybody else."""
    rolls = Roll.objects.known_to(request.user).select_related("edition")
    roll = get_object_or_404(rolls, edition__slug=edition)
    actions.note_look(roll, by=request.user, at="names")
    entries = RollEntry.objects.known_to(request.user).filter(roll=roll).for_listing()
    page_obj = Paginator(entries.order_by("tier__position", "certificate_number", "pk"), PER_PAGE)
    return render(
        request,
        "awards/embargoed.html",
        {
            "edition": roll.edition,
            "roll": roll,
            "page_obj": page_obj.get_page(request.GET.get("page")),
            "may_print": Roll.objects.printed_by(request.user).filter(pk=roll.pk).exists(),
            "may_seat": ceremony.may_see(request.user, roll),
            "purposes": Confidant.objects.standing().filter(edition=roll.edition, user=request.user),
        },
    )


def _row(request: HttpRequest, edition: str, pk: int) -> Confidant:
    rows = Confidant.objects.visible_to(request.user)
    return get_object_or_404(rows, edition__slug=edition, pk=pk)
