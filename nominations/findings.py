"""What the portal notices about a dossier by itself, pure: facts in, one sentence each out; the person decides.

`Facts` are read for many dossiers at once by `noticing`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dtportal.accounts.fields import clean_tax_code
from dtportal.questions import localized
from dtportal.text import fold
from nominations.checklist import CONSENTS_PART, check

# What stops an acceptance, what has to be cleared up, what is good to know.
STOPS, DOUBT, NOTE = "danger", "warn", "info"
ORDER = (STOPS, DOUBT, NOTE)
LEGAL_FORMS = sorted(
    [
        "cong ty", "cong ty co phan", "cong ty cp", "cong ty tnhh", "cong ty tnhh mtv", "cong ty tnhh mot thanh vien",
        "cong ty trach nhiem huu han", "cong ty trach nhiem huu han mot thanh vien", "ctcp", "ctytnhh", "cty", "cty cp",
        "cty tnhh", "cty tnhh mtv", "doanh nghiep tu nhan", "dntn", "hop tac xa", "htx", "tap doan", "tong cong ty",
    ],
    key=len,
    reverse=True,
)  # fmt: skip
# Anybody may have an address there; the last ones are reserved for examples (RFC 2606).
PUBLIC_DOMAINS = {
    "gmail.com", "googlemail.com", "yahoo.com", "yahoo.com.vn", "outlook.com", "outlook.com.vn", "hotmail.com",
    "live.com", "icloud.com", "protonmail.com", "vnn.vn", "fpt.vn", "hcm.vnn.vn",
    "example.com", "example.org", "example.net",
}  # fmt: skip
SHORT_PLAN, SMALL_FILE = 100, 600  # characters; bytes: less than any page with something on it
PLAN = "strategy"  # the section that tells it


@dataclass(frozen=True)
class Finding:
    """One sentence with the address of what it speaks of."""

    severity: str
    text: str
    url: str


@dataclass(frozen=True)
class Firm:
    """An organisation as it is compared with others."""

    name: str
    tax_code: str = ""
    email: str = ""
    url: str = ""

    @property
    def core(self) -> str:
        return core_of(self.name)

    @property
    def tax_root(self) -> str:
        """The ten digits of the legal entity; dependent units add three."""
        return "".join(char for char in self.tax_code if char.isdecimal())[:10]

    @property
    def domain(self) -> str:
        domain = self.email.rpartition("@")[2].lower()
        return "" if domain in PUBLIC_DOMAINS else domain


@dataclass(frozen=True)
class Sibling:
    """Another dossier of the same organisation."""

    number: str
    edition: str
    is_of_this_edition: bool
    group: str
    status: str
    is_over: bool
    outcome: str
    url: str


@dataclass(frozen=True)
class Letter:
    """What a nominating body said: `standing`, `outdated`, `declined` or `requested`."""

    body: str
    state: str
    number: str = ""
    day: date | None = None
    # The version it was given for and the one that was submitted last.
    given_for: int = 1
    latest: int = 1


@dataclass(frozen=True)
class Facts:
    """Everything the findings are made of; `base` comes before the anchors of the screening page."""

    firm: Firm
    needs_tax_code: bool
    sections: list[dict[str, Any]] = field(default_factory=list)
    others: list[Firm] = field(default_factory=list)
    siblings: list[Sibling] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    intake: tuple[date, date | None] | None = None
    opinions: list[tuple[str, str]] = field(default_factory=list)
    # Titles of consents that the organisation took back, and whether nothing is accepted without them.
    withdrawn: list[tuple[str, bool]] = field(default_factory=list)
    base: str = ""


def core_of(name: str) -> str:
    """A name without diacritics, signs and its legal form, for comparing."""
    folded = " ".join("".join(char if char.isalnum() else " " for char in fold(name)).split())
    for form in LEGAL_FORMS:
        if folded.startswith(f"{form} "):
            return folded.removeprefix(form).strip()
    return folded


def findings(facts: Facts) -> list[Finding]:
    """The most serious first."""
    sources = (
        _endorsements,
        _consents,
        _tax_code,
        _answers,
        _plan,
        _compliance,
        _doubles,
        _siblings,
        _dates,
    )
    found = [finding for source in sources for finding in source(facts)]
    return sorted(found, key=lambda finding: ORDER.index(finding.severity))


def _endorsements(facts: Facts) -> Iterator[Finding]:
    url = f"{facts.base}#endorsements"
    if not any(letter.state == "standing" for letter in facts.letters):
        outdated = [letter for letter in facts.letters if letter.state == "outdated"]
        sentence = _("%(body)s endorsed version %(given_for)s; version %(number)s is not confirmed yet.")
        for letter in outdated:
            known = {"body": letter.body, "given_for": letter.given_for, "number": letter.latest}
            yield Finding(STOPS, sentence % known, url)
        if not outdated:
            yield Finding(STOPS, _("No nominating body has endorsed this dossier yet."), url)
    for letter in facts.letters:
        if letter.state == "declined":
            yield Finding(DOUBT, _("%(body)s declined to endorse.") % {"body": letter.body}, url)


def _consents(facts: Facts) -> Iterator[Finding]:
    for title, is_required in facts.withdrawn:
        sentence = _("The organisation has withdrawn: %(title)s.") % {"title": title}
        yield Finding(STOPS if is_required else NOTE, sentence, f"{facts.base}#s-{CONSENTS_PART}")


def _dates(facts: Facts) -> Iterator[Finding]:
    if facts.intake is None:
        return
    first, last = facts.intake
    for letter in facts.letters:
        if letter.day is None or letter.state not in ("standing", "outdated"):
            continue
        known = {"number": letter.number, "day": date_format(letter.day, "SHORT_DATE_FORMAT")}
        if letter.day < first:
            sentence = _(
                "Letter no. %(number)s of %(day)s is older than the intake, which began on %(first)s."
            )
            known["first"] = date_format(first, "SHORT_DATE_FORMAT")
        elif last and letter.day > last:
            sentence = _("Letter no. %(number)s of %(day)s is dated after the end of the intake.")
        else:
            continue
        yield Finding(DOUBT, sentence % known, f"{facts.base}#endorsements")


def _tax_code(facts: Facts) -> Iterator[Finding]:
    url = f"{facts.base}#organization"
    if not facts.firm.tax_code:
        if facts.needs_tax_code:
            yield Finding(DOUBT, _("The organisation is registered without a tax code."), url)
        return
    try:
        clean_tax_code(facts.firm.tax_code)
    except ValidationError as error:
        text = _("Tax code %(code)s: %(sentence)s")
        known = {"code": facts.firm.tax_code, "sentence": " ".join(error.messages)}
        yield Finding(STOPS, text % known, url)


def _answers(facts: Facts) -> Iterator[Finding]:
    """The questions were demanded at submission; here they are looked at again in what was frozen."""
    checklist = check(
        facts.sections,
        {section["key"]: section["answers"] for section in facts.sections},
        [(section["key"], file["question"]) for section in facts.sections for file in section["evidence"]],
        has_endorsement=True,
    )
    for gap in checklist.gaps:
        known = {
            "section": localized(gap.section, "title"),
            "question": localized(gap.question, "label").rstrip("."),
        }
        sentence = _("%(section)s: “%(question)s” is missing.") % known
        yield Finding(STOPS, sentence, f"{facts.base}#s-{gap.section['key']}")
    if facts.sections and not any(section["evidence"] for section in facts.sections):
        yield Finding(DOUBT, _("No evidence is attached."), f"{facts.base}#s-{facts.sections[0]['key']}")


def _plan(facts: Facts) -> Iterator[Finding]:
    for section in facts.sections:
        if section["key"] != PLAN:
            continue
        url = f"{facts.base}#s-{section['key']}"
        long = [q["key"] for q in section["questions"] if q["kind"] == "long"]
        length = sum(len(str(section["answers"].get(key, "")).strip()) for key in long)
        if long and 0 < length < SHORT_PLAN:
            sentence = _("The plan is described in only %(count)s characters.") % {"count": length}
            yield Finding(DOUBT, sentence, url)
        files = [file for file in section["evidence"] if file["content_type"] == "application/pdf"]
        for file in files:
            if file["size"] < SMALL_FILE:
                sentence = _("The file “%(name)s” is hardly larger than an empty page.")
                yield Finding(DOUBT, sentence % {"name": file["name"]}, url)


def _compliance(facts: Facts) -> Iterator[Finding]:
    url = f"{facts.base}#compliance"
    for label, outcome in facts.opinions:
        if outcome == "violation":
            yield Finding(STOPS, _("An authority reports a violation: %(item)s.") % {"item": label}, url)
    silent = [label for label, outcome in facts.opinions if outcome not in ("in_order", "violation")]
    if silent and len(silent) == len(facts.opinions):
        yield Finding(NOTE, _("No authority has answered yet about compliance with the law."), url)
    elif silent:
        sentence = _("No answer of the authorities yet about: %(items)s.")
        yield Finding(NOTE, sentence % {"items": "; ".join(silent)}, url)


def _doubles(facts: Facts) -> Iterator[Finding]:
    for other in facts.others:
        finding = _double(facts.firm, other)
        if finding is not None:
            yield finding


def _double(firm: Firm, other: Firm) -> Finding | None:
    known: Mapping[str, str] = {"name": other.name, "code": other.tax_code, "domain": other.domain}
    if firm.tax_root and firm.tax_root == other.tax_root:
        return Finding(
            DOUBT, _("%(name)s has the same tax code but for its branch: %(code)s.") % known, other.url
        )
    if firm.core == other.core:
        return Finding(
            DOUBT, _("%(name)s has the same name but for signs and legal form.") % known, other.url
        )
    if firm.domain and firm.domain == other.domain:
        return Finding(NOTE, _("%(name)s uses the same mail domain: %(domain)s.") % known, other.url)
    return None


def _siblings(facts: Facts) -> Iterator[Finding]:
    for sibling in facts.siblings:
        known = {
            "number": sibling.number,
            "group": sibling.group,
            "edition": sibling.edition,
            "status": sibling.outcome or sibling.status,
        }
        if not sibling.is_of_this_edition:
            sentence = _("The organisation took part before: %(number)s, %(edition)s, “%(status)s”.")
            yield Finding(NOTE, sentence % known, sibling.url)
        elif sibling.is_over:
            sentence = _("An earlier dossier of the organisation in this edition: %(number)s, “%(status)s”.")
            yield Finding(NOTE, sentence % known, sibling.url)
        else:
            sentence = _("The organisation takes part in another group, too: %(number)s, %(group)s.")
            yield Finding(DOUBT, sentence % known, sibling.url)


def worst(found: Iterable[Finding]) -> str:
    """The gravest severity, '' when nothing was found."""
    severities = {finding.severity for finding in found}
    return next((severity for severity in ORDER if severity in severities), "")
