"""Names of what this stage writes into the journal."""

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dtportal.journal.exceptions import Exceptional, Kind, Reason

VERBS = {
    "roll.drawn": _("Roll drawn up"),
    "roll.signed": _("Roll signed"),
    "roll.refused": _("Signature refused"),
    "roll.returned": _("Roll returned"),
    "roll.looked_at": _("Names read under embargo"),
    "roll.embargo_set": _("Minute of publication set"),
    "roll.published": _("Roll published"),
    "roll.not_published": _("Roll not published at its minute"),
    "roll.correction_drawn": _("Correction of the roll drawn up"),
    "roll.corrected": _("Corrected roll published"),
    "confidant.named": _("Person named who needs to know early"),
    "confidant.approved": _("Person let know early"),
    "confidant.ended": _("Person taken off the need-to-know list"),
    "official.drafted": _("Official paper drafted"),
    "official.discarded": _("Draft of an official paper discarded"),
    "official.numbered": _("Official paper numbered"),
    "official.signed": _("Signed scan of an official paper attached"),
    "official.filed": _("Official paper filed"),
    "official.voided": _("Official paper voided"),
    "onfile.added": _("Document of the edition put on file"),
    "statereport.ordered": _("Report to State leaders ordered"),
    "statereport.built": _("Report to State leaders built"),
    "statereport.failed": _("Report to State leaders failed"),
    "complaint.received": _("Report of payment or conduct received"),
    "complaint.added_to": _("Report of payment or conduct added to"),
    "complaint.examined": _("Report of payment or conduct being examined"),
    "complaint.answered": _("Report of payment or conduct answered"),
    "complaint.closed": _("Report of payment or conduct closed"),
    "notice.put_up": _("Accepted units put up for public comment"),
    "comment.received": _("Public comment received"),
    "comment.answered": _("Public comment answered"),
    "appeal.received": _("Appeal received"),
    "appeal.put": _("Appeal put before the council"),
    "appeal.rejected": _("Appeal not upheld"),
    "appeal.upheld": _("Appeal upheld, a correction follows"),
    "appeal.corrected": _("Appeal settled by a corrected list"),
    "appeal.expert_admitted": _("Expert of an appellant admitted"),
    "appeal.expert_ended": _("Admission of an appellant's expert ended"),
    "exceptions.exported": _("Register of exceptions taken as a table"),
    "ceremony.prepared": _("Names for the ceremony prepared"),
    "press.requested": _("Press accreditation asked for"),
    "press.accredited": _("Journalist accredited"),
    "press.declined": _("Press accreditation declined"),
    "results.built": _("Result bundle made"),
    "results.failed": _("The result bundle could not be made"),
    "results.reader_named": _("Opened totals: expert named"),
    "results.reader_ended": _("Opened totals: expert ended"),
    "results.handed_out": _("Opened totals handed out"),
    "bookpage.begun": _("Yearbook page begun"),
    "bookpage.reopened": _("Approved yearbook page changed again"),
    "bookpage.picture_put": _("Picture of a yearbook page put in"),
    "bookpage.picture_removed": _("Picture of a yearbook page removed"),
    "bookpage.approved": _("Yearbook page approved by the unit"),
    "bookpage.returned": _("Yearbook page returned with a remark"),
    "bookpage.correction_proposed": _("Correction of a yearbook page proposed"),
    "bookpage.correction_confirmed": _("Correction of a yearbook page confirmed"),
    "bookpage.correction_declined": _("Correction of a yearbook page declined"),
    "bookpage.reminded": _("Reminded of the yearbook page"),
    "yearbook.ordered": _("Yearbook ordered"),
    "yearbook.built": _("Yearbook built"),
    "yearbook.failed": _("Yearbook failed"),
    "certificates.ordered": _("Certificates ordered"),
    "certificates.built": _("Certificates printed"),
    "certificates.failed": _("Printing of certificates failed"),
    "edition.wiped": _("Rehearsal wiped"),
}

_REFUSAL = Reason("awards.Signature", match="roll", where={"is_refusal": True})
_MOTION = Reason("assessments.AgendaItem", "text", key="item")
_ANSWER = Reason("awards.Appeal", "answer")

EXCEPTIONS = {
    "roll.refused": Exceptional(Kind.ROLL, _REFUSAL),
    "roll.returned": Exceptional(Kind.ROLL),
    "roll.correction_drawn": Exceptional(Kind.ROLL, Reason("awards.Roll")),
    "roll.corrected": Exceptional(Kind.ROLL, Reason("awards.Roll")),
    "roll.not_published": Exceptional(Kind.EMBARGO),
    "confidant.approved": Exceptional(Kind.EMBARGO),
    "roll.looked_at": Exceptional(Kind.EMBARGO),
    "appeal.put": Exceptional(Kind.APPEAL, _MOTION),
    "appeal.upheld": Exceptional(Kind.APPEAL, _ANSWER),
    "appeal.corrected": Exceptional(Kind.APPEAL, _ANSWER),
    "appeal.expert_admitted": Exceptional(Kind.APPEAL),
    "edition.wiped": Exceptional(Kind.RULE),
}

SUBJECTS = {
    "awards.roll": lambda: Concat(Value(gettext("Honour roll, version") + " "), Cast("version", CharField())),
    "awards.confidant": lambda: "user__full_name",
    "awards.appeal": lambda: Coalesce("nomination__number", "nomination__reference"),
    "awards.bookpage": lambda: Coalesce("nomination__number", "nomination__reference"),
    "awards.accreditation": lambda: "outlet",
}
