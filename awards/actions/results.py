"""The result bundle: ordered when the list is published, its totals opened to those whom the auditor names."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from awards import bundles
from awards.models import ResultBundle, ResultReader, Roll
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.recording import link_to, record, send
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.text import nfc


def order_results(roll: Roll) -> ResultBundle:
    """Have the bundle of a published roll made; belongs into the transaction that publishes it.

    A second call finds the same one. The worker makes it after the commit.
    """
    return bundles.order(roll)


@transaction.atomic
def name_reader(edition: Edition, *, by: User, name: str, email: str, reason: str) -> ResultReader:
    """Open the totals to an expert of somebody who appeals; a mail brings him an address of his own.

    A second call for the same address finds the first. Raises ValidationError by field.
    """
    require(by, Can.AUDIT, edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    name, email, reason = nfc(name).strip(), email.strip().lower(), nfc(reason).strip()
    missing = {
        field: _("This is needed.") for field, value in (("name", name), ("reason", reason)) if not value
    }
    if missing:
        raise ValidationError(missing)
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValidationError({"email": error.messages}) from error
    known = ResultReader.objects.filter(edition=edition, email=email, ended_at=None).first()
    if known is not None:
        return known
    reader = ResultReader.objects.create(
        edition=edition, name=name, email=email, reason=reason, named_by=by, named_at=clock.now(edition)
    )
    record("results.reader_named", reader, by=by)
    with override("vi"):
        context = {
            "name": name,
            "edition": edition.title,
            "url": link_to(reverse("awards:results_handed", args=[reader.token])),
            "check": link_to(reverse("awards:results", args=[edition.slug])),
        }
    send(
        "results_opened",
        address=email,
        context=context,
        key=f"results_opened:{reader.pk}",
        is_rehearsal=edition.is_rehearsal,
    )
    return reader


@transaction.atomic
def end_reader(reader: ResultReader, *, by: User) -> ResultReader:
    """The address opens nothing any more; a second call changes nothing."""
    require(by, Can.AUDIT, reader)
    reader = ResultReader.objects.select_for_update(of=("self",)).select_related("edition").get(pk=reader.pk)
    if reader.ended_at is None:
        reader.ended_at = clock.now(reader.edition)
        reader.save(update_fields=["ended_at"])
        record("results.reader_ended", reader, by=by)
    return reader


@transaction.atomic
def hand_out(bundle: ResultBundle, *, by: User | None = None, reader: ResultReader | None = None) -> None:
    """Note down that the whole bundle of an edition that is not open goes to the auditor or to an expert."""
    if reader is None:
        require(by, Can.AUDIT, bundle)
    record("results.handed_out", bundle, by=by, reader=reader.pk if reader else None)
