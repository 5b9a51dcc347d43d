"""What the pages of listening share: the edition of an address, refusals beside fields, files handed out."""

from collections.abc import Callable
from typing import IO, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404

from awards.models.attached import Attached
from dtportal import files
from dtportal.access import require
from dtportal.programme.models import Edition
from dtportal.roles import Can


def edition_of(request: HttpRequest, slug: str, can: Can) -> Edition:
    """The edition of an address, for whoever holds the function in it; 403 for others."""
    edition = get_object_or_404(Edition.objects.defer(*Edition.bulky()), slug=slug)
    require(request.user, can, edition)
    return edition


def show(form: forms.Form, refusal: ValidationError) -> None:
    """Put what an action refused beside the fields it speaks of, the rest above the form."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def done(form: forms.Form, act: Callable[[], Any]) -> Any:
    """Do it with a valid form; a refusal stands on the form, and None comes back."""
    if not form.is_valid():
        return None
    try:
        return act()
    except ValidationError as refusal:
        show(form, refusal)
        return None


def hand_out(row: Attached) -> FileResponse:
    """A file of a thread; its row was found through `visible_to`."""
    return files.send(row.file, name=row.name, content_type=row.content_type)


def download(file: IO[bytes], name: str, content_type: str = files.XLSX) -> FileResponse:
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    response["Cache-Control"] = "private, no-store"
    return response
