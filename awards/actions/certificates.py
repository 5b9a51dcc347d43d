"""Ordering the certificates of a whole list."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from awards import certificate_batches
from awards.models import CertificateBatch, Roll
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.programme.models import Edition
from dtportal.roles import Can


@transaction.atomic
def order_certificates(edition: Edition, *, by: User) -> CertificateBatch:
    """The archive of the list that counts: the one there is, or an order for the worker; a failed one is tried again.

    Whoever publishes orders those of the published list; before, a person named for certificates those of the signed
    one. Raises ValidationError where there is no such list.
    """
    roll = Roll.objects.printed_by(by).filter(edition=edition).first()
    if roll is None:
        require(by, Can.PUBLISH, edition)
        roll = edition.rolls.published().first()
    if roll is None:
        raise ValidationError(
            _("The list is not published yet; certificates are printed from the published list.")
        )
    return certificate_batches.order(roll, by=by)
