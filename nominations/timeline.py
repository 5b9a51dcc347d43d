"""The story of a nomination as its organisation may read it: the journal in words, by the edition's clock."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dtportal.journal.models import Entry
from dtportal.programme import calendar
from nominations.models import Endorsement, Nomination

# What is not listed here is not told.
WORDS = {
    "nomination.started": gettext_lazy("The dossier was started"),
    "nomination.imported": gettext_lazy("The dossier was created from a list of the locality"),
    "nomination.reimported": gettext_lazy("The dossier was changed from a list of the locality"),
    "nomination.colleague_joined": gettext_lazy("A colleague joined in writing"),
    "nomination.colleague_removed": gettext_lazy("A colleague stopped writing"),
    "nomination.keyed_in": gettext_lazy("The secretariat began to key the paper dossier in"),
    "nomination.paper_sent": gettext_lazy(
        "The secretariat asked the organisation to confirm the paper dossier"
    ),
    "nomination.paper_disputed": gettext_lazy("The organisation named mistakes in the keyed-in dossier"),
    "nomination.paper_taken_over": gettext_lazy("The organisation took the dossier over to write itself"),
    "nomination.paper_confirmed": gettext_lazy("The organisation confirmed the dossier keyed in from paper"),
    "nomination.paper_dropped": gettext_lazy("The secretariat gave the paper dossier up"),
    "nomination.submitted": gettext_lazy("The dossier was submitted"),
    "nomination.consented": gettext_lazy("Declarations and consents were given"),
    "nomination.consent_withdrawn": gettext_lazy("A consent was withdrawn"),
    "nomination.taken_back": gettext_lazy("The organisation took the dossier back to correct it"),
    "nomination.withdrawn": gettext_lazy("The organisation withdrew the dossier"),
    "nomination.returned": gettext_lazy("The secretariat asked for additions"),
    "nomination.accepted": gettext_lazy("The secretariat found the dossier eligible"),
    "nomination.declined": gettext_lazy("The secretariat found the dossier ineligible"),
    "nomination.held": gettext_lazy("The examination was put on hold"),
    "nomination.reopened": gettext_lazy(
        "The secretariat took its decision back and examines the dossier again"
    ),
    "nomination.extended": gettext_lazy("The secretariat extended the deadline of the dossier"),
    "nomination.evidence_infected": gettext_lazy(
        "A virus was found in a file, which nobody can open any more"
    ),
    "nomination.question_asked": gettext_lazy("The organisation asked the secretariat a question"),
    "nomination.question_answered": gettext_lazy("The secretariat wrote to the organisation"),
    "nomination.outcome": gettext_lazy("The result was published"),
    "endorsement.requested": gettext_lazy("An endorsement was asked for"),
    "endorsement.endorsed": gettext_lazy("The nominating body endorsed the organisation"),
    "endorsement.declined": gettext_lazy("The nominating body declined to endorse"),
    "endorsement.outdated": gettext_lazy("The nominating body was asked to confirm its endorsement"),
    "endorsement.confirmed": gettext_lazy("The nominating body confirmed its endorsement of the new version"),
}


@dataclass(frozen=True)
class Event:
    verb: str
    at: datetime
    label: str
    detail: str = ""


def events_of(nomination: Nomination, endorsements: list[Endorsement]) -> list[Event]:
    """Oldest first; `endorsements` are those the reader may know of."""
    bodies = {endorsement.pk: endorsement.body.label for endorsement in endorsements}
    about = Q(subject=nomination._meta.label_lower, subject_id=nomination.pk)
    about |= Q(subject=Endorsement._meta.label_lower, subject_id__in=bodies)
    entries = Entry.objects.filter(about, verb__in=WORDS).order_by("pk")
    return [_event(entry, bodies) for entry in entries]


def _event(entry: Entry, bodies: dict[int, str]) -> Event:
    told = entry.data.get("on_clock")
    at = datetime.fromisoformat(told) if told else entry.at
    detail = bodies.get(entry.subject_id, "") if entry.verb.startswith("endorsement.") else ""
    if entry.verb == "nomination.submitted" and "sha256" in entry.data:
        detail = _("Fingerprint %(start)s…") % {"start": entry.data["sha256"][:12]}
    if entry.verb == "nomination.extended" and "until" in entry.data:
        until = localtime(datetime.fromisoformat(entry.data["until"]), calendar.VIETNAM)
        detail = _("until %(moment)s") % {"moment": date_format(until, "DATETIME_FORMAT")}
    return Event(entry.verb, at, str(WORDS[entry.verb]), detail)
