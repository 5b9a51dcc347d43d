"""The action: a workbook becomes drafts with their endorsements, all or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Model

from dtportal.access import require
from dtportal.accounts.models import Organization, User
from dtportal.journal.models import Entry
from dtportal.journal.recording import record
from dtportal.programme import clock
from dtportal.programme.models import Body, BodyName, Edition
from dtportal.roles import Can
from dtportal.sealing import digest, sha256
from dtportal.text import slug
from nominations import intake
from nominations.actions.invitations import invite_imported
from nominations.imports.checking import Checked, Progress, check_workbook
from nominations.imports.drafts import CREATE, SKIP, UPDATE, Draft, content_of
from nominations.imports.known import body_key, kind_of
from nominations.imports.reading import Mistake
from nominations.imports.recognising import VERBS, with_members
from nominations.models import Endorsement, Nomination, SectionAnswer
from nominations.references import next_reference

REQUESTED = Endorsement.Status.REQUESTED


@dataclass
class Outcome:
    """Counts of rows; nothing was written when there are mistakes."""

    counts: dict[str, int] = field(default_factory=lambda: {CREATE: 0, UPDATE: 0, SKIP: 0})
    mistakes: list[Mistake] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)

    @classmethod
    def of(cls, checked: Checked) -> "Outcome":
        outcome = cls(mistakes=checked.mistakes, ignored=checked.ignored, drafts=checked.drafts)
        for draft in checked.drafts:
            outcome.counts[draft.does] += 1
        return outcome


def preview_workbook(
    edition: Edition, content: bytes, *, by: User, progress: Progress | None = None
) -> Outcome:
    """What an import would do; writes nothing. Raises Unreadable when the file holds no list."""
    require(by, Can.IMPORT, edition)
    intake.require_open(edition)
    return Outcome.of(check_workbook(content, edition, by=by, progress=progress))


@transaction.atomic
def import_workbook(edition: Edition, content: bytes, *, by: User) -> Outcome:
    """Write drafts and endorsements of every row, or nothing when a single one is mistaken.

    Rows that were imported before and have not changed are skipped; changed ones rewrite drafts that nobody has
    touched since. A letter in the list endorses; without one the body is asked to.
    """
    require(by, Can.IMPORT, edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    intake.require_open(edition)
    outcome = Outcome.of(check_workbook(content, edition, by=by))
    if not outcome.mistakes:
        Writer(edition, by).write(outcome.drafts)
        record("edition.list_imported", edition, by=by, sha256=sha256(content), **outcome.counts)
    return outcome


class Writer:
    """Writes checked drafts in one transaction; rows that many nominations share are made once."""

    def __init__(self, edition: Edition, by: User):
        self.edition, self.by = edition, by
        self.now = clock.now(edition)
        self.made: dict[str, Organization] = {}
        self.bodies: dict[str, Body] = {}

    def write(self, drafts: list[Draft]) -> None:
        drafts = [draft for draft in drafts if draft.does != SKIP]
        self.shared = self._organizations_not_ours(drafts)
        for draft in drafts:
            draft.organization = self._organization(draft)
            draft.nomination = self._nomination(draft)
        self._write_answers(drafts)
        self._write_endorsements(drafts)
        self._write_journal(drafts)
        new = [draft for draft in drafts if draft.does == CREATE]
        invite_imported(((draft.nomination, self._body(draft)) for draft in new), by=self.by)

    def _organizations_not_ours(self, drafts: list[Draft]) -> set[int]:
        """Organisations with members, or with another nomination than the draft at hand: they stay as they are."""
        pks = [draft.organization.pk for draft in drafts if draft.organization]
        mine = [draft.nomination.pk for draft in drafts if draft.nomination]
        others = Nomination.objects.filter(organization__in=pks).exclude(pk__in=mine)
        return with_members(pks) | set(others.values_list("organization", flat=True))

    def _organization(self, draft: Draft) -> Organization:
        organization = draft.organization or self.made.get(draft.organization_key)
        if organization is None:
            organization = Organization(is_demo=self.edition.is_rehearsal)
        elif organization.pk in self.shared or draft.organization_key in self.made:
            return organization
        for name, value in draft.facts.items():
            setattr(organization, name, value)
        organization.tax_code = draft.facts["tax_code"] or organization.tax_code or None
        organization.sector, organization.province = draft.sector, draft.province
        organization.save()
        self.made[draft.organization_key] = organization
        return organization

    def _nomination(self, draft: Draft) -> Nomination:
        nomination = draft.nomination
        if nomination is None:
            nomination = Nomination(
                edition=self.edition,
                group=draft.group,
                organization=draft.organization,
                reference=next_reference(self.edition, draft.group, draft.sector),
                created_at=self.now,
                created_by=self.by,
            )
        nomination.organization = draft.organization
        nomination.sector, nomination.province = draft.sector, draft.province
        nomination.person_name, nomination.person_position = draft.person_name, draft.person_position
        nomination.imported_hash = draft.fingerprint()
        nomination.save()
        return nomination

    def _write_answers(self, drafts: list[Draft]) -> None:
        """A rewritten answer gets the next version, so that a page opened before cannot overwrite it."""
        stored = {
            (answer.nomination_id, answer.section): answer
            for answer in SectionAnswer.objects.filter(
                nomination__in=[draft.nomination.pk for draft in drafts if draft.does == UPDATE]
            )
        }
        new, old = [], []
        for draft in drafts:
            for section, data in draft.answers.items():
                answer = stored.pop((draft.nomination.pk, section), None)
                values = {"data": data, "updated_at": self.now, "updated_by": self.by}
                if answer is None:
                    new.append(SectionAnswer(nomination=draft.nomination, section=section, **values))
                else:
                    old.append(_with(answer, version=answer.version + 1, **values))
        # What the changed row no longer says is no longer answered.
        for answer in stored.values():
            old.append(
                _with(answer, version=answer.version + 1, data={}, updated_at=self.now, updated_by=self.by)
            )
        SectionAnswer.objects.bulk_create(new, batch_size=500)
        SectionAnswer.objects.bulk_update(
            old, ["data", "version", "updated_at", "updated_by"], batch_size=100
        )

    def _write_endorsements(self, drafts: list[Draft]) -> None:
        """A letter endorses, in the name of whoever vouches for the list; without one the body is asked."""
        stored = {
            (endorsement.nomination_id, endorsement.body_id): endorsement
            for endorsement in Endorsement.objects.filter(
                nomination__in=[draft.nomination.pk for draft in drafts if draft.does == UPDATE]
            )
        }
        endorsements = []
        for draft in drafts:
            body = self._body(draft)
            endorsement = stored.get((draft.nomination.pk, body.pk))
            if endorsement is None or (endorsement.status != REQUESTED and not draft.has_letter):
                endorsement = Endorsement(nomination=draft.nomination, body=body, requested_at=self.now)
            else:
                del stored[draft.nomination.pk, body.pk]
            endorsement.letter_number, endorsement.letter_date = draft.letter_number, draft.letter_date
            if draft.has_letter and endorsement.status == REQUESTED:
                endorsement.move(Endorsement.Status.ENDORSED)
                endorsement.decided_at, endorsement.decided_by = self.now, self.by
            endorsements.append(endorsement)
        Endorsement.objects.filter(pk__in=[endorsement.pk for endorsement in stored.values()]).delete()
        self._save_endorsements(endorsements)

    def _save_endorsements(self, endorsements: list[Endorsement]) -> None:
        fields = ["status", "letter_number", "letter_date", "decided_at", "decided_by"]
        Endorsement.objects.bulk_update([e for e in endorsements if e.pk], fields, batch_size=100)
        Endorsement.objects.bulk_create([e for e in endorsements if not e.pk], batch_size=500)
        self._journal((f"endorsement.{e.status}", e, {}) for e in endorsements)

    def _body(self, draft: Draft) -> Body:
        """The nominating body, made if the programme meets it for the first time."""
        key = body_key(draft.body_name)
        body = draft.body or self.bodies.get(key)
        if body is None:
            body = _new_body(draft)
            record("body.added", body, by=self.by)
        elif not body.may_nominate:
            body.may_nominate = True
            body.save(update_fields=["may_nominate"])
            record("body.may_nominate", body, by=self.by)
        self.bodies[key] = body
        return body

    def _write_journal(self, drafts: list[Draft]) -> None:
        """One entry for each nomination: its row, and a hash of what was written, by which edits are noticed."""
        nominations = Nomination.objects.prefetch_related("answers", "endorsements", "evidence").in_bulk(
            [draft.nomination.pk for draft in drafts]
        )
        self._journal(
            (
                VERBS[draft.does],
                draft.nomination,
                {"row": draft.row.number, "content": digest(content_of(nominations[draft.nomination.pk]))},
            )
            for draft in drafts
        )

    def _journal(self, deeds: Iterable[tuple[str, Model, dict[str, Any]]]) -> None:
        """`record()` for hundreds of (verb, object, data) at once; nobody is told one by one."""
        entries = [
            Entry(
                actor_id=self.by.pk,
                edition_id=self.edition.pk,
                verb=verb,
                subject=obj._meta.label_lower,
                subject_id=obj.pk,
                data={**data, "on_clock": self.now.isoformat()},
            )
            for verb, obj, data in deeds
        ]
        Entry.objects.bulk_create(entries, batch_size=500)


def _new_body(draft: Draft) -> Body:
    body = Body.objects.create(
        kind=kind_of(draft.body_name),
        slug=slug(draft.body_name)[:120],
        province=draft.body_province,
        may_nominate=True,
    )
    BodyName.objects.create(body=body, name=draft.body_name)
    body.refresh_search_text()
    body.save(update_fields=["search_text"])
    return body


def _with(answer: SectionAnswer, **values: Any) -> SectionAnswer:
    for name, value in values.items():
        setattr(answer, name, value)
    return answer
