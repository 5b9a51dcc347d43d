"""Where allauth meets the portal: mails through the outbox, second-factor secrets encrypted at rest."""

import base64
import hashlib
import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import formats, timezone
from django.utils.translation import get_language, override

from dtportal.accounts import words
from dtportal.journal.recording import send


def _fernet() -> MultiFernet:
    """Encrypts with SECRET_KEY; SECRET_KEY_FALLBACKS still decrypt, so that the key can be rotated."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = [hashlib.sha256(b"second factor\n" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | words.SECOND_FACTOR_ERRORS

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """An office-holder keeps the second factor; with the office it may go."""
        return not authenticator.user.holds_office


class AccountAdapter(DefaultAccountAdapter):
    """Account mails are rows of the outbox like all others, so that a mail server that is down loses none."""

    error_messages = DefaultAccountAdapter.error_messages | words.ACCOUNT_ERRORS
    TEMPLATES = {
        "account/email/email_confirmation": "account/confirm_email",
        "account/email/email_confirmation_signup": "account/confirm_email",
        "account/email/password_reset_key": "account/reset_password",
        "account/email/account_already_exists": "account/already_exists",
        "account/email/unknown_account": "account/unknown",
    }

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        user = context.get("user")
        language = getattr(user, "language", None) or (get_language() or "vi")[:2]
        kept = {
            key: str(context[key])
            for key in ("activate_url", "password_reset_url", "signup_url", "ip")
            if context.get(key)
        }
        if "timestamp" in context:
            with override(language):
                local = timezone.localtime(context["timestamp"])
                kept["timestamp"] = formats.date_format(local, "DATETIME_FORMAT")
        send(
            self.TEMPLATES.get(template_prefix, "account/security"),
            context={**kept, "what": template_prefix.rsplit("/", 1)[-1]},
            language=language,
            **_recipient(user, email),
        )

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Whoever signed in within the last minutes is not asked for the password again at once."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        records = get_authentication_records(context.request, context.request.user)
        latest = max((record.get("at", 0) for record in records), default=0)
        return time.time() - latest > app_settings.REAUTHENTICATION_TIMEOUT


def _recipient(user: AbstractBaseUser | None, email: str) -> dict:
    """The account, unless the mail goes to another address of it, such as one to be confirmed."""
    if user is not None and user.pk and user.email.lower() == email.lower():
        return {"recipient": user}
    return {"address": email}
