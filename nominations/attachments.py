"""The files of one section as their organisation sees and arranges them."""

from functools import cached_property

from django.conf import settings
from django.db.models import Sum

from dtportal.accounts.models import User
from dtportal.programme.models import Criterion
from dtportal.questions import localized
from nominations.models import Evidence, Nomination, Upload
from nominations.sections import Section, sections_of
from nominations.standing import writable


class FilePanel:
    """What is attached to a section, what is still on its way, and how much room the dossier has left."""

    def __init__(self, nomination: Nomination, section: Section, user: User):
        self.nomination, self.section, self.user = nomination, section, user

    @property
    def label(self) -> str:
        return localized(self.section.evidence_question or {}, "label")

    @property
    def help(self) -> str:
        return localized(self.section.evidence_question or {}, "help")

    @cached_property
    def rows(self) -> list[Evidence]:
        """Those of the questions that may be written in now."""
        questions = [question["key"] for question in self.section.questions]
        attached = self.nomination.evidence.attached()
        return list(attached.filter(section=self.section.key, question__in=questions))

    @cached_property
    def unfinished(self) -> list[Upload]:
        """One's own uploads for this section that have not arrived whole."""
        mine = Upload.objects.visible_to(self.user).unfinished()
        return list(mine.filter(nomination=self.nomination, section=self.section.key))

    @property
    def is_waiting(self) -> bool:
        """Whether a file waits for the scanner: the page then asks again by itself."""
        return any(row.status == Evidence.Status.WAITING for row in self.rows)

    @cached_property
    def criteria(self) -> list[Criterion]:
        return list(self.nomination.edition.criteria.filter(group=self.nomination.group))

    @property
    def own_criterion(self) -> str:
        """The first that the section feeds, '' if none."""
        return next((row.code for row in self.criteria if self.section.key in row.sections), "")

    @cached_property
    def sections(self) -> list[Section]:
        """Where the person may put a file: sections that have something to prove."""
        mine = writable(self.user, self.nomination)
        return [
            section
            for section in sections_of(self.nomination.edition, self.nomination.group)
            if section.evidence_question and section.key in mine
        ]

    @cached_property
    def used(self) -> int:
        """Bytes of the whole dossier, in all sections."""
        return self.nomination.evidence.attached().aggregate(total=Sum("size"))["total"] or 0

    @property
    def used_mb(self) -> int:
        """Begun megabytes."""
        return -(-self.used // 2**20)

    @property
    def quota_mb(self) -> int:
        return settings.EVIDENCE_QUOTA_BYTES // 2**20
