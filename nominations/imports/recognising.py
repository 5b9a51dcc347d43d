"""Which organisation and which earlier draft a row speaks of, and whether it may be written there."""

from collections import defaultdict

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from dtportal.accounts.models import Membership, User
from dtportal.journal.models import Entry
from dtportal.roles import Can
from dtportal.sealing import digest
from nominations.imports.columns import FACTS, squash
from nominations.imports.drafts import CREATE, SKIP, UPDATE, Draft, content_of
from nominations.imports.known import Known
from nominations.imports.reading import Mistake
from nominations.models import Evidence, Nomination

VERBS = {CREATE: "nomination.imported", UPDATE: "nomination.reimported"}
COLUMNS = {column.key: column for column in FACTS}


def recognise(drafts: list[Draft], known: Known, *, by: User) -> list[Mistake]:
    """Fill in `organization`, `nomination` and `does` of every draft; return what speaks against it."""
    known.load_organizations()
    known.load_nominations()
    mistakes = _repeated(drafts)
    changed: list[Draft] = []
    for draft in drafts:
        draft.organization = known.organization(draft.facts, draft.province)
        if draft.organization is None:
            continue
        if squash(draft.organization.name) != squash(draft.name):
            mistakes.append(_of_another_name(draft, by))
            continue
        if draft.organization.pk in by.organization_ids:
            sentence = _("This is an organisation of your own; somebody else has to import it.")
            mistakes.append(_mistake(draft, "name", sentence))
            continue
        key = (draft.organization.pk, draft.group, squash(draft.person_name))
        draft.nomination = known.nominations.get(key)
        if draft.nomination is None:
            continue
        draft.does = SKIP if draft.nomination.imported_hash == draft.fingerprint() else UPDATE
        if draft.does == UPDATE:
            changed.append(draft)
    return mistakes + _untouchable(changed, by)


def _mistake(draft: Draft, key: str, sentence: str) -> Mistake:
    return Mistake(draft.row.sheet, draft.row.number, draft.row.label(COLUMNS[key]), sentence)


def _repeated(drafts: list[Draft]) -> list[Mistake]:
    """Rows that speak of the unit of a later row; the last one stands."""
    mistakes = []
    by_key: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        by_key[draft.organization_key].append(draft)
    for same in by_key.values():
        for position, draft in enumerate(same[:-1]):
            for other in same[position + 1 :]:
                if _clash(draft, other):
                    mistakes.append(_repetition(draft, other))
                    break
    return mistakes


def _clash(draft: Draft, other: Draft) -> bool:
    """One organisation may stand in two groups, and several of its leaders in one; under one name."""
    if squash(draft.name) != squash(other.name):
        return True
    return (draft.group, squash(draft.person_name)) == (other.group, squash(other.person_name))


def _repetition(draft: Draft, other: Draft) -> Mistake:
    where = {"row": other.row.number, "sheet": other.row.sheet}
    if draft.facts["tax_code"]:
        sentence = (
            _("Row %(row)s of sheet “%(sheet)s” has the same tax code. Please correct one of them.") % where
        )
        return _mistake(draft, "tax_code", sentence)
    sentence = (
        _("Row %(row)s of sheet “%(sheet)s” names the same unit. Please leave only one of them.") % where
    )
    return _mistake(draft, "name", sentence)


def _of_another_name(draft: Draft, by: User) -> Mistake:
    """Its name is told to those only who may see that organisation anyway."""
    known = type(draft.organization).objects.visible_to(by).filter(pk=draft.organization.pk).exists()
    if known:
        sentence = _(
            "This tax code is registered for “%(name)s”. Please correct the code, or write the name as registered."
        ) % {"name": draft.organization.name}
    else:
        sentence = _("This tax code is registered for another name. Please check the code and the name.")
    return _mistake(draft, "tax_code", sentence)


def _untouchable(changed: list[Draft], by: User) -> list[Mistake]:
    """Changed rows whose nomination is no longer as the import left it."""
    touched = touched_among([draft.nomination.pk for draft in changed])
    visible = set(
        Nomination.objects.visible_to(by)
        .filter(pk__in=[draft.nomination.pk for draft in changed])
        .values_list("pk", flat=True)
    )
    # The secretariat sees no drafts, but it may know that they are there.
    wider = set(by.editions_where(Can.SCREEN))
    mistakes = []
    for draft in changed:
        nomination = draft.nomination
        theirs = nomination.pk in visible or nomination.edition_id in wider
        if theirs and nomination.pk not in touched:
            continue
        if theirs:
            sentence = _(
                "The dossier %(reference)s of this unit has been worked on since it was imported (%(status)s). "
                "Please change it there and remove this row."
            ) % {"reference": nomination.known_as, "status": nomination.get_status_display()}
        else:
            sentence = _("This unit takes part already. Please remove this row, or ask the secretariat.")
        mistakes.append(_mistake(draft, "name", sentence))
    return mistakes


def touched_among(nomination_ids: list[int]) -> set[int]:
    """Nominations that somebody submitted, edited, endorsed or added evidence to after their import.

    The journal keeps a hash of what each import wrote.
    """
    written = {
        entry.subject_id: entry.data.get("content")
        for entry in Entry.objects.filter(
            verb__in=VERBS.values(), subject=Nomination._meta.label_lower, subject_id__in=nomination_ids
        ).order_by("pk")
    }
    nominations = Nomination.objects.filter(pk__in=nomination_ids).prefetch_related(
        "answers", "endorsements", Prefetch("evidence", Evidence.objects.order_by("pk"))
    )
    return {
        nomination.pk
        for nomination in nominations
        if nomination.status != Nomination.Status.DRAFT
        or written.get(nomination.pk) != digest(content_of(nomination))
    }


def with_members(organization_ids: list[int]) -> set[int]:
    """Organisations that speak for themselves: what they say of themselves is not overwritten."""
    return set(
        Membership.objects.filter(organization__in=organization_ids).values_list("organization", flat=True)
    )
