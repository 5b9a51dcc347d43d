"""What an administrative document says, pure: its parts by Appendix I of Decree 30/2020/NĐ-CP, and how they are
numbered. `printing` and `word` give the same content as PDF and as DOCX; texts are Vietnamese, whoever reads them.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self

from dtportal.text import official_date

# Order of the points of a clause: no ă, â, ê, ô, ơ, ư, no f, j, w, z.
LETTERS = "abcdđeghiklmnopqrstuvxy"
END = "./."
# The document's name by the code that its number carries (Appendix III).
NAMES = {
    "QĐ": "Quyết định",
    "TTr": "Tờ trình",
    "BB": "Biên bản",
    "GM": "Giấy mời",
    "TB": "Thông báo",
    "BC": "Báo cáo",
}


@dataclass(frozen=True)
class Block:
    """A paragraph, table or drawing of the text, by `kind`:

    - “p”, “label” (with a bold lead), “li” (an entry), “h” (a heading in the text), “centre” (a line in the middle);
    - “part” (“I. …”, a heading of a report), “basis” (italic), “authority” (bold capitals in the middle);
    - “article” (“Điều 1.” as its lead), “clause” (“1. …”), “point” (“a) …”);
    - “table”: header, rows, `widths` of its columns in mm (as wide as the text when empty), `numbers` the indexes of
      columns of numbers;
    - “figure”: `svg`, which shows nothing that a table beside it does not say; the text is its caption.

    Every text carries its own stop, the last of a list another one than those before it.
    """

    kind: str
    text: str = ""
    lead: str = ""
    header: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    svg: str = ""

    @property
    def labelled_rows(self) -> list[list[tuple[str, str]]]:
        """The rows with each cell's heading, for a screen too narrow for columns."""
        return [list(zip(self.header, row, strict=True)) for row in self.rows]

    @property
    def columns(self) -> list[tuple[str, float | None, bool]]:
        """(heading, width in mm or None, whether it holds numbers)."""
        widths = self.widths or [None] * len(self.header)
        return [
            (words, width, index in self.numbers)
            for index, (words, width) in enumerate(zip(self.header, widths, strict=True))
        ]


@dataclass(frozen=True)
class Signer:
    """Lines of office (“TM. BAN TỔ CHỨC”, “TRƯỞNG BAN”) in capitals, and the name without any title before it."""

    office: list[str]
    name: str = ""


@dataclass(frozen=True)
class Appendix:
    """Begins on a page of its own and counts its pages from 1; `numeral` is empty where there is only one."""

    title: list[str]
    blocks: list[Block]
    numeral: str = ""

    @property
    def name(self) -> str:
        return f"Phụ lục {self.numeral}".strip()


@dataclass(frozen=True)
class Paper:
    """A document. `code` is that of Appendix III; `number` 0 and `day` None stay open for the office to fill in.

    Minutes have no place and date (`has_date`), letters and submissions have `to`.
    """

    code: str
    issuer: str
    about: str
    blocks: list[Block]
    signers: list[Signer]
    superior: str = ""
    # What stands for the issuer in the number: “HĐTĐ”.
    short: str = ""
    number: int = 0
    place: str = "Hà Nội"
    day: str = ""
    has_date: bool = True
    year: int = 0
    to: list[str] = field(default_factory=list)
    authority: str = ""
    recipients: list[str] = field(default_factory=list)
    appendices: list[Appendix] = field(default_factory=list)
    # Who the appendices say has issued it, as it reads in a sentence.
    given_by: str = ""
    sha256: str = ""
    is_rehearsal: bool = False

    @property
    def name(self) -> str:
        return NAMES[self.code]

    @property
    def symbol(self) -> str:
        return f"{self.code}-{self.short}"

    @property
    def shown_number(self) -> str:
        """“05/QĐ-HĐTĐ”; open: “/QĐ-HĐTĐ”, with room before it."""
        return f"{two(self.number) if self.number else ''}/{self.symbol}"

    @property
    def when(self) -> str:
        """“ngày 05 tháng 02 năm 2023”, with room for day and month where they are open."""
        if self.day:
            return official_date(date.fromisoformat(self.day))
        return f"ngày …… tháng …… năm {self.year or '……'}"

    @property
    def enclosed_with(self) -> str:
        number = self.shown_number if self.number else f"……{self.shown_number}"
        by = f" của {self.given_by}" if self.given_by else ""
        return f"(Kèm theo {self.name} số {number} {self.when}{by})"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, values: dict[str, Any]) -> Self:
        """The document that `as_json` wrote."""
        return cls(
            **{
                **values,
                "blocks": [Block(**block) for block in values["blocks"]],
                "signers": [Signer(**signer) for signer in values["signers"]],
                "appendices": [
                    Appendix(one["title"], [Block(**block) for block in one["blocks"]], one["numeral"])
                    for one in values["appendices"]
                ],
            }
        )


def two(number: int | None) -> str:
    """A count in official prose: below ten with its zero."""
    return f"{number or 0:02d}"


def roman(number: int) -> str:
    """I, II, III … XXXIX."""
    if not 0 < number < 40:
        raise ValueError(f"no numeral of an appendix or a part: {number}")
    ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]
    return "X" * (number // 10) + ones[number % 10]


def letter(number: int) -> str:
    """The letter of a point, from 1: a, b, c, d, đ, e, g …"""
    if not 0 < number <= len(LETTERS):
        raise ValueError(f"a clause has at most {len(LETTERS)} points, not {number}")
    return LETTERS[number - 1]


def stopped(text: str) -> str:
    """Ends as a sentence does."""
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def bases(texts: list[str], *, last: str = "") -> list[Block]:
    """“Căn cứ …;”, one a line, the last one with a full stop; `last` is a line of its own (“Theo đề nghị của …”)."""
    lines = [f"Căn cứ {text}" for text in texts] + ([last] if last else [])
    return [Block("basis", line + (";" if at < len(lines) else ".")) for at, line in enumerate(lines, 1)]


def entries(texts: list[str], kind: str = "li") -> list[Block]:
    """Lines of a list: each ends with a semicolon, the last one with a full stop; clauses and points are numbered."""
    found = []
    for at, text in enumerate(texts, 1):
        mark = f"{at}. " if kind == "clause" else f"{letter(at)}) " if kind == "point" else ""
        found.append(Block(kind, f"{mark}{text}{';' if at < len(texts) else '.'}"))
    return found


def article(number: int, text: str) -> Block:
    return Block("article", text, f"Điều {number}. ")


def part(number: int, title: str) -> Block:
    return Block("part", f"{roman(number)}. {title}")


def ended(blocks: list[Block]) -> list[Block]:
    """The text with its end mark “./.” in place of the last full stop."""
    *before, last = blocks
    text = last.text.rstrip()
    if text.endswith(END):
        return blocks
    return [*before, Block(**{**asdict(last), "text": text.rstrip(".") + END})]


def numbered(appendices: list[tuple[list[str], list[Block]]]) -> list[Appendix]:
    """(title lines, blocks) as appendices: in Roman numerals where there are two or more."""
    several = len(appendices) > 1
    return [
        Appendix(title, blocks, roman(at) if several else "")
        for at, (title, blocks) in enumerate(appendices, 1)
    ]
