"""Sign-up as allauth has it, with the status that wrong input has everywhere in the portal."""

from allauth.account.forms import SignupForm
from allauth.account.views import SignupView
from django.http import HttpResponse


class SignUp(SignupView):
    def form_invalid(self, form: SignupForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response
