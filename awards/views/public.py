"""What the public sees: the honour list, each honoree, the papers, the verification. The same bytes for everybody."""

from collections.abc import Iterable

from django.core.files.base import File
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language

from awards import badges, certificates, documents, hall, linked_data, papers
from awards.forms import VerifyForm, tidy_code
from awards.models import Honor, Roll, RollEntry
from dtportal.access import public
from dtportal.programme import clock
from dtportal.programme.models import Edition, Phase
from dtportal.programme.snapshots import snapshot
from dtportal.text import nfc

WORDS = 100  # characters of a search


@public
@snapshot()
def latest(request: HttpRequest) -> HttpResponse:
    """The list of the latest edition that has one, otherwise of the edition that is under way."""
    published = Edition.objects.filter(honors__isnull=False).distinct().latest_first().first()
    return redirect("awards:honorees", (published or clock.current_edition()).slug)


@public
@snapshot(params=[*hall.FACETS, "q"])
def honorees(request: HttpRequest, edition: str) -> HttpResponse:
    """Everybody who is honoured, by tier, sector and locality; before publication, when it will be."""
    asked = {key: request.GET.get(key, "") for key in hall.FACETS}
    return _list(request, edition, asked | {"q": nfc(request.GET.get("q", ""))[:WORDS]})


@public
@snapshot()
def by_facet(request: HttpRequest, edition: str, facet: str, key: str) -> HttpResponse:
    """One list, one sector, one locality, one kind: an address that stays."""
    return _list(request, edition, {facet: key})


def _list(request: HttpRequest, slug: str, asked: dict[str, str]) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    by_path = "q" not in asked
    published = Roll.objects.public().filter(edition=edition)
    versions = list(published.order_by("-version").only("version", "status", "published_at", "reason"))
    if not edition.honors.exists():
        if by_path:
            raise Http404
        phase = edition.phases.filter(kind=Phase.Kind.ANNOUNCEMENT).first()
        return render(request, "awards/honorees_soon.html", {"edition": edition, "phase": phase})
    found = hall.Hall(edition, asked)
    if by_path and not found.asked.given:
        raise Http404
    context = {
        "edition": edition,
        "hall": found,
        "base": found.asked.but(**dict.fromkeys(found.asked.given, "")).address(slug),
        "canonical": found.asked.address(slug),
        "icons": sorted({honor.sector.icon for honor in found.found if honor.sector_id}),
        "ceremonial": found.tiers[0] if found.tiers else None,
        "versions": [(roll, roll.status == Roll.Status.PUBLISHED) for roll in versions],
        "editions": _editions(),
        "linked_data": linked_data.of_list(found),
    }
    return render(request, "awards/honorees.html", context)


def _editions() -> list[Edition]:
    """Whose lists are public, latest first."""
    published = Edition.objects.filter(honors__isnull=False).distinct()
    return list(published.latest_first().defer(*Edition.bulky()))


@public
@snapshot()
def version(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    """A version of the list as it was published; the one that counts has the list's own address."""
    rolls = Roll.objects.public().select_related("edition")
    roll = get_object_or_404(rolls, edition__slug=edition, version=number)
    if roll.status == Roll.Status.PUBLISHED:
        return redirect("awards:honorees", edition)
    entries = list(roll.entries.for_listing().order_by("tier__position", "certificate_number", "pk"))
    context = {
        "edition": roll.edition,
        "roll": roll,
        "next": Roll.objects.public().filter(corrects=roll).order_by("version").first(),
        "sections": _by_tier(entries),
        "total": len(entries),
    }
    return render(request, "awards/version.html", context)


def _by_tier(entries: Iterable[RollEntry]) -> list[tuple]:
    sections: dict[int, tuple] = {}
    for entry in entries:
        sections.setdefault(entry.tier_id, (entry.tier, []))[1].append(entry)
    return list(sections.values())


@public
@snapshot()
def honoree(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    honor = _honor(request, edition, slug)
    title, title_en = documents.title_of(honor.tier)
    context = {
        "honor": honor,
        "edition": honor.edition,
        "title": title,
        "title_en": title_en,
        "texts": texts_of(honor),
        "qr": documents.verification_qr(honor),
        "snippet": badges.snippet(honor),
        "linked_data": linked_data.of_honoree(honor),
    }
    return render(request, "awards/honoree.html", context)


def texts_of(honor: Honor) -> list[tuple[str, str]]:
    """(heading, text) of what the honoree says of itself, headed by the questions of the edition."""
    english = (get_language() or "").startswith("en")
    headings = {
        question["key"]: (english and question.get("label_en")) or question["label"]
        for section in honor.edition.dossier_sections
        for question in section["questions"]
    }
    return [(headings.get(key, ""), text) for key, text in honor.texts.items()]


@public
@snapshot()
def certificate(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    """The paper; of an honour that was revoked there is none any more, and the page says why."""
    honor = _honor(request, edition, slug)
    if honor.is_revoked:
        return render(request, "awards/revoked.html", {"honor": honor, "edition": honor.edition}, status=410)
    return _paper(certificates.certificate(honor), f"giay-chung-nhan-{honor.slug}.pdf")


@public
@snapshot()
def decision(request: HttpRequest, edition: str) -> HttpResponse:
    """The chair's decision with the lists; it exists for the public from publication on."""
    rolls = Roll.objects.published().select_related("edition", "item__session")
    roll = get_object_or_404(rolls, edition__slug=edition)
    return _paper(papers.decision(roll), f"quyet-dinh-ton-vinh-{roll.edition.year}.pdf")


@public
@snapshot(params=["code"])
def verify(request: HttpRequest) -> HttpResponse:
    """A code typed from paper; a good one leads to its page."""
    form = VerifyForm(request.GET if "code" in request.GET else None)
    if form.is_valid() and form.cleaned_data["code"]:
        return redirect("awards:verification", form.cleaned_data["code"])
    return render(request, "awards/verify.html", {"form": form})


@public
@snapshot()
def verification(request: HttpRequest, code: str) -> HttpResponse:
    """Who was honoured, as what and when, and whether it still holds; an unknown code says so plainly."""
    known = Honor.objects.visible_to(request.user).for_listing()
    tidy = tidy_code(code)
    honor = known.filter(verification_code=tidy).first()
    printed = RollEntry.objects.filter(verification_code=tidy, roll__in=Roll.objects.public())
    printed = list(printed.select_related("roll", "tier").order_by("-roll__version"))
    context = {"honor": honor, "code": code, "form": VerifyForm(initial={"code": code})}
    if honor is None:
        context |= {"gone": printed[0] if printed else None}
        context |= {"edition": printed[0].roll.edition} if printed else {}
        return render(request, "awards/verification.html", context, status=200 if printed else 404)
    title, title_en = documents.title_of(honor.tier)
    context |= {
        "edition": honor.edition,
        "title": title,
        "title_en": title_en,
        "earlier": [entry for entry in printed if _differs(entry, honor)],
    }
    return render(request, "awards/verification.html", context)


def _differs(entry: RollEntry, honor: Honor) -> bool:
    """Whether a paper printed from that version says something else than the honour does now."""
    says = (entry.name, entry.name_en, entry.detail, entry.tier_id)
    return says != (honor.name, honor.name_en, honor.detail, honor.tier_id)


def _honor(request: HttpRequest, edition: str, slug: str) -> Honor:
    honors = Honor.objects.visible_to(request.user).for_listing().select_related("entry__roll")
    return get_object_or_404(honors, edition__slug=edition, slug=slug)


def _paper(content: File, name: str) -> FileResponse:
    return FileResponse(content, filename=name, content_type="application/pdf")
