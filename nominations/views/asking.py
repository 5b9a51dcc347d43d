"""The conversation with the secretariat about one dossier, as its organisation and the auditor see it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from dtportal.roles import Can
from nominations import actions
from nominations.conversation import conversation, mark_read
from nominations.forms import show
from nominations.forms_questions import QuestionForm
from nominations.models import Nomination


def questions(request: HttpRequest, reference: str) -> HttpResponse:
    """Every question and answer, and the form that asks; the secretariat answers on the page of the dossier."""
    visible = Nomination.objects.visible_to(request.user).for_listing()
    nomination = get_object_or_404(visible, reference=reference)
    found, scope = conversation(nomination, request.user), nomination.access_scope()
    if not found.takes_part and request.user.can(Can.SCREEN, scope):
        return redirect(
            f"{reverse('nominations:screen', args=[nomination.edition.slug, reference])}#questions"
        )
    if not found.takes_part and not request.user.can(Can.AUDIT, scope):
        raise Http404
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.ask(nomination, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show(form, error)
        else:
            messages.success(request, _("The question has been sent to the secretariat."))
            return redirect(f"{reverse('nominations:questions', args=[reference])}#questions")
    mark_read(found, nomination)
    context = {
        "nomination": nomination,
        "edition": nomination.edition,
        "conversation": found,
        "ask_form": form,
    }
    return render(request, "nominations/questions.html", context, status=422 if form.errors else 200)
