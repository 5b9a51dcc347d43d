"""The proof of a yearbook page as pages show it: being made, ready, failed, or not made yet."""

from dataclasses import dataclass

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404

from awards import actions
from awards.models import BookPage, Variant, YearbookPart
from awards.yearbook import pages, parts
from dtportal import files
from nominations.models import Nomination


@dataclass(frozen=True)
class Proof:
    """`part` is None until somebody has asked for it; `hash` names the content that stands on the page now."""

    hash: str
    part: YearbookPart | None

    @property
    def is_ready(self) -> bool:
        return self.part is not None and parts.is_there(self.part)

    @property
    def is_in_work(self) -> bool:
        return self.part is not None and self.part.status == YearbookPart.Status.QUEUED

    @property
    def error(self) -> str:
        is_failed = self.part is not None and self.part.status == YearbookPart.Status.FAILED
        return self.part.error if is_failed else ""


def proof_of(nomination: Nomination, page: BookPage | None) -> Proof:
    """Of the page as it is written, or with None of what would be printed if nothing more happened."""
    content = actions.proof_content(nomination, page)
    found = pages.identity(content, Variant.SCREEN)
    rows = YearbookPart.objects.filter(nomination=nomination, variant=Variant.SCREEN, content_hash=found)
    return Proof(found, rows.first())


def hand_out(nomination: Nomination, content_hash: str) -> FileResponse:
    """The PDF of one proof of a nomination that was found through what the person may see; 404 until it is made."""
    rows = YearbookPart.objects.filter(nomination=nomination, variant=Variant.SCREEN)
    part = get_object_or_404(rows, content_hash=content_hash)
    if not parts.is_there(part):
        raise Http404
    name = f"ban-in-thu-{nomination.known_as}.pdf"
    return files.send(part.file, name=name, content_type=files.PDF, inline=True)
