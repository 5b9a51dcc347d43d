"""Declarations and consents: one box a purpose, none ticked beforehand, on record for ever, withdrawable."""

import pytest
from django.db import DatabaseError, connection, transaction

from dtportal.sealing import digest
from nominations import actions
from nominations.models import Consent, Nomination
from nominations.tests.helpers import ANSWERS, CONSENTS, draft, endorsed, examined, pdf, submitted
from nominations.tests.test_submission import mails

pytestmark = pytest.mark.django_db


@pytest.fixture
def unticked(cast, organization, edition) -> Nomination:
    """A draft that lacks nothing but its declarations."""
    nomination = draft(organization, by=cast.lan, edition=edition)
    for key, data in ANSWERS.items():
        actions.save_section(nomination, key, data, version=0, by=cast.lan)
    actions.attach(nomination, pdf(), section="strategy", question="plan_file", by=cast.lan)
    actions.request_endorsement(nomination, cast.body, by=cast.lan)
    return nomination


def boxes(*keys: str) -> dict[str, str]:
    return {f"consent-{key}": "on" for key in keys}


def test_each_purpose_has_a_box_of_its_own_and_none_is_ticked(unticked, cast, sign_in):
    page = sign_in(cast.lan).get(f"{unticked.get_absolute_url()}review/").content.decode()
    for key in [*CONSENTS, "may_name", "may_inform"]:
        assert f'name="consent-{key}"' in page
    assert 'name="consent-person_agrees"' not in page  # asked of leaders
    assert " checked" not in page
    assert "Nếu không được tôn vinh" in page
    assert page.index("Nội dung Hội đồng sẽ xem") < page.index('id="submit"')


def test_what_is_missing_is_a_list_of_links_and_the_boxes_wait(cast, organization, edition, sign_in):
    nomination = draft(organization, by=cast.lan, edition=edition)
    page = sign_in(cast.lan).get(f"{nomination.get_absolute_url()}review/").content.decode()
    assert f'href="{nomination.get_absolute_url()}sections/strategy/#div_id_strategy"' in page
    assert f'href="{nomination.get_absolute_url()}endorsement/"' in page
    assert 'name="consent-is_true"' not in page


def test_a_box_left_out_is_told_beside_it_and_the_others_stay_ticked(unticked, cast, sign_in):
    lan, home = sign_in(cast.lan), unticked.get_absolute_url()
    answer = lan.post(f"{home}submit/", boxes("is_true", "is_lawful", "may_publish", "may_inform"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count('class="consent-box-error"') == 1
    assert 'id="id_consent-may_appraise_error"' in page
    assert page.count(" checked") == 4
    assert not Consent.objects.exists()
    unticked.refresh_from_db()
    assert unticked.status == Nomination.Status.DRAFT


def test_submitting_writes_each_consent_down_and_the_dossier_names_it(unticked, cast, edition, sign_in):
    lan, home = sign_in(cast.lan), unticked.get_absolute_url()
    lan.post(f"{home}submit/", boxes(*CONSENTS))
    rows = {row.key: row for row in Consent.objects.all()}
    assert set(rows) == set(CONSENTS)
    assert {(row.by, row.at, row.version) for row in rows.values()} == {(cast.lan, edition.clock_at, 1)}
    dossier = unticked.current_dossier
    named = {row["key"]: row for row in dossier.content["consents"]}
    assert named["may_publish"]["id"] == rows["may_publish"].pk
    assert named["may_publish"]["sha256"] == rows["may_publish"].sha256
    assert named["may_publish"]["at"] == edition.clock_at.isoformat()
    assert dossier.sha256 == digest(dossier.content)
    page = lan.get(f"{home}versions/1/").content.decode()
    assert "Hội đồng thẩm định xử lý dữ liệu" in page
    assert "phiên bản 1, đồng ý lúc 09:00 10/05/2023" in page
    assert "Đồng ý nhận tin" not in page


def test_a_changed_text_asks_anew_and_only_for_that(cast, organization, edition, sign_in):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    actions.take_back(nomination, by=cast.lan)
    for data in edition.consents:
        if data["key"] == "may_publish":
            data.update(version=2, text="Câu chữ mới về công bố.")
    edition.save()
    lan, home = sign_in(cast.lan), nomination.get_absolute_url()
    page = lan.get(f"{home}review/").content.decode()
    assert 'name="consent-may_publish"' in page and "Câu chữ mới về công bố." in page
    assert 'name="consent-is_true"' not in page
    assert lan.post(f"{home}submit/").status_code == 422
    assert lan.post(f"{home}submit/", boxes("may_publish")).status_code == 302
    named = {row["key"]: row for row in nomination.current_dossier.content["consents"]}
    assert (named["may_publish"]["version"], named["is_true"]["version"]) == (2, 1)
    assert Consent.objects.filter(key="may_publish").count() == 2


def test_withdrawing_an_obligatory_one_says_what_follows_and_stops_the_acceptance(
    cast, organization, edition, sign_in
):
    nomination = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    frozen = nomination.current_dossier.sha256
    lan, minh, url = sign_in(cast.lan), sign_in(cast.minh), f"{nomination.get_absolute_url()}consents/"
    desk = f"/work/2023/nominations/{nomination.reference}/"
    assert "Hồ sơ không thể được xét tiếp" in lan.get(url).content.decode()
    assert lan.post(f"{url}may_appraise/withdraw/").status_code == 302
    page = lan.get(url).content.decode()
    assert "Rút lại, phiên bản 1" in page and "Đồng ý, phiên bản 1" in page
    [(address, mail)] = mails("nomination.consent_withdrawn")
    assert address == cast.minh.email and "Sử dụng dữ liệu để thẩm định" in mail
    assert "Đơn vị đã rút lại: Sử dụng dữ liệu để thẩm định" in minh.get(desk).content.decode()
    warning = "Một nội dung đồng ý đã được rút, cần tạm dừng xét: CDS1-2023-GT-0001"
    assert warning in minh.get("/work/").content.decode()
    answer = minh.post(f"{desk}accept/")
    assert answer.status_code == 422
    assert "Đơn vị đã rút" in answer.content.decode()
    assert lan.post(f"{url}may_appraise/withdraw/").status_code == 409

    lan.post(f"{url}may_appraise/give/")
    assert warning not in minh.get("/work/").content.decode()
    examined(nomination, by=cast.minh)
    assert minh.post(f"{desk}accept/").status_code == 302
    assert list(Consent.objects.filter(key="may_appraise").values_list("deed", flat=True)) == [
        "given", "withdrawn", "given"
    ]  # fmt: skip
    assert nomination.current_dossier.sha256 == frozen


def test_an_optional_one_is_given_later_and_withdrawn_without_more_ado(cast, organization, edition, sign_in):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    lan, url = sign_in(cast.lan), f"{nomination.get_absolute_url()}consents/"
    for _click in range(2):
        lan.post(f"{url}may_inform/give/")
    assert Consent.objects.filter(key="may_inform").count() == 1
    lan.post(f"{url}may_inform/withdraw/")
    actions.take_back(nomination, by=cast.lan)
    actions.submit(nomination, by=cast.lan)
    assert "may_inform" not in {row["key"] for row in nomination.current_dossier.content["consents"]}
    assert lan.post(f"{url}nothing/give/").status_code == 404


def test_the_database_refuses_to_change_a_consent(cast, organization, edition):
    submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    row = Consent.objects.first()
    row.deed = Consent.Deed.WITHDRAWN
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.filter(pk=row.pk).update(deed=Consent.Deed.WITHDRAWN)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE nominations_consent SET at = at")


def test_nobody_but_the_representatives_gives_or_withdraws(cast, organization, edition, sign_in):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    for who in (cast.minh, cast.khoa, cast.thao, cast.tung):
        browser = sign_in(who)
        for deed in ("give", "withdraw"):
            answer = browser.post(f"{nomination.get_absolute_url()}consents/may_inform/{deed}/")
            assert answer.status_code in {403, 404}
    assert Consent.objects.count() == len(CONSENTS)


@pytest.mark.parametrize(
    ("group", "asked", "not_asked"),
    [("leader", "Người được đề cử đã biết và đồng ý", "nghĩa vụ thuế"), ("unit", "nghĩa vụ thuế", "đã biết")],
)
def test_the_public_guide_tells_what_will_be_asked(edition, client, group, asked, not_asked):
    page = client.get(f"/guide/{group}/").content.decode()
    assert asked in page and not_asked not in page
