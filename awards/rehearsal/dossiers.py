"""The stages of an edition until its dossiers are examined, each played through the real actions.

Every function plays what is open at its stage for everybody but `besides` (the person who watches), and returns
how many deeds were done; the same seed gives the same edition. What follows: `stages`.
"""

from collections.abc import Iterable
from random import Random
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from awards.models.public_notice import MAY_NAME
from awards.rehearsal.evidence import illustrative_plan
from awards.rehearsal.invent import answers
from awards.rehearsal.players import Players
from dtportal.accounts.models import User
from dtportal.programme.models import Body
from nominations import actions as nominations
from nominations.actions.paper import seen
from nominations.conditions import conditions_of
from nominations.consents import purposes_of
from nominations.models import Endorsement, Nomination, PaperDossier, Verdict
from nominations.models.paper import pending_paper
from nominations.sections import sections_of
from nominations.supplements import opening_of

Status = Nomination.Status


def submit_drafts(players: Players, drafts: Iterable[Nomination], besides: User | None, seed: int) -> int:
    """Representatives complete their drafts (what is written stays as it is) and submit them."""
    done = 0
    for nomination in drafts:
        if pending_paper(nomination):
            done += _confirm_paper(players, nomination, besides, seed)
            continue
        random = Random(f"{seed}:{nomination.reference}")
        user = players.representative_of(nomination.organization, random)
        if user == besides:
            continue
        complete(nomination, user, random)
        nominations.submit(nomination, by=user, consents=_ticked(nomination))
        done += 1
    return done


def _ticked(nomination: Nomination) -> list[str]:
    """What cannot be left out; of the rest, three units in four agree to be named among those who take part."""
    purposes = purposes_of(nomination.edition, nomination.group)
    may_be_named = nomination.pk % 4 != 0
    return [p.key for p in purposes if p.is_required or (p.key == MAY_NAME and may_be_named)]


def _confirm_paper(players: Players, nomination: Nomination, besides: User | None, seed: int) -> int:
    """The unit confirms what the secretariat keyed in and asked about, if it can be submitted."""
    random = Random(f"{seed}:{nomination.reference}")
    if nomination.paper.status != PaperDossier.Status.ASKED:
        return 0
    user = players.representative_of(nomination.organization, random)
    if user == besides:
        return 0
    try:
        nominations.confirm_paper(nomination, by=user, read=seen(nomination), consents=_ticked(nomination))
    except ValidationError:
        return 0  # the paper does not say everything that is asked
    return 1


def complete(nomination: Nomination, user: User, random: Random) -> None:
    """Answer what is still empty and attach the papers that are demanded (criterion 3 asks for the plan)."""
    written = {answer.section: answer for answer in nomination.answers.all()}
    invented = answers(random)
    opening = opening_of(nomination)
    for section in map(opening.narrowed, sections_of(nomination.edition, nomination.group)):
        if not opening.has_section(section.key):
            continue
        asked = {key: value for key, value in invented[section.key].items() if section.question(key)}
        known = written.get(section.key)
        merged = {**asked, **{key: value for key, value in (known.data if known else {}).items() if value}}
        if known is None or merged != known.data:
            nominations.save_section(
                nomination, section.key, merged, version=known.version if known else 0, by=user
            )
        for question in section.files:
            _attach(nomination, section.key, question, user)


def _attach(nomination: Nomination, section: str, question: dict[str, Any], user: User) -> None:
    attached = nomination.evidence.filter(section=section, question=question["key"], removed_at=None)
    if not question.get("required") or attached.exists():
        return
    nominations.attach(
        nomination,
        ContentFile(illustrative_plan(nomination), name="ke-hoach-chuyen-doi-so.pdf"),
        section=section,
        question=question["key"],
        caption="Kế hoạch (minh họa)",
        by=user,
    )


def endorse(players: Players, besides: User | None, limit: int | None = None) -> int:
    """Officers endorse what their bodies were asked for."""
    waiting = Endorsement.objects.filter(
        nomination__edition=players.edition,
        status=Endorsement.Status.REQUESTED,
        nomination__status__in=[Status.DRAFT, Status.SUBMITTED, Status.RETURNED],
    ).select_related("nomination__edition", "nomination__organization", "body")
    done = 0
    for endorsement in waiting.order_by("pk")[:limit]:
        officer = players.officer_of(endorsement.body)
        if officer == besides:
            continue
        day = players.edition.intake.starts_on.replace(month=4, day=1 + endorsement.pk % 28)
        nominations.endorse(
            endorsement, by=officer, letter_number=_letter_number(endorsement), letter_date=day
        )
        done += 1
    return done + _confirm(players, besides)


def _letter_number(endorsement: Endorsement) -> str:
    """As offices of that kind number their letters."""
    signs = {
        Body.Kind.PEOPLES_COMMITTEE: "UBND-KGVX",
        Body.Kind.DEPARTMENT: "SCĐS-VP",
        Body.Kind.ASSOCIATION: "HH-VP",
    }
    return f"{100 + endorsement.pk}/{signs.get(endorsement.body.kind, 'CV-VP')}"


def _confirm(players: Players, besides: User | None) -> int:
    """Officers confirm what they endorsed and units have submitted again."""
    undecided = Endorsement.objects.filter(
        nomination__edition=players.edition, nomination__status__in=Nomination.UNDECIDED
    )
    done = 0
    for endorsement in undecided.outdated().for_listing().order_by("pk"):
        officer = players.officer_of(endorsement.body)
        if officer != besides:
            nominations.confirm_endorsement(endorsement, by=officer, number=endorsement.latest_number)
            done += 1
    return done


def screen(players: Players, besides: User | None, limit: int | None = None) -> int:
    """Minh accepts the first endorsed dossier of each cell; rivals for a taken cell are declined with that reason."""
    secretary = players.cast.minh
    if secretary == besides:
        return 0
    edition = players.edition
    taken = set(
        Nomination.objects.accepted()
        .filter(edition=edition, group="unit")
        .values_list("sector_id", "province_id")
    )
    done = 0
    waiting = Nomination.objects.filter(edition=edition, status=Status.SUBMITTED).for_listing().order_by("pk")
    for nomination in waiting[:limit]:
        if not nomination.endorsements.standing().exists():
            continue
        cell = (nomination.sector_id, nomination.province_id)
        if nomination.group == "unit" and cell in taken:
            nominations.decline(
                nomination,
                by=secretary,
                reason="Địa phương đã có đơn vị được chọn trong lĩnh vực này (minh họa).",
                rule="Mỗi lĩnh vực, mỗi địa phương chọn 01 đơn vị.",
            )
        else:
            rivals = Nomination.objects.competing().filter(
                edition=edition, sector=nomination.sector, province=nomination.province
            )
            chosen = "Được đề cử sớm nhất tại địa phương (minh họa)." if rivals.count() > 1 else ""
            wrong = examine(nomination, secretary)
            if wrong:
                reason = "Hồ sơ chưa đáp ứng điều kiện tham gia (minh họa)."
                nominations.decline(nomination, by=secretary, reason=reason, conditions=wrong)
            else:
                nominations.accept(nomination, by=secretary, reason=chosen)
                taken.add(cell)
        done += 1
    return done


def examine(nomination: Nomination, secretary: User) -> list[str]:
    """Minh finds met what nobody has looked at and clears up what was unclear; what is not met stays so.

    Returns the keys of obligatory conditions that are not met: the dossier is to be declined by them.
    """
    dossier = nomination.current_dossier
    recorded = {verdict.condition: verdict for verdict in dossier.verdicts.all()}
    conditions = conditions_of(nomination.edition.screening, nomination.group)
    wrong = {key for key, verdict in recorded.items() if verdict.outcome == Verdict.Outcome.NOT_MET}
    met = {
        condition.key: nominations.Judgement(
            Verdict.Outcome.MET,
            recorded[condition.key].note if condition.key in recorded else "",
            recorded[condition.key].version if condition.key in recorded else 0,
        )
        for condition in conditions
        if condition.key not in wrong
    }
    nominations.judge(nomination, met, by=secretary, number=dossier.number)
    return [condition.key for condition in conditions if condition.is_obligatory and condition.key in wrong]
