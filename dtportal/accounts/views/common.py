"""What the views of an edition share."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from dtportal.access import require
from dtportal.programme.models import Edition
from dtportal.roles import Can


def edition_for(request: HttpRequest, slug: str, can: Can) -> Edition:
    """The edition of an address, for whoever holds the function in it; 403 for others."""
    edition = get_object_or_404(Edition, slug=slug)
    require(request.user, can, edition)
    return edition


def show(form: forms.Form, refusal: ValidationError) -> None:
    """Put what an action refused beside the fields it speaks of, the rest above the form."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for field, errors in refusal.error_dict.items():
        form.add_error(field if field in form.fields or field == NON_FIELD_ERRORS else None, errors)
