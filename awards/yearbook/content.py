"""What the book says, as plain data: chapters of honourees, in the order of print.

A nominee's page says nothing of the result (`PageContent`); list, certificate and code stand beside it here and are
stamped when the book is bound. So the same page serves before and after the publication, by the nomination's id.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from awards.models import Roll, RollEntry
from awards.yearbook.chapters import ChapterFrame, frame_of
from awards.yearbook.letters import printable
from awards.yearbook.matter import Matter, matter_of
from awards.yearbook.nominee import PageContent, contents_of
from dtportal import text
from dtportal.journal.recording import link_to
from dtportal.programme.models import Edition, Tier
from nominations.models import Nomination


@dataclass(frozen=True)
class Honoree:
    """Somebody in the book. `page` is what its own pages say; the rest is stamped or stands in contents and indexes.

    `is_gold`: of the narrowest list, or of a list of its own; `may_have_second`: of the narrowest list, whose
    second page is printed.
    """

    nomination_id: int
    page: PageContent
    tier: str
    is_gold: bool
    may_have_second: bool
    certificate: str
    verification_url: str
    slug: str
    province_key: str
    # Position of its chapter in the book, from 0.
    chapter: int

    @property
    def name(self) -> str:
        return self.page.name

    @property
    def name_en(self) -> str:
        return self.page.name_en

    @property
    def province(self) -> str:
        return self.page.province

    @property
    def is_person(self) -> bool:
        return self.page.is_person


@dataclass(frozen=True)
class Chapter:
    key: str
    number: int
    title: str
    title_en: str
    lead: str
    icon: str
    colour: str
    honorees: tuple[Honoree, ...]

    @property
    def provinces(self) -> int:
        return len({honoree.province_key for honoree in self.honorees})

    @property
    def gold(self) -> int:
        return sum(honoree.is_gold for honoree in self.honorees)


@dataclass(frozen=True)
class Part:
    """One line of the organisers: what they do, who they are."""

    label: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Book:
    """The frame of the book: its names, its organisers, its chapters; `matter` is all else it prints."""

    slug: str
    title: str
    list_name: str
    narrow_name: str
    programme: str
    programme_en: str
    ordinal: str
    year: int
    is_rehearsal: bool
    published_on: str
    roll_sha256: str
    site: str
    contact: tuple[str, ...]
    parts: tuple[Part, ...]
    chapters: tuple[Chapter, ...]
    matter: Matter

    @property
    def honorees(self) -> list[Honoree]:
        return [honoree for chapter in self.chapters for honoree in chapter.honorees]


def book_of(roll: Roll) -> Book:
    """Everything a book of this signed or published roll says; read in a handful of queries, in Vietnamese.

    A dossier whose honour was revoked is left out.
    """
    edition = roll.edition
    with translation.override("vi"):
        tiers = list(edition.tiers.all())
        wide, narrow = _lists(tiers)
        return Book(
            slug=edition.slug,
            title=_title(edition, wide),
            list_name=wide.name if wide else "",
            narrow_name=narrow.name if narrow else "",
            programme=edition.name,
            programme_en=edition.name_en,
            ordinal=text.ordinal(edition.ordinal),
            year=edition.year,
            is_rehearsal=edition.is_rehearsal,
            published_on=text.official_date(roll.published_at.date()) if roll.published_at else "",
            roll_sha256=roll.sha256,
            site=settings.SITE_URL,
            contact=tuple(line for line in edition.contact.splitlines() if line.strip()),
            parts=_parts(edition),
            chapters=_chapters(roll, tiers),
            matter=matter_of(edition, roll),
        )


def title_of(edition: Edition) -> str:
    """The document's title: “Kỷ yếu TOP 500 đơn vị, tổ chức, doanh nghiệp tiêu biểu – …”."""
    with translation.override("vi"):
        return _title(edition, _lists(list(edition.tiers.all()))[0])


def _title(edition: Edition, wide: Tier | None) -> str:
    return _("Yearbook of the %(list)s – %(programme)s, edition %(ordinal)s (%(year)s)") % {
        "list": wide.name if wide else "",
        "programme": edition.name,
        "ordinal": text.ordinal(edition.ordinal),
        "year": edition.year,
    }


def _lists(tiers: list[Tier]) -> tuple[Tier | None, Tier | None]:
    """The widest list (TOP 500) and the narrowest inside it (TOP 100)."""
    sized = sorted((tier for tier in tiers if tier.size), key=lambda tier: tier.size)
    if not sized:
        return None, None
    return sized[-1], sized[0] if len(sized) > 1 else None


def _is_gold(tier: Tier, tiers: list[Tier]) -> bool:
    """No narrower list takes the same participants."""
    return not any(other.position < tier.position and set(other.groups) & set(tier.groups) for other in tiers)


def _parts(edition: Edition) -> tuple[Part, ...]:
    found: dict[str, list[str]] = {}
    # The council has its own place in the book; its thirteen lines would not fit the imprint.
    involvements = (
        edition.involvements.exclude(part="appraises").select_related("body").prefetch_related("body__names")
    )
    for involvement in involvements:
        found.setdefault(involvement.get_part_display(), []).append(printable(involvement.label))
    return tuple(Part(label, tuple(names)) for label, names in found.items())


# --- Chapters --------------------------------------------------------------------------------------------


def _chapters(roll: Roll, tiers: list[Tier]) -> tuple[Chapter, ...]:
    """The sectors in their order, then state bodies, then leaders; in each list by list, in the Vietnamese order."""
    entries = roll.entries.filter(revoked_for="").select_related(
        "tier", "conclusion__nomination__sector", "conclusion__nomination__province"
    )
    ordered = sorted(entries, key=lambda one: (one.tier.position, text.stored_sort_key(one.name), one.pk))
    pages = contents_of(roll.edition, [entry.conclusion.nomination_id for entry in ordered])
    found: dict[ChapterFrame, list[RollEntry]] = {}
    for entry in ordered:
        found.setdefault(frame_of(entry.conclusion.nomination), []).append(entry)
    return tuple(
        Chapter(
            key=frame.key,
            number=position + 1,
            title=frame.title,
            title_en=frame.title_en,
            lead=_lead(frame, found[frame][0].conclusion.nomination),
            icon=frame.icon,
            colour=frame.colour,
            honorees=tuple(_honorees(found[frame], pages, tiers, position)),
        )
        for position, frame in enumerate(
            sorted(found, key=lambda frame: _place(frame, found[frame][0].conclusion.nomination))
        )
    )


def _place(frame: ChapterFrame, example: Nomination) -> tuple[int, int]:
    last = {"CQ": 1, "LD": 2}.get(frame.key, 0)
    return last, 0 if last else example.sector.position


def _lead(frame: ChapterFrame, example: Nomination) -> str:
    """What the chapter is about, in a sentence."""
    if frame.key == "CQ":
        return _("Bodies whose initiatives and platforms serve management, the economy and society.")
    if frame.key == "LD":
        return _("Managers who made their organisation an example.")
    return example.sector.description


def _honorees(
    entries: Iterable[RollEntry], pages: dict[int, PageContent], tiers: list[Tier], chapter: int
) -> Iterable[Honoree]:
    narrow = _lists(tiers)[1]
    gold = {tier.pk for tier in tiers if _is_gold(tier, tiers)}
    for entry in entries:
        nomination = entry.conclusion.nomination
        # The name is the roll's word: a correction of the published list changes it, and with it the page.
        page = replace(
            pages[nomination.pk],
            name=printable(entry.name).replace("\n", " "),
            name_en=printable(entry.name_en).replace("\n", " "),
            detail=printable(entry.detail).replace("\n", " "),
        )
        yield Honoree(
            nomination_id=nomination.pk,
            page=page,
            tier=entry.tier.name,
            is_gold=entry.tier_id in gold,
            may_have_second=narrow is not None and entry.tier_id == narrow.pk,
            certificate=entry.certificate_number,
            verification_url=link_to(reverse("awards:verification", args=[entry.verification_code])),
            slug=entry.slug,
            province_key=nomination.province.sort_key,
            chapter=chapter,
        )
