"""The roll: drawn up by the secretariat, voted on by the council, signed or refused by chair and auditor."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.conflicts import closed_ids
from assessments.models import AgendaItem, ListMove
from awards import actions, rolls
from awards.changes import changes_for, effects_for
from awards.forms import RefuseForm, SignForm
from awards.lists import covered_by, tabs_of
from awards.models import Roll, RollEntry
from awards.progress import steps_of
from awards.timing import objections
from dtportal.access import require, requires
from dtportal.accounts import second_factor
from dtportal.programme.models import Edition
from dtportal.roles import Can

PER_PAGE = 50
OVERTAKABLE = {Roll.Status.DRAFT, Roll.Status.APPROVED}


def roll(request: HttpRequest, edition: str) -> HttpResponse:
    """The latest version, or `?version=`; council members see it while its ballot is open."""
    found = get_object_or_404(Edition, slug=edition)
    shown, versions = _visible_rolls(request, found)
    return _page(request, found, shown, versions)


@require_POST
@requires(Can.DRAW_ROLL)
def draw(request: HttpRequest, edition: str) -> HttpResponse:
    made = actions.draw_roll(get_object_or_404(Edition, slug=edition), by=request.user)
    messages.success(request, _("Version %(v)s stands on the council's agenda.") % {"v": made.version})
    return redirect("awards:roll", edition)


@require_POST
def sign(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(Edition, slug=edition)
    to_sign = _roll_to_sign(request, found)
    form = SignForm(request.POST)
    if form.is_valid():
        try:
            actions.sign(to_sign, by=request.user, code=form.cleaned_data["code"])
        except ValidationError as error:
            form.add_error("code", error)
        else:
            messages.success(request, _("Signed."))
            return redirect("awards:roll", edition)
    return _page(request, found, to_sign, sign_form=form)


@require_POST
def refuse(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(Edition, slug=edition)
    to_sign = _roll_to_sign(request, found)
    form = RefuseForm(request.POST)
    if form.is_valid():
        actions.refuse(to_sign, by=request.user, **form.cleaned_data)
        messages.success(request, _("Refused; the roll is back with the secretariat."))
        return redirect("awards:roll", edition)
    return _page(request, found, to_sign, refuse_form=form)


def _visible_rolls(request: HttpRequest, edition: Edition) -> tuple[Roll | None, list[int]]:
    """The version asked for, and which there are.

    403 for whoever has nothing to do with rolls, 404 for a member between ballots.
    """
    visible = Roll.objects.visible_to(request.user).filter(edition=edition).select_related("item__session")
    if not _reads(request, edition) and request.user.can(Can.VOTE, edition.access_scope()):
        return get_object_or_404(visible, item__status=AgendaItem.Status.VOTING), []
    require(request.user, Can.READ_ROLL, edition)
    versions = list(visible)
    known = [roll.version for roll in versions]
    if request.GET.get("version", "").isdecimal():
        asked = [roll for roll in versions if roll.version == int(request.GET["version"])]
        if not asked:
            raise Http404
        return asked[0], known
    return (versions[0] if versions else None), known


def _reads(request: HttpRequest, edition: Edition) -> bool:
    return request.user.can(Can.READ_ROLL, edition.access_scope())


def _roll_to_sign(request: HttpRequest, edition: Edition) -> Roll:
    require(request.user, Can.READ_ROLL, edition)
    visible = Roll.objects.visible_to(request.user).filter(edition=edition)
    found = get_object_or_404(visible.in_work().select_related("item__session", "edition", "corrects"))
    if actions.part_for(request.user, found) is None:
        raise PermissionDenied
    return found


def _page(
    request: HttpRequest,
    edition: Edition,
    shown: Roll | None,
    versions: list[int] | None = None,
    **forms: Any,
) -> HttpResponse:
    user = request.user
    context = {
        "edition": edition,
        "roll": shown,
        "steps": steps_of(edition, shown),
        "may_draw": user.can(Can.DRAW_ROLL, edition.access_scope()) and _is_free(shown),
    }
    if context["may_draw"]:
        context["objections"] = objections(edition)
        wishes = ListMove.objects.carried(edition).exclude(nomination__in=closed_ids(user))
        context["wishes"] = wishes.select_related("item", "tier", "nomination__organization")
    context["reads_confidants"] = user.can(Can.READ_CONFIDANTS, edition.access_scope())
    context["may_correct"] = (
        shown is not None
        and shown.status == Roll.Status.PUBLISHED
        and user.can(Can.CORRECT_ROLL, edition.access_scope())
    )
    if shown:
        actions.note_look(shown, by=user, at="roll")
        context["is_overtaken"] = shown.status in OVERTAKABLE and rolls.is_overtaken(shown)
        context["effects"] = effects_for(shown, user)
        context["changes"] = changes_for(shown, user)
        context |= _entries(request, edition, shown) | _signing(request, shown, forms)
        context["versions"] = versions or [shown.version]
    return render(request, "awards/roll.html", context)


def _is_free(latest: Roll | None) -> bool:
    """Whether a new version may be drawn up."""
    if latest is None or latest.status == Roll.Status.RETURNED:
        return True
    if latest.status in OVERTAKABLE and rolls.is_overtaken(latest):
        return latest.item is None or latest.item.status != AgendaItem.Status.VOTING
    return latest.item is not None and latest.item.status == AgendaItem.Status.REJECTED


def _entries(request: HttpRequest, edition: Edition, shown: Roll) -> dict[str, Any]:
    tiers = list(edition.tiers.all())
    tier = next((tier for tier in tiers if tier.code == request.GET.get("tier")), None)
    wanted = covered_by(tier, tiers) if tier else tiers
    redrawn = rolls.entries_as_if_without(shown, request.user)
    if redrawn is None:
        visible = RollEntry.objects.visible_to(request.user).filter(roll=shown)
        counts = dict(visible.order_by().values_list("tier").annotate(number=Count("pk")))
        entries: Any = visible.filter(tier__in=wanted).for_listing()
    else:
        counts = Counter(entry.tier_id for entry in redrawn)
        entries = [entry for entry in redrawn if entry.tier in wanted]
    return {
        "tier": tier,
        "first_position": tiers[0].position if tiers else None,
        "tabs": tabs_of(tiers, counts),
        "total": sum(counts.values()),
        "page_obj": Paginator(entries, PER_PAGE).get_page(request.GET.get("page")),
        "is_redrawn": redrawn is not None,
    }


def _signing(request: HttpRequest, shown: Roll, forms: dict[str, Any]) -> dict[str, Any]:
    """The two forms, for whoever is to sign and has not yet."""
    user = request.user
    part = actions.part_for(user, shown)
    waits = (
        part
        and shown.status in {Roll.Status.DRAFT, Roll.Status.APPROVED}
        and shown.item is not None
        and shown.item.status == AgendaItem.Status.CARRIED
        and not shown.signatures.filter(user=user).exists()
    )
    if not waits:
        return {}
    return {
        "sign_form": forms.get("sign_form") or SignForm(),
        "refuse_form": forms.get("refuse_form") or RefuseForm(),
        "demo_code": second_factor.current_code(user) if settings.DEMO and user.is_demo else "",
    }
