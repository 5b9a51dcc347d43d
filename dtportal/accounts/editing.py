"""What an organiser writes: the dates of phases, news and documents (the clock is in `actions`)."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.files import check_upload
from dtportal.journal.recording import record
from dtportal.programme import clock, snapshots
from dtportal.programme.models import Edition, Phase, Post, PostFile
from dtportal.roles import Can
from dtportal.text import slug


@transaction.atomic
def set_phase(phase: Phase, *, by: User, starts_on: date, ends_on: date | None, grace_minutes: int) -> Phase:
    """Change when a phase begins and ends (inclusive) and the hidden grace after its last day, in minutes."""
    require(by, Can.MANAGE_EDITION, phase)
    phase = Phase.objects.select_for_update().get(pk=phase.pk)
    if ends_on and ends_on < starts_on:
        raise ValidationError({"ends_on": _("The last day cannot lie before the first.")})
    phase.starts_on, phase.ends_on, phase.grace_minutes = starts_on, ends_on, grace_minutes
    phase.save(update_fields=["starts_on", "ends_on", "grace_minutes"])
    snapshots.renew()
    record(
        "phase.changed",
        phase,
        by=by,
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat() if ends_on else None,
        grace_minutes=grace_minutes,
    )
    return phase


@transaction.atomic
def set_council_rules(edition: Edition, *, by: User, locality_is_conflict: bool) -> Edition:
    """Whether members of the council leave the units of their own locality to others; it holds at once."""
    require(by, Can.MANAGE_EDITION, edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.locality_is_conflict != locality_is_conflict:
        edition.locality_is_conflict = locality_is_conflict
        edition.save(update_fields=["locality_is_conflict"])
        snapshots.renew()
        record("edition.council_rules_changed", edition, by=by, locality_is_conflict=locality_is_conflict)
    return edition


@transaction.atomic
def set_pages_due(edition: Edition, *, by: User, pages_due: date | None) -> Edition:
    """Until when (inclusive) nominees approve their pages of the yearbook; None takes the deadline away."""
    require(by, Can.MANAGE_EDITION, edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.pages_due != pages_due:
        edition.pages_due = pages_due
        edition.save(update_fields=["pages_due"])
        record(
            "edition.pages_due_set", edition, by=by, pages_due=pages_due.isoformat() if pages_due else None
        )
    return edition


# --- News and documents --------------------------------------------------------------------------------


@transaction.atomic
def write_post(edition: Edition, *, by: User, post: Post | None = None, **fields: Any) -> Post:
    """Write a new post, a draft at first, or change one; its address stays as it was first."""
    require(by, Can.MANAGE_CONTENT, edition)
    if post is None:
        post = Post(edition=edition, slug=_free_slug(fields["title"]))
    for field, value in fields.items():
        setattr(post, field, value)
    post.save()
    snapshots.renew()
    record("post.written", post, by=by)
    return post


@transaction.atomic
def publish_post(post: Post, *, by: User) -> Post:
    """Show a post to everybody, dated by the edition's clock; a second call changes nothing."""
    require(by, Can.MANAGE_CONTENT, post.edition)
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.published_at is None:
        post.published_at = clock.now(post.edition)
        post.save(update_fields=["published_at"])
        snapshots.renew()
        record("post.published", post, by=by)
    return post


@transaction.atomic
def unpublish_post(post: Post, *, by: User) -> Post:
    """Take a post off the public site; it stays as a draft."""
    require(by, Can.MANAGE_CONTENT, post.edition)
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.published_at is not None:
        post.published_at = None
        post.save(update_fields=["published_at"])
        snapshots.renew()
        record("post.withdrawn", post, by=by)
    return post


@transaction.atomic
def attach_file(post: Post, upload: File, *, by: User, title: str) -> PostFile:
    """Add a document that everybody may download with the post; raises ValidationError if it may not be kept."""
    require(by, Can.MANAGE_CONTENT, post.edition)
    checked = check_upload(upload)
    file = PostFile(
        post=post, title=title or checked.name, content_type=checked.content_type, size=checked.size
    )
    file.file.save(checked.name, checked.file, save=False)
    file.save()
    snapshots.renew()
    record("post.file_attached", post, by=by, file=file.pk, sha256=checked.sha256)
    return file


@transaction.atomic
def remove_file(file: PostFile, *, by: User) -> None:
    require(by, Can.MANAGE_CONTENT, file.post.edition)
    snapshots.renew()
    record("post.file_removed", file.post, by=by, file=file.pk)
    file.delete()


def _free_slug(title: str) -> str:
    stem = slug(title)[:100] or "tin"
    taken = set(Post.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(candidate for candidate in (stem, *numbered) if candidate not in taken)
