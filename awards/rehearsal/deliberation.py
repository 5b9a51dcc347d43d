"""Sessions of a rehearsal: planned, invited to, opened with a quorum, voted in, concluded, closed with their minutes.

Everybody acts but `besides`, the person who watches; where it is his turn, the play waits for him.
"""

from datetime import timedelta

from django.core.files.base import ContentFile

from assessments import actions as assessments
from assessments.leading import leader_of
from assessments.models import (
    AgendaItem,
    Attendance,
    ConclusionDraft,
    CouncilSession,
    Minutes,
    Vote,
)
from assessments.voters import electorate
from awards.rehearsal.evidence import illustrative_page
from awards.rehearsal.players import Players
from dtportal.accounts.models import User
from dtportal.programme import clock
from nominations.models import Nomination

Status = AgendaItem.Status
CONCLUDING = AgendaItem.CONCLUDING
FEEDBACK = (
    "Hội đồng ghi nhận kết quả chuyển đổi số của đơn vị; đề nghị tiếp tục công bố số liệu đối chiếu hằng năm "
    "và chia sẻ cách làm với các đơn vị cùng ngành."
)
NOTES = (
    "Thư ký báo cáo tóm tắt hồ sơ và kết quả chấm điểm.\n"
    "Hội đồng trao đổi về cách đo hiệu quả và khả năng nhân rộng; không có ý kiến khác."
)


def conclude(players: Players, besides: User | None) -> int:
    """A session: Minh puts the list of each sector, Dũng opens, the council votes, he concludes."""
    edition, minh = players.edition, players.cast.minh
    waiting = (
        Nomination.objects.accepted()
        .filter(edition=edition, pk__in=assessments.ready_to_conclude(edition).values("pk"))
        .for_listing()
        .order_by("sector__position", "pk")
    )
    done = 0
    if waiting and minh != besides:
        session = _session(players)
        by_list: dict[str, list[Nomination]] = {}
        for nomination in waiting:
            name = nomination.sector.name if nomination.sector_id else nomination.get_group_display()
            by_list.setdefault(str(name), []).append(nomination)
        for name, listed in by_list.items():
            item = assessments.put_conclusions(session, listed, by=minh, title=f"Kết luận thẩm định: {name}")
            _word_feedback(item, besides)
            done += 1
    done += hold(players, CONCLUDING, besides)
    for item in _items(players, CONCLUDING, [Status.CARRIED]).filter(conclusions=None):
        leader = leader_of(item.session, item)
        if leader is not None and leader.user != besides:
            assessments.approve_feedback(item, by=leader.user)
            assessments.conclude(item, by=leader.user)
            done += 1
    return done + end(players, besides)


def _session(players: Players) -> CouncilSession:
    edition = players.edition
    live = edition.sessions.exclude(status=CouncilSession.Status.CLOSED).order_by("-number").first()
    return live or assessments.plan_session(
        edition,
        by=players.cast.minh,
        title=f"Phiên họp Hội đồng thẩm định lần {edition.sessions.count() + 1}",
        place="Hà Nội (minh họa)",
        starts_at=clock.now(edition) + timedelta(days=3),
    )


def _word_feedback(item: AgendaItem, besides: User | None) -> None:
    """A member writes to the first unit of each list."""
    entry = item.entries.order_by("nomination__reference").first()
    draft = ConclusionDraft.objects.get(nomination=entry.nomination_id)
    writer = next((member for member in electorate(item) if member.user != besides), None)
    if writer is None or draft.feedback:
        return
    rows = [(row.kind, row.text) for row in draft.advice.all()]
    assessments.word_draft(draft, by=writer.user, version=draft.version, advice=rows, feedback=FEEDBACK)


def _items(players: Players, kinds: tuple, statuses: list):
    items = AgendaItem.objects.filter(session__edition=players.edition, kind__in=kinds, status__in=statuses)
    return items.select_related("session__edition").order_by("session__number", "position")


def hold(players: Players, kinds: tuple, besides: User | None) -> int:
    """Everybody comes, the chair opens, each motion is voted on and counted when everybody has voted."""
    done = 0
    for item in _items(players, kinds, [Status.PLANNED, Status.VOTING]):
        session = CouncilSession.objects.select_related("edition").get(pk=item.session_id)
        if session.is_planned:
            done += _gather(players, session, besides)
            leader = leader_of(session)
            if leader is None or leader.user == besides:
                return done
            assessments.open_session(session, by=leader.user)
            done += 1
        done += _ballot(players, item, besides)
    return done


def _gather(players: Players, session: CouncilSession, besides: User | None) -> int:
    """Invitations go out, one member excuses himself, the others come."""
    minh = players.cast.minh
    if minh != besides:
        if session.starts_at is None or not (session.place or session.link):
            assessments.change_session(
                session,
                by=minh,
                title=session.title,
                place="Hà Nội (minh họa)",
                link=session.link,
                starts_at=clock.now(players.edition) + timedelta(days=1),
            )
            session.refresh_from_db()
        if session.invited_at is None:
            assessments.invite(session, by=minh)
    known = (players.cast.dung, players.cast.hanh, besides)
    members = list(players.edition.council.filter(is_active=True).select_related("user"))
    excused = next((m for m in reversed(members) if m.user not in known), None) if len(members) > 9 else None
    for member in members:
        if member == excused:
            assessments.answer_invitation(
                session, by=member.user, is_coming=False, reason="Đi công tác (minh họa)"
            )
        elif member.user != besides:
            assessments.attend(session, by=member.user)
    return len(members)


def _ballot(players: Players, item: AgendaItem, besides: User | None) -> int:
    leader = leader_of(item.session, item)
    if leader is None or leader.user == besides:
        opened = item.status == Status.VOTING
        return _vote(item, besides)[0] if opened else 0
    done = 0
    if item.status == Status.PLANNED:
        if item.concludes and players.cast.minh != besides and not item.notes:
            assessments.write_notes(item, by=players.cast.minh, notes=NOTES, version=item.notes_version)
        item = assessments.open_ballot(item, by=leader.user)
        done += 1
    voted, left = _vote(item, besides)
    if not left:
        assessments.close_ballot(item, by=leader.user)
        done += 1
    return done + voted


def _vote(item: AgendaItem, besides: User | None) -> tuple[int, int]:
    """How many voted now, and how many of those who are there still have to."""
    here = set(Attendance.objects.present().filter(session=item.session).values_list("member", flat=True))
    here |= {m.pk for m in electorate(item) if m.user == besides}
    ballot = item.ballots.get(closed_at=None)
    voted = set(ballot.papers.values_list("member", flat=True))
    done = left = 0
    for member in electorate(item):
        if member.pk not in here or member.pk in voted:
            continue
        if member.user == besides:
            left += 1
            continue
        assessments.vote(item, by=member.user, choice=Vote.Choice.FOR)
        done += 1
    return done, left


def end(players: Players, besides: User | None) -> int:
    """Close a session of which everything is decided and concluded, then its minutes."""
    done = 0
    for session in players.edition.sessions.filter(status=CouncilSession.Status.OPEN):
        open_items = session.items.exclude(status__in=AgendaItem.DECIDED)
        to_conclude = session.items.filter(kind__in=CONCLUDING, status=Status.CARRIED, conclusions=None)
        leader = leader_of(session)
        if open_items.exists() or to_conclude.exists() or leader is None or leader.user == besides:
            continue
        assessments.close_session(session, by=leader.user)
        done += 1
    if players.cast.minh != besides:
        for minutes in Minutes.objects.filter(edition=players.edition).exclude(status=Minutes.Status.CLOSED):
            if minutes.is_draft:
                minutes = assessments.freeze_minutes(minutes, by=players.cast.minh)
            scan = illustrative_page(["BIEN BAN (du lieu minh hoa)", f"So {minutes.number:02d}/BB-HDTD"])
            assessments.close_minutes(
                minutes, by=players.cast.minh, scan=ContentFile(scan, name="bien-ban-ky.pdf")
            )
            done += 1
    return done
