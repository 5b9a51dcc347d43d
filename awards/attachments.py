"""Files that come with a report, a comment or an appeal: looked into before anything is kept."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from awards.models.attached import Attached
from dtportal import antivirus
from dtportal.files import EVIDENCE, Checked, check_upload

MOST = 5  # files at once


def checked(uploads: Iterable[File | None], field: str = "files") -> list[Checked]:
    """What may be kept of an upload, each file once; raises ValidationError for the field, naming the file."""
    files = [upload for upload in uploads if upload]
    if len(files) > MOST:
        raise ValidationError({field: _("At most %(most)s files at once, please.") % {"most": MOST}})
    found: dict[str, Checked] = {}
    for upload in files:
        try:
            one = check_upload(upload, kinds=EVIDENCE)
            require_clean(one)
        except ValidationError as error:
            raise ValidationError(
                {field: [f"{upload.name}: {message}" for message in error.messages]}
            ) from error
        found.setdefault(one.sha256, one)
    return list(found.values())


def require_clean(one: Checked) -> None:
    """Raises ValidationError when a scanner is configured and finds something, or does not answer."""
    if not antivirus.is_configured():
        return
    try:
        infected = antivirus.scan(one.file)
    except antivirus.ScannerUnavailable as error:
        raise ValidationError(_("The virus scanner does not answer; please try again later.")) from error
    if infected:
        raise ValidationError(_("The virus scanner has found something in this file; it was not kept."))
    one.file.seek(0)


def keep(model: type[Attached], files: Iterable[Checked], **parent: Any) -> None:
    """Store checked files with what they came with."""
    for one in files:
        model.objects.create(
            name=one.name,
            file=one.file,
            content_type=one.content_type,
            size=one.size,
            sha256=one.sha256,
            **parent,
        )
