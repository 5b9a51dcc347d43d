"""Start from what was written before: answers of an earlier dossier of the same organisation."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.roles import Can
from nominations.actions.shared import journal, locked, require_editable
from nominations.models import Nomination, SectionAnswer
from nominations.models.paper import pending_paper
from nominations.sections import sections_of


def earlier(nomination: Nomination):
    """Dossiers of the same organisation whose answers could be taken over, latest first."""
    others = Nomination.objects.filter(organization=nomination.organization, answers__isnull=False)
    others = others.select_related("edition")
    return others.exclude(pk=nomination.pk).distinct().order_by("-pk")


@transaction.atomic
def copy_answers(nomination: Nomination, source: Nomination, *, by: User) -> int:
    """Fill the sections in which nothing is written yet; returns how many.

    Declarations and consents are given anew each time; files are not copied, because they prove a state of things.
    Raises ValidationError for a dossier of another organisation, and once something has been submitted.
    """
    require(by, Can.DRAFT, nomination)
    require(by, Can.DRAFT, source)
    nomination = locked(nomination)
    require_editable(nomination)
    if pending_paper(nomination):
        raise ValidationError(
            _("This dossier came on paper: its organisation confirms it, or takes it over.")
        )
    if nomination.status != Nomination.Status.DRAFT:
        raise ValidationError(_("Answers are copied into a draft only."))
    if source.organization_id != nomination.organization_id:
        raise ValidationError(_("Answers are copied from dossiers of the same organisation only."))
    written = set(nomination.answers.values_list("section", flat=True))
    answers = dict(source.answers.values_list("section", "data"))
    rows = []
    for section in sections_of(nomination.edition, nomination.group):
        asked = {question["key"] for question in section.questions if question["kind"] != "consent"}
        data = {key: value for key, value in answers.get(section.key, {}).items() if key in asked}
        if data and section.key not in written:
            rows.append(
                SectionAnswer(
                    nomination=nomination,
                    section=section.key,
                    data=data,
                    version=1,
                    updated_at=timezone.now(),
                    updated_by=by,
                )
            )
    SectionAnswer.objects.bulk_create(rows)
    if rows:
        journal("nomination.copied", nomination, by=by, source=source.pk, sections=len(rows))
    return len(rows)
