"""What a rehearsal plays away from the screen: a score sheet signed on paper, a visit with its reports."""

import io
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from assessments import actions as assessments
from assessments.actions.paper_sheets import seen
from assessments.models import Assignment, Round, SiteVisit
from assessments.visits import checklist, may_visit
from awards.rehearsal.evidence import illustrative_plan
from awards.rehearsal.players import Players
from dtportal.accounts.models import User
from dtportal.programme import clock


def rounds_without_paper(players: Players, besides: User | None) -> set[int]:
    """Open rounds in which nobody has handed a signed sheet in yet; none where Minh is the one who watches."""
    if players.cast.minh == besides:
        return set()
    rounds = players.edition.rounds.filter(status=Round.Status.OPEN)
    return set(rounds.filter(entries__assignments__paper_sheets=None).values_list("pk", flat=True)) - set(
        rounds.filter(entries__assignments__paper_sheets__isnull=False).values_list("pk", flat=True)
    )


def sign_on_paper(players: Players, assignment: Assignment, **words: Any) -> None:
    """Minh keys a signed sheet in with its scan, its member confirms it."""
    minh, member = players.cast.minh, assignment.member.user
    sheet = assessments.keep_paper_sheet(
        assignment,
        by=minh,
        signed_on=clock.now(players.edition).date(),
        scan=ContentFile(illustrative_plan(assignment.entry.nomination), name="phieu-cham-da-ky.pdf"),
        **words,
    )
    sheet = assessments.send_paper_sheet(sheet, by=minh)
    assessments.confirm_paper_sheet(sheet, by=member, read=seen(sheet))


def visit(players: Players, besides: User | None, seed: int) -> int:
    """One visit of an edition: Minh goes with the readers of a dossier; each hands a report in."""
    edition, minh = players.edition, players.cast.minh
    if minh == besides or SiteVisit.objects.filter(nomination__edition=edition).exists():
        return 0
    scored = Assignment.objects.filter(
        entry__round__edition=edition,
        entry__round__status=Round.Status.OPEN,
        entry__nomination__group="unit",
        status=Assignment.Status.SCORED,
    ).exclude(member__user=besides)
    first = scored.select_related("entry__nomination__edition").order_by("pk").first()
    if first is None:
        return 0
    nomination = first.entry.nomination
    free = may_visit(nomination).exclude(pk=besides.pk if besides else None)
    visitors = [minh, *free.exclude(pk=minh.pk)[:2]]
    starts = clock.now(edition) + timedelta(hours=1)
    planned = assessments.plan_visit(
        nomination,
        by=minh,
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        place=f"Trụ sở {nomination.honoree_name}",
        message="Đề nghị đơn vị bố trí người vận hành hệ thống và số liệu sáu tháng gần nhất.",
        visitors=visitors,
    )
    for number, user in enumerate(visitors):
        _report(planned, user, Random(f"{seed}:{nomination.reference}:{number}"))
    return 1 + len(visitors)


def _report(planned: SiteVisit, user: User, random: Random) -> None:
    answers: dict[str, Any] = {"met": {"name": "Nguyễn Văn Minh Họa", "position": "Giám đốc"}}
    for question in checklist(planned.edition, planned.nomination.group).questions:
        if question["kind"] == "choice":
            answers[question["key"]] = random.choice(["yes", "yes", "yes", "partly"])
    answers["running_note"] = random.choice(NOTES)
    assessments.add_photo(
        planned,
        by=user,
        question="running",
        file=ContentFile(_picture(random), name="anh-hien-truong.jpg"),
        token=UUID(int=random.getrandbits(128)),
    )
    assessments.save_report(planned, by=user, data=answers, version=0)
    assessments.submit_report(planned, by=user)


NOTES = [
    "Xem trực tiếp hệ thống điều hành; số liệu cập nhật trong ngày.",
    "Phòng máy có kiểm soát ra vào, nhật ký sao lưu hằng tuần.",
    "Một kho còn dùng sổ giấy song song với phần mềm.",
]


def _picture(random: Random) -> bytes:
    """A screen on a wall: enough for a photo that shows nobody."""
    image = Image.new("RGB", (640, 480), (226, 232, 240))
    draw = ImageDraw.Draw(image)
    draw.rectangle((90, 70, 550, 350), fill=(15, 34, 62))
    for bar in range(8):
        height = random.randint(40, 220)
        draw.rectangle((120 + bar * 52, 330 - height, 155 + bar * 52, 330), fill=(26, 91, 184))
    draw.rectangle((300, 350, 340, 420), fill=(100, 116, 139))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()
