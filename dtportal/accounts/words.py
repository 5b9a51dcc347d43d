"""Texts that allauth speaks. It has no Vietnamese, so they are named here and stand in our catalogue.

Django looks a text up in every installed catalogue; naming it here is what keeps it in ours.
"""

from django.utils.translation import gettext_lazy as _

ACCOUNT_ERRORS = {
    "account_inactive": _("This account is closed."),
    "cannot_remove_primary_email": _("The primary address cannot be removed."),
    "duplicate_email": _("This address belongs to your account already."),
    "email_password_mismatch": _("The e-mail address and the password do not fit together."),
    "email_taken": _("Another account has this address already."),
    "enter_current_password": _("Please enter the present password."),
    "incorrect_code": _("This code is wrong or was used already. Wait for the next one."),
    "incorrect_password": _("This is not the password."),
    "invalid_or_expired_key": _("This link has expired or was used before."),
    "invalid_login": _("The e-mail address and the password do not fit together."),
    "invalid_password_reset": _("This link has expired or was used before."),
    "max_email_addresses": _("No more than %d addresses can be kept."),
    "too_many_login_attempts": _("Too many attempts. Please try again in a few minutes."),
    "unknown_email": _("No account has this address."),
    "unverified_primary_email": _("Confirm the primary address first."),
    "select_only_one": _("Please select only one."),
    "same_as_current": _("The new value must differ from the present one."),
    "rate_limited": _("Too many attempts. Please try again in a few minutes."),
}
SECOND_FACTOR_ERRORS = {
    "add_email_blocked": _("With a second factor no address can be added; switch it off first."),
    "cannot_delete_authenticator": _("As long as you hold an office the second factor stays on."),
    "cannot_generate_recovery_codes": _("Set up the second factor first."),
    "incorrect_code": _("This code is wrong or was used already. Wait for the next one."),
    "unverified_email": _("Confirm your e-mail address first; then the second factor can be set up."),
}
# Labels and remarks of allauth's forms and views, word for word.
SPOKEN_BY_ALLAUTH = (
    _("Email"),
    _("Email address"),
    _("E-mail address"),
    _("Password"),
    _("Password (again)"),
    _("Current Password"),
    _("New Password"),
    _("New Password (again)"),
    _("Forgot your password?"),
    _("You must type the same password each time."),
    _("Code"),
    _("Authenticator code"),
    _("Use your password"),
    _("Use your authenticator app or code"),
    _("Use authenticator app or code"),
    _("Too Many Requests"),
    _("Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
    _("Null characters are not allowed."),
    _("Enter a complete value."),
)
