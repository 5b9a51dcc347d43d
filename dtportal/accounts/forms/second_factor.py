from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit

from dtportal.accounts import second_factor


class OnceOnly:
    """allauth forgets after half a minute that a code was used, though it is good for a minute and a half."""

    def clean_code(self) -> str:
        forgive = check_rate_limit(self.user)
        code = self.cleaned_data["code"]
        authenticator = second_factor.match(self.user, code)
        if authenticator is None:
            raise get_adapter().validation_error("incorrect_code")
        authenticator.user = self.user
        self.authenticator = authenticator
        forgive()
        return code


class SignInCode(OnceOnly, AuthenticateForm):
    pass


class CodeAgain(OnceOnly, ReauthenticateForm):
    pass
