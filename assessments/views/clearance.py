"""Before anything opens: the undertaking, the statement of interests; and one's own seat."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions, clearance
from assessments.councils import seat_of
from assessments.forms_clearance import OwnSeatForm, TieForm, UndertakingForm
from assessments.models import InterestDeclaration, Tie, Undertaking
from dtportal.access import require, requires
from dtportal.accounts.models import Organization
from dtportal.programme.models import Body, Edition
from dtportal.replies import attempt
from dtportal.roles import Can
from dtportal.text import fold

# So many letters are asked for before names are looked up, and so many are shown.
LETTERS, FOUND = 3, 8


def _edition(request: HttpRequest, slug: str) -> Edition:
    edition = get_object_or_404(Edition.objects.defer(*Edition.bulky()), slug=slug)
    require(request.user, Can.APPRAISE, edition)
    return edition


def _next(request: HttpRequest, edition: Edition) -> HttpResponse:
    """What is still to do in this edition, else one's list of dossiers."""
    for waiting in clearance.waiting_for(request.user):
        if waiting.edition.pk == edition.pk:
            return redirect(f"assessments:{waiting.step.value}", edition.slug)
    return redirect("assessments:queue")


@requires(Can.APPRAISE)
def undertaking(request: HttpRequest, slug: str) -> HttpResponse:
    """The words, and the button that signs them; afterwards, what was signed and when."""
    edition = _edition(request, slug)
    own = Undertaking.objects.visible_to(request.user).filter(edition=edition)
    form = UndertakingForm(request.POST or None, initial={"version": edition.undertaking.get("version")})
    if request.method == "POST" and form.is_valid():
        try:
            actions.sign_undertaking(edition, by=request.user, version=form.cleaned_data["version"])
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("assessments:undertaking", slug)
        messages.success(request, _("Signed. Thank you."))
        return _next(request, edition)
    context = {"edition": edition, "form": form, "signed": own.current().first()}
    return render(request, "assessments/undertaking.html", context, status=422 if form.errors else 200)


@requires(Can.APPRAISE)
def interests(request: HttpRequest, slug: str) -> HttpResponse:
    """All ties on one page, and the button that says that these are all."""
    edition = _edition(request, slug)
    if request.method == "POST":
        actions.declare_interests(edition, by=request.user)
        messages.success(request, _("Stated. Dossiers of these organisations stay closed to you."))
        return _next(request, edition)
    return _interests(request, edition, TieForm(initial={"q": request.GET.get("q", "")}))


def _interests(request: HttpRequest, edition: Edition, form: TieForm) -> HttpResponse:
    ties = Tie.objects.visible_to(request.user).filter(edition=edition)
    ties = list(ties.select_related("organization", "body").prefetch_related("body__names"))
    query = (form.data if form.is_bound else form.initial).get("q", "")
    context = {
        "edition": edition,
        "ties": [tie for tie in ties if tie.ended_at is None],
        "struck_out": [tie for tie in ties if tie.ended_at],
        "form": form,
        "query": query,
        "last": InterestDeclaration.objects.filter(edition=edition, user=request.user).last(),
        **_found(query),
    }
    return render(request, "assessments/interests.html", context, status=422 if form.errors else 200)


def _found(query: str) -> dict:
    """Organisations and bodies whose name or tax code has all the words; whether they take part is not said."""
    words = fold(query).split()
    if sum(map(len, words)) < LETTERS:
        return {"organizations": [], "bodies": [], "asked": False}
    named = Q()
    for word in words:
        named &= Q(search_text__contains=word)
    organizations = Organization.objects.filter(named).select_related("province").order_by("sort_key", "pk")
    bodies = Body.objects.filter(named).with_names().order_by("search_text", "pk")
    return {"organizations": organizations[:FOUND], "bodies": bodies[:FOUND], "asked": True}


@requires(Can.APPRAISE)
def organization_search(request: HttpRequest, slug: str) -> HttpResponse:
    """The part of the page that follows the typing."""
    _edition(request, slug)
    query = request.GET.get("q", "")
    return render(request, "assessments/_tie_choices.html", {"query": query, **_found(query)})


@require_POST
@requires(Can.APPRAISE)
def tie_state(request: HttpRequest, slug: str) -> HttpResponse:
    edition = _edition(request, slug)
    if request.POST.get("do") == "search":
        return _interests(request, edition, TieForm(initial=request.POST.dict()))
    form = TieForm(request.POST)
    if form.is_valid():
        tie = actions.state_tie(edition, by=request.user, **form.tie())
        messages.success(request, _("Noted: %(name)s.") % {"name": tie.to})
        return redirect("assessments:interests", slug)
    return _interests(request, edition, form)


@require_POST
@requires(Can.APPRAISE)
def tie_end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = _edition(request, slug)
    tie = get_object_or_404(Tie.objects.visible_to(request.user).filter(edition=edition), pk=pk)
    reason = request.POST.get("reason", "")[:300]
    attempt(request, lambda: actions.end_tie(tie, by=request.user, reason=reason), _("Struck out."))
    return redirect("assessments:interests", slug)


@requires(Can.APPRAISE)
def own_seat(request: HttpRequest, slug: str) -> HttpResponse:
    """A member's own statement of what he knows and how much he can read."""
    edition = _edition(request, slug)
    member = seat_of(request.user, edition.pk)
    form = OwnSeatForm(request.POST or None, instance=member, edition=edition) if member else None
    if form and request.method == "POST" and form.is_valid():
        actions.change_own_seat(member, by=request.user, **form.seat())
        messages.success(request, _("Saved. The next assignment takes it into account."))
        return redirect("assessments:own_seat", slug)
    context = {
        "edition": edition,
        "member": member,
        "form": form,
        "signed": Undertaking.objects.current().filter(edition=edition, user=request.user).first(),
        "declared": InterestDeclaration.objects.filter(edition=edition, user=request.user).last(),
    }
    status = 422 if form and form.errors else 200
    return render(request, "assessments/own_seat.html", context, status=status)
