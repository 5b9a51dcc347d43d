"""What people write into cells, as values: each function gives the value or raises ValidationError with the fix."""

import re
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from dtportal.accounts.fields import clean_phone, clean_tax_code
from dtportal.accounts.models import Organization
from dtportal.programme.models import Group
from dtportal.text import nfc
from nominations.imports.columns import squash
from nominations.imports.reading import Cell

GROUPS = {
    "donvidoanhnghiep": Group.UNIT,
    "donvi": Group.UNIT,
    "doanhnghiep": Group.UNIT,
    "donvidoanhnghieptochuc": Group.UNIT,
    "donvitochucdoanhnghiep": Group.UNIT,
    "coquannhanuoc": Group.STATE_BODY,
    "lanhdao": Group.LEADER,
    "lanhdaotieubieu": Group.LEADER,
}
ORG_TYPES = {
    "doanhnghiep": Organization.Type.ENTERPRISE,
    "congty": Organization.Type.ENTERPRISE,
    "donvisunghiep": Organization.Type.PUBLIC_SERVICE,
    "donvisunghiepconglap": Organization.Type.PUBLIC_SERVICE,
    "hoptacxa": Organization.Type.COOPERATIVE,
    "coquannhanuoc": Organization.Type.STATE_BODY,
    "hiephoi": Organization.Type.ASSOCIATION,
    "hoi": Organization.Type.ASSOCIATION,
    "hoihiephoi": Organization.Type.ASSOCIATION,
    "khac": Organization.Type.OTHER,
    "tochuckhac": Organization.Type.OTHER,
}
OWNERSHIPS = {
    "nhanuoc": Organization.Ownership.STATE,
    "tunhan": Organization.Ownership.PRIVATE,
    "hoptacxa": Organization.Ownership.COOPERATIVE,
    "tapthe": Organization.Ownership.COOPERATIVE,
    "liendoanh": Organization.Ownership.JOINT_VENTURE,
    "100vonnuocngoai": Organization.Ownership.FOREIGN_100,
    "vonnuocngoai": Organization.Ownership.FOREIGN_100,
    "donvisunghiepconglap": Organization.Ownership.PUBLIC_SERVICE_UNIT,
    "donvisunghiep": Organization.Ownership.PUBLIC_SERVICE_UNIT,
    "khac": Organization.Ownership.OTHER,
}
_URL = URLValidator(schemes=["http", "https"])
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_OFFICIAL = re.compile(r"ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})", re.IGNORECASE)


def text_of(cell: Cell) -> str:
    """Any cell as text; a number that Excel keeps as 9900010286.0 is “9900010286”."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return nfc(str(value))


def short_text(cell: Cell, limit: int) -> str:
    text = text_of(cell)
    if len(text) > limit:
        raise ValidationError(
            _("At most %(limit)s characters; this text has %(count)s.") % {"limit": limit, "count": len(text)}
        )
    return text


def tax_code_of(cell: Cell) -> str:
    text = text_of(cell)
    digits = re.sub(r"[ .-]", "", text)
    if digits.isdecimal() and len(digits) in {8, 9, 12}:
        raise ValidationError(
            _(
                "A tax code has 10 or 13 digits; this one has %(count)s. If it begins with 0, Excel has dropped "
                "it: please format the column as text and type the code again."
            )
            % {"count": len(digits)}
        )
    return clean_tax_code(text)


def phone_of(cell: Cell) -> str:
    """International form. A number cell has lost the 0 that a telephone number begins with."""
    text = text_of(cell)
    if not isinstance(cell.value, str) and text.isdecimal() and len(text) in {9, 10} and text[0] != "1":
        text = f"0{text}"
    return clean_phone(text)


def email_of(cell: Cell) -> str:
    text = text_of(cell).lower()
    if text:
        try:
            validate_email(text)
        except ValidationError as error:
            raise ValidationError(
                _("“%(text)s” is not an e-mail address; it looks like name@example.org.") % {"text": text}
            ) from error
    return short_text(Cell(text), 254)


def website_of(cell: Cell) -> str:
    text = text_of(cell)
    if not text:
        return ""
    address = text if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:(?!\d)", text) else f"https://{text}"
    try:
        _URL(address)
    except ValidationError as error:
        raise ValidationError(
            _("“%(text)s” is not a web address; it looks like https://example.org.") % {"text": text[:60]}
        ) from error
    return short_text(Cell(address), 200)


def count_of(cell: Cell) -> int | None:
    """A whole number from 0; “1.200” and “1 200” are twelve hundred, as Vietnamese is written."""
    text = text_of(cell)
    if not text:
        return None
    if isinstance(cell.value, str) and re.fullmatch(r"\d{1,3}([. ]\d{3})+", text):
        text = re.sub(r"[. ]", "", text)
    if re.fullmatch(r"-\d+([.,]\d+)?", text):
        raise ValidationError(_("This number must not be negative."))
    if isinstance(cell.value, bool) or not re.fullmatch(r"\d{1,9}", text):
        raise ValidationError(
            _("“%(text)s” is not a whole number. Please write digits only, such as 200.")
            % {"text": text[:60]}
        )
    return int(text)


def date_of(cell: Cell) -> date | None:
    value = cell.value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = text_of(cell)
    if not text:
        return None
    if found := _DAY_FIRST.fullmatch(text) or _OFFICIAL.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    else:
        raise ValidationError(_date_advice(text))
    if month > 12 or not 1 <= day <= 31:
        raise ValidationError(_date_advice(text))
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValidationError(_("There is no such day: %(text)s.") % {"text": text}) from error


def _date_advice(text: str) -> str:
    return _("“%(text)s” is not a date. Please write day/month/year, such as 17/05/2023.") % {
        "text": text[:60]
    }


def one_of(cell: Cell, words: dict[str, Any], allowed: list[str]) -> Any:
    """The value of a word in a vocabulary (folded), also by its English label; None for an empty cell.

    `allowed` are the words to offer when it is none of them.
    """
    text = text_of(cell)
    if not text:
        return None
    found = words.get(squash(text))
    if found is None:
        raise ValidationError(
            _("“%(text)s” is not one of: %(allowed)s.") % {"text": text[:60], "allowed": "; ".join(allowed)}
        )
    return found


def resembling(text: str, names: dict[str, str]) -> str:
    """The name that looks most like a text (keys are squashed names), or '' when none does."""
    close = get_close_matches(squash(text), names, n=1, cutoff=0.75)
    return names[close[0]] if close else ""
