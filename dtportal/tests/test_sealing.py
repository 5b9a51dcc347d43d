"""Commitments: they bind, they hide, and each opens by its own key only."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtportal import sealing

KEYS = st.binary(min_size=32, max_size=32)
SHEETS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(SHEETS, KEYS)
def test_whoever_has_data_and_key_can_check_it(data, key):
    assert sealing.verify(sealing.commit(data, key), data, key)


@given(SHEETS, SHEETS, KEYS)
def test_no_other_data_fit(data, other, key):
    same = sealing.canonical_json(data) == sealing.canonical_json(other)
    assert sealing.verify(sealing.commit(data, key), other, key) == same


@given(SHEETS, KEYS, st.integers(0, 255))
def test_no_other_key_fits(data, key, bit):
    other = bytearray(key)
    other[bit // 8] ^= 1 << bit % 8
    assert not sealing.verify(sealing.commit(data, key), data, bytes(other))


def test_it_is_plain_hmac_sha256_that_anybody_can_compute():
    key, text = bytes(range(32)), '{"marks":{"data":14},"remark":"Rõ ràng."}'
    expected = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    assert sealing.commit({"remark": "Rõ ràng.", "marks": {"data": 14}}, key) == expected


def test_the_same_marks_under_two_nonces_look_unrelated():
    commitments = {sealing.commit({"total": 70}, sealing.nonce()) for _ in range(200)}
    assert len(commitments) == 200


def test_the_key_of_the_total_does_not_open_the_sheet():
    nonce = sealing.nonce()
    sheet, total = (sealing.derived_key(nonce, purpose) for purpose in ("sheet", "total"))
    commitment = sealing.commit({"total": 70}, sheet)
    assert len({nonce, sheet, total}) == 3
    assert not sealing.verify(commitment, {"total": 70}, total)
    assert not sealing.verify(commitment, {"total": 70}, nonce)


@pytest.mark.parametrize("key", [b"", b"short", bytes(33)])
def test_a_key_that_could_be_guessed_is_refused(key):
    with pytest.raises(ValueError):
        sealing.commit({"total": 70}, key)
    with pytest.raises(ValueError):
        sealing.derived_key(key, "total")


def test_floats_are_refused():
    with pytest.raises(TypeError):
        sealing.commit({"total": 70.5}, sealing.nonce())
