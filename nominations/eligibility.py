"""The check before any login, pure: four answers in, what is missing and whom to ask out.

It decides nothing: the secretariat does, on the dossier. Words are the pages' business (`nominations/advice.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from dtportal.text import fold

# Who asks (question 1): the kinds of organisations that accounts know, and a leader of one.
LEADER, STATE_BODY = "leader", "state_body"
KINDS = ("enterprise", "cooperative", "public_service", "association", STATE_BODY, LEADER, "other")

# What may be at hand (question 4); the papers that an edition demands come with their own keys.
TAX_CODE, ENDORSEMENT = "tax_code", "endorsement"

BEFORE, OPEN, CLOSED = "before", "open", "closed"

# Who may nominate, in the order in which a unit does best to ask.
COMMITTEE, DEPARTMENT, ASSOCIATION, OTHER = "peoples_committee", "department", "association", "other"
FOUR_KINDS = (COMMITTEE, DEPARTMENT, ASSOCIATION, OTHER)


class Point(Enum):
    """What is looked at, in the order in which it is told."""

    SECTOR = "sector"
    LOCALITY = "locality"
    TAX_CODE = "tax_code"
    PAPER = "paper"
    ENDORSEMENT = "endorsement"
    INTAKE = "intake"


class State(Enum):
    MET = "met"
    MISSING = "missing"  # can still be had
    BARRED = "barred"  # cannot be mended by the one who asks


@dataclass(frozen=True)
class Rules:
    """What an edition demands; `papers` are (key, label) of the files without which a dossier is refused."""

    sectors: frozenset[str]
    localities: frozenset[str]
    papers: tuple[tuple[str, str], ...]
    intake: str


@dataclass(frozen=True)
class Answers:
    """`kind` of KINDS; `sector` and `locality` are keys of the edition, '' for none of them; `has`: what is at
    hand, of TAX_CODE, ENDORSEMENT and the papers' keys."""

    kind: str
    sector: str
    locality: str
    has: frozenset[str]


@dataclass(frozen=True)
class Finding:
    point: Point
    state: State
    label: str = ""


@dataclass(frozen=True)
class Nominator:
    """A body that may nominate; `locality` is '' when it speaks for the whole country."""

    name: str
    kind: str
    locality: str = ""


@dataclass(frozen=True)
class Asked:
    """One of the four kinds: the bodies that are known by name, and what such a body is usually called."""

    kind: str
    bodies: tuple[Nominator, ...]
    usual: str = ""


@dataclass(frozen=True)
class Result:
    group: str
    findings: tuple[Finding, ...]

    def of(self, state: State) -> list[Finding]:
        return [finding for finding in self.findings if finding.state == state]

    @property
    def is_barred(self) -> bool:
        return bool(self.of(State.BARRED))

    @property
    def is_ready(self) -> bool:
        """Nothing is missing and nothing stands in the way."""
        return all(finding.state == State.MET for finding in self.findings)

    @property
    def lacks_endorsement(self) -> bool:
        return any(
            finding.point == Point.ENDORSEMENT and finding.state != State.MET for finding in self.findings
        )


def group_of(kind: str) -> str:
    """The group of participants: units, state bodies or leaders."""
    return kind if kind in (STATE_BODY, LEADER) else "unit"


def check(answers: Answers, rules: Rules) -> Result:
    """What is met, missing or in the way, each point once (each paper once)."""
    group = group_of(answers.kind)
    findings = []
    if group == "unit":
        findings.append(_at(Point.SECTOR, answers.sector in rules.sectors, State.BARRED))
    findings.append(_at(Point.LOCALITY, answers.locality in rules.localities, State.BARRED))
    if group != STATE_BODY:
        findings.append(_at(Point.TAX_CODE, TAX_CODE in answers.has))
    findings += [_at(Point.PAPER, key in answers.has, label=label) for key, label in rules.papers]
    findings.append(_at(Point.ENDORSEMENT, ENDORSEMENT in answers.has))
    intake = {BEFORE: State.MISSING, OPEN: State.MET, CLOSED: State.BARRED}[rules.intake]
    findings.append(Finding(Point.INTAKE, intake))
    return Result(group, tuple(findings))


def _at(point: Point, is_met: bool, otherwise: State = State.MISSING, label: str = "") -> Finding:
    return Finding(point, State.MET if is_met else otherwise, label)


def whom_to_ask(
    nominators: Iterable[Nominator], *, group: str, locality: str, committee: str, department: str
) -> list[Asked]:
    """The four kinds with the bodies of this locality and of the whole country, the nearest first.

    `committee` and `department`: what the People's Committee of the locality and the department of the sector
    are called, '' if unknown; the department of the sector comes before the others. A kind of which no name is
    known is still there, so that the page can say in general words whom it means.
    """
    near = [nominator for nominator in nominators if nominator.locality in ("", locality)]
    usual = {COMMITTEE: committee, DEPARTMENT: department}
    found = []
    for kind in _order(group):
        bodies = [nominator for nominator in near if _kind(nominator) == kind]
        bodies.sort(key=lambda body: (not body.locality, not _is_named(body, department), body.name))
        name = usual.get(kind, "")
        is_known = any(_is_named(body, name) for body in bodies)
        found.append(Asked(kind, tuple(bodies), "" if is_known else name))
    return found


def _order(group: str) -> tuple[str, ...]:
    """State bodies and leaders are put forward by the body above them or by an association first."""
    if group == LEADER:
        return (ASSOCIATION, COMMITTEE, DEPARTMENT, OTHER)
    if group == STATE_BODY:
        return (COMMITTEE, OTHER, ASSOCIATION, DEPARTMENT)
    return FOUR_KINDS


def _kind(nominator: Nominator) -> str:
    return nominator.kind if nominator.kind in FOUR_KINDS else OTHER


def _is_named(body: Nominator, usual: str) -> bool:
    return bool(usual) and fold(body.name).startswith(fold(usual))
