"""What the public sees: the honour list, each honoree, the papers, the verification. The same bytes for everybody."""

from django.core.files.base import ContentFile, File
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control

from awards import documents, papers
from awards.forms import HonorFilter, VerifyForm, tidy_code
from awards.lists import covered_by, tabs_of
from awards.models import Honor, Roll
from dtportal.access import public
from dtportal.programme import clock
from dtportal.programme.models import Edition, Phase

PER_PAGE = 50
# Shared caches may keep a page for a minute; browsers ask each time.
shared_page = cache_control(public=True, max_age=0, s_maxage=60)
# Printed papers do not change once they are published.
shared_paper = cache_control(public=True, max_age=3600)


@public
@shared_page
def latest(request: HttpRequest) -> HttpResponse:
    """The list of the latest edition that has one, otherwise of the edition that is under way."""
    published = Edition.objects.filter(honors__isnull=False).distinct().latest_first().first()
    return redirect("awards:honorees", (published or clock.current_edition()).slug)


@public
@shared_page
def honorees(request: HttpRequest, edition: str) -> HttpResponse:
    """Everybody who is honoured, by tier, sector and locality; before publication, when it will be."""
    found = get_object_or_404(Edition, slug=edition)
    tiers = list(found.tiers.all())
    counts = dict(found.honors.order_by().values_list("tier").annotate(number=Count("pk")))
    if not counts:
        phase = found.phases.filter(kind=Phase.Kind.ANNOUNCEMENT).first()
        return render(request, "awards/honorees_soon.html", {"edition": found, "phase": phase})
    tier = next((tier for tier in tiers if tier.code == request.GET.get("tier")), None)
    honors = Honor.objects.visible_to(request.user).filter(edition=found).for_listing()
    if tier:
        honors = honors.filter(tier__in=covered_by(tier, tiers))
    form = HonorFilter(request.GET, edition=found)
    page_obj = Paginator(form.narrow(honors).order_by("tier__position", "sort_key", "pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "awards/honorees.html",
        {
            "edition": found,
            "form": form,
            "tier": tier,
            "tabs": tabs_of(tiers, counts),
            "total": sum(counts.values()),
            "page_obj": page_obj,
            "icons": sorted({honor.sector.icon for honor in page_obj if honor.sector_id}),
            "ceremonial": tiers[0] if tiers else None,
        },
    )


@public
@shared_page
def honoree(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    honor = _honor(request, edition, slug)
    title, title_en = documents.title_of(honor.tier)
    return render(
        request,
        "awards/honoree.html",
        {
            "honor": honor,
            "edition": honor.edition,
            "title": title,
            "title_en": title_en,
            "texts": texts_of(honor),
            "qr": documents.verification_qr(honor),
        },
    )


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
@shared_paper
def certificate(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    honor = _honor(request, edition, slug)
    return _paper(ContentFile(documents.certificate(honor)), f"giay-chung-nhan-{honor.slug}.pdf")


@public
@shared_paper
def decision(request: HttpRequest, edition: str) -> HttpResponse:
    """The chair's decision with the lists; it exists for the public from publication on."""
    rolls = Roll.objects.published().select_related("edition", "item__session")
    roll = get_object_or_404(rolls, edition__slug=edition)
    return _paper(papers.decision(roll), f"quyet-dinh-ton-vinh-{roll.edition.year}.pdf")


@public
@shared_page
def verify(request: HttpRequest) -> HttpResponse:
    """A code typed from paper; a good one leads to its page."""
    form = VerifyForm(request.GET if "code" in request.GET else None)
    if form.is_valid() and form.cleaned_data["code"]:
        return redirect("awards:verification", form.cleaned_data["code"])
    return render(request, "awards/verify.html", {"form": form})


@public
@shared_page
def verification(request: HttpRequest, code: str) -> HttpResponse:
    """Who was honoured, as what and when; an unknown code says so plainly."""
    known = Honor.objects.visible_to(request.user).for_listing()
    honor = known.filter(verification_code=tidy_code(code)).first()
    context = {"honor": honor, "code": code, "form": VerifyForm(initial={"code": code})}
    if honor is None:
        return render(request, "awards/verification.html", context, status=404)
    title, title_en = documents.title_of(honor.tier)
    context |= {"edition": honor.edition, "title": title, "title_en": title_en}
    return render(request, "awards/verification.html", context)


def _honor(request: HttpRequest, edition: str, slug: str) -> Honor:
    honors = Honor.objects.visible_to(request.user).for_listing().select_related("entry__roll")
    return get_object_or_404(honors, edition__slug=edition, slug=slug)


def _paper(content: File, name: str) -> FileResponse:
    return FileResponse(content, filename=name, content_type="application/pdf")
