"""Names of what this stage writes into the journal."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "roll.drawn": _("Roll drawn up"),
    "roll.signed": _("Roll signed"),
    "roll.refused": _("Signature refused"),
    "roll.returned": _("Roll returned"),
    "roll.published": _("Roll published"),
    "yearbook.ordered": _("Yearbook ordered"),
    "yearbook.built": _("Yearbook built"),
    "yearbook.failed": _("Yearbook failed"),
    "edition.wiped": _("Rehearsal wiped"),
}
