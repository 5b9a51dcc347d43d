"""The stages of an edition from the council to publication, each played through the real actions.

Every function plays what is open at its stage for everybody but `besides` (the person who watches), and returns
how many deeds were done. Marks come from a hidden quality of each unit and a habit of each member, so that the
result looks like a real one; the same seed gives the same edition. What comes before: `dossiers`.
"""

from random import Random

from assessments import actions as assessments
from assessments import clearance
from assessments.extremes import is_extreme
from assessments.models import (
    AgendaItem,
    Assignment,
    CouncilMember,
    Round,
    Scoresheet,
    Tie,
)
from awards import actions as awards
from awards.models import Confidant, Roll
from awards.rehearsal import deliberation, on_the_spot
from awards.rehearsal.players import Players
from dtportal.accounts import second_factor
from dtportal.accounts.models import User
from nominations.models import Nomination

Status = Nomination.Status


def hand_over(players: Players, besides: User | None, limit: int | None = None) -> int:
    """Minh hands every accepted dossier over in one round and assigns the council."""
    secretary = players.cast.minh
    if secretary == besides:
        return 0
    edition = players.edition
    done = 0
    waiting = list(
        Nomination.objects.accepted()
        .filter(edition=edition, round_entries=None)
        .for_listing()
        .order_by("pk")[:limit]
    )
    if waiting:
        awards.put_up(edition, by=secretary)
        everything = Nomination.objects.accepted().filter(edition=edition).count()
        players.council(everything)
        clear_council(players, besides)
        assessments.open_round(edition, waiting, by=secretary)
        done += len(waiting)
    for unassigned in edition.rounds.filter(status=Round.Status.OPEN, entries__assignments=None).distinct():
        assessments.assign(unassigned, by=secretary)
        done += 1
    return done


def clear_council(players: Players, besides: User | None) -> int:
    """Members sign the undertaking and state their ties, before anything opens; a few are tied to a unit."""
    edition = players.edition
    units = list(
        Nomination.objects.accepted().filter(edition=edition).select_related("organization").order_by("pk")
    )
    done = 0
    members = CouncilMember.objects.serving().filter(edition=edition).select_related("user").order_by("pk")
    for position, member in enumerate(members):
        user = member.user
        if user == besides or clearance.is_cleared(user, edition):
            continue
        if edition.undertaking:
            assessments.sign_undertaking(edition, by=user, version=edition.undertaking["version"])
        if position % TIED == TIED - 1 and len(units) > position:
            unit = units[position].organization
            assessments.state_tie(
                edition, by=user, kind=Tie.Kind.ADVISER, organization=unit, note="2021–2022"
            )
        elif position % TIED == 0:
            assessments.state_tie(
                edition, by=user, kind=Tie.Kind.EMPLOYER, name=f"Viện Minh Họa số {position + 1}"
            )
        assessments.declare_interests(edition, by=user)
        done += 1
    return done


# Of so many members one advises a unit, and another one says where he works.
TIED = 5


def score(players: Players, besides: User | None, seed: int, share: float = 1.0) -> int:
    """Members state that they have no conflict, mark each criterion and submit their sheets."""
    edition = players.edition
    done = clear_council(players, besides)
    open_assignments = (
        Assignment.objects.filter(
            entry__round__edition=edition,
            entry__round__status=Round.Status.OPEN,
            status__in=[Assignment.Status.OFFERED, Assignment.Status.READING],
        )
        .for_listing()
        .order_by("pk")
    )
    criteria: dict[str, list] = {}
    for criterion in edition.criteria.all():
        criteria.setdefault(criterion.group, []).append(criterion)
    # One member of each round hands a signed sheet in.
    on_paper = on_the_spot.rounds_without_paper(players, besides)
    for assignment in open_assignments:
        member, nomination = assignment.member, assignment.entry.nomination
        random = Random(f"{seed}:{nomination.reference}:{member.user.email}")
        if member.user == besides or random.random() > share:
            continue
        if assignment.status == Assignment.Status.OFFERED:
            assessments.state_interest(assignment, by=member.user, has_conflict=False)
        # Whoever was put forward and accepted is decent; nobody of the demo misses the pass mark.
        quality = max(0.58, Random(f"{seed}:{nomination.reference}").gauss(0.74, 0.09))
        habit = Random(f"{seed}:{member.user.email}").gauss(0, 0.03)
        marks = {
            criterion.code: mark(criterion.weight, quality + habit + random.gauss(0, 0.07))
            for criterion in criteria[nomination.group]
        }
        words = {
            "marks": marks,
            "remarks": {
                criterion.code: FINDINGS[marks[criterion.code] * 2 > criterion.weight]
                for criterion in criteria[nomination.group]
                if is_extreme(criterion, marks[criterion.code])
            },
            "remark": random.choice(REMARKS),
        }
        sheet = (
            Scoresheet.objects.filter(assignment=assignment).exclude(status=Scoresheet.Status.VOID).first()
        )
        if sheet is None and assignment.entry.round_id in on_paper:
            on_paper.discard(assignment.entry.round_id)
            on_the_spot.sign_on_paper(players, assignment, **words)
        else:
            assessments.save_marks(
                assignment,
                by=member.user,
                private_note="",
                version=sheet.version if sheet else 0,
                **words,
            )
            assessments.submit_sheet(assignment, by=member.user)
        done += 1
    return done + on_the_spot.visit(players, besides, seed)


REMARKS = [
    "Kết quả có số liệu đối chiếu rõ ràng; nên chia sẻ cách đo với các đơn vị cùng ngành.",
    "Chiến lược cụ thể, cần bổ sung phương án bảo đảm an toàn thông tin khi mở rộng.",
    "Đội ngũ được đào tạo bài bản; nên đầu tư thêm cho dữ liệu dùng chung.",
    "Mô hình dễ nhân rộng, chi phí hợp lý, phù hợp điều kiện địa phương.",
]

# Why a mark stands at the lower or the upper end of its scale.
FINDINGS = {
    False: "Hồ sơ nêu chủ trương nhưng chưa có số liệu trước và sau khi triển khai.",
    True: "Số liệu trước và sau khi triển khai đã được đối chiếu với minh chứng.",
}


def mark(weight: int, share: float) -> int:
    """An integer mark from 0 to the weight."""
    return max(0, min(weight, round(weight * share)))


def close_rounds(players: Players, besides: User | None) -> int:
    """Minh closes the rounds in which every sheet is in."""
    secretary = players.cast.minh
    if secretary == besides:
        return 0
    done = 0
    for open_round in players.edition.rounds.filter(status=Round.Status.OPEN):
        unfinished = [Assignment.Status.OFFERED, Assignment.Status.READING]
        assignments = Assignment.objects.filter(entry__round=open_round)
        if assignments.exists() and not assignments.filter(status__in=unfinished).exists():
            assessments.close_round(open_round, by=secretary)
            done += 1
    return done


def draw_roll(players: Players, besides: User | None) -> int:
    """Minh draws the roll up and the council votes on it."""
    edition = players.edition
    done = 0
    alive = edition.rolls.exclude(status=Roll.Status.RETURNED).first()
    if alive is None and players.cast.minh != besides:
        awards.draw_roll(edition, by=players.cast.minh)
        done += 1
    done += deliberation.hold(players, (AgendaItem.Kind.ROLL,), besides)
    return done + deliberation.end(players, besides)


def sign(players: Players, besides: User | None) -> int:
    """The chair and the auditor sign, each with the second factor."""
    roll = players.edition.rolls.filter(status__in=[Roll.Status.DRAFT, Roll.Status.APPROVED]).first()
    if roll is None or roll.item.status != AgendaItem.Status.CARRIED:
        return 0
    done = 0
    done += confide(players, besides)
    for user in (players.cast.dung, players.cast.thao):
        if user != besides and not roll.signatures.filter(user=user).exists():
            awards.sign(roll, by=user, code=second_factor.current_code(user))
            done += 1
    return done


def confide(players: Players, besides: User | None) -> int:
    """Oanh names whoever sets the seats; Dũng lets him know."""
    edition, cast = players.edition, players.cast
    rows = edition.confidants.filter(user=cast.binh, purpose=Confidant.Purpose.SEATING)
    done = 0
    if not rows.exists() and cast.oanh != besides:
        awards.name_confidant(edition, by=cast.oanh, user=cast.binh, purpose=Confidant.Purpose.SEATING)
        done += 1
    for row in rows.waiting():
        if cast.dung != besides:
            awards.approve_confidant(row, by=cast.dung)
            done += 1
    return done


def publish(players: Players, besides: User | None) -> int:
    if players.cast.oanh == besides or not players.edition.rolls.filter(status=Roll.Status.SIGNED).exists():
        return 0
    return len(awards.publish(players.edition, by=players.cast.oanh))
