"""Pins of a member's own sheet. Like every draft they are not journalled."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions.holding import own_draft
from assessments.models import Assignment, Pin
from dtportal.access import require
from dtportal.programme.models import Criterion
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from dtportal.text import nfc
from nominations.models import Evidence
from nominations.reading import readable


@transaction.atomic
def pin_page(
    assignment: Assignment, criterion: str, evidence: Evidence, *, page: int, by: Any, note: str | None = None
) -> Pin:
    """Pin a page of a file to a criterion (its code); again, it only changes the note, if one is given.

    Raises ValidationError for a criterion or file that is none of this dossier's, and for too many pins.
    """
    row = _held(assignment, by)
    frozen = {file.id for section in readable(row.entry.dossier) for file in section.files}
    if evidence.pk not in frozen or page < 1:
        raise ValidationError(_("This dossier has no such page."))
    place = {"evidence": evidence, "page": page, "section": "", "question": ""}
    return _pin(row, criterion, place, note)


@transaction.atomic
def pin_answer(
    assignment: Assignment, criterion: str, section: str, question: str, *, by: Any, note: str | None = None
) -> Pin:
    """Pin an answer of a section to a criterion; like `pin_page`."""
    row = _held(assignment, by)
    answers = {(part.key, answer.key) for part in readable(row.entry.dossier) for answer in part.answers}
    if (section, question) not in answers:
        raise ValidationError(_("This dossier has no such answer."))
    place = {"evidence": None, "page": None, "section": section, "question": question}
    return _pin(row, criterion, place, note)


@transaction.atomic
def note_pin(pin: Pin, *, by: Any, note: str) -> Pin:
    """Say why it is pinned; an empty note takes the words away."""
    row = _held(pin.assignment, by)
    kept = row.pins.get(pk=pin.pk)
    kept.note = _cleaned(note)
    kept.save(update_fields=["note"])
    return kept


@transaction.atomic
def unpin(pin: Pin, *, by: Any) -> None:
    """Take a pin out; one that is gone already stays gone."""
    _held(pin.assignment, by).pins.filter(pk=pin.pk).delete()


def _held(assignment: Assignment, by: Any) -> Assignment:
    """The member's own assignment while its sheet is a draft."""
    row, _sheet = own_draft(assignment, by)
    require(by, Can.APPRAISE, row)
    if row.status != Assignment.Status.READING:
        raise ImpossibleMove(_("Pins can be changed only while the dossier is being scored."))
    return row


def _pin(row: Assignment, code: str, place: dict[str, Any], note: str | None) -> Pin:
    nomination = row.entry.nomination
    criterion = Criterion.objects.filter(
        edition=nomination.edition_id, group=nomination.group, code=code
    ).first()
    if criterion is None:
        raise ValidationError(_("Choose the criterion to pin this to."))
    words = None if note is None else _cleaned(note)
    found = row.pins.filter(criterion=criterion, **place).first()
    if found is None:
        if row.pins.count() >= Pin.MOST:
            raise ValidationError(
                _("A score sheet holds at most %(most)s pins; take one out first.") % {"most": Pin.MOST}
            )
        return Pin.objects.create(assignment=row, criterion=criterion, note=words or "", **place)
    if words is not None and words != found.note:
        found.note = words
        found.save(update_fields=["note"])
    return found


def _cleaned(note: str) -> str:
    note = nfc(note)
    if len(note) > Pin.NOTE:
        raise ValidationError(
            _("At most %(limit)s characters; this text has %(count)s.")
            % {"limit": Pin.NOTE, "count": len(note)}
        )
    return note
