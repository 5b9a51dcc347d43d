"""An edition's letters, worded in the browser: the list, one letter in one language."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override

from dtportal.access import requires
from dtportal.accounts import wording
from dtportal.accounts.forms.letters import WordingForm
from dtportal.accounts.views.common import edition_for
from dtportal.journal import letters, outbox
from dtportal.journal.wording import fill
from dtportal.programme.models import Edition, LetterWording
from dtportal.roles import Can


@requires(Can.MANAGE_MAIL)
def letter_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Every letter that may be worded, and in which languages the edition has words of its own."""
    edition = edition_for(request, slug, Can.MANAGE_MAIL)
    own = {(row.letter, row.language): row for row in edition.letter_wordings.all()}
    rows = [
        (name, letter.label, [(code, label, own.get((name, code))) for code, label in settings.LANGUAGES])
        for name, letter in letters.editable().items()
    ]
    return render(request, "accounts/letters.html", {"edition": edition, "rows": rows, "has_own": own})


@requires(Can.MANAGE_MAIL)
def letter(request: HttpRequest, slug: str, name: str, language: str) -> HttpResponse:
    """One letter: GET shows the words in force; POST previews, tries out, saves or restores (`do`)."""
    edition = edition_for(request, slug, Can.MANAGE_MAIL)
    if name not in letters.editable() or language not in dict(settings.LANGUAGES):
        raise Http404
    own = edition.letter_wordings.filter(letter=name, language=language).first()
    if request.method != "POST":
        return _page(
            request, edition, name, language, own, WordingForm(initial=_in_force(own, name, language))
        )
    if request.POST.get("do") == "restore":
        wording.restore_letter(edition, name, language, by=request.user)
        messages.success(request, _("The portal's words are in force again."))
        return redirect("accounts:letter", slug, name, language)
    form = WordingForm(request.POST)
    return _posted(request, edition, name, language, own, form)


def _posted(
    request: HttpRequest,
    edition: Edition,
    name: str,
    language: str,
    own: LetterWording | None,
    form: WordingForm,
) -> HttpResponse:
    preview = None
    if form.is_valid():
        words = {key: form.cleaned_data[key] for key in ("subject", "body")}
        do = request.POST.get("do")
        try:
            if do == "save":
                version = form.cleaned_data["version"]
                wording.word_letter(edition, name, language, by=request.user, version=version, **words)
                messages.success(request, _("Saved: mails go out in these words from now on."))
                return redirect("accounts:letter", edition.slug, name, language)
            subject, body = wording.checked(name, **words)
            with override(language):
                values = letters.editable()[name].sample(
                    request.user, edition, form.cleaned_data["reference"]
                )
            if do == "test":
                wording.try_letter(edition, name, language, by=request.user, values=values, **words)
                messages.success(
                    request, _("A test is on its way to %(address)s.") % {"address": request.user.email}
                )
            with override(language):
                framed = outbox.framed(fill(body, values), is_rehearsal=edition.is_rehearsal)
            preview = {"subject": fill(subject, values), "body": framed}
        except ValidationError as error:
            _show(form, error)
        except wording.StaleWording as stale:
            form.data = form.data.copy()
            form.data["version"] = stale.current.version if stale.current else 0
            return _page(request, edition, name, language, stale.current, form, is_stale=True)
    return _page(request, edition, name, language, own, form, preview=preview)


def _show(form: WordingForm, error: ValidationError) -> None:
    for field, errors in error.error_dict.items() if hasattr(error, "error_dict") else [(None, error)]:
        form.add_error(field, errors)


def _in_force(own: LetterWording | None, name: str, language: str) -> dict[str, Any]:
    if own is not None:
        return {"subject": own.subject, "body": own.body, "version": own.version}
    names = letters.editable()[name].variables
    subject, body = outbox.words_of_file(name, names, language)
    return {"subject": subject, "body": body, "version": 0}


def _page(
    request: HttpRequest,
    edition: Edition,
    name: str,
    language: str,
    own: LetterWording | None,
    form: WordingForm,
    *,
    preview: dict[str, str] | None = None,
    is_stale: bool = False,
) -> HttpResponse:
    found = letters.editable()[name]
    context = {
        "edition": edition,
        "name": name,
        "label": found.label,
        "language": language,
        "languages": settings.LANGUAGES,
        "variables": found.variables.items(),
        "own": own,
        "form": form,
        "preview": preview,
        "is_stale": is_stale,
        "theirs": _in_force(own, name, language) if is_stale else None,
    }
    status = 409 if is_stale else 422 if form.errors else 200
    return render(request, "accounts/letter.html", context, status=status)
