"""What happens to a forum and to its guests."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.recording import link_to, record, send
from dtportal.programme import clock
from dtportal.roles import Can
from dtportal.text import nfc
from forums.models import Forum, Registration


@transaction.atomic
def change_status(forum: Forum, to: str, *, by: User) -> Forum:
    """Announce, open or close registration, mark as held, cancel; guests of a cancelled forum are told."""
    require(by, Can.MANAGE_FORUMS, forum)
    forum = Forum.objects.select_for_update().select_related("edition").get(pk=forum.pk)
    forum.move(to)
    forum.save(update_fields=["status"])
    record(f"forum.{to}", forum, by=by)
    if to == Forum.Status.CANCELLED:
        for registration in forum.registrations.exclude(status=Registration.Status.CANCELLED):
            _write(registration, "forum-cancelled")
    return forum


@transaction.atomic
def save_forum(forum: Forum, *, by: User) -> Forum:
    """Store a new or changed forum; the form has validated it."""
    require(by, Can.MANAGE_FORUMS, forum)
    created = forum.pk is None
    forum.save()
    record("forum.created" if created else "forum.changed", forum, by=by)
    return forum


@transaction.atomic
def register(forum: Forum, *, language: str, **details: Any) -> Registration:
    """Take a guest's registration and ask by mail to confirm it; no account is needed.

    The same address again gets the same registration and another mail, so that nobody learns who is coming.
    """
    if forum.status != Forum.Status.OPEN or not forum.is_open_to_public:
        raise ValidationError(_("Registration is not open."))
    if is_full(forum):
        raise ValidationError(_("All seats are taken."))
    email = details.pop("email").strip().lower()
    details = {key: nfc(value) if isinstance(value, str) else value for key, value in details.items()}
    registration = (
        forum.registrations.filter(email=email).exclude(status=Registration.Status.CANCELLED).first()
    )
    if registration is None:
        try:
            with transaction.atomic():
                registration = Registration.objects.create(
                    forum=forum,
                    email=email,
                    language=language,
                    registered_at=clock.now(forum.edition),
                    **details,
                )
        except IntegrityError:
            registration = forum.registrations.exclude(status=Registration.Status.CANCELLED).get(email=email)
        else:
            record("registration.received", registration, by=None)
    _write(registration, "forum-confirm")
    return registration


@transaction.atomic
def confirm(registration: Registration) -> Registration:
    """The guest followed the link of the mail. Seats are counted with the forum's row locked: no oversell."""
    forum = Forum.objects.select_for_update().select_related("edition").get(pk=registration.forum_id)
    registration = Registration.objects.select_for_update().get(pk=registration.pk)
    if registration.status == Registration.Status.CONFIRMED:
        return registration
    if is_full(forum):
        raise ValidationError(_("All seats are taken."))
    registration.move(Registration.Status.CONFIRMED)
    registration.confirmed_at = clock.now(forum.edition)
    registration.save()
    record("registration.confirmed", registration, by=None)
    _write(registration, "forum-confirmed")
    return registration


@transaction.atomic
def cancel(registration: Registration) -> Registration:
    registration = (
        Registration.objects.select_for_update().select_related("forum__edition").get(pk=registration.pk)
    )
    if registration.status != Registration.Status.CANCELLED:
        registration.move(Registration.Status.CANCELLED)
        registration.save()
        record("registration.cancelled", registration, by=None)
    return registration


@transaction.atomic
def check_in(registration: Registration, *, by: User) -> Registration:
    """Let a confirmed guest in, once; the second attempt names the time of the first."""
    registration = _at_the_door(registration, by)
    if registration.status != Registration.Status.CONFIRMED:
        raise ValidationError(_("This registration is not confirmed."))
    if registration.checked_in_at:
        raise ValidationError(_("%(name)s was checked in already.") % {"name": registration.full_name})
    registration.checked_in_at = clock.now(registration.edition)
    registration.checked_in_by = by
    registration.save()
    record("registration.checked_in", registration, by=by)
    return registration


@transaction.atomic
def undo_check_in(registration: Registration, *, by: User) -> Registration:
    registration = _at_the_door(registration, by)
    if registration.checked_in_at:
        registration.checked_in_at = registration.checked_in_by = None
        registration.save()
        record("registration.check_in_undone", registration, by=by)
    return registration


def is_full(forum: Forum) -> bool:
    return forum.capacity is not None and forum.registrations.seated().count() >= forum.capacity


def _at_the_door(registration: Registration, by: User) -> Registration:
    """The row, locked; staff of another forum have no business with it."""
    require(by, Can.CHECK_IN, registration)
    locked = Registration.objects.select_for_update(of=("self",)).select_related("forum__edition")
    row = locked.get(pk=registration.pk)
    if not Registration.objects.visible_to(by).filter(pk=row.pk).exists():
        raise PermissionDenied
    return row


def _write(registration: Registration, template: str) -> None:
    forum = registration.forum
    with override(registration.language):
        context = {
            "name": registration.full_name,
            "forum": forum.label,
            "link": link_to(reverse("forums:registration", args=[registration.token])),
            "page": link_to(forum.get_absolute_url()),
        }
    send(
        template,
        context=context,
        address=registration.email,
        language=registration.language,
        is_rehearsal=forum.edition.is_rehearsal,
        about=registration,
    )
