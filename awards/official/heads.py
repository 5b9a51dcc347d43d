"""Who issues a paper of an edition and signs it, as the forms of Decree 30/2020/NĐ-CP want it."""

from dataclasses import dataclass, replace
from typing import Any

from awards.models import Paper
from dtportal.accounts.models import User
from dtportal.official import content
from dtportal.official.content import Block, Signer
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.text import ordinal

Issuer = Paper.Issuer


@dataclass(frozen=True)
class Head:
    """`office`: lines of the signatory's office; `can`: a function that only he has."""

    name: str
    sentence: str
    office: list[str]
    can: Can


HEADS = {
    Issuer.COUNCIL: Head(
        "HỘI ĐỒNG THẨM ĐỊNH", "Chủ tịch Hội đồng thẩm định", ["CHỦ TỊCH"], Can.SIGN_AS_CHAIR
    ),
    Issuer.SECRETARIAT: Head("BAN THƯ KÝ", "Ban Thư ký", ["TRƯỞNG BAN"], Can.DRAW_ROLL),
    Issuer.ORGANISERS: Head(
        "BAN TỔ CHỨC", "Ban Tổ chức", ["TM. BAN TỔ CHỨC", "TRƯỞNG BAN"], Can.MANAGE_EDITION
    ),
}


def edition_words(edition: Edition) -> str:
    """“Chương trình “…” lần thứ nhất, năm 2023”."""
    return f"Chương trình “{edition.name}” {times(edition)}"


def times(edition: Edition) -> str:
    return f"lần thứ {ordinal(edition.ordinal)}, năm {edition.year}"


def signatory(edition: Edition, issuer: str) -> str:
    """Who holds the office now; the first by the alphabet where there are several."""
    holder = (
        User.objects.holding(HEADS[Issuer(issuer)].can, edition=edition).order_by("name_sort_key").first()
    )
    return holder.full_name if holder else ""


def lines(text: str) -> list[str]:
    """The lines of a field that are not empty, without the stop at their ends."""
    return [line.strip().rstrip(";.").strip() for line in text.splitlines() if line.strip(" ;.")]


def paragraphs(text: str) -> list[Block]:
    """What somebody has written: a line beginning with a hyphen is an entry, one in capitals after a Roman numeral a
    heading, every other one a paragraph."""
    found = []
    for line in text.splitlines():
        line = line.strip()
        first, _, rest = line.partition(". ")
        if line.startswith(("- ", "– ")):
            found.append(Block("li", line[2:].strip()))
        elif rest and first and set(first) <= set("IVX") and rest == rest.upper():
            found.append(Block("part", line))
        elif line:
            found.append(Block("p", line))
    return found


def framed(paper: Paper, blocks: list[Block], **more: Any) -> content.Paper:
    """A document with everything around its text, from the paper's own row."""
    edition, head = paper.edition, HEADS[Issuer(paper.issuer)]
    frame = {
        "code": paper.kind,
        "superior": f"CHƯƠNG TRÌNH {edition.name.upper()}",
        "issuer": head.name,
        "short": paper.issuer,
        "about": paper.subject,
        "blocks": blocks,
        "signers": [Signer(lines(paper.office), paper.signer)],
        "place": paper.place,
        "to": lines(paper.to),
        "recipients": lines(paper.recipients),
        "given_by": head.sentence,
        "is_rehearsal": edition.is_rehearsal,
    }
    return content.Paper(**{**frame, **_register(paper), **more})


def _register(paper: Paper) -> dict[str, Any]:
    return {
        "number": paper.number or 0,
        "day": paper.dated.isoformat() if paper.dated else "",
        "year": paper.year or paper.edition.year,
    }


def refilled(paper: Paper, made: content.Paper) -> content.Paper:
    """A document made before, with what the paper's own row says around its text."""
    frame = framed(paper, made.blocks, appendices=made.appendices)
    return replace(frame, sha256=made.sha256)
