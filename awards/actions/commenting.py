"""The accepted units are put up for public comment; comments are received, and answered by the secretariat."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from awards import attachments
from awards.addresses import address_of
from awards.models import Comment, CommentFile, NoticeLine, PublicNotice
from awards.models.attached import grouped, hashed, tidy
from awards.models.public_notice import MAY_NAME
from awards.rolls import is_published
from awards.wording import own_words
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.recording import record, send
from dtportal.programme import calendar, clock, snapshots
from dtportal.programme.models import Edition, Group, Holiday
from dtportal.roles import Can
from dtportal.sealing import digest
from dtportal.states import ImpossibleMove
from dtportal.text import nfc
from nominations.models import Consent, Nomination


@transaction.atomic
def put_up(edition: Edition, *, by: User) -> PublicNotice:
    """Put the accepted units and State bodies up for comment; a second click changes nothing.

    Named are those who have consented to be named among the participants, with sector and locality; the others are
    counted. Leaders are persons, and not put up. The time ends with the last of `comment_days` working days.
    Raises ValidationError when nothing is accepted yet, when the list of honours is published, or when the holidays
    of that time are not known.
    """
    require(by, Can.ANSWER_OBJECTIONS, edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    existing = PublicNotice.objects.filter(edition=edition).first()
    if existing:
        return existing
    if is_published(edition):
        raise ValidationError(_("The honour list is published; comments come before the council decides."))
    accepted = _accepted(edition)
    if not accepted:
        raise ValidationError(_("No unit has been accepted yet, so there is nothing to put up."))
    lines = [_line(nomination) for nomination in accepted if nomination.consent == Consent.Deed.GIVEN]
    now = clock.now(edition)
    notice = PublicNotice.objects.create(
        edition=edition,
        put_up_at=now,
        put_up_by=by,
        closes_at=closing_of(edition, now),
        unnamed=len(accepted) - len(lines),
        sha256=digest([[line.name, line.sector, line.province] for line in lines]),
    )
    for line in lines:
        line.notice = notice
    NoticeLine.objects.bulk_create(lines, batch_size=500)
    snapshots.renew()
    record("notice.put_up", notice, by=by, lines=len(lines), unnamed=notice.unnamed, sha256=notice.sha256)
    return notice


def closing_of(edition: Edition, now):
    """The last second in which a comment counts, if the list goes up now.

    Raises ValidationError while the Government's calendar of that year is not in the data.
    """
    today = now.astimezone(calendar.VIETNAM).date()
    last = calendar.add_working_days(today, edition.comment_days, Holiday.objects.calendar())
    if not Holiday.objects.knows(today, last):
        raise ValidationError(
            _(
                "The public holidays of %(year)s are not known to the portal yet, so working days cannot be counted."
            )
            % {"year": last.year}
        )
    return calendar.end_of(last)


def _accepted(edition: Edition) -> list[Nomination]:
    latest = Consent.objects.filter(nomination=OuterRef("pk"), key=MAY_NAME).order_by("-pk")
    found = Nomination.objects.filter(edition=edition).accepted().exclude(group=Group.LEADER)
    found = found.select_related("organization", "sector", "province")
    return list(found.annotate(consent=Subquery(latest.values("deed")[:1])))


def _line(nomination: Nomination) -> NoticeLine:
    organization, sector, province = nomination.organization, nomination.sector, nomination.province
    line = NoticeLine(
        nomination=nomination,
        name=organization.name,
        name_en=organization.name_en,
        sector=sector.name if sector else "",
        sector_en=sector.name_en if sector else "",
        province=province.name,
        province_en=province.name_en,
    )
    line.fill_index()
    return line


def comment(
    notice: PublicNotice,
    *,
    name: str,
    email: str,
    text: str,
    code: str,
    line: NoticeLine | None = None,
    keep_name_from_unit: bool = True,
    files: Iterable[File | None] = (),
    language: str = "vi",
    by: None = None,
) -> Comment:
    """Receive a comment from anybody; the same `code` once more changes nothing.

    Secretariat and auditor are told that there is one, its writer gets the code by mail. Raises ValidationError after
    the last second, and for the fields `name`, `text` and `files`.
    """
    words = own_words(text, Comment.LIMIT)
    if not nfc(name):
        raise ValidationError({"name": _("Please give your name.")})
    checked = attachments.checked(files)
    with transaction.atomic():
        notice = (
            PublicNotice.objects.select_related("edition").select_for_update(of=("self",)).get(pk=notice.pk)
        )
        existing = notice.comments.by_token(code).first()
        if existing:
            return existing
        now = clock.now(notice.edition)
        if not notice.is_open(now):
            ended = date_format(localtime(notice.closes_at, calendar.VIETNAM), "DATETIME_FORMAT")
            raise ValidationError(_("The time for comments ended on %(when)s.") % {"when": ended})
        made = Comment.objects.create(
            notice=notice,
            line=line,
            code_hash=hashed(code),
            name=nfc(name)[:120],
            email=email,
            keep_name_from_unit=keep_name_from_unit,
            text=words,
            language=language,
            received_at=now,
        )
        attachments.keep(CommentFile, checked, comment=made)
        _receive(made, code, files=len(checked))
    return made


def _receive(made: Comment, code: str, *, files: int) -> None:
    edition = made.edition
    readers = User.objects.holding(Can.READ_OBJECTIONS, edition=edition)
    visible = [user for user in readers if Comment.objects.visible_to(user).filter(pk=made.pk).exists()]
    record(
        "comment.received",
        made,
        by=None,
        tell=visible,
        notice="comment_received",
        context={"url": address_of("awards:comments", edition), "number": made.known_as},
        files=files,
    )
    send(
        "invitation/comment",
        address=made.email,
        language=made.language,
        context={
            "number": made.known_as,
            "code": grouped(tidy(code)),
            "url": address_of("awards:comment_page", None, tidy(code)),
        },
        is_rehearsal=edition.is_rehearsal,
        key=f"comment:{made.pk}:code",
        about=made,
    )


@transaction.atomic
def answer_comment(made: Comment, *, text: str, by: User) -> Comment:
    """Answer once; the same words again change nothing, other words are refused: somebody else was quicker."""
    require(by, Can.ANSWER_OBJECTIONS, made)
    words = own_words(text, Comment.LIMIT)
    made = (
        Comment.objects.select_for_update(of=("self",))
        .select_related("notice__edition", "line")
        .get(pk=made.pk)
    )
    if made.status == Comment.Status.ANSWERED and made.answer == words:
        return made
    if made.status == Comment.Status.ANSWERED:
        raise ImpossibleMove(_("This comment has been answered already."))
    made.move(Comment.Status.ANSWERED)
    made.answer, made.answered_at, made.answered_by = words, clock.now(made.edition), by
    made.save()
    record("comment.answered", made, by=by)
    send(
        "comment_answered",
        address=made.email,
        language=made.language,
        context={"number": made.known_as, "name": made.name, "answer": words},
        is_rehearsal=made.edition.is_rehearsal,
        key=f"comment:{made.pk}:answer",
        about=made,
    )
    return made
