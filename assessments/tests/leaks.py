"""Reading the portal through every address, to see whether something sealed shines through.

Whoever may not know a score must see the same whatever it is: the same pages are asked for in two worlds that differ
in the sealed sheets only. A total, mean, rank, count, colour or order that depends on them makes a difference,
however it is drawn. What differs by itself is taken out first (`NEW_EVERY_TIME`).
"""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from types import SimpleNamespace

from django.core.cache import cache as portal_cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from assessments.models import Mark, RoundEntry, Scoresheet, SheetSecret, SheetVersion
from dtportal.sealing import derived_key
from dtportal.tests.access_table import PUBLIC, TABLE, Row
from dtportal.tests.browser.papers import text_of

# Keys of planted rows, so that no page differs because a sequence went on.
KEYS = 900_000
# What is new in every answer, whatever it tells: tokens, the machine's own clock, ids of rows made by asking.
NEW_EVERY_TIME = [
    re.compile(r'(?<=csrfmiddlewaretoken" value=")[^"]+'),
    re.compile(r'(?<=X-CSRFToken": ")[^"]+'),
    # What keeps a photo from being uploaded twice.
    re.compile(r'(?<=name="token" value=")[^"]+'),
    re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
    re.compile(r"(?<=DTSTAMP:)\d{8}T\d{6}Z"),
    # Numbers of rows that a deed makes: PostgreSQL does not give one of them twice.
    re.compile(r"(?<=/plans/)\d+|(?<=/reports/)\d+|(?<=/papers/)\d+"),
    re.compile(r'(?<=id="progress-)\d+|(?<=hx-select="#progress-)\d+'),
]


@dataclass(frozen=True)
class Secret:
    """What the sealed sheets of one entry say: the same share of each weight, one word, one nonce."""

    word: str
    share: float
    nonce: bytes

    def marks(self, weights: dict[str, int]) -> dict[str, int]:
        return {code: round(weight * self.share) for code, weight in weights.items()}

    @property
    def never(self) -> list[str]:
        """What may stand nowhere, however it came there."""
        keys = [
            self.nonce,
            *(derived_key(self.nonce, purpose) for purpose in ("sheet", "total", "marks")),
        ]
        return [self.word, *(key.hex() for key in keys)]


ONE = Secret("Chìmlặctím", 0.97, bytes(range(32)))
OTHER = Secret("Vượnbạcmá", 0.11, bytes(range(32, 64)))


def plant(entry: RoundEntry, secret: Secret) -> None:
    """All locked sheets of an entry say it, in marks, remarks, private notes and as sealed versions."""
    criteria = list(entry.nomination.edition.criteria.filter(group=entry.nomination.group))
    marks = secret.marks({criterion.code: criterion.weight for criterion in criteria})
    for number, sheet in enumerate(Scoresheet.objects.valid().filter(assignment__entry=entry).order_by("pk")):
        sheet.remark = sheet.private_note = secret.word
        sheet.save(update_fields=["remark", "private_note"])
        for criterion in criteria:
            said = {"value": marks[criterion.code], "remark": secret.word}
            Mark.objects.update_or_create(scoresheet=sheet, criterion=criterion, defaults=said)
        version = SheetVersion(
            pk=KEYS + number,
            sheet=sheet,
            number=sheet.versions.count() + 1,
            code=f"SHEET{number}",
            dossier_code="DOSSIER",
            dossier_sha256=entry.dossier.sha256,
            marks=marks,
            remarks=dict.fromkeys(marks, secret.word),
            remark=secret.word,
            total=sum(marks.values()),
            reason=secret.word,
            locked_at=sheet.locked_at,
            is_rehearsal=True,
        )
        version.seal(sha256(secret.nonce + bytes([number])).digest() if number else secret.nonce)
        version.save(force_insert=True)
        SheetSecret.objects.create(pk=KEYS + number, version=version, nonce=secret.nonce, is_rehearsal=True)


@contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever is done here has not been done afterwards."""

    class Undo(Exception):
        pass

    with suppress(Undo), transaction.atomic():
        yield
        raise Undo


@dataclass
class Portal:
    """Everybody's browser, and what each address answered."""

    world: SimpleNamespace
    browsers: dict[str, Client]
    entry: RoundEntry
    # For whom the access table has no column: as whom it lets them in.
    like: dict[str, str] = field(default_factory=dict)

    def read(self, secret: Secret, rows: list[Row] = TABLE) -> dict[tuple[str, str], str]:
        """What each person sees at each address that lets him in, in the world where the sheets say this."""
        seen = {}
        with rolled_back():
            plant(self.entry, secret)
            portal_cache.clear()
            for row in rows:
                for who in self.guests(row):
                    seen |= self._ask(who, self.browsers[who], row)
        return seen

    def guests(self, row: Row) -> list[str]:
        """Whom an address lets in; that it refuses everybody else is what the access table is tested for."""
        if row.who == PUBLIC:
            return [PUBLIC]
        return [who for who in self.browsers if self.like.get(who, who) in row.who]

    def _ask(self, who: str, browser: Client, row: Row) -> dict[tuple[str, str], str]:
        url = reverse(row.name, args=row.args(self.world))
        with rolled_back() if row.post else nullcontext():
            response = browser.post(url) if row.post else browser.get(url)
            text = what_it_says(response)
        # What a deed tells waits in a cookie for the next page, which would tell it in one of the worlds only.
        told = browser.cookies.pop("messages", None)
        text += told.value.split(":")[0] if told else ""  # what is told, without when it was signed
        seen = {(who, row.name): masked(f"{response.status_code} {response.get('Location', '')} {text}")}
        if 'name="q"' in text and not row.post:
            # A search that finds, or does not find, by what is sealed.
            found = browser.get(url, {"q": ONE.word})
            seen[who, f"{row.name}?q"] = what_it_says(found).replace(ONE.word, "")
        return seen


def what_it_says(response: HttpResponse) -> str:
    """The text of a page, a PDF, a workbook, an archive; without what is new in every answer."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return masked(_text(body))


def masked(text: str) -> str:
    for pattern in NEW_EVERY_TIME:
        text = pattern.sub("", text)
    return text


@cache
def _text(body: bytes) -> str:
    if body.startswith(b"%PDF"):
        with suppress(Exception):  # a stand-in of the world, which is no real PDF
            return text_of(body)
    if body.startswith(b"PK") and zipfile.is_zipfile(io.BytesIO(body)):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            return "\n".join(f"{name}\n{_text(parts.read(name))}" for name in sorted(parts.namelist()))
    return body.decode("utf-8", "replace")
