"""One unit per sector and locality: competing dossiers side by side, one is chosen there with a reason."""

import pytest
from django.core.exceptions import PermissionDenied

from dtportal.accounts.models import Membership, User
from dtportal.journal.models import Notice
from nominations import actions
from nominations.actions import Judgement
from nominations.models import Nomination
from nominations.tests.helpers import accepted, draft, endorsed, examined, submitted, unit
from nominations.tests.test_versions import submitted_again

pytestmark = pytest.mark.django_db
NAMES = ["Vận tải Số Minh Họa Một", "Vận tải Số Minh Họa Hai", "Vận tải Số Minh Họa Ba"]


@pytest.fixture
def rivals(cast, edition) -> list[Nomination]:
    """Two endorsed units and one nobody endorses, all transport in Đà Nẵng."""
    common = {"by": cast.lan, "edition": edition, "body": cast.body}
    rows = [endorsed(unit(name, cast.lan), officer=cast.khoa, **common) for name in NAMES[:2]]
    return [*rows, submitted(unit(NAMES[2], cast.lan), **common)]


def address(nomination: Nomination) -> str:
    return f"/work/2023/slots/{nomination.sector_id}/{nomination.province_id}/"


def test_the_page_shows_who_stands_behind_each_and_what_was_found(cast, edition, rivals, sign_in):
    minh = sign_in(cast.minh)
    first, second, _third = rivals
    judgement = {"strategy": Judgement("not_met", "Bản sao không dấu.")}
    actions.judge(second, judgement, by=cast.minh, number=1)
    draft(unit("Bản nháp của người khác", cast.lan), by=cast.lan, edition=edition)
    declined = submitted(unit("Đã bị loại Minh Họa", cast.lan), by=cast.lan, edition=edition, body=cast.body)
    actions.decline(declined, by=cast.minh, reason="Không đủ điều kiện.", rule="Điều 4.")
    for page in (
        minh.get("/work/2023/nominations/?view=conflicts"),
        minh.get(f"/work/2023/nominations/{first.reference}/"),
    ):
        assert address(first) in page.content.decode()
    page = minh.get(address(first)).content.decode()
    assert all(name in page for name in NAMES) and "Bản nháp của người khác" not in page
    assert page.count("12/UBND-KSTT") == 2 and "Chưa có cơ quan nào đề cử hồ sơ này." in page
    assert "Bản sao không dấu." in page and "Không đạt" in page
    assert page.count("Thời gian giao nhận giảm 31%.") == 3
    assert "Đã bị loại Minh Họa" in page
    assert f"/work/2023/nominations/{first.reference}/#c-strategy" in page


def test_the_card_of_rivals_says_which_version_was_endorsed(cast, rivals, sign_in):
    url = f"/work/2023/nominations/{rivals[1].reference}/"
    minh = sign_in(cast.minh)
    assert "đề cử cho phiên bản 1" not in minh.get(url).content.decode()
    submitted_again(rivals[0], cast)
    assert "đề cử cho phiên bản 1" in minh.get(url).content.decode()


def test_one_is_chosen_there_and_nobody_is_declined_in_passing(cast, rivals, sign_in):
    minh = sign_in(cast.minh)
    first, second, _third = rivals
    url = address(first)
    refused = minh.post(url, {"chosen": first.reference, "reason": "Kết quả đo được."})
    assert refused.status_code == 422
    assert (
        "Chưa kết luận đạt" in refused.content.decode()
        and "Kết quả đo được.</textarea>" in refused.content.decode()
    )
    examined(first, by=cast.minh)
    examined(second, by=cast.minh)
    assert minh.post(url, {"reason": "Kết quả đo được."}).status_code == 422
    assert "đề nghị nêu lý do" in minh.post(url, {"chosen": first.reference}).content.decode()
    assert minh.post(url, {"chosen": first.reference, "reason": "Kết quả đo được."}).url == url
    assert Nomination.objects.accepted().get() == first
    assert {row.status for row in Nomination.objects.exclude(pk=first.pk)} == {"submitted"}
    assert not Notice.objects.filter(template="nomination.declined").exists()
    late = minh.post(url, {"chosen": second.reference, "reason": "Quy mô lớn hơn."})
    assert late.status_code == 422
    assert f"{first.known_as}), do {cast.minh.full_name}" in late.content.decode()


def test_a_dossier_of_another_place_cannot_be_chosen_here(cast, edition, rivals, sign_in):
    elsewhere = unit("Bệnh viện Số Minh Họa", cast.lan, "YT")
    other = endorsed(elsewhere, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    examined(other, by=cast.minh)
    answer = sign_in(cast.minh).post(address(rivals[0]), {"chosen": other.reference, "reason": "Tốt."})
    assert answer.status_code == 422
    assert not Nomination.objects.accepted().exists()


def test_whoever_belongs_to_a_rival_neither_compares_nor_chooses(cast, rivals, sign_in):
    first, second, _third = rivals
    examined(second, by=cast.minh)
    Membership.objects.create(user=cast.minh, organization=first.organization)
    minh = User.objects.get(pk=cast.minh.pk)
    assert sign_in(minh).get(address(first)).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.accept(second, by=minh, reason="Kết quả rõ hơn.")
    assert not Nomination.objects.accepted().exists()


def test_only_the_secretariat_compares(cast, rivals, sign_in):
    for person in (cast.lan, cast.khoa, cast.hanh, cast.dung, cast.thao, cast.oanh, cast.tung):
        assert sign_in(person).get(address(rivals[0])).status_code == 403
    assert sign_in(cast.minh).get("/work/2023/slots/1/999999/").status_code == 404


def test_three_ask_no_more_of_the_database_than_two(cast, rivals, sign_in, django_assert_max_num_queries):
    minh, url = sign_in(cast.minh), address(rivals[0])
    for row in rivals[:2]:
        examined(row, by=cast.minh)

    def count() -> int:
        minh.get(url)
        with django_assert_max_num_queries(25) as queries:
            minh.get(url)
        return len(queries)

    with_three = count()
    actions.withdraw(rivals[2], by=cast.lan, reason="Sáp nhập.")
    assert count() == with_three


def test_the_chosen_one_stays_on_the_page(cast, rivals, sign_in):
    accepted(rivals[0], by=cast.minh, reason="Kết quả đo được.")
    page = sign_in(cast.minh).get(address(rivals[0])).content.decode()
    assert NAMES[0] in page and f'value="{rivals[0].reference}"' not in page
    assert f'value="{rivals[1].reference}"' in page
