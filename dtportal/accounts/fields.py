"""How tax codes, telephones and web addresses are written down, for forms and for imports alike."""

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.exceptions import InvalidChecksum, InvalidLength
from stdnum.exceptions import ValidationError as NumberError
from stdnum.vn import mst

from dtportal.text import nfc

REGION = "VN"


def clean_tax_code(text: str) -> str:
    """Ten digits, or `0100233488-001` for a dependent unit; '' stays ''.

    Spaces, dots and hyphens are forgiven. Raises ValidationError with a sentence that names the fix. Says
    nothing about whether the code was ever issued.
    """
    text = nfc(text or "").replace(" ", "")
    if not text:
        return ""
    try:
        digits = mst.validate(text)
    except InvalidLength as error:
        raise ValidationError(_("A tax code has 10 or 13 digits.")) from error
    except InvalidChecksum as error:
        raise ValidationError(
            _("This tax code is mistyped: its check digit does not fit. Compare it with the certificate.")
        ) from error
    except NumberError as error:
        raise ValidationError(
            _("This is not a tax code: it has 10 or 13 digits and nothing else.")
        ) from error
    return mst.format(digits)


def clean_phone(text: str) -> str:
    """The international form, `+842439436767`; '' stays ''.

    Possible numbers pass even if the range is not assigned yet: numbering plans change faster than libraries.
    """
    text = nfc(text or "")
    if not text:
        return ""
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException as error:
        raise ValidationError(_phone_advice()) from error
    if not phonenumbers.is_possible_number(number):
        raise ValidationError(_phone_advice())
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def national_phone(stored: str) -> str:
    """A stored number as people at home write it: `024 3943 6767`; foreign ones keep their country code."""
    try:
        number = phonenumbers.parse(stored, REGION)
    except phonenumbers.NumberParseException:
        return stored
    at_home = number.country_code == phonenumbers.country_code_for_region(REGION)
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, form.NATIONAL if at_home else form.INTERNATIONAL)


def _phone_advice() -> str:
    return _("Write the telephone number with its area code, such as 024 3943 6767 or 0912 345 678.")


class TextField(forms.CharField):
    """Text in composed form with single spaces, whatever the input method or the file sent."""

    def to_python(self, value: object) -> str:
        return nfc(super().to_python(value))


class TaxCodeField(TextField):
    def clean(self, value: object) -> str:
        return clean_tax_code(super().clean(value))


class PhoneField(TextField):
    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})

    def prepare_value(self, value: object) -> object:
        return national_phone(value) if isinstance(value, str) and value.startswith("+") else value

    def clean(self, value: object) -> str:
        return clean_phone(super().clean(value))
