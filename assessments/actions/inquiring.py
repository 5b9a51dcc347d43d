"""A member asks the secretariat about a dossier he is scoring; the unit never learns of it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.actions.holding import own_assignment
from assessments.models import Assignment, Inquiry
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.recording import link_to, record
from dtportal.programme import clock
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from dtportal.text import nfc


@transaction.atomic
def inquire(assignment: Assignment, text: str, *, by: Any) -> Inquiry:
    """Ask; the secretariat is told by mail, without the words. The same words are not asked twice while they wait."""
    row = own_assignment(assignment, by)
    require(by, Can.APPRAISE, row)
    if row.status not in {Assignment.Status.READING, Assignment.Status.SCORED}:
        raise ImpossibleMove(_("This dossier is not open to you."))
    text = _cleaned(text, _("Please write the question."))
    waiting = row.inquiries.waiting().filter(text=text).first()
    if waiting is not None:
        return waiting
    inquiry = Inquiry.objects.create(assignment=row, text=text, asked_at=clock.now(row.edition))
    offices = User.objects.holding(Can.ASSIGN, edition=row.edition)
    unit = row.entry.nomination.organization_id
    page = reverse("assessments:inquiries", args=[row.edition.slug])
    record(
        "inquiry.asked",
        inquiry,
        by=by,
        tell=[user for user in offices if unit not in user.tied_organization_ids],
        notice="inquiry_asked",
        context={"reference": row.entry.nomination.known_as, "url": link_to(f"{page}#inquiry-{inquiry.pk}")},
        assignment=row.pk,
    )
    return inquiry


@transaction.atomic
def reply(inquiry: Inquiry, text: str, *, by: Any) -> Inquiry:
    """Answer once; the same answer again changes nothing, another one raises ImpossibleMove."""
    row = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
    assignment = Assignment.objects.select_related(
        "entry__nomination", "entry__round__edition", "member__user"
    ).get(pk=row.assignment_id)
    require(by, Can.ASSIGN, assignment)
    text = _cleaned(text, _("Please write the answer."))
    if row.answered_at is not None:
        if row.answer == text:
            return row
        raise ImpossibleMove(_("Somebody has answered this question already."))
    row.answer, row.answered_by = text, by
    row.answered_at = clock.now(assignment.edition)
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    page = reverse("assessments:inquire", args=[assignment.pk])
    is_open = Assignment.objects.active().filter(pk=assignment.pk).exists()
    record(
        "inquiry.answered",
        row,
        by=by,
        tell=[assignment.member.user] if is_open else [],
        notice="inquiry_answered",
        context={"reference": assignment.entry.nomination.known_as, "url": link_to(page)},
        assignment=assignment.pk,
    )
    return row


def mark_answers_read(assignment: Assignment, *, by: Any) -> int:
    """The member has the answers before his eyes; how many were new."""
    if assignment.member.user_id != by.pk:
        return 0
    return assignment.inquiries.unread().update(read_at=clock.now(assignment.edition))


def _cleaned(text: str, missing: str) -> str:
    text = "\n".join(nfc(line).rstrip() for line in text.strip().splitlines())
    if not text:
        raise ValidationError(missing)
    if len(text) > Inquiry.LIMIT:
        raise ValidationError(
            _("At most %(limit)s characters; this text has %(count)s.")
            % {"limit": Inquiry.LIMIT, "count": len(text)}
        )
    return text
