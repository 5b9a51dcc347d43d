"""A session as each person may see it: whoever is recused from an item sees only that he is.

`Screen` reads everything a screen shows, in a number of queries that does not grow with agenda or council;
`fingerprint` says cheaply whether anything on it has changed.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db.models import F, Sum
from django.utils.timezone import localdate
from django.utils.translation import get_language

from assessments import scoring
from assessments.clearance import is_cleared
from assessments.conflicts import closed_to
from assessments.councils import position_of
from assessments.leading import Lead
from assessments.models import (
    AgendaEntry,
    AgendaItem,
    Attendance,
    Ballot,
    BallotPaper,
    Conclusion,
    ConclusionDraft,
    CouncilMember,
    CouncilSession,
    Round,
    Scoresheet,
)
from assessments.quorum import quorum_of
from assessments.voters import bars, council
from assessments.withholding import withholds
from dtportal import sealing
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from nominations.models import Nomination

Status = AgendaItem.Status
# Dossiers as people look for them: by their number; the reference is chance.
BY_NUMBER = (F("nomination__number").asc(nulls_last=True), "nomination__reference")


@dataclass
class Motion:
    """One item of the agenda. `papers`, `here` and `eligible` say how many have voted, are present and may vote."""

    item: AgendaItem
    dossiers: int = 0
    # The one dossier of an item whose title names none.
    single: Nomination | None = None
    papers: int = 0
    here: int = 0
    eligible: int = 0
    needed: int = 0
    is_recused: bool = False
    is_barred: bool = False
    # Over, and the list that comes of it is not published yet.
    is_withheld: bool = False
    has_voted: bool = False
    may_vote: bool = False
    is_here: bool = False
    leads: bool = False
    leader: CouncilMember | None = None
    is_led_by_chair: bool = True
    concluded: int = 0
    waiting_feedback: int = 0
    ballots: list[Ballot] = field(default_factory=list)
    recused_names: list[str] = field(default_factory=list)
    barred_names: list[str] = field(default_factory=list)

    @property
    def has_quorum(self) -> bool:
        return self.eligible > 0 and self.papers >= self.needed

    @property
    def is_voting(self) -> bool:
        return self.item.status == Status.VOTING

    @property
    def is_planned(self) -> bool:
        return self.item.status == Status.PLANNED

    @property
    def is_tied(self) -> bool:
        return self.item.status == Status.TIED

    @property
    def is_counted(self) -> bool:
        return self.item.is_decided or self.is_tied

    @property
    def may_repeat(self) -> bool:
        counted = sum(ballot.status == Ballot.Status.COUNTED for ballot in self.ballots)
        return self.is_tied and self.item.edition.ballot_tie == Edition.BallotTie.REPEAT and counted < 2

    @property
    def voids(self) -> list[Ballot]:
        return [ballot for ballot in self.ballots if ballot.status == Ballot.Status.VOID]

    @property
    def waits_for_conclusion(self) -> bool:
        return self.item.concludes and self.item.status == Status.CARRIED and not self.concluded


@dataclass(frozen=True)
class Seated:
    """A member in the attendance; `row` is None for whoever has said nothing."""

    member: CouncilMember
    row: Attendance | None

    @property
    def position(self) -> str:
        return position_of(self.member)

    @property
    def is_present(self) -> bool:
        return self.row is not None and self.row.status == Attendance.Status.PRESENT


@dataclass(frozen=True)
class Shown:
    """The dossier before the council, with its official score and each valid sheet's total, nobody's name on them."""

    nomination: Nomination
    score: Fraction | None
    totals: list[int]

    @property
    def shown_score(self):
        return scoring.shown(self.score) if self.score is not None else None

    @property
    def spread(self) -> int:
        return max(self.totals) - min(self.totals) if self.totals else 0


class Screen:
    """What one person sees of a session."""

    def __init__(self, session: CouncilSession, user: Any):
        self.session, self.user = session, user
        self.is_uncleared = is_uncleared(session, user)
        self.closed = _closed(session, user, self.is_uncleared)
        self.edition = session.edition
        scope = session.access_scope()
        self.may_prepare = user.can(Can.PREPARE_SESSION, scope)
        self.may_vote = user.can(Can.VOTE, scope)
        self.members = council(session)
        self.seats = self._attendance()
        self.present = sum(seated.is_present for seated in self.seats)
        self.needed = quorum_of(self.edition.session_quorum, len(self.members))
        self.mine = next((seated for seated in self.seats if seated.member.user_id == user.pk), None)
        self.is_here = self.mine is not None and self.mine.is_present
        self.lead = Lead(session, self.members)
        self.leader = self.lead.who()
        self.leads = self._is_me(self.leader)
        self.motions = self._motions()
        self.now = next((m for m in self.motions if m.item.pk == session.cursor_item_id), None)
        self.shown = self._shown()
        self.entries = self._entries()

    @property
    def has_quorum(self) -> bool:
        return self.present >= self.needed

    @property
    def is_early(self) -> bool:
        """Whether it begins on a later day."""
        begins = self.session.starts_at
        return begins is not None and localdate(clock.now(self.edition)) < localdate(begins)

    @property
    def steers(self) -> bool:
        """Whether the cursor and the timer are this person's: of the session, or of the item before it."""
        return self.leads or (self.now is not None and self.now.leads)

    @property
    def neighbours(self) -> tuple[Motion | None, Motion | None]:
        """The items before and after the cursor; the first when it stands nowhere."""
        if self.now is None:
            return None, (self.motions[0] if self.motions else None)
        place = self.motions.index(self.now)
        before = self.motions[place - 1] if place else None
        return before, (self.motions[place + 1] if place + 1 < len(self.motions) else None)

    def _is_me(self, member: CouncilMember | None) -> bool:
        return member is not None and member.user_id == self.user.pk

    def _attendance(self) -> list[Seated]:
        rows = {row.member_id: row for row in self.session.attendances.select_related("member__user")}
        known = {member.pk for member in self.members}
        # Who was there stays on the list, even if his appointment has ended since.
        former = [
            row.member for row in rows.values() if row.member_id not in known and row.arrived_at is not None
        ]
        return [Seated(member, rows.get(member.pk)) for member in [*self.members, *former]]

    def _motions(self) -> list[Motion]:
        items = list(self.session.items.select_related("list_move__tier").prefetch_related("ballots"))
        for item in items:
            item.session = self.session
        entries = AgendaEntry.objects.filter(item__in=items).values_list("item", "nomination")
        about: dict[int, set[int]] = defaultdict(set)
        for item, nomination in entries:
            about[item].add(nomination)
        of_one = [item.pk for item in items if item.kind in AgendaItem.OF_ONE]
        singles = AgendaEntry.objects.filter(item__in=of_one).select_related("nomination__organization")
        single = {entry.item_id: entry.nomination for entry in singles} if of_one else {}
        barred = bars(items, self.members)
        names = {member.pk: member.user.full_name for member in self.members}
        papers = BallotPaper.objects.filter(ballot__item__in=items, ballot__status=Ballot.Status.OPEN)
        papers = set(papers.values_list("ballot__item", "member"))
        returned = Counter(item for item, _member in papers)
        concluded = Counter(Conclusion.objects.filter(item__in=items).values_list("item", flat=True))
        waiting = ConclusionDraft.objects.filter(
            nomination__agenda_entries__item__in=items, nomination__conclusion=None, approved_at=None
        ).exclude(feedback="")
        waiting = Counter(waiting.values_list("nomination__agenda_entries__item", flat=True))
        here = {seated.member.pk for seated in self.seats if seated.is_present}
        withheld = withholds(self.session, self.user)
        mine = self.mine.member.pk if self.mine and self.may_vote else None
        found = []
        for item in items:
            bar = barred[item.pk]
            able = names.keys() - bar.everybody
            leader = self.lead.who(bar.recused)
            has_voted = (item.pk, mine) in papers
            found.append(
                Motion(
                    item,
                    dossiers=len(about[item.pk]),
                    single=single.get(item.pk),
                    papers=returned[item.pk],
                    here=len(able & here),
                    eligible=len(able),
                    needed=quorum_of(self.edition.ballot_quorum, len(able)),
                    is_recused=bool(about[item.pk] & self.closed) or mine in bar.recused,
                    is_barred=mine in bar.barred,
                    is_withheld=withheld and item.kind in AgendaItem.OF_ONE and not self._is_me(leader),
                    has_voted=has_voted,
                    may_vote=item.status == Status.VOTING and mine in able and not has_voted,
                    is_here=self.is_here,
                    leads=self._is_me(leader),
                    leader=leader,
                    is_led_by_chair=leader in self.lead.chairs,
                    concluded=concluded[item.pk],
                    waiting_feedback=waiting[item.pk],
                    ballots=[ballot for ballot in item.ballots.all() if ballot.closed_at],
                    recused_names=sorted(names[pk] for pk in bar.recused if pk in names),
                    barred_names=sorted(names[pk] for pk in bar.barred if pk in names),
                )
            )
        return found

    def _entries(self) -> list[AgendaEntry]:
        """The dossiers among which whoever leads the item before the council may choose."""
        if self.now is None or not self.now.leads or self.now.is_recused:
            return []
        entries = self.now.item.entries.select_related("nomination__organization")
        return list(entries.order_by(*BY_NUMBER))

    def _shown(self) -> Shown | None:
        if self.now is None or self.now.is_recused or self.session.cursor_nomination_id is None:
            return None
        return shown(self.session.cursor_nomination_id)


class Room(Screen):
    """The screen on the wall: what every member who is present, and whoever put it there, may see."""

    def _motions(self) -> list[Motion]:
        found = super()._motions()
        here = {seated.member.pk for seated in self.seats if seated.is_present}
        barred = bars([motion.item for motion in found], self.members)
        for motion in found:
            motion.is_recused = motion.is_recused or bool(barred[motion.item.pk].recused & here)
        return found


def shown(nomination: int) -> Shown:
    """A dossier with the totals of its valid sheets in closed rounds."""
    sheets = Scoresheet.objects.valid().filter(
        assignment__entry__nomination=nomination, assignment__entry__round__status=Round.Status.CLOSED
    )
    totals = sorted(sheets.annotate(total=Sum("marks__value")).values_list("total", flat=True))
    score = scoring.official([nomination] * len(totals), totals).get(nomination)
    rows = Nomination.objects.select_related("organization", "sector", "province")
    return Shown(rows.get(pk=nomination), score, totals)


def is_uncleared(session: CouncilSession, user: Any) -> bool:
    """Whether a person sits in the council and has not yet signed its undertaking and stated his ties."""
    scope = session.access_scope()
    offices = (Can.PREPARE_SESSION, Can.AUDIT)
    sits = user.can(Can.VOTE, scope) and not any(user.can(can, scope) for can in offices)
    return sits and not is_cleared(user, session.edition)


def closed_in(session: CouncilSession, user: Any) -> set[int]:
    """Dossiers of the session's agenda that are closed to this person; to an uncleared member all of them are."""
    return _closed(session, user, is_uncleared(session, user))


def _closed(session: CouncilSession, user: Any, uncleared: bool) -> set[int]:
    if uncleared:
        about = AgendaEntry.objects.filter(item__session=session)
        return set(about.values_list("nomination", flat=True))
    mine = closed_to(user).filter(agenda_entries__item__session=session)
    return set(mine.values_list("pk", flat=True))


def fingerprint(session: CouncilSession, user: Any, closed: set[int] | None = None) -> str:
    """Changes with whatever may change on this person's screen: the session's pulse, and what is closed to him."""
    closed = closed_in(session, user) if closed is None else closed
    state = [session.pulse, user.pk, sorted(closed), get_language() or ""]
    return sealing.digest(state)[:32]
