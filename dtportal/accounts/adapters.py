"""Where allauth meets the portal: mails through the outbox, second-factor secrets encrypted at rest."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.translation import get_language

from dtportal.journal.recording import send


def _fernet() -> MultiFernet:
    """Encrypts with SECRET_KEY; SECRET_KEY_FALLBACKS still decrypt, so that the key can be rotated."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = [hashlib.sha256(b"second factor\n" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


class MFAAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()


class AccountAdapter(DefaultAccountAdapter):
    """Account mails are rows of the outbox like all others, so that a mail server that is down loses none."""

    TEMPLATES = {
        "account/email/email_confirmation": "account/confirm_email",
        "account/email/email_confirmation_signup": "account/confirm_email",
        "account/email/password_reset_key": "account/reset_password",
        "account/email/account_already_exists": "account/already_exists",
        "account/email/unknown_account": "account/unknown",
    }

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        template = self.TEMPLATES.get(template_prefix, "account/security")
        kept = {
            key: str(context[key])
            for key in ("activate_url", "password_reset_url", "signup_url", "ip", "timestamp")
            if key in context
        }
        user = context.get("user")
        recipient = {"recipient": user} if getattr(user, "pk", None) else {"address": email}
        language = getattr(user, "language", None) or (get_language() or "vi")[:2]
        send(
            template,
            context={**kept, "what": template_prefix.rsplit("/", 1)[-1]},
            language=language,
            **recipient,
        )
