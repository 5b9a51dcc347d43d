"""Publication: all or nothing, once; before it nobody without the roll sees a name, afterwards everybody does."""

import re

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Conclusion, Vote
from awards import actions
from awards.honours import free_slug
from awards.models import Honor, Roll, RollEntry
from awards.tests.conftest import open_the_ballot, vote_on
from awards.tests.making import conclude_on, seat_council
from dtportal.accounts import second_factor
from dtportal.journal.models import Notice
from dtportal.journal.outbox import compose
from dtportal.states import ImpossibleMove
from nominations import actions as nominations
from nominations.models import Nomination

pytestmark = pytest.mark.django_db
HONORED = "Bệnh viện Đa khoa Minh Họa Hải Âu"


def text_of(answer):
    return answer.content.decode()


def publication(edition):
    return reverse("awards:publication", args=[edition.slug])


# --- The button --------------------------------------------------------------------------------------


def test_oanh_publishes_after_a_second_look(edition, cast, signed, sign_in):
    browser = sign_in(cast.oanh)
    before = text_of(browser.get(publication(edition)))
    assert "Sẵn sàng công bố" in before
    assert HONORED not in before
    button = reverse("awards:publish", args=[edition.slug])
    assert HONORED not in text_of(browser.get(button))
    browser.post(button, {})
    assert not Honor.objects.exists()
    answer = browser.post(button, {"confirmed": "on"}, follow=True)
    assert "Đã công bố danh sách gồm 4 tên" in text_of(answer)
    assert HONORED in text_of(Client().get(reverse("awards:honorees", args=[edition.slug])))


def test_a_second_click_finds_it_published_and_changes_nothing(edition, cast, published, sign_in):
    before = list(Honor.objects.order_by("pk").values()), Notice.objects.count()
    address = reverse("awards:publish", args=[edition.slug])
    answer = sign_in(cast.oanh).post(address, {"confirmed": "on"}, follow=True)
    assert "Danh sách đã công khai" in text_of(answer)
    assert (list(Honor.objects.order_by("pk").values()), Notice.objects.count()) == before


def test_what_is_not_signed_by_two_is_not_published(edition, cast, carried, sign_in):
    with pytest.raises(ImpossibleMove):
        actions.publish(edition, by=cast.oanh)
    assert "Chưa thể công bố" in text_of(sign_in(cast.oanh).get(publication(edition)))


def test_nobody_but_the_organiser_publishes(edition, cast, signed):
    for user in (cast.minh, cast.dung, cast.thao, cast.hanh, cast.lan, cast.tung):
        with pytest.raises(PermissionDenied):
            actions.publish(edition, by=user)


def test_a_list_changed_after_the_signatures_is_not_published(edition, cast, signed):
    RollEntry.objects.filter(roll=signed, rank=2).delete()
    with pytest.raises(ValidationError):
        actions.publish(edition, by=cast.oanh)
    assert not Honor.objects.exists()
    assert Roll.objects.get(pk=signed.pk).status == Roll.Status.SIGNED


def test_certificates_are_numbered_by_list_and_name(published):
    numbered = [
        (honor.certificate_number, honor.name) for honor in Honor.objects.order_by("certificate_number")
    ]
    assert numbered == [
        ("001/GCN-2023", HONORED),
        ("002/GCN-2023", "Hợp tác xã Đồng Vàng Minh Họa"),
        ("003/GCN-2023", "Trường Minh Họa Trường Giang"),
        ("004/GCN-2023", "Nguyễn Thị Minh Họa"),
    ]


def test_what_is_printed_is_what_was_frozen(edition, cast, signed):
    organization = signed.entries.first().conclusion.nomination.organization
    organization.name = "Tên mới đặt sau khi nộp"
    organization.save()
    actions.publish(edition, by=cast.oanh)
    assert Honor.objects.filter(name=HONORED).exists()


def test_two_of_one_name_get_two_addresses():
    taken = set()
    assert [free_slug("Sở Y tế", taken), free_slug("Sở y tế", taken)] == ["so-y-te", "so-y-te-2"]


def test_every_nominee_is_told_the_outcome_and_what_to_do_next(cast, published, sign_in):
    good = Notice.objects.filter(template="honor_conferred", recipient=cast.lan)
    assert good.count() == 3
    subject, body = compose(good.first())
    assert "được tôn vinh" in subject
    assert "certificate.pdf" in body
    assert "Đào tạo kỹ năng số" in body
    assert "khen thưởng" not in body
    other = Notice.objects.get(template="honor_not_conferred", recipient=cast.tung)
    assert "không có trong danh sách tôn vinh" in compose(other)[1]
    outcomes = Nomination.objects.values_list("organization__name", "outcome")
    assert dict(outcomes)[HONORED] == "TOP 100"
    told = Nomination.objects.get(organization__name=HONORED)
    page = sign_in(cast.lan).get(f"/work/nominations/{told.reference}/").content.decode()
    assert "Đào tạo kỹ năng số" in page and "/withdraw/" not in page
    with pytest.raises(ImpossibleMove):
        nominations.withdraw(told, by=cast.lan, reason="Đổi ý")
    assert dict(outcomes)["Đơn vị chưa đạt"] == "Không có trong danh sách tôn vinh"


def test_whoever_was_put_on_hold_is_told_as_well(edition, cast, signed):
    held = signed.entries.get(rank=3).conclusion.nomination
    Nomination.objects.filter(pk=held.pk).update(status=Nomination.Status.ON_HOLD)
    other = Nomination.objects.filter(edition=edition, organization__memberships__user=cast.tung).get()
    Nomination.objects.filter(pk=other.pk).update(status=Nomination.Status.ON_HOLD)
    actions.publish(edition, by=cast.oanh)
    assert Notice.objects.filter(template="honor_not_conferred", recipient=cast.tung).count() == 1


# --- The embargo -------------------------------------------------------------------------------------


def public_addresses(edition):
    return [
        reverse("programme:home"),
        reverse("awards:honorees"),
        reverse("awards:honorees", args=[edition.slug]),
        reverse("awards:honorees", args=[edition.slug]) + "?q=benh+vien&tier=top100",
        reverse("awards:honoree", args=[edition.slug, "benh-vien-da-khoa-minh-hoa-hai-au"]),
        reverse("awards:certificate", args=[edition.slug, "benh-vien-da-khoa-minh-hoa-hai-au"]),
        reverse("awards:decision", args=[edition.slug]),
        reverse("awards:verification", args=["ABCDEFGHJK"]),
    ]


def test_before_publication_no_public_page_knows_anything(edition, signed):
    for address in public_addresses(edition):
        answer = Client().get(address, follow=True)
        assert "Minh Họa Hải Âu" not in text_of(answer), address
    page = text_of(Client().get(reverse("awards:honorees", args=[edition.slug])))
    assert "Danh sách sẽ được công bố vào tháng 9/2023" in page


def test_a_signed_roll_leaves_no_trace_in_the_public_page(edition, cast, carried):
    address = reverse("awards:honorees", args=[edition.slug])
    before = Client().get(address).content
    for user in (cast.dung, cast.thao):
        actions.sign(carried, by=user, code=second_factor.current_code(user))
    assert Client().get(address).content == before


@pytest.mark.parametrize("who", ["lan", "khoa", "hanh", "oanh", "binh", "tung"])
def test_before_publication_only_secretary_chair_and_auditor_read_the_roll(
    edition, cast, signed, sign_in, who
):
    browser = sign_in(getattr(cast, who))
    for address in (
        reverse("awards:roll", args=[edition.slug]),
        reverse("awards:roll", args=[edition.slug]) + "?version=1",
        publication(edition),
        "/work/",
    ):
        assert HONORED not in text_of(browser.get(address)), address
    assert browser.get(reverse("awards:roll", args=[edition.slug])).status_code in {403, 404}


@pytest.mark.parametrize("who", ["minh", "dung", "thao"])
def test_secretary_chair_and_auditor_do(edition, cast, signed, sign_in, who):
    answer = sign_in(getattr(cast, who)).get(reverse("awards:roll", args=[edition.slug]))
    assert HONORED in text_of(answer)
    assert "no-store" in answer["Cache-Control"]


def test_the_organiser_may_not_ask_for_a_version(edition, cast, signed, sign_in):
    answer = sign_in(cast.oanh).get(reverse("awards:roll", args=[edition.slug]) + "?version=1")
    assert answer.status_code == 403


# --- The public pages --------------------------------------------------------------------------------


def test_the_list_is_the_same_bytes_for_everybody(edition, cast, published, sign_in):
    address = reverse("awards:honorees", args=[edition.slug])
    stranger, lan = Client().get(address), sign_in(cast.lan).get(address)
    assert stranger.content == lan.content
    assert "public" in stranger["Cache-Control"]
    assert not stranger.cookies
    assert "Cookie" not in stranger.get("Vary", "")


def test_tabs_filters_and_search_without_diacritics(edition, published):
    address = reverse("awards:honorees", args=[edition.slug])

    def names(query):
        page = text_of(Client().get(address + query))
        return re.findall(r'class="honor-name" href="[^"]+">([^<]+)</a>', page)

    assert len(names("")) == 4
    assert names("?tier=top100") == [HONORED, "Hợp tác xã Đồng Vàng Minh Họa"]
    assert len(names("?tier=top500")) == 3
    assert names("?tier=leaders") == ["Nguyễn Thị Minh Họa"]
    assert names("?q=dong+vang") == ["Hợp tác xã Đồng Vàng Minh Họa"]
    sector = Honor.objects.get(name=HONORED).sector
    assert names(f"?sector={sector.slug}") == [HONORED]
    assert names("?q=khong+co+ai") == []
    assert "Không có tên nào phù hợp" in text_of(Client().get(address + "?q=khong+co+ai"))
    assert len(names("?sector=bia-dat&province=xx&tier=khong-co&page=999")) == 4


def test_an_honoree_has_a_page_in_both_languages(edition, published):
    honor = Honor.objects.get(name=HONORED)
    vietnamese = text_of(Client().get(honor.get_absolute_url()))
    assert "TOP 100 đơn vị, tổ chức, doanh nghiệp tiêu biểu" in vietnamese
    assert "Chiến lược, kế hoạch của đơn vị" in vietnamese
    assert "Đơn vị số hóa toàn bộ quy trình" in vietnamese
    assert honor.verification_code in vietnamese
    english = text_of(Client().get("/en" + honor.get_absolute_url()))
    assert "TOP 100 outstanding units" in english
    assert "khen thưởng" not in vietnamese


def test_the_latest_published_edition_is_the_one_without_a_slug(edition, published):
    assert Client().get(reverse("awards:honorees")).url == reverse("awards:honorees", args=[edition.slug])


def test_a_code_typed_carelessly_is_found(published):
    code = Honor.objects.get(name=HONORED).verification_code
    careless = f" {code[:5].lower()}-{code[5:]} "
    answer = Client().get(reverse("awards:verify"), {"code": careless}, follow=True)
    assert "Giấy chứng nhận này là thật" in text_of(answer)
    assert HONORED in text_of(answer)
    assert "001/GCN-2023" in text_of(answer)


def test_an_unknown_code_gets_a_sentence_and_404(published):
    answer = Client().get(reverse("awards:verification", args=["ABCDEFGHJK"]))
    assert answer.status_code == 404
    assert "Không có giấy chứng nhận nào mang mã này" in text_of(answer)


def queries_of(browser, address):
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def test_both_lists_take_the_same_few_queries_for_one_name_and_for_three(
    edition, cast, organization, sign_in
):
    seat_council(edition, cast)
    found = []
    for scores in ([80], [81, 82]):
        conclude_on(edition, cast, scores)
        roll = actions.draw_roll(edition, by=cast.minh)
        open_the_ballot(roll, cast)
        vote_on(roll, cast, Vote.Choice.FOR)
        for user in (cast.dung, cast.thao):
            actions.sign(roll, by=user, code=second_factor.current_code(user))
        actions.publish(edition, by=cast.oanh)
        work = queries_of(sign_in(cast.minh), reverse("awards:roll", args=[edition.slug]))
        public = queries_of(Client(), reverse("awards:honorees", args=[edition.slug]))
        found.append((work, public))
        Honor.objects.all().delete()
        Roll.objects.all().delete()
        cache.clear()
    assert found[0] == found[1]
    assert max(found[0]) <= 12


def test_verdicts_not_proposed_stay_out(edition, cast, published):
    assert not Honor.objects.filter(nomination__conclusion__verdict=Conclusion.Verdict.NOT_YET).exists()
