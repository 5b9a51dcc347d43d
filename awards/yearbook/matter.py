"""What the book says besides its honourees, as plain data: forewords, calendar, people, numbers, events, thanks.

Read in a handful of queries whatever the size of the edition; nothing here is drawn, and nothing names anybody who is
not honoured but the council and the organisers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, FileField, OuterRef, Q
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from PIL import Image as Picture

from assessments.models import CouncilMember, Manifest, SigningKey
from awards.models import BookPicture, ResultBundle, Roll
from awards.yearbook import nominee
from awards.yearbook.counts import Statistics, statistics_of
from dtportal.accounts.models import User
from dtportal.journal.recording import link_to
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Edition, Involvement
from dtportal.roles import Can
from dtportal.text import name_key, nfc, official_date
from forums.models import Forum


@dataclass(frozen=True)
class Foreword:
    author: str
    author_title: str
    title: str
    text: str
    portrait: nominee.Image | None = None
    signature: nominee.Image | None = None


@dataclass(frozen=True)
class Phase:
    """`days`: its days as people read them."""

    name: str
    starts_on: date
    ends_on: date | None
    days: str


@dataclass(frozen=True)
class Part:
    """What bodies do for the programme, who they are."""

    label: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Member:
    """Of the council: name with academic rank, what he is there, where he works; `is_chair`: named first."""

    name: str
    office: str
    position: str
    body: str
    is_chair: bool = False


@dataclass(frozen=True)
class Event:
    """A forum, a seminar, the ceremony; `day`, `month` (with its year) are empty for pictures without an event."""

    title: str
    kind: str = ""
    day: str = ""
    month: str = ""
    place: str = ""
    pictures: tuple[nominee.Image, ...] = ()


@dataclass(frozen=True)
class Partner:
    name: str
    logo: nominee.Image | None = None


@dataclass(frozen=True)
class Correction:
    """What was printed and what is right; of an honouree (`nomination_id`, `name`) or of the book."""

    wrong: str
    right: str
    noted_on: str
    nomination_id: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Colophon:
    """By what the book can be checked. `bundle_sha256` is empty until the result bundle is published."""

    published_on: str = ""
    roll_version: int = 1
    roll_sha256: str = ""
    bundle_sha256: str = ""
    keys: tuple[str, ...] = ()
    results_url: str = ""
    check_url: str = ""


@dataclass(frozen=True)
class Matter:
    forewords: tuple[Foreword, ...] = ()
    activities: tuple[str, ...] = ()
    phases: tuple[Phase, ...] = ()
    parts: tuple[Part, ...] = ()
    council_bodies: tuple[str, ...] = ()
    council: tuple[Member, ...] = ()
    statistics: Statistics = field(default_factory=Statistics)
    events: tuple[Event, ...] = ()
    partners: tuple[Partner, ...] = ()
    errata: tuple[Correction, ...] = ()
    colophon: Colophon = Colophon()


def matter_of(edition: Edition, roll: Roll) -> Matter:
    """Everything the book of this roll says besides its honourees, in Vietnamese."""
    with translation.override("vi"):
        pictures = list(edition.book_pictures.all())
        parts, bodies = _parts(edition)
        council = _council(edition, roll)
        return Matter(
            forewords=tuple(_foreword(row) for row in edition.forewords.all()),
            activities=tuple(row["label"] for row in edition.activities if row.get("label")),
            phases=_phases(edition),
            parts=parts,
            council_bodies=bodies,
            council=council,
            statistics=statistics_of(edition, roll, len(council)),
            events=_events(edition, pictures),
            partners=tuple(
                Partner(row.label, _picture(row)) for row in pictures if row.kind == BookPicture.Kind.PARTNER
            ),
            errata=_errata(edition),
            colophon=_colophon(edition, roll),
        )


# --- Forewords, pictures ------------------------------------------------------------------------------


def _foreword(row: Any) -> Foreword:
    return Foreword(
        row.author,
        row.author_title,
        row.title,
        row.text,
        portrait=_measured(row.portrait, row.portrait_sha256),
        signature=_measured(row.signature, row.signature_sha256),
    )


def _measured(file: FileField, sha256: str) -> nominee.Image | None:
    """A picture whose size is not in its row; what cannot be read is left out of the book like one that is missing."""
    if not file:
        return None
    try:
        with file.open("rb") as opened, Picture.open(opened) as image:
            width, height = image.size
    except (OSError, ValueError):
        return None
    return nominee.Image(file.name, sha256, width, height)


def _picture(row: BookPicture) -> nominee.Image:
    return nominee.Image(row.file.name, row.sha256, row.width, row.height, row.caption)


# --- The programme, its people -------------------------------------------------------------------------


def _phases(edition: Edition) -> tuple[Phase, ...]:
    return tuple(
        Phase(row.name, row.starts_on, row.ends_on, _days(row.starts_on, row.ends_on, row.precision))
        for row in edition.phases.all()
    )


def _days(first: date, last: date | None, precision: str) -> str:
    """“28/02/2023–30/05/2023”, “tháng 9/2023”, “từ tháng 9/2023”."""
    if precision == "month":
        start = f"{first.month}/{first.year}"
        if last is None:
            return _("from month %(month)s") % {"month": start}
        if (last.year, last.month) == (first.year, first.month):
            return _("month %(month)s") % {"month": start}
        return _("month %(first)s – month %(last)s") % {
            "first": start,
            "last": f"{last.month}/{last.year}",
        }
    day = date_format(first, "SHORT_DATE_FORMAT")
    if last is None:
        return _("from %(day)s") % {"day": day}
    return day if last == first else f"{day}–{date_format(last, 'SHORT_DATE_FORMAT')}"


def _parts(edition: Edition) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """The bodies by what they do; apart from them those that sit in the council."""
    rows = list(edition.involvements.select_related("body").prefetch_related("body__names"))
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.part, []).append(row.label)
    appraising = found.pop(Involvement.Part.APPRAISES, [])
    parts = tuple(
        Part(str(part.label), tuple(found[part])) for part in Involvement.Part if part.value in found
    )
    return parts, tuple(appraising)


def _council(edition: Edition, roll: Roll) -> tuple[Member, ...]:
    """Who held a seat on the day the list was drawn up: chair, deputies in their order, then by given name."""
    day = roll.drawn_at.astimezone(VIETNAM).date()
    chairs = User.objects.holding(Can.SIGN_AS_CHAIR, edition=edition).order_by()
    rows = edition.council.filter(
        Q(serves_from=None) | Q(serves_from__lte=day),
        Q(serves_until=None) | Q(serves_until__gte=day),
        is_active=True,
    )
    rows = rows.annotate(chairs=Exists(chairs.filter(pk=OuterRef("user"))))
    rows = rows.select_related("user", "body").prefetch_related("body__names")
    return tuple(_member(row) for row in sorted(rows, key=_protocol))


def _protocol(row: Any) -> tuple:
    return not row.chairs, row.deputy_rank is None, row.deputy_rank or 0, name_key(row.user.full_name)


def _member(row: CouncilMember) -> Member:
    office = _("Member of the council")
    if row.chairs:
        office = _("Chair of the council")
    elif row.deputy_rank:
        office = _("Deputy chair of the council")
    name = f"{row.academic_title} {row.user.full_name}".strip()
    return Member(name, office, row.position, row.body.name if row.body else "", row.chairs)


# --- Events, errata, colophon --------------------------------------------------------------------------


def _events(edition: Edition, pictures: Iterable[BookPicture]) -> tuple[Event, ...]:
    """Announced events in their order with their pictures; pictures of what is no event stand behind them."""
    by_label: dict[str, list[BookPicture]] = {}
    for row in pictures:
        if row.kind != BookPicture.Kind.PARTNER:
            by_label.setdefault(_same(row.label), []).append(row)
    found = []
    for forum in edition.forums.public().exclude(status=Forum.Status.CANCELLED):
        own = tuple(_picture(row) for row in by_label.pop(_same(forum.title), []))
        found.append(_event(forum, own))
    found += [
        Event(rows[0].label, rows[0].get_kind_display(), pictures=tuple(_picture(row) for row in rows))
        for rows in by_label.values()
    ]
    return tuple(found)


def _same(title: str) -> str:
    """By what a picture's label and an event's title are compared."""
    return nfc(title).casefold()


def _event(forum: Forum, pictures: tuple[nominee.Image, ...]) -> Event:
    starts: datetime = forum.starts_at.astimezone(VIETNAM)
    is_day = forum.precision == Forum.Precision.DAY
    return Event(
        forum.title,
        str(forum.get_kind_display()),
        f"{starts.day:02d}" if is_day else "",
        _("month %(month)s") % {"month": f"{starts.month}/{starts.year}"},
        forum.place,
        pictures,
    )


def _errata(edition: Edition) -> tuple[Correction, ...]:
    return tuple(
        Correction(
            row.wrong,
            row.right,
            date_format(row.noted_at.astimezone(VIETNAM), "SHORT_DATE_FORMAT"),
            row.honor.nomination_id if row.honor else None,
            row.honor.name if row.honor else "",
        )
        for row in edition.errata.select_related("honor")
    )


def _colophon(edition: Edition, roll: Roll) -> Colophon:
    bundle = ResultBundle.objects.filter(
        roll=roll, status=ResultBundle.Status.DONE, roll__published_at__isnull=False
    ).first()
    published = roll.published_at
    return Colophon(
        published_on=official_date(published.astimezone(VIETNAM).date()) if published else "",
        roll_version=roll.version,
        roll_sha256=roll.sha256,
        bundle_sha256=bundle.shown_sha256 if bundle else "",
        keys=_keys(edition, bundle),
        results_url=link_to(reverse("awards:results", args=[edition.slug])),
        check_url=link_to(reverse("awards:results_check")),
    )


def _keys(edition: Edition, bundle: ResultBundle | None) -> tuple[str, ...]:
    """Fingerprints of the keys that have sealed the rounds and signed the bundle, the first one first."""
    used = Q(pk__in=Manifest.objects.filter(round__edition=edition).values("key"))
    if bundle is not None and bundle.finished_at:
        at = bundle.finished_at
        used |= Q(since__lte=at) & (Q(until=None) | Q(until__gt=at))
    rows = SigningKey.objects.filter(used).order_by("since", "pk")
    return tuple(rows.values_list("fingerprint", flat=True))
