"""The second factor beyond sign-in: a signature takes a fresh code, and no code works twice."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from dtportal.accounts.models import User

MAX_FAILURES = 10
FAILURES_KEPT = 300  # seconds


def verify(user: User, code: str) -> bool:
    """Whether `code` is this person's present TOTP code or an unused recovery code; it is used up by that.

    After ten wrong codes within five minutes every code is wrong for the rest of them. The count is kept in the
    cache, so that a refused action, which rolls its transaction back, still counts.
    """
    return match(user, code) is not None


@transaction.atomic
def match(user: User, code: str) -> Authenticator | None:
    """The authenticator that a code belongs to, with the code used up; None if there is none."""
    digits = "".join((code or "").split())
    failures = f"second-factor-failures:{user.pk}"
    if not digits or cache.get(failures, 0) >= MAX_FAILURES:
        return None
    for authenticator in Authenticator.objects.select_for_update().filter(user=user).order_by("-type"):
        if authenticator.type == Authenticator.Type.TOTP:
            used = _use_totp(authenticator, digits)
        else:
            used = authenticator.wrap().validate_code(digits)
        if used:
            cache.delete(failures)
            return authenticator
    cache.set(failures, cache.get(failures, 0) + 1, FAILURES_KEPT)
    return None


def _use_totp(authenticator: Authenticator, digits: str) -> bool:
    """A code is good for its half minute and the neighbours, once, and never after a later one (RFC 6238)."""
    for counter, code in _fresh_codes(authenticator):
        if code == digits:
            authenticator.data["last_counter"] = counter
            authenticator.save(update_fields=["data"])
            return True
    return False


def _fresh_codes(authenticator: Authenticator) -> list[tuple[int, str]]:
    secret = decrypt(authenticator.data["secret"])
    last = authenticator.data.get("last_counter", -1)
    return [
        (counter, format_hotp_value(hotp_value(secret, counter)))
        for counter in yield_hotp_counters_from_time()
        if counter > last
    ]


def current_code(user: User) -> str:
    """The code a demo person's telephone would show; raises PermissionDenied for everybody else.

    Within the half minute in which one was used it is the next one, so that a demo never has to wait; when that
    is used too, ''.
    """
    if not user.is_demo:
        raise PermissionDenied(_("Only the demo cast's codes can be looked up."))
    authenticator = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    present_and_next = _fresh_codes(authenticator)[-2:]
    return present_and_next[0][1] if present_and_next else ""
