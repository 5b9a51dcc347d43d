"""What the minutes of a session say, gathered from what happened; as JSON values, so that it can be frozen.

The texts of the minutes are Vietnamese, whoever reads them: `record_of` gathers, `without` takes out what a reader
may not know, `minutes_text` words it for page, PDF and DOCX alike.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import override

from assessments.agenda import closed_in
from assessments.councils import position_of
from assessments.leading import Lead
from assessments.models import (
    AgendaEntry,
    AgendaItem,
    Attendance,
    Conclusion,
    CouncilMember,
    CouncilSession,
    Manifest,
    Minutes,
)
from assessments.quorum import quorum_of
from assessments.voters import bars, council
from assessments.withholding import withholds
from dtportal.accounts.models import User
from dtportal.programme.calendar import VIETNAM
from dtportal.roles import Can
from nominations.models import Nomination

Status = AgendaItem.Status


def record_of(session: CouncilSession) -> dict[str, Any]:
    """Everything that happened, whole: for freezing, and to be shortened for a reader by `without`."""
    edition = session.edition
    members = council(session)
    lead = Lead(session, members)
    rows = list(session.attendances.select_related("member__user").order_by("member__user__name_sort_key"))
    known = {member.pk for member in members}
    # Who was there stays in the minutes, even if his appointment has ended since.
    members += [row.member for row in rows if row.member_id not in known]
    by_member = {row.member_id: row for row in rows}
    chair = lead.who() or next(iter(lead.chairs), None)
    seat_of_opener = next((m for m in members if m.user_id == session.opened_by_id), None)
    with override("vi"):
        return {
            "number": getattr(getattr(session, "minutes", None), "label", ""),
            "edition": {"name": edition.name, "ordinal": edition.ordinal, "year": edition.year},
            "is_rehearsal": edition.is_rehearsal,
            "title": session.title,
            "place": session.place,
            "link": session.link,
            "began": _moment(session.opened_at),
            "ended": _moment(session.closed_at),
            "council": session.council_size or len(members),
            "quorum": {
                "share": edition.session_quorum,
                "needed": quorum_of(edition.session_quorum, session.council_size or len(members) or 1),
                "present": session.present_at_opening,
                "waived": session.quorum_waived,
            },
            "chair": (session.opened_by.full_name if session.opened_by else str(chair or "")),
            "stands_in_for": [str(m) for m in lead.chairs]
            if seat_of_opener and seat_of_opener not in lead.chairs
            else [],
            "secretary": secretary_of(session),
            "members": [_person(member, by_member.get(member.pk)) for member in members],
            "manifests": _manifests(session),
            "items": _items(session, members, lead),
        }


def _person(member: CouncilMember, row: Attendance | None) -> dict[str, str]:
    return {
        "name": member.user.full_name,
        "title": member.academic_title,
        "position": position_of(member),
        "status": row.status if row else Attendance.Status.ABSENT,
        "reason": row.reason if row else "",
        "arrived": _moment(row.arrived_at if row else None),
        "left": _moment(row.left_at if row else None),
    }


def _manifests(session: CouncilSession) -> list[dict[str, Any]]:
    """What was sealed before anybody spoke: the manifests of the rounds that had closed by then."""
    found = Manifest.objects.filter(round__edition=session.edition).select_related("round")
    if session.closed_at:
        found = found.filter(made_at__lte=session.closed_at)
    return [
        {
            "round": row.round.label,
            "closed": _moment(row.made_at),
            "dossiers": len(row.content["dossiers"]),
            "sheets": row.content["sheets"]["count"],
            "sha256": row.sha256,
        }
        for row in found
    ]


def secretary_of(session: CouncilSession) -> str:
    """Whoever sent the invitations; else whoever prepares sessions."""
    if session.invited_by_id:
        return session.invited_by.full_name
    first = User.objects.holding(Can.PREPARE_SESSION, edition=session.edition).first()
    return first.full_name if first else ""


def _items(session: CouncilSession, members: list[CouncilMember], lead: Lead) -> list[dict[str, Any]]:
    items = list(session.items.select_related("list_move__tier", "closed_by").prefetch_related("ballots"))
    names = {member.pk: member.user.full_name for member in members}
    seats = {member.user_id: member for member in members}
    bar = bars(items, members)
    listed: dict[int, list[Nomination]] = defaultdict(list)
    nominations = Nomination.objects.filter(agenda_entries__item__in=items).select_related("organization")
    links = list(AgendaEntry.objects.filter(item__in=items).values_list("item", "nomination"))
    by_id = {nomination.pk: nomination for nomination in nominations}
    for item, nomination in sorted(links, key=lambda link: by_id[link[1]].known_as):
        listed[item].append(by_id[nomination])
    concluded = {
        row.nomination_id: row
        for row in Conclusion.objects.filter(item__in=items).select_related("concluded_by")
    }
    found = []
    for item in items:
        leader = seats.get(item.closed_by_id)
        found.append(
            {
                "id": item.pk,
                "position": item.position,
                "kind": item.kind,
                "kind_label": item.get_kind_display(),
                "title": item.title,
                "text": item.text,
                "notes": item.notes,
                "status": item.status,
                "led_by": str(leader) if leader and leader.user_id != session.opened_by_id else "",
                "recused": sorted(names[pk] for pk in bar[item.pk].recused),
                "barred": sorted(names[pk] for pk in bar[item.pk].barred),
                "tie_reason": item.tie_reason,
                "decided_by": str(leader or item.closed_by or "") if item.tie_reason else "",
                "move": _move(item),
                "dossiers": [
                    _dossier(nomination, concluded.get(nomination.pk), item) for nomination in listed[item.pk]
                ],
                "ballots": [
                    {
                        "number": ballot.number,
                        "status": ballot.status,
                        "entitled": ballot.entitled,
                        "issued": ballot.issued,
                        "returned": ballot.returned,
                        # Only complete papers reach the box: each that was returned is valid.
                        "valid": ballot.returned,
                        "for": ballot.votes_for,
                        "against": ballot.votes_against,
                        "abstained": ballot.abstentions,
                    }
                    for ballot in item.ballots.all()
                    if ballot.closed_at
                ],
            }
        )
    return found


def _move(item: AgendaItem) -> dict[str, str] | None:
    move = getattr(item, "list_move", None) if item.kind == AgendaItem.Kind.MOVE else None
    return {"list": move.tier.name, "direction": move.direction} if move else None


def _dossier(nomination: Nomination, conclusion: Conclusion | None, item: AgendaItem) -> dict[str, Any]:
    mine = conclusion if conclusion and conclusion.item_id == item.pk else None
    return {
        "id": nomination.pk,
        "number": nomination.known_as,
        "name": nomination.honoree_name,
        "score": str(mine.shown_score).replace(".", ",") if mine else "",
        "verdict": str(mine.get_verdict_display()) if mine else "",
    }


def _moment(at: Any) -> str:
    return at.astimezone(VIETNAM).isoformat(timespec="minutes") if at else ""


# --- What a reader may know --------------------------------------------------------------------------


def without(content: dict[str, Any], closed: Iterable[int]) -> dict[str, Any]:
    """The same minutes without the items about one of these nominations (ids): only that they are closed stays."""
    closed = set(closed)
    items = []
    for item in content["items"]:
        if closed & {dossier["id"] for dossier in item["dossiers"]}:
            items.append({"position": item["position"], "closed": True})
        else:
            items.append(item)
    return {**content, "items": items}


def before_publication(content: dict[str, Any]) -> dict[str, Any]:
    """The same minutes without what a list under embargo could be told from: scores, conclusions, what was said of
    dossiers, and every motion about a single one."""
    items = []
    for item in content["items"]:
        if item.get("closed") or not item["dossiers"]:
            items.append(item)
        elif item["kind"] in AgendaItem.OF_ONE:
            items.append({"position": item["position"], "closed": True, "waits": True})
        else:
            bare = [{**dossier, "score": "", "verdict": ""} for dossier in item["dossiers"]]
            items.append({**item, "dossiers": bare, "notes": "", "waits": True})
    return {**content, "items": items}


def readable_by(session: CouncilSession, user: Any) -> dict[str, Any]:
    """The minutes as this person may read them; `is_whole` says whether anything was taken out, `waits` whether it
    comes back with the publication."""
    minutes = Minutes.objects.filter(session=session).first()
    content = minutes.content if minutes and not minutes.is_draft else record_of(session)
    told = {dossier["id"] for item in content["items"] for dossier in item["dossiers"]}
    closed = closed_in(session, user) & told
    content = without(content, closed)
    waits = withholds(session, user)
    if waits:
        content = before_publication(content)
    return {**content, "is_whole": not closed and not waits, "waits": waits}
