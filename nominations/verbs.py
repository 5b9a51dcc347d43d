"""Names of what this stage writes into the journal."""

from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from dtportal.journal.exceptions import Exceptional, Kind, Reason

VERBS = {
    "nomination.started": _("Dossier started"),
    "nomination.copied": _("Answers copied from an earlier dossier"),
    "nomination.evidence_attached": _("Evidence attached"),
    "nomination.evidence_removed": _("Evidence removed"),
    "nomination.evidence_replaced": _("Evidence replaced"),
    "nomination.evidence_described": _("Evidence described or moved"),
    "nomination.evidence_infected": _("Virus found in evidence"),
    "nomination.colleague_invited": _("Colleague invited to a dossier"),
    "nomination.colleague_joined": _("Colleague joined a dossier"),
    "nomination.colleague_removed": _("Colleague removed from a dossier"),
    "nomination.keyed_in": _("Paper dossier taken up to be keyed in"),
    "nomination.paper_sent": _("Confirmation of a paper dossier asked for"),
    "nomination.paper_invited": _("Link to confirm a paper dossier sent"),
    "nomination.paper_accepted": _("Link to confirm a paper dossier followed"),
    "nomination.paper_corrected": _("Paper dossier corrected before the unit's answer"),
    "nomination.paper_disputed": _("Mistakes in a paper dossier named by the unit"),
    "nomination.paper_taken_over": _("Paper dossier taken over by the unit"),
    "nomination.paper_confirmed": _("Paper dossier confirmed by the unit"),
    "nomination.paper_dropped": _("Paper dossier given up by the secretariat"),
    "nomination.submitted": _("Dossier submitted"),
    "nomination.taken_back": _("Dossier taken back by the organisation"),
    "nomination.consented": _("Declarations and consents given"),
    "nomination.consent_withdrawn": _("Consent withdrawn"),
    "nomination.receipt": _("Receipt sent"),
    "nomination.withdrawn": _("Dossier withdrawn"),
    "nomination.returned": _("Additions requested"),
    "nomination.accepted": _("Dossier accepted"),
    "nomination.declined": _("Dossier found ineligible"),
    "nomination.held": _("Examination put on hold"),
    "nomination.reopened": _("Decision on a dossier taken back"),
    "nomination.judged": _("Conditions of a dossier examined"),
    "nomination.extended": _("Deadline of a dossier extended"),
    "nomination.reminded": _("Reminder of a deadline sent"),
    "nomination.entrusted": _("Dossier given to a secretary"),
    "nomination.noted": _("Internal note written"),
    "nomination.archive_exported": _("Dossier taken as a package for the archive"),
    "nomination.question_asked": _("Question asked"),
    "nomination.question_answered": _("Question answered"),
    "nomination.question_settled": _("Question needs no answer"),
    "nomination.outcome": _("Outcome published"),
    "nomination.imported": _("Dossier imported"),
    "nomination.reimported": _("Dossier changed by an import"),
    "endorsement.requested": _("Endorsement requested"),
    "endorsement.endorsed": _("Endorsed"),
    "endorsement.declined": _("Endorsement declined"),
    "endorsement.outdated": _("Confirmation of an endorsement asked for"),
    "endorsement.confirmed": _("Endorsement confirmed for a new version"),
    "unit.invited": _("Unit invited"),
    "unit.accepted": _("Unit took an invitation up"),
    "unit.invitation_taken_back": _("Unit's invitation taken back"),
    "opinion.recorded": _("Opinion of an authority recorded"),
    "letter.uploaded": _("Scan of a letter uploaded"),
    "import.uploaded": _("List uploaded"),
    "import.confirmed": _("Import confirmed"),
    "edition.list_imported": _("List imported"),
    "edition.table_exported": _("Table of dossiers exported"),
}

_NOTE = Reason("nominations.ScreeningNote", "text", key="note")

EXCEPTIONS = {
    "nomination.extended": Exceptional(Kind.DEADLINE, Reason("nominations.Extension", key="extension")),
    "nomination.reopened": Exceptional(Kind.DECISION, _NOTE),
    "nomination.held": Exceptional(Kind.DECISION, _NOTE),
    "nomination.consent_withdrawn": Exceptional(
        Kind.CONSENT, Reason("nominations.Consent", "title", key="consent")
    ),
    "nomination.keyed_in": Exceptional(Kind.PAPER),
    "nomination.paper_confirmed": Exceptional(Kind.PAPER),
    "nomination.paper_taken_over": Exceptional(Kind.PAPER),
    "nomination.paper_dropped": Exceptional(Kind.PAPER),
}

SUBJECTS = {
    "nominations.nomination": lambda: Coalesce("number", "reference"),
    "nominations.endorsement": lambda: "body__short_name",
    "nominations.letterscan": lambda: "name",
    "nominations.importbatch": lambda: "name",
    "nominations.unitinvitation": lambda: "name",
}
