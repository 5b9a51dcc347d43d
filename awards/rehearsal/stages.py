"""The stages of an edition from the council to publication, each played through the real actions.

Every function plays what is open at its stage for everybody but `besides` (the person who watches), and returns
how many deeds were done. Marks come from a hidden quality of each unit and a habit of each member, so that the
result looks like a real one; the same seed gives the same edition. What comes before: `dossiers`.
"""

from random import Random

from assessments import actions as assessments
from assessments.models import AgendaItem, Assignment, CouncilSession, Round, Scoresheet, Vote
from awards import actions as awards
from awards.models import Roll
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
        .filter(edition=edition, round_entry=None)
        .for_listing()
        .order_by("pk")[:limit]
    )
    if waiting:
        everything = Nomination.objects.accepted().filter(edition=edition).count()
        players.council(everything)
        number = edition.rounds.count() + 1
        assessments.open_round(edition, waiting, by=secretary, name=f"Đợt {number}")
        done += len(waiting)
    for unassigned in edition.rounds.filter(status=Round.Status.OPEN, entries__assignments=None).distinct():
        assessments.assign(unassigned, by=secretary)
        done += 1
    return done


def score(players: Players, besides: User | None, seed: int, share: float = 1.0) -> int:
    """Members state that they have no conflict, mark each criterion and submit their sheets."""
    edition = players.edition
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
    done = 0
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
        sheet = (
            Scoresheet.objects.filter(assignment=assignment).exclude(status=Scoresheet.Status.VOID).first()
        )
        assessments.save_marks(
            assignment,
            by=member.user,
            marks=marks,
            remarks={},
            remark=random.choice(REMARKS),
            private_note="",
            version=sheet.version if sheet else 0,
        )
        assessments.submit_sheet(assignment, by=member.user)
        done += 1
    return done


REMARKS = [
    "Kết quả có số liệu đối chiếu rõ ràng; nên chia sẻ cách đo với các đơn vị cùng ngành.",
    "Chiến lược cụ thể, cần bổ sung phương án bảo đảm an toàn thông tin khi mở rộng.",
    "Đội ngũ được đào tạo bài bản; nên đầu tư thêm cho dữ liệu dùng chung.",
    "Mô hình dễ nhân rộng, chi phí hợp lý, phù hợp điều kiện địa phương.",
]


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


def conclude(players: Players, besides: User | None) -> int:
    """A session: Minh puts the list of each sector, Dũng opens, the council votes, he concludes."""
    edition, cast = players.edition, players.cast
    waiting = (
        Nomination.objects.accepted()
        .filter(edition=edition, round_entry__round__status=Round.Status.CLOSED, conclusion=None)
        .exclude(agenda_entries__item__status__in=[AgendaItem.Status.PLANNED, AgendaItem.Status.VOTING])
        .for_listing()
        .order_by("sector__position", "pk")
    )
    done = 0
    if waiting and cast.minh != besides:
        session = _session(players)
        by_list: dict[str, list[Nomination]] = {}
        for nomination in waiting:
            name = nomination.sector.name if nomination.sector_id else nomination.get_group_display()
            by_list.setdefault(str(name), []).append(nomination)
        for name, listed in by_list.items():
            assessments.put_conclusions(session, listed, by=cast.minh, title=f"Kết luận thẩm định: {name}")
            done += 1
    done += vote_on(players, AgendaItem.Kind.CONCLUSIONS, besides)
    if cast.dung != besides:
        carried = AgendaItem.objects.filter(
            session__edition=edition, kind=AgendaItem.Kind.CONCLUSIONS, status=AgendaItem.Status.CARRIED
        ).filter(conclusions=None)
        for item in carried:
            assessments.conclude(item, by=cast.dung)
            done += 1
    return done


def _session(players: Players) -> CouncilSession:
    live = players.edition.sessions.exclude(status=CouncilSession.Status.CLOSED).order_by("-number").first()
    return live or assessments.plan_session(
        players.edition,
        by=players.cast.minh,
        title=f"Phiên họp Hội đồng thẩm định lần {players.edition.sessions.count() + 1}",
        place="Hà Nội (minh họa)",
    )


def vote_on(players: Players, kind: str, besides: User | None) -> int:
    """Dũng opens the session and each ballot, members vote, Dũng closes the ballot when everybody has."""
    edition, chair = players.edition, players.cast.dung
    items = AgendaItem.objects.filter(
        session__edition=edition, kind=kind, status__in=[AgendaItem.Status.PLANNED, AgendaItem.Status.VOTING]
    ).select_related("session")
    done = 0
    council = list(edition.council.filter(is_active=True).select_related("user"))
    for item in items:
        session = CouncilSession.objects.get(pk=item.session_id)
        if chair != besides and session.status == CouncilSession.Status.PLANNED:
            assessments.open_session(session, by=chair)
        if session.status == CouncilSession.Status.PLANNED and chair == besides:
            return done
        if item.status == AgendaItem.Status.PLANNED:
            if chair == besides:
                continue
            assessments.open_ballot(item, by=chair)
            done += 1
        concerned = set(item.entries.values_list("nomination_id", flat=True))
        voted = set(item.papers.values_list("member_id", flat=True))
        left = 0
        for member in council:
            if member.pk in voted:
                continue
            if member.statements.filter(has_conflict=True, nomination__in=concerned).exists():
                continue
            if member.user == besides:
                left += 1
                continue
            assessments.attend(session, by=member.user)
            assessments.vote(item, by=member.user, choice=Vote.Choice.FOR)
            done += 1
        if chair != besides and not left:
            assessments.close_ballot(item, by=chair)
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
    return done + vote_on(players, AgendaItem.Kind.ROLL, besides)


def sign(players: Players, besides: User | None) -> int:
    """The chair and the auditor sign, each with the second factor."""
    roll = players.edition.rolls.filter(status__in=[Roll.Status.DRAFT, Roll.Status.APPROVED]).first()
    if roll is None or roll.item.status != AgendaItem.Status.CARRIED:
        return 0
    done = 0
    for user in (players.cast.dung, players.cast.thao):
        if user != besides and not roll.signatures.filter(user=user).exists():
            awards.sign(roll, by=user, code=second_factor.current_code(user))
            done += 1
    return done


def publish(players: Players, besides: User | None) -> int:
    if players.cast.oanh == besides or not players.edition.rolls.filter(status=Roll.Status.SIGNED).exists():
        return 0
    return len(awards.publish(players.edition, by=players.cast.oanh))
