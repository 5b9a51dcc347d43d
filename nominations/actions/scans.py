"""Scans of papers (letters of nominating bodies, answers of authorities): looked into before anything is kept."""

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from dtportal import antivirus
from dtportal.files import PREVIEWED, Checked, check_upload


def checked_scan(upload: File) -> Checked:
    """A scan is small: the virus scanner is asked at once, and nothing is kept that it has not seen.

    Raises ValidationError for the field `scan`.
    """
    try:
        checked = check_upload(upload, kinds=PREVIEWED)
    except ValidationError as error:
        raise ValidationError({"scan": error.messages}) from error
    if antivirus.is_configured():
        _require_clean(checked)
    return checked


def _require_clean(checked: Checked) -> None:
    try:
        found = antivirus.scan(checked.file)
    except antivirus.ScannerUnavailable as error:
        raise ValidationError(
            {"scan": _("The virus scanner does not answer; please try again, or add the scan later.")}
        ) from error
    if found:
        raise ValidationError(
            {"scan": _("The virus scanner has found something in this file; it was not kept.")}
        )
    checked.file.seek(0)
