"""What the secretariat sees beside one dossier."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dtportal.accounts.models import User
from dtportal.programme.models import Group
from nominations.checklist import check
from nominations.consents import standings_of
from nominations.models import Dossier, Endorsement, Nomination


@dataclass(frozen=True)
class Finding:
    """One condition of eligibility, looked at by the portal; the person decides."""

    label: str
    is_met: bool
    detail: str = ""


def neighbours(nomination: Nomination, user: User) -> list[Nomination]:
    """The other units of the same sector and locality, with their endorsements: they compete for one place."""
    if nomination.group != Group.UNIT:
        return []
    same = Nomination.objects.visible_to(user).filter(
        edition=nomination.edition,
        group=Group.UNIT,
        sector=nomination.sector,
        province=nomination.province,
    )
    others = same.beyond_draft().exclude(pk=nomination.pk).exclude(status=Nomination.Status.WITHDRAWN)
    loaded = others.for_listing().with_endorsed().prefetch_related("endorsements__body__names")
    return list(loaded.order_by("submitted_at", "pk"))


def findings(
    nomination: Nomination, dossier: Dossier | None, endorsements: list[Endorsement]
) -> list[Finding]:
    """The conditions of taking part, as far as the portal can tell."""
    endorsed = [e for e in endorsements if e.status == Endorsement.Status.ENDORSED]
    found = [_endorsement(endorsed)]
    found += [_letter(nomination, endorsement) for endorsement in endorsed if endorsement.letter_date]
    if nomination.group == Group.UNIT:
        found.append(
            Finding(_("Belongs to a priority sector"), bool(nomination.sector), nomination.sector.label)
        )
    if dossier is not None:
        found += _criteria(dossier)
        found.append(_consents(nomination))
    return found


def _consents(nomination: Nomination) -> Finding:
    """As they stand today; what has been withdrawn is named, the optional ones too."""
    standings = standings_of(nomination)
    withdrawn = [standing.purpose.title for standing in standings if standing.is_withdrawn]
    is_met = all(standing.is_given for standing in standings if standing.purpose.is_required)
    detail = _("withdrawn: %(names)s") % {"names": ", ".join(withdrawn)} if withdrawn else ""
    return Finding(_("Declarations and consents are given"), is_met, detail)


def _endorsement(endorsed: list[Endorsement]) -> Finding:
    names = ", ".join(_with_version(endorsement) for endorsement in endorsed)
    is_met = any(endorsement.is_standing for endorsement in endorsed)
    return Finding(_("Put forward by a nominating body"), is_met, names)


def _with_version(endorsement: Endorsement) -> str:
    if not endorsement.is_outdated:
        return endorsement.body.label
    return _("%(body)s (given for version %(given_for)s, version %(number)s not confirmed yet)") % {
        "body": endorsement.body.label,
        "given_for": endorsement.version,
        "number": endorsement.latest_number,
    }


def _letter(nomination: Nomination, endorsement: Endorsement) -> Finding:
    intake = nomination.edition.intake
    return Finding(
        _("The letter is dated within the intake"),
        intake.contains(endorsement.letter_date),
        _("No. %(number)s of %(day)s")
        % {
            "number": endorsement.letter_number,
            "day": date_format(endorsement.letter_date, "SHORT_DATE_FORMAT"),
        },
    )


def _criteria(dossier: Dossier) -> list[Finding]:
    """The questions were demanded at submission; here they are looked at again in what was frozen."""
    sections = dossier.content["sections"]
    checklist = check(
        sections,
        {section["key"]: section["answers"] for section in sections},
        [(section["key"], file["question"]) for section in sections for file in section["evidence"]],
        has_endorsement=True,
    )
    states = checklist.states
    labels = {
        "strategy": _("Has a strategy or plan, with the document"),
        "support": _("Wishes for support"),
    }
    found = [
        Finding(label, states[key].gaps == 0 and states[key].answered > 0)
        for key, label in labels.items()
        if key in states
    ]
    files = sum(len(section["evidence"]) for section in sections)
    return [*found, Finding(_("Evidence is attached"), files > 0, _("%(count)s files") % {"count": files})]
