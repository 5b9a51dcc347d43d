"""The demo's doors: become one of the cast, read the mails that would have been sent."""

from dataclasses import dataclass

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dtportal.accounts import second_factor
from dtportal.accounts.models import User
from dtportal.demo import mailbox
from dtportal.demo.cast import EVERYBODY, Part, address
from dtportal.demo.doors import demo_only
from dtportal.roles import Role

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class Player:
    """One of the cast as a card: the person, if the demo is filled, and the code his telephone shows."""

    part: Part
    user: User | None
    code: str

    @property
    def initial(self) -> str:
        """Of the given name, by which people are called."""
        return self.part.full_name.split()[-1][0]

    @property
    def role(self) -> str:
        return str(Role(self.part.role).label) if self.part.role else ""


@demo_only
def demo(request: HttpRequest) -> HttpResponse:
    """The cast; POST signs in as one of them. Only persons flagged as demo can be signed in that way."""
    people = {user.email: user for user in User.objects.filter(is_demo=True, is_active=True)}
    if request.method == "POST":
        user = people.get(request.POST.get("email", ""))
        if user is None:
            raise Http404
        login(request, user, backend=BACKEND)
        # As after a sign-in with password and code, so that pages that ask for both again do not at once.
        record_authentication(request, user, "demo")
        return redirect("work")
    with_code = set(
        Authenticator.objects.filter(user__in=people.values(), type=Authenticator.Type.TOTP).values_list(
            "user_id", flat=True
        )
    )
    players = []
    for part in EVERYBODY:
        user = people.get(address(part))
        code = second_factor.current_code(user) if user and user.pk in with_code else ""
        players.append(Player(part, user, code))
    return render(request, "demo/demo.html", {"players": players, "empty": not any(p.user for p in players)})


@demo_only
def demo_mail(request: HttpRequest) -> HttpResponse:
    """All mails, newest first; `?to=` narrows them to one address."""
    letters = mailbox.letters()
    to = request.GET.get("to", "")
    if to:
        letters = [letter for letter in letters if letter.to == to]
    page_obj = Paginator(letters, 30).get_page(request.GET.get("page"))
    return render(request, "demo/mail.html", {"page_obj": page_obj, "to": to})


@demo_only
def demo_letter(request: HttpRequest, key: str) -> HttpResponse:
    letter = mailbox.letter(key)
    if letter is None:
        raise Http404
    return render(request, "demo/letter.html", {"letter": letter})
