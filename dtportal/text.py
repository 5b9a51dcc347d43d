"""Vietnamese text, pure: collation, folding, slugs, official dates.

Order agrees with ICU's locale `vi`: letters first, then tones (ngang, huyền, hỏi, ngã, sắc, nặng), then case.
"""

import re
import unicodedata
from datetime import date

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: position for position, letter in enumerate(ALPHABET, 1)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}

SortKey = tuple[list[int], list[int], list[bool]]


def nfc(text: str) -> str:
    """Composed form, single spaces, no outer blanks: how every input is stored."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _split_tone(char: str) -> tuple[str, int]:
    marks = unicodedata.normalize("NFD", char)
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), 0)
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES)), tone


def _rank(letter: str) -> int:
    return 0 if letter.isspace() else _RANK.get(letter.lower(), ord(letter) + 100)


def sort_key(text: str) -> SortKey:
    """Dictionary order of any text."""
    parts = [_split_tone(char) for char in unicodedata.normalize("NFC", text)]
    return (
        [_rank(letter) for letter, _ in parts],
        [tone for _, tone in parts],
        [letter.isupper() for letter, _ in parts],
    )


def name_key(full_name: str) -> tuple[SortKey, SortKey, SortKey]:
    """Order of a list of people: given name, then family name, then middle names."""
    parts = full_name.split()
    if len(parts) < 2:
        return sort_key(full_name.strip()), sort_key(""), sort_key("")
    return sort_key(parts[-1]), sort_key(parts[0]), sort_key(" ".join(parts[1:-1]))


def stored_sort_key(text: str, *, person: bool = False) -> str:
    """`sort_key` (or `name_key`) as a string that any database orders byte by byte, for an indexed column."""
    keys = name_key(text) if person else (sort_key(text),)
    return "/".join(
        "".join(f"{min(rank, 0xFFFF):04x}" for rank in letters)
        + "."
        + "".join(str(tone) for tone in tones)
        + "."
        + "".join("1" if upper else "0" for upper in uppers)
        for letters, tones, uppers in keys
    )


def fold(text: str) -> str:
    """Search form: lower case, no diacritics, đ as d, single spaces."""
    text = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return " ".join("".join(char for char in text if not unicodedata.combining(char)).lower().split())


def slug(text: str) -> str:
    """Address form; Django's own slugify drops Đ."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def official_date(day: date) -> str:
    """“ngày 02 tháng 9 năm 2023”: a leading zero for days below 10 and for January and February only.

    Decree 30/2020/NĐ-CP, Appendix I, element 4.
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day:%d} tháng {month} năm {day.year}"


def ordinal(number: int) -> str:
    """“nhất”, “hai”, “ba”, “tư” … as in “lần thứ nhất”."""
    words = ["", "nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"]
    return words[number] if 0 < number < len(words) else str(number)
