"""What the secretariat has found of a dossier, for reading: conditions with their verdicts, answers of authorities."""

from collections.abc import Iterable
from dataclasses import dataclass

from dtportal.accounts.models import User
from nominations.conditions import ComplianceItem, Condition, conditions_of, items_of
from nominations.models import ComplianceOpinion, Dossier, Nomination, Verdict


@dataclass(frozen=True)
class Line:
    """One condition: the verdict on the version that is read, and the last one on an earlier version."""

    condition: Condition
    verdict: Verdict | None
    earlier: Verdict | None

    @property
    def is_met(self) -> bool:
        return self.verdict is not None and self.verdict.outcome == Verdict.Outcome.MET

    @property
    def is_lacking(self) -> bool:
        """Whether it keeps the dossier from being accepted."""
        return self.condition.is_obligatory and not self.is_met


@dataclass(frozen=True)
class Answer:
    """One item of compliance and what was answered; None before anybody has asked."""

    item: ComplianceItem
    opinion: ComplianceOpinion | None


def verdict_lines(nomination: Nomination, dossiers: Iterable[Dossier], user: User) -> list[Line]:
    """The checklist of the newest of `dossiers`, as far as the person may read it."""
    return checklists([(nomination, list(dossiers))], user)[nomination.pk]


def checklists(pairs: list[tuple[Nomination, list[Dossier]]], user: User) -> dict[int, list[Line]]:
    """Checklists of several nominations of one edition, by nomination id, in one query."""
    dossiers = [dossier for _nomination, versions in pairs for dossier in versions]
    rows = Verdict.objects.visible_to(user).filter(dossier__in=dossiers).select_related("by", "dossier")
    found: dict[int, list[Verdict]] = {}
    for verdict in rows.order_by("dossier__number"):
        found.setdefault(verdict.dossier.nomination_id, []).append(verdict)
    return {
        nomination.pk: _lines(nomination, versions, found.get(nomination.pk, []))
        for nomination, versions in pairs
    }


def _lines(nomination: Nomination, dossiers: list[Dossier], verdicts: list[Verdict]) -> list[Line]:
    newest = max((dossier.number for dossier in dossiers), default=0)
    current = {v.condition: v for v in verdicts if v.dossier.number == newest}
    earlier = {v.condition: v for v in verdicts if v.dossier.number < newest}
    return [
        Line(condition, current.get(condition.key), earlier.get(condition.key))
        for condition in conditions_of(nomination.edition.screening, nomination.group)
    ]


def answers_of(nomination: Nomination, user: User) -> list[Answer]:
    """Every item of compliance, answered or not."""
    return answers_by([nomination], user)[nomination.pk]


def answers_by(nominations: list[Nomination], user: User) -> dict[int, list[Answer]]:
    """For several nominations of one edition, by nomination id, in one query."""
    organizations = {nomination.organization_id for nomination in nominations}
    rows = ComplianceOpinion.objects.visible_to(user).filter(
        edition__in={nomination.edition_id for nomination in nominations}, organization__in=organizations
    )
    found = {(row.organization_id, row.item): row for row in rows.select_related("recorded_by")}
    return {
        nomination.pk: [
            Answer(item, found.get((nomination.organization_id, item.key)))
            for item in items_of(nomination.edition.screening, nomination.group)
        ]
        for nomination in nominations
    }
