"""One unit per sector and locality: the secretariat chooses with a reason and declines nobody in passing."""

import pytest
from django.core.exceptions import ValidationError

from dtportal.journal.models import Notice
from dtportal.states import ImpossibleMove
from nominations import actions
from nominations.models import Nomination
from nominations.tests.helpers import accepted, endorsed, examined, unit

pytestmark = pytest.mark.django_db

DESK = "/work/2023/nominations/"


@pytest.fixture
def rivals(cast, edition) -> list[Nomination]:
    """Two endorsed units, both transport in Đà Nẵng."""
    names = ["Công ty Cổ phần Vận tải Số Minh Họa Một", "Công ty Cổ phần Vận tải Số Minh Họa Hai"]
    rows = [
        endorsed(unit(name, cast.lan), by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
        for name in names
    ]
    return [examined(row, by=cast.minh) for row in rows]


def test_choosing_one_of_two_needs_a_reason(cast, rivals, sign_in):
    minh, (first, second) = sign_in(cast.minh), rivals
    page = minh.get(f"{DESK}{first.reference}/").content.decode()
    assert second.honoree_name in page and "Lý do chọn đơn vị này" in page
    refused = minh.post(f"{DESK}{first.reference}/accept/", {"accept-reason": " "})
    assert refused.status_code == 422
    assert "đề nghị nêu lý do chọn đơn vị này" in refused.content.decode()
    assert not Nomination.objects.accepted().exists()
    minh.post(f"{DESK}{first.reference}/accept/", {"accept-reason": "Kết quả đo được, dễ nhân rộng."})
    assert Nomination.objects.accepted().get() == first
    assert "Kết quả đo được, dễ nhân rộng." in minh.get(f"{DESK}{first.reference}/").content.decode()
    assert (
        "dễ nhân rộng" not in sign_in(cast.lan).get(f"/work/nominations/{first.reference}/").content.decode()
    )


def test_the_other_unit_stays_as_it_is(cast, rivals):
    first, second = rivals
    actions.accept(first, by=cast.minh, reason="Quy mô lớn hơn.")
    second.refresh_from_db()
    assert second.status == Nomination.Status.SUBMITTED
    assert not Notice.objects.filter(template="nomination.declined").exists()


def test_a_unit_alone_needs_no_reason(cast, organization, edition):
    only = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    assert accepted(only, by=cast.minh).status == Nomination.Status.ACCEPTED


def test_who_comes_second_is_told_who_decided(cast, rivals):
    first, second = rivals
    actions.accept(first, by=cast.minh, reason="Quy mô lớn hơn.")
    with pytest.raises(ValidationError) as refused:
        actions.accept(second, by=cast.minh, reason="Kết quả rõ hơn.")
    assert first.known_as in refused.value.messages[0] and cast.minh.full_name in refused.value.messages[0]
    with pytest.raises(ImpossibleMove, match=cast.minh.full_name):
        actions.accept(first, by=cast.minh)
