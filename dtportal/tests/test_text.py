"""Vietnamese text: the order of ICU's locale `vi`, search without diacritics, addresses, official dates."""

import unicodedata
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtportal import text


@pytest.mark.parametrize(
    "ordered",
    [
        ["An", "Ăn", "Ân", "Ba"],
        ["ba", "bà", "bả", "bã", "bá", "bạ"],
        ["Dung", "Dũng", "Đan", "Em"],
        ["Hà Nam", "Hà Nội", "Hải Dương"],
        ["Ôn", "Ổn", "Ơn", "Phú"],
        ["Uy", "Ưng", "Vân"],
    ],
)
def test_dictionary_order(ordered):
    assert sorted(reversed(ordered), key=text.sort_key) == ordered
    assert sorted(reversed(ordered), key=text.stored_sort_key) == ordered


def test_people_stand_by_given_name_then_family_then_middle_names():
    people = ["Lê Văn An", "Trần An", "Nguyễn Thị Ánh", "Bùi Thanh Bình", "Bùi Văn Bình", "Đỗ Cường"]
    assert sorted(reversed(people), key=text.name_key) == people
    assert sorted(reversed(people), key=lambda name: text.stored_sort_key(name, person=True)) == people


@given(st.lists(st.text(alphabet="aăâbcdđeêioôơuưyxzAĂĐƠàảãáạ ấệỹ", max_size=8), min_size=2, max_size=6))
def test_the_stored_key_orders_as_the_key_does(words):
    by_key = sorted(words, key=text.sort_key)
    for first, second in pairwise(by_key):
        assert text.stored_sort_key(first) <= text.stored_sort_key(second)


@given(st.text(max_size=20))
def test_composed_and_decomposed_are_one_text(word):
    composed, decomposed = unicodedata.normalize("NFC", word), unicodedata.normalize("NFD", word)
    assert text.nfc(composed) == text.nfc(decomposed)
    assert text.sort_key(composed) == text.sort_key(decomposed)
    assert text.fold(composed) == text.fold(decomposed)
    assert text.stored_sort_key(composed).isascii()


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Đắk  Lắk", "dak lak"),
        ("SỞ Y TẾ Đà Nẵng", "so y te da nang"),
        ("Thừa Thiên - Huế", "thua thien - hue"),
    ],
)
def test_search_forgets_diacritics(written, found):
    assert text.fold(written) == found


def test_addresses_keep_their_d():
    assert text.slug("Đại học Đà Nẵng (cơ sở 2)") == "dai-hoc-da-nang-co-so-2"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2023, 9, 2), "ngày 02 tháng 9 năm 2023"),
        (date(2023, 1, 15), "ngày 15 tháng 01 năm 2023"),
        (date(2023, 2, 5), "ngày 05 tháng 02 năm 2023"),
        (date(2023, 12, 31), "ngày 31 tháng 12 năm 2023"),
    ],
)
def test_official_dates_have_the_zeros_of_decree_30(day, words):
    assert text.official_date(day) == words
