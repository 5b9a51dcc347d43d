"""The names of a roll as appendices, one for each list; what they are called in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from awards.lists import covered_by
from awards.models import Roll, RollEntry
from awards.rolls import entries_as_if_without
from dtportal.accounts.models import User
from dtportal.official.content import Appendix, Block, numbered, roman, two
from dtportal.programme.models import Edition, Group, Tier
from dtportal.text import ordinal


@dataclass(frozen=True)
class Names:
    """The names that a tier adds to the narrower ones inside it; `first` is the number of its first line."""

    tier: Tier
    entries: list[RollEntry]
    within: list[int]
    first: int

    @property
    def total(self) -> int:
        return self.first - 1 + len(self.entries)

    @property
    def is_of_leaders(self) -> bool:
        return self.tier.groups == [Group.LEADER]

    @property
    def title(self) -> str:
        return title_of(self.tier)

    @property
    def counted(self) -> str:
        return f"{two(self.total)} {'cá nhân' if self.is_of_leaders else 'đơn vị'}"


def title_of(tier: Tier) -> str:
    """What is conferred; the wording of the programme, never of State honours."""
    if tier.groups == [Group.LEADER]:
        return "Lãnh đạo tiêu biểu"
    return f"{tier.name} đơn vị, tổ chức, doanh nghiệp tiêu biểu"


def entries_for(roll: Roll, user: User | None) -> tuple[list[RollEntry], bool]:
    """(lines, whether they are all): those of the roll; for somebody to whom dossiers are closed, while the list is not
    public, what the rule would make of all others, without numbers of certificates. `user` None: all of them."""
    if user is not None and roll.status not in {Roll.Status.PUBLISHED, Roll.Status.SUPERSEDED}:
        others = entries_as_if_without(roll, user)
        if others is not None:
            return [_named(entry) for entry in others], False
    rows = roll.entries.filter(revoked_for="").select_related(
        "tier", "conclusion__nomination__sector", "conclusion__nomination__province"
    )
    return list(rows), True


def _named(entry: RollEntry) -> RollEntry:
    """As `honours.prepare` words it, of what the conclusion's nomination says."""
    nomination = entry.conclusion.nomination
    entry.name = nomination.honoree_name
    if nomination.person_name:
        entry.detail = ", ".join(filter(None, [nomination.person_position, nomination.organization.name]))
    return entry


def names_of(edition: Edition, entries: Sequence[RollEntry]) -> list[Names]:
    """One for each tier that has names of its own, in the order of the certificates."""
    tiers = list(edition.tiers.all())
    by_tier: dict[int, list[RollEntry]] = {tier.pk: [] for tier in tiers}
    for entry in entries:
        by_tier[entry.tier_id].append(entry)
    found: list[Names] = []
    places: dict[int, int] = {}
    for tier in tiers:
        if not by_tier[tier.pk]:
            continue
        inner = [one.pk for one in covered_by(tier, tiers) if one != tier and one.pk in places]
        places[tier.pk] = len(found) + 1
        found.append(
            Names(
                tier,
                by_tier[tier.pk],
                [places[pk] for pk in inner],
                1 + sum(len(by_tier[pk]) for pk in inner),
            )
        )
    return found


def subject_of(names: Sequence[Names]) -> str:
    """What is honoured: the lists that have names, the leaders last."""
    units = [one.tier.name for one in names if not one.is_of_leaders]
    subjects = [f"{', '.join(units)} đơn vị, tổ chức, doanh nghiệp tiêu biểu"] if units else []
    if any(one.is_of_leaders for one in names):
        subjects.append("lãnh đạo tiêu biểu")
    return " và ".join(subjects) or "đơn vị, tổ chức, doanh nghiệp tiêu biểu"


def counted(names: Sequence[Names]) -> list[str]:
    """“TOP 500 …: 03 đơn vị (danh sách tại Phụ lục I và Phụ lục II)”, for each list."""
    several = len(names) > 1
    found = []
    for at, one in enumerate(names, 1):
        places = [f"Phụ lục {roman(number)}" for number in [*one.within, at]] if several else ["Phụ lục"]
        found.append(f"{one.title}: {one.counted} (danh sách tại {' và '.join(places)})")
    return found


def appendices(edition: Edition, names: Sequence[Names], *, with_ranks: bool = False) -> list[Appendix]:
    """The lists as appendices; `with_ranks`: rank and mean score in place of the certificate's number."""
    found = []
    for one in names:
        title = [
            f"DANH SÁCH {one.title.upper()}",
            f"LẦN THỨ {ordinal(edition.ordinal).upper()}, NĂM {edition.year}",
        ]
        blocks = []
        if one.within:
            places = " và ".join(f"Phụ lục {roman(number)}" for number in one.within)
            blocks.append(Block("centre", f"(Tiếp theo danh sách tại {places})"))
        found.append((title, [*blocks, _table(one, with_ranks)]))
    return numbered(found)


def _table(names: Names, with_ranks: bool) -> Block:
    rows = []
    for at, entry in enumerate(names.entries):
        nomination = entry.conclusion.nomination
        name = f"{entry.name} ({entry.detail})" if entry.detail else entry.name
        field = nomination.sector.name if nomination.sector_id else str(nomination.get_group_display())
        last = [str(entry.rank), score_of(entry)] if with_ranks else [entry.certificate_number]
        rows.append([str(names.first + at), name, field, nomination.province.name, *last])
    if with_ranks:
        header = ["TT", "Tên", "Lĩnh vực", "Địa phương", "Thứ hạng", "Điểm"]
        return Block("table", header=header, rows=rows, widths=[11, 62, 34, 26, 15, 17], numbers=[0, 4, 5])
    header = ["TT", "Tên", "Lĩnh vực", "Địa phương", "Số giấy chứng nhận"]
    return Block("table", header=header, rows=rows, widths=[11, 60, 33, 27, 34], numbers=[0])


def score_of(entry: RollEntry) -> str:
    """Two decimals, half up, with a comma."""
    hundredths = (entry.score_numerator * 200 + entry.score_denominator) // (2 * entry.score_denominator)
    return f"{hundredths // 100},{hundredths % 100:02d}"
