"""The eligibility check in words: what each finding means and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dtportal.programme import calendar, clock
from dtportal.programme.departments import department_of
from dtportal.programme.models import Body, Edition, Phase, Province, Sector
from nominations import eligibility, handbook
from nominations.eligibility import Finding, Point, Result, State

KIND_NAMES = {
    eligibility.COMMITTEE: gettext_lazy("People's Committee"),
    eligibility.DEPARTMENT: gettext_lazy("Provincial department"),
    eligibility.ASSOCIATION: gettext_lazy("Association"),
    eligibility.OTHER: gettext_lazy("Other organisation"),
}
# For a kind of which no body is known by name.
KIND_HINTS = {
    eligibility.COMMITTEE: gettext_lazy("The People's Committee of the province or city."),
    eligibility.DEPARTMENT: gettext_lazy("The department that is in charge of the sector in the province."),
    eligibility.ASSOCIATION: gettext_lazy("An association of the sector or of the locality."),
    eligibility.OTHER: gettext_lazy("A superior body or another organisation concerned."),
}


@dataclass(frozen=True)
class Advice:
    """A finding as a sentence; `todo` says what to do when it is not met."""

    finding: Finding
    title: str
    todo: str = ""

    @property
    def tone(self) -> str:
        return {State.MET: "ok", State.MISSING: "warn", State.BARRED: "danger"}[self.finding.state]


@dataclass(frozen=True)
class Terms:
    """What an edition offers and when, read once for a page."""

    edition: Edition
    sectors: list[Sector]
    localities: list[Province]
    intake: Phase
    state: str


def terms_of(edition: Edition) -> Terms:
    """`state` is by the edition's clock and the announced days; the hidden grace is nobody's advice."""
    phase, now = edition.intake, clock.now(edition)
    state = eligibility.BEFORE
    if now >= calendar.start_of(phase.starts_on):
        is_open = calendar.is_open(phase.starts_on, phase.ends_on, now)
        state = eligibility.OPEN if is_open else eligibility.CLOSED
    localities = list(Province.objects.valid_on(phase.starts_on))
    return Terms(edition, list(edition.sectors.all()), localities, phase, state)


def rules_of(terms: Terms, group: str) -> eligibility.Rules:
    return eligibility.Rules(
        sectors=frozenset(sector.code for sector in terms.sectors),
        localities=frozenset(province.uid for province in terms.localities),
        papers=tuple(handbook.papers_of(terms.edition, group)),
        intake=terms.state,
    )


def advice_on(result: Result, terms: Terms) -> list[Advice]:
    """What stands in the way first, then what is missing, then what is met."""
    order = [State.BARRED, State.MISSING, State.MET]
    findings = sorted(result.findings, key=lambda finding: order.index(finding.state))
    return [_advice(finding, terms) for finding in findings]


def _advice(finding: Finding, terms: Terms) -> Advice:
    is_met = finding.state == State.MET
    title, todo = {
        Point.SECTOR: _sector,
        Point.LOCALITY: _locality,
        Point.TAX_CODE: _tax_code,
        Point.PAPER: _paper,
        Point.ENDORSEMENT: _endorsement,
        Point.INTAKE: _intake,
    }[finding.point](finding, terms, is_met)
    return Advice(finding, title, "" if is_met else todo)


def _sector(finding: Finding, terms: Terms, is_met: bool) -> tuple[str, str]:
    if is_met:
        return _("The sector is one of the priority sectors."), ""
    return (
        _("The unit belongs to none of the priority sectors."),
        _(
            "Units and enterprises take part in one priority sector. If its main work lies in one of them after all, "
            "choose that sector; otherwise ask the organising committee."
        ),
    )


def _locality(finding: Finding, terms: Terms, is_met: bool) -> tuple[str, str]:
    if is_met:
        return _("The locality takes part."), ""
    return (
        _("The locality is missing."),
        _("Choose the province or city in which the head office is."),
    )


def _tax_code(finding: Finding, terms: Terms, is_met: bool) -> tuple[str, str]:
    if is_met:
        return _("The tax code is at hand."), ""
    return (
        _("The tax code is missing."),
        _(
            "The organisation is registered by its tax code (10 or 13 digits, on the certificate of registration). "
            "Only state bodies do without."
        ),
    )


def _paper(finding: Finding, terms: Terms, is_met: bool) -> tuple[str, str]:
    label = {"label": finding.label}
    if is_met:
        return _("At hand: %(label)s.") % label, ""
    return (
        _("Missing: %(label)s.") % label,
        _(
            "The dossier can be drafted without it, but submission asks for the issued document as a file. "
            "Have it signed and issued before the deadline."
        ),
    )


def _endorsement(finding: Finding, terms: Terms, is_met: bool) -> tuple[str, str]:
    if is_met:
        return (
            _("A nominating body is ready to endorse it."),
            "",
        )
    return (
        _("A nominating body has yet to be asked."),
        _(
            "Ask one of the bodies below. It is named in the dossier, gets a request and confirms the nomination "
            "online with its letter; the unit itself has nothing to send by post."
        ),
    )


def _intake(finding: Finding, terms: Terms, is_met: bool) -> tuple[str, str]:
    phase = terms.intake
    first = {"day": date_format(phase.starts_on, "SHORT_DATE_FORMAT")}
    if finding.state == State.MISSING:
        return (
            _("Dossiers are not taken in yet."),
            _("They are taken in from %(day)s. Until then the form can be read and the papers prepared.")
            % first,
        )
    if phase.ends_on is None:
        return _("Dossiers are being taken in."), ""
    last = {"moment": date_format(calendar.end_of(phase.ends_on), "DATETIME_FORMAT")}
    if is_met:
        return _("Dossiers are taken in until %(moment)s (Viet Nam time).") % last, ""
    return (
        _("The intake of dossiers ended at %(moment)s.") % last,
        _(
            "Nothing can be submitted in this edition any more. News of the next one stand among the announcements."
        ),
    )


# --- Whom to ask ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AskedKind:
    """One of the four kinds of nominating bodies, in words."""

    name: str
    hint: str
    bodies: tuple[eligibility.Nominator, ...]
    usual: str


def whom_to_ask(terms: Terms, *, group: str, locality: str, sector: str) -> list[AskedKind]:
    """The nominating bodies of a locality (a uid) and of the whole country by name, kind by kind."""
    province = next(province for province in terms.localities if province.uid == locality)
    near = Body.objects.nominators().filter(Q(province=province) | Q(province=None)).with_names()
    department = department_of(sector, terms.intake.starts_on)
    found = eligibility.whom_to_ask(
        _nominators(near),
        group=group,
        locality=locality,
        committee=committee_of(province),
        department=f"{department} {_with_kind(province)}" if department else "",
    )
    return [AskedKind(KIND_NAMES[a.kind], KIND_HINTS[a.kind], a.bodies, a.usual) for a in found]


def _nominators(bodies: Iterable[Body]) -> list[eligibility.Nominator]:
    bodies = bodies.select_related("province")
    return [
        eligibility.Nominator(
            body.label,
            eligibility.ASSOCIATION if body.kind == Body.Kind.CLUB else body.kind,
            body.province.uid if body.province else "",
        )
        for body in bodies
    ]


def committee_of(province: Province) -> str:
    """“Ủy ban nhân dân tỉnh Nam Định”: every province has one, known to the portal or not."""
    return f"Ủy ban nhân dân {_with_kind(province)}"


def _with_kind(province: Province) -> str:
    """Decree 30/2020/NĐ-CP, Appendix II: the common noun is lower case unless the name is a person's."""
    if province.kind == "city":
        return f"{'Thành' if province.name == 'Hồ Chí Minh' else 'thành'} phố {province.name}"
    return f"tỉnh {province.name}"
