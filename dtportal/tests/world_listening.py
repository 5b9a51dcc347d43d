"""Rows of listening for the access table: a report, a comment, an appeal, a journalist."""

from types import SimpleNamespace

from django.core.files.base import ContentFile

from awards.models import (
    Accreditation,
    Appeal,
    AppealExpert,
    AppealFile,
    Comment,
    CommentFile,
    Complaint,
    ComplaintFile,
    PublicNotice,
    Roll,
)
from awards.models.attached import hashed
from awards.rehearsal.evidence import illustrative_plan
from dtportal.programme.models import Edition
from nominations.models import Nomination

COMMENT_CODE = "CCCCDDDDEEEEFFFF"


def paper() -> dict:
    """A file as `attachments.keep` stores one."""
    content = illustrative_plan(Nomination.objects.first())
    return {
        "name": "minh-hoa.pdf",
        "file": ContentFile(content, name="a.pdf"),
        "content_type": "application/pdf",
        "size": len(content),
        "sha256": "0" * 64,
    }


def add_voices(edition: Edition, cast: SimpleNamespace) -> None:
    """Each once; an appeal only where a list is published."""
    now = edition.clock_at
    if not Complaint.objects.exists():
        complaint = Complaint.objects.create(
            edition=edition, kind="payment", code_hash=hashed("AAAABBBBCCCCDDDD"), received_at=now
        )
        message = complaint.messages.create(text="Có người đòi 50 triệu đồng (minh họa).", at=now)
        ComplaintFile.objects.create(message=message, **paper())
    notice, _is_new = PublicNotice.objects.get_or_create(
        edition=edition,
        defaults={
            "put_up_at": now.replace(day=1),
            "put_up_by": cast.minh,
            "closes_at": now.replace(day=28),
            "sha256": "0" * 64,
        },
    )
    if not notice.comments.exists():
        comment = Comment.objects.create(
            notice=notice, name="Lê Hoàng An", email="an@example.org", text="Góp ý minh họa.",
            code_hash=hashed(COMMENT_CODE), received_at=now,
        )  # fmt: skip
        CommentFile.objects.create(comment=comment, **paper())
    Accreditation.objects.get_or_create(
        edition=edition,
        email="bao@example.org",
        defaults={
            "outlet": "Báo Minh Họa", "full_name": "Trần Thu", "press_card": "000123", "requested_at": now
        },
    )  # fmt: skip
    roll = Roll.objects.published().filter(edition=edition).first()
    lans = Nomination.objects.filter(organization__memberships__user=cast.lan).accepted().first()
    if roll and lans and not Appeal.objects.exists():
        appeal = Appeal.objects.create(
            nomination=lans,
            roll=roll,
            text="Đề nghị xem xét lại (minh họa).",
            received_at=now,
            received_by=cast.lan,
        )
        AppealFile.objects.create(appeal=appeal, **paper())
        AppealExpert.objects.create(appeal=appeal, user=cast.tung, admitted_at=now, admitted_by=cast.thao)


def find_voices() -> dict:
    return {
        "complaint": Complaint.objects.first(),
        "complaint_file": ComplaintFile.objects.first(),
        "comment": Comment.objects.first(),
        "comment_code": COMMENT_CODE,
        "comment_file": CommentFile.objects.first(),
        "appeal": Appeal.objects.first(),
        "appeal_file": AppealFile.objects.first(),
        "expert": AppealExpert.objects.first(),
        "accreditation": Accreditation.objects.first(),
    }
