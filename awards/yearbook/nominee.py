"""What one nominee's page says, as plain data; nothing of the result, so that it can be made before there is one.

`contents_of` takes the approved page, or the frozen dossier of whoever has approved none. The name is always the one of
the frozen dossier, as on the certificate.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from assessments.models import Conclusion
from awards.honours import names_of, texts_of
from awards.models import BookPage, PagePicture
from awards.yearbook import writing
from awards.yearbook.chapters import frame_of
from awards.yearbook.letters import printable
from dtportal.programme.models import Edition, Group
from nominations.models import Dossier, Nomination


@dataclass(frozen=True)
class Image:
    """A picture by where its file lies in the storage and what it is; the press gets a copy sized for the variant."""

    name: str
    sha256: str
    width: int
    height: int
    caption: str = ""


@dataclass(frozen=True)
class PageContent:
    """Everything that can appear on a nominee's pages. Texts are printable (`content.printable`), Vietnamese but for
    those that end in `_en`; `sections` and `more` are (heading, text), `figures` (value, label); `more` and
    `more_photo` are the second page, printed for the narrowest list only."""

    nomination_id: int
    name: str
    name_en: str
    detail: str
    is_person: bool
    province: str
    chapter: str
    chapter_icon: str
    colour: str
    is_rehearsal: bool
    sections: tuple[tuple[str, str], ...]
    lead: str = ""
    summary_en: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    quote: str = ""
    quote_by: str = ""
    more: tuple[tuple[str, str], ...] = ()
    photo: Image | None = None
    more_photo: Image | None = None
    logo: Image | None = None
    # Written by the unit itself, or taken from its dossier.
    is_own: bool = False

    @property
    def has_second(self) -> bool:
        return bool(self.more or self.more_photo)


# What stands in the upper field, in the rail, on the second page; by `PagePicture.Use`.
PLACES = {
    PagePicture.Use.PHOTO: "photo",
    PagePicture.Use.MORE: "more_photo",
    PagePicture.Use.LOGO: "logo",
}


def contents_of(edition: Edition, nomination_ids: Iterable[int]) -> dict[int, PageContent]:
    """What is printed of each of these nominations; read in a handful of queries, in Vietnamese."""
    ids = set(nomination_ids)
    nominations = Nomination.objects.filter(edition=edition, pk__in=ids).select_related(
        "organization", "sector", "province"
    )
    approved = {
        page.nomination_id: page
        for page in BookPage.objects.filter(nomination__in=ids)
        .exclude(approved={})
        .prefetch_related("pictures")
    }
    dossiers = _dossiers(ids)
    headings = _headings(edition)
    found = {}
    for nomination in nominations:
        page = approved.get(nomination.pk)
        dossier = dossiers.get(nomination.pk)
        written = _approved(page) if page else _from_dossier(dossier, headings)
        found[nomination.pk] = _content(edition, nomination, dossier, written)
    return found


def draft_of(page: BookPage) -> PageContent:
    """What is written now, approved or not: the content of the proof."""
    nomination = page.nomination
    rows = page.pictures.all() if page.pk else ()
    current = {row.use: row for row in rows if row.is_current}
    dossier = _dossiers({nomination.pk}).get(nomination.pk)
    return _content(nomination.edition, nomination, dossier, _written(page.texts, page.figures, current))


def snapshot_of(page: BookPage) -> dict[str, Any]:
    """What is approved when the unit approves what is written now: {"texts", "figures", "pictures"}.

    Pictures are {use: {"sha256", "caption"}}; their rows must stay as long as the approved page stands.
    """
    current = page.pictures.filter(is_current=True)
    return {
        "texts": dict(page.texts),
        "figures": [list(pair) for pair in page.figures],
        "pictures": {row.use: {"sha256": row.sha256, "caption": row.caption} for row in current},
    }


# --- Where it is taken from ----------------------------------------------------------------------------


def _dossiers(ids: set[int]) -> dict[int, dict[str, Any]]:
    """Content of the dossier that was concluded on, else of the last one, by nomination."""
    last = dict(
        Dossier.objects.filter(nomination__in=ids)
        .values_list("nomination")
        .annotate(number=Max("number"))
        .order_by()
    )
    concluded = dict(
        Conclusion.objects.filter(nomination__in=ids).values_list("nomination", "dossier__number")
    )
    wanted = {**last, **concluded}
    rows = Dossier.objects.filter(nomination__in=ids).values_list("nomination", "number", "content")
    # One after another: a dossier is kilobytes, and of most of them only a few texts are kept.
    return {
        nomination: _essence(content)
        for nomination, number, content in rows.iterator(chunk_size=100)
        if wanted[nomination] == number
    }


def _essence(content: dict[str, Any]) -> dict[str, Any]:
    name, name_en, detail = names_of(content)
    return {"name": name, "name_en": name_en, "detail": detail, "texts": texts_of(content)}


def _approved(page: BookPage) -> dict[str, Any]:
    snapshot = page.approved
    # The newest row of a picture that was uploaded twice.
    by_hash = {(row.use, row.sha256): row for row in sorted(page.pictures.all(), key=lambda row: row.pk)}
    named = snapshot.get("pictures", {})
    rows = {use: by_hash.get((use, one["sha256"])) for use, one in named.items()}
    captions = {use: one.get("caption", "") for use, one in named.items()}
    return _written(snapshot.get("texts", {}), snapshot.get("figures", []), rows, captions)


def _written(
    texts: dict[str, str],
    figures: Iterable[Iterable[str]],
    rows: dict[str, PagePicture | None],
    captions: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Fields of PageContent from what a unit has written."""
    words = {key: printable(texts.get(key) or "") for key in writing.BY_KEY}
    with translation.override("vi"):
        sections = tuple(
            (str(writing.BY_KEY[key].label), words[key]) for key in ("story", "results") if words[key]
        )
        more = ((str(writing.BY_KEY["more"].label), words["more"]),) if words["more"] else ()
    pairs = tuple((printable(value), printable(label)) for value, label in figures)
    return {
        "lead": words["lead"].replace("\n", " "),
        "sections": sections,
        "quote": words["quote"].replace("\n", " "),
        "quote_by": words["quote_by"].replace("\n", " "),
        "summary_en": words["summary_en"].replace("\n", " "),
        "more": more,
        "figures": tuple(pair for pair in pairs if pair[0])[: writing.FIGURES],
        "is_own": True,
        **{place: _image(rows.get(use), (captions or {}).get(use)) for use, place in PLACES.items()},
    }


def _image(row: PagePicture | None, caption: str | None) -> Image | None:
    if row is None:
        return None
    said = row.caption if caption is None else caption
    return Image(row.file.name, row.sha256, row.width, row.height, printable(said).replace("\n", " "))


def _from_dossier(dossier: dict[str, Any] | None, headings: dict[str, str]) -> dict[str, Any]:
    """The printed answers, in the order of the questions."""
    texts = {key: printable(value) for key, value in (dossier or {}).get("texts", {}).items()}
    keys = [key for key in headings if texts.get(key)]
    keys += [key for key in texts if texts[key] and key not in headings]
    return {"sections": tuple((headings.get(key, ""), texts[key]) for key in keys)}


def _headings(edition: Edition) -> dict[str, str]:
    """Short headings of the printed answers; another question brings the title of its section."""
    with translation.override("vi"):
        short = {
            "strategy": _("Strategy"),
            "results": _("Outstanding results"),
            "initiative": _("Initiative"),
            "people": _("People"),
            "data": _("Data and safety"),
            "model": _("What others can learn"),
        }
    for section in edition.dossier_sections:
        for question in section.get("questions", []):
            short.setdefault(question["key"], section.get("title", ""))
    return short


def _content(
    edition: Edition, nomination: Nomination, dossier: dict[str, Any] | None, written: dict[str, Any]
) -> PageContent:
    frame = frame_of(nomination)
    named = dossier or {"name": nomination.honoree_name, "name_en": "", "detail": ""}
    return PageContent(
        nomination_id=nomination.pk,
        name=printable(named["name"]).replace("\n", " "),
        name_en=printable(named["name_en"]).replace("\n", " "),
        detail=printable(named["detail"]).replace("\n", " "),
        is_person=nomination.group == Group.LEADER,
        province=nomination.province.name,
        chapter=frame.title,
        chapter_icon=frame.icon,
        colour=frame.colour,
        is_rehearsal=edition.is_rehearsal,
        **written,
    )
