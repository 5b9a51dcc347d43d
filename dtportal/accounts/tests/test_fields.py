import pytest
from django.core.exceptions import ValidationError

from dtportal.accounts.fields import clean_phone, clean_tax_code, national_phone


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0100233488", "0100233488"),
        (" 0100 233 488 ", "0100233488"),
        ("0314409058-002", "0314409058-002"),
        ("0314409058002", "0314409058-002"),
        ("01.00.112437", "0100112437"),
        ("9900000016", "9900000016"),
        ("", ""),
    ],
)
def test_a_tax_code_is_stored_as_the_certificate_prints_it(typed, stored):
    assert clean_tax_code(typed) == stored


@pytest.mark.parametrize("typed", ["0100233480", "8000000012", "012345678", "mã số", "001099012345"])
def test_a_mistyped_tax_code_is_refused_with_a_sentence(typed):
    with pytest.raises(ValidationError) as refusal:
        clean_tax_code(typed)
    assert "ã số thuế" in refusal.value.message


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("024 3943 6767", "+842439436767", "024 3943 6767"),
        ("(024) 0000.0001", "+842400000001", "024 0000 0001"),
        ("+84 0912 345 678", "+84912345678", "0912 345 678"),
        ("0392244689", "+84392244689", "0392 244 689"),
        ("19001234", "+8419001234", "1900 1234"),
        ("+49 30 123456", "+4930123456", "+49 30 123456"),
    ],
)
def test_a_telephone_is_stored_internationally_and_shown_as_at_home(typed, stored, shown):
    assert clean_phone(typed) == stored
    assert national_phone(stored).replace(" ", "") == shown.replace(" ", "")


@pytest.mark.parametrize("typed", ["123", "không có", "0912345678901234"])
def test_a_telephone_that_cannot_be_one_is_refused(typed):
    with pytest.raises(ValidationError):
        clean_phone(typed)
