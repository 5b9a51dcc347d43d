"""The mails of this stage: what they are called, what an edition's own wording may name, and a sample of each."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dtportal.journal.letters import Letter
from dtportal.programme import calendar, clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from nominations.actions.shared import facts, told_by
from nominations.models import Extension, Nomination

Status = Nomination.Status
EXTENDED = "extended"

COMMON = {
    "recipient_name": gettext_lazy("full name of the recipient"),
    "reference": gettext_lazy("number of the dossier"),
    "organization": gettext_lazy("name of the organisation"),
    "honoree": gettext_lazy("who would be honoured: the organisation, or the leader"),
    "url": gettext_lazy("link to the page the letter is about"),
}
FURTHER = {
    "reason": gettext_lazy("the reason given"),
    "until": gettext_lazy("the deadline, with time and date"),
    "moment": gettext_lazy("when it was submitted"),
    "number": gettext_lazy("version of the dossier"),
    "archive_number": gettext_lazy("number under which the paper is kept"),
    "given_for": gettext_lazy("version that was endorsed"),
    "sha256": gettext_lazy("fingerprint of the dossier"),
    "paper": gettext_lazy("link to the version as a PDF"),
    "body": gettext_lazy("name of the nominating body"),
    "parts": gettext_lazy("what is to be supplemented, one item a line"),
    "rules": gettext_lazy("the conditions that are not met and other rules, one a line"),
    "file": gettext_lazy("name of the file"),
    "found": gettext_lazy("name of the virus"),
    "person": gettext_lazy("full name of the colleague"),
    "giver": gettext_lazy("who handed the dossier over"),
    "note": gettext_lazy("the note for the secretariat"),
    "left": gettext_lazy("how many days are left, in words"),
    "missing": gettext_lazy("what is missing, with links"),
    "review": gettext_lazy("link to read the dossier through and submit it"),
    "consent": gettext_lazy("what was withdrawn, in Vietnamese"),
    "consent_en": gettext_lazy("what was withdrawn, in English"),
    "outcome": gettext_lazy("the outcome in Vietnamese"),
    "outcome_en": gettext_lazy("the outcome in English"),
}


def sample(user: Any, edition: Edition, reference: str, *, decision: str = "") -> dict[str, Any]:
    """Values of a dossier that the person may see (the latest one without a number), with examples for the rest.

    If `decision` (the status it leads to, or EXTENDED) was taken on it, that one's reason, parts, rules and deadline.
    Raises ValidationError when there is no such dossier.
    """
    rows = Nomination.objects.visible_to(user).filter(edition=edition).for_listing()
    if reference:
        rows = rows.called(reference)
    nomination = rows.order_by("-submitted_at", "-pk").first()
    if nomination is None:
        raise ValidationError({"reference": _("There is no such dossier that you may see.")})
    now = date_format(localtime(clock.now(edition), calendar.VIETNAM), "DATETIME_FORMAT")
    asked = nomination.endorsements.select_related("body").prefetch_related("body__names").first()
    dossier = nomination.current_dossier
    link = facts(nomination)["url"]
    values = facts(
        nomination,
        recipient_name=user.full_name,
        reason=_("An example of a reason."),
        until=now,
        moment=now,
        number=dossier.number if dossier else 1,
        archive_number="01/HSG",
        given_for=1,
        sha256=dossier.sha256 if dossier else "0" * 64,
        body=asked.body.name if asked else _("An example of a nominating body"),
        parts=[{"label": _("An example of a part"), "text": ""}],
        file=_("example.pdf"),
        found="Eicar-Test-Signature",
        person=user.full_name,
        giver=user.full_name,
        note=_("An example of a note."),
        rules=[{"label": _("An example of a condition"), "text": ""}],
        left=_("days left: %(count)s") % {"count": 3},
        missing=f"- {_('An example of a part')}\n  {link}",
        review=f"{link}review/",
        paper=f"{link}versions/{dossier.number if dossier else 1}/pdf/",
        consent=_("An example of a consent"),
        consent_en=_("An example of a consent"),
        outcome=nomination.outcome or "TOP 100",
        outcome_en=nomination.outcome_en or "TOP 100",
    )
    return values | _decided(nomination, decision, user)


def _decided(nomination: Nomination, decision: str, user: Any) -> dict[str, Any]:
    """What was last told to its organisation by such a decision; nothing if there was none, or not for this person."""
    if decision == EXTENDED:
        extension = Extension.objects.visible_to(user).filter(nomination=nomination).first()
        if extension is None:
            return {}
        until = localtime(extension.until, calendar.VIETNAM)
        return {"reason": extension.reason, "until": date_format(until, "DATETIME_FORMAT")}
    readers = {*user.editions_where(Can.SCREEN), *user.editions_where(Can.AUDIT)}
    if nomination.edition_id not in readers and nomination.organization_id not in user.organization_ids:
        return {}
    if decision == Status.WITHDRAWN and nomination.withdrawal_reason:
        return {"reason": nomination.withdrawal_reason}
    note = nomination.screening_notes.filter(decision=decision).first()
    return told_by(note) if note else {}


def _letter(label: Any, *further: str, decision: str = "") -> Letter:
    variables = COMMON | {name: FURTHER[name] for name in further}
    return Letter(label, variables, partial(sample, decision=decision))


LETTERS = {
    "nomination.receipt": _letter(
        gettext_lazy("Receipt for a submitted dossier"), "number", "moment", "sha256", "paper"
    ),
    "nomination.submitted": _letter(gettext_lazy("To the secretariat: a dossier was submitted"), "number"),
    "nomination.taken_back": _letter(gettext_lazy("A dossier was taken back"), "until"),
    "nomination.reminded": _letter(
        gettext_lazy("Reminder before the deadline"), "until", "left", "missing", "review"
    ),
    "nomination.extended": _letter(
        gettext_lazy("More time for a dossier"), "until", "reason", decision=EXTENDED
    ),
    "nomination.returned": _letter(
        gettext_lazy("Additions are requested"), "reason", "parts", "until", decision=Status.RETURNED
    ),
    "nomination.accepted": _letter(gettext_lazy("The dossier is eligible")),
    "nomination.declined": _letter(
        gettext_lazy("The dossier is not eligible"), "reason", "rules", decision=Status.DECLINED
    ),
    "nomination.reopened": _letter(
        gettext_lazy("A decision on a dossier is taken back"), "reason", decision=Status.SUBMITTED
    ),
    "nomination.held": _letter(gettext_lazy("The examination is on hold"), "reason", decision=Status.ON_HOLD),
    "nomination.withdrawn": _letter(
        gettext_lazy("A dossier was withdrawn"), "reason", decision=Status.WITHDRAWN
    ),
    "nomination.consent_withdrawn": _letter(gettext_lazy("A consent was withdrawn"), "consent", "consent_en"),
    "nomination.question_asked": _letter(gettext_lazy("To the secretariat: a question was asked")),
    "nomination.question_answered": _letter(gettext_lazy("The secretariat has answered a question")),
    "nomination.outcome": _letter(gettext_lazy("The result was published"), "outcome", "outcome_en"),
    "endorsement.requested": _letter(
        gettext_lazy("To a nominating body: an endorsement is asked for"), "body"
    ),
    "endorsement.endorsed": _letter(gettext_lazy("A nominating body endorses"), "body"),
    "endorsement.declined": _letter(gettext_lazy("A nominating body does not endorse"), "body", "reason"),
    "endorsement.outdated": _letter(
        gettext_lazy("To a nominating body: a new version waits for confirmation"),
        "body",
        "number",
        "given_for",
    ),
    "endorsement.confirmed": _letter(
        gettext_lazy("A nominating body confirms the new version"), "body", "number"
    ),
    "nomination.evidence_infected": _letter(gettext_lazy("A virus was found in a file"), "file", "found"),
    # Its link opens a dossier to whoever holds it: the words about it stay the portal's.
    "invitation/dossier": Letter(gettext_lazy("Invitation to write in a dossier")),
    "nomination.colleague_joined": _letter(gettext_lazy("A colleague writes in the dossier now"), "person"),
    "nomination.colleague_removed": _letter(gettext_lazy("A colleague's access has ended")),
    "nomination.entrusted": _letter(
        gettext_lazy("To a secretary: a dossier was handed over"), "giver", "note"
    ),
    "nomination.imported": Letter(gettext_lazy("A nominating body put the organisation on its list")),
    "nomination.paper_sent": _letter(
        gettext_lazy("A paper dossier waits for confirmation"), "archive_number"
    ),
    "nomination.paper_disputed": _letter(
        gettext_lazy("To a secretary: an organisation names mistakes in a paper dossier"), "reason"
    ),
    "nomination.paper_taken_over": _letter(
        gettext_lazy("To a secretary: an organisation took its paper dossier over"), "archive_number"
    ),
    "nomination.paper_dropped": _letter(gettext_lazy("A paper dossier was given up"), "reason"),
    "invitation/paper": Letter(gettext_lazy("Invitation to confirm a paper dossier")),
    "invitation/unit": Letter(gettext_lazy("A nominating body invites a unit")),
    "invitation/unit_imported": Letter(gettext_lazy("A nominating body invites a unit of its list")),
}
