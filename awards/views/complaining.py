"""“Someone asked me to pay”: the form for everybody, and the page on which its sender follows up with the code."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from awards import actions
from awards.forms_listening import CodeForm, ComplaintForm, ReplyForm
from awards.models import Complaint
from awards.models.attached import grouped
from awards.views.shared import done
from dtportal.access import public
from dtportal.limits import HOUR, limited
from dtportal.programme.clock import current_edition


@public
@never_cache
@limited("report", 6, window=HOUR, posts_only=True)
def report(request: HttpRequest) -> HttpResponse:
    """Whoever is signed in is not asked for, and not written down."""
    form = ComplaintForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        made = done(form, lambda: _complain(form))
        if made is not None:
            code = grouped(form.cleaned_data["token"])
            return render(request, "awards/listening/complained.html", {"code": code, "complaint": made})
    return render(
        request, "awards/listening/complain.html", {"form": form}, status=400 if form.errors else 200
    )


def _complain(form: ComplaintForm) -> Complaint:
    said = form.cleaned_data
    return actions.complain(
        current_edition(),
        kind=said["kind"],
        text=said["text"],
        contact=said["contact"],
        files=said["files"],
        code=said["token"],
        language=(get_language() or "vi")[:2],
    )


@public
@never_cache
@limited("follow", 40, window=HOUR, posts_only=True)
def follow(request: HttpRequest) -> HttpResponse:
    """The code is sent in the body, so that it stands in no address, history or log."""
    form = CodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(
            request, "awards/listening/follow.html", {"form": form}, status=400 if form.errors else 200
        )
    code = form.cleaned_data["code"]
    complaint = Complaint.objects.by_token(code).first()
    if complaint is None:
        return render(request, "awards/listening/follow.html", {"form": form, "is_unknown": True}, status=404)
    reply, is_added = ReplyForm(), False
    if "text" in request.POST:
        reply = ReplyForm(request.POST, request.FILES)
        is_added = done(reply, lambda: _add(complaint, reply)) is not None
        if is_added:
            complaint.refresh_from_db()
            reply = ReplyForm()
    context = {
        "complaint": complaint,
        "thread": complaint.messages.prefetch_related("files"),
        "code": code,
        "reply": reply,
        "is_added": is_added,
    }
    return render(request, "awards/listening/followed.html", context, status=400 if reply.errors else 200)


def _add(complaint: Complaint, form: ReplyForm):
    return actions.add_to_complaint(
        complaint, text=form.cleaned_data["text"], files=form.cleaned_data["files"]
    )
