"""Django's rules for passwords in the portal's own words (its Vietnamese says “bạn”)."""

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _


class LongEnough(password_validation.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return self.get_help_text()

    def get_help_text(self) -> str:
        return _(
            "At least %(min_length)d characters; several words are easier to keep in mind than signs."
        ) % {"min_length": self.min_length}


class NotCommon(password_validation.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("This password is one of the most common ones; choose another.")

    def get_help_text(self) -> str:
        return _("Not one of the common passwords.")


class NotOneself(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("The password is too much like the name or the address.")

    def get_help_text(self) -> str:
        return _("Not like the name or the address.")
