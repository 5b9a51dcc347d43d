"""Number, receipt, versions, taking back, withdrawing: what Lan has in hand after she has submitted."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from dtportal.journal.models import Notice
from dtportal.journal.outbox import compose
from dtportal.programme import calendar
from nominations import actions
from nominations.models import Dossier, Nomination
from nominations.supplements import Asked
from nominations.tests.helpers import draft, endorsed, stand_at, submitted, unit, written

pytestmark = pytest.mark.django_db


def mails(template: str) -> list[tuple[str, str]]:
    """(address, subject and body) of every mail of a kind, in the order of writing."""
    notices = Notice.objects.filter(template=template).select_related("recipient").order_by("pk")
    return [(notice.recipient.email, "\n".join(compose(notice))) for notice in notices]


def test_the_number_is_given_in_the_order_of_first_submission_and_kept(cast, organization, edition):
    first = written(organization, by=cast.lan, edition=edition, body=cast.body)
    second = written(
        unit("Vận tải Sóng Xanh Minh Họa", cast.lan), by=cast.lan, edition=edition, body=cast.body
    )
    other = written(unit("Trạm Y tế Minh Họa", cast.lan, "YT"), by=cast.lan, edition=edition, body=cast.body)
    for nomination in (second, other, first):
        actions.submit(nomination, by=cast.lan)
        nomination.refresh_from_db()
    assert (second.number, other.number, first.number) == (
        "CDS1-2023-GT-0001", "CDS1-2023-YT-0001", "CDS1-2023-GT-0002"
    )  # fmt: skip
    actions.take_back(second, by=cast.lan)
    actions.submit(second, by=cast.lan)
    second.refresh_from_db()
    assert second.number == "CDS1-2023-GT-0001"
    assert second.current_dossier.content["number"] == "CDS1-2023-GT-0001"


def test_a_submission_that_fails_leaves_no_gap(cast, organization, edition):
    nomination = written(organization, by=cast.lan, edition=edition, body=cast.body)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.submit(nomination, by=cast.lan)
        raise ZeroDivisionError
    actions.submit(nomination, by=cast.lan)
    nomination.refresh_from_db()
    assert nomination.number == "CDS1-2023-GT-0001"


def test_the_database_lets_nothing_be_submitted_without_a_number(cast, organization, edition):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    nomination.number = None
    with pytest.raises(IntegrityError), transaction.atomic():
        nomination.save()


def test_the_receipt_says_number_time_and_hash_on_screen_and_by_mail(cast, organization, edition, sign_in):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    page = sign_in(cast.lan).get(f"{nomination.get_absolute_url()}receipt/").content.decode()
    [(address, mail)] = mails("nomination.receipt")
    assert address == cast.lan.email
    for text in (page, mail):
        assert "CDS1-2023-GT-0001" in text
        assert "09:00 10/05/2023" in text
        assert nomination.current_dossier.sha256 in text


@pytest.mark.parametrize(
    ("who", "url"),
    [
        ("lan", "/work/nominations/"),
        ("khoa", "/work/endorsements/"),
        ("minh", "/work/2023/nominations/"),
        ("minh", "/work/2023/nominations/?q=cds1-2023-gt-0001"),
    ],
)
def test_lists_call_a_submitted_dossier_by_its_number(cast, organization, edition, sign_in, who, url):
    draft(unit("Đơn vị khác", cast.lan), by=cast.lan, edition=edition)  # takes 2023-GT-0001
    submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    page = sign_in(getattr(cast, who)).get(url).content.decode()
    assert "CDS1-2023-GT-0001" in page
    assert ">2023-GT-0002<" not in page


def test_lan_takes_her_dossier_back_corrects_it_and_submits_it_again(cast, organization, edition, sign_in):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    lan, minh, home = sign_in(cast.lan), sign_in(cast.minh), nomination.get_absolute_url()
    assert "Mở lại để chỉnh sửa" in lan.get(home).content.decode()
    assert lan.post(f"{home}take-back/").status_code == 302
    assert cast.minh.email in [address for address, text in mails("nomination.taken_back")]
    assert minh.get(f"/work/2023/nominations/{nomination.reference}/").status_code == 404

    row = nomination.answers.get(section="results")
    lan.post(f"{home}sections/results/", {"results": "Giảm 35%.", "version": row.version})
    lan.post(f"{home}submit/")
    first = lan.get(f"{home}versions/1/").content.decode()
    second = lan.get(f"{home}versions/2/").content.decode()
    assert "Thời gian giao nhận giảm 31%." in first and "Giảm 35%." not in first
    assert "Thay đổi so với phiên bản 1" in second
    assert "Thời gian giao nhận giảm 31%." in second and "Giảm 35%." in second
    page = minh.get(f"/work/2023/nominations/{nomination.reference}/").content.decode()
    assert "Thay đổi so với phiên bản 1" in page
    assert lan.get(f"{home}versions/3/").status_code == 404
    assert sign_in(cast.tung).get(f"{home}versions/1/").status_code == 404


def refused(browser, nomination) -> bool:
    answer = browser.post(f"{nomination.get_absolute_url()}take-back/")
    nomination.refresh_from_db()
    return answer.status_code == 409 and nomination.status == Nomination.Status.SUBMITTED


def test_after_the_announced_deadline_nothing_is_taken_back_not_even_in_the_grace(
    cast, organization, edition, sign_in
):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    edition.phases.filter(kind="intake").update(grace_minutes=30)
    stand_at(edition, calendar.end_of(date(2023, 5, 30)) + timedelta(minutes=5))
    lan = sign_in(cast.lan)
    assert refused(lan, nomination)
    assert "Mở lại để chỉnh sửa" not in lan.get(nomination.get_absolute_url()).content.decode()


def test_once_the_secretariat_has_begun_to_decide_nothing_is_taken_back(cast, organization, edition, sign_in):
    nomination = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    actions.return_for_additions(
        nomination, by=cast.minh, reason="Bổ sung số liệu.", items=[Asked("strategy")]
    )
    actions.submit(nomination, by=cast.lan)
    assert refused(sign_in(cast.lan), nomination)


def test_withdrawing_needs_a_reason_which_the_secretariat_reads(cast, organization, edition, sign_in):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    lan, url = sign_in(cast.lan), f"{nomination.get_absolute_url()}withdraw/"
    page = lan.post(url, {"reason": " "})
    assert page.status_code == 422
    assert "Đề nghị nêu lý do" in page.content.decode()
    assert lan.post(url, {"reason": "Đơn vị sáp nhập."}).status_code == 302
    assert any("Đơn vị sáp nhập." in text for address, text in mails("nomination.withdrawn"))
    page = sign_in(cast.minh).get(f"/work/2023/nominations/{nomination.reference}/").content.decode()
    assert "Đơn vị sáp nhập." in page
    assert Dossier.objects.exists()


def test_a_draft_goes_without_a_word(cast, organization, edition, sign_in):
    nomination = draft(organization, by=cast.lan, edition=edition)
    assert sign_in(cast.lan).post(f"{nomination.get_absolute_url()}withdraw/").status_code == 302
    nomination.refresh_from_db()
    assert nomination.status == Nomination.Status.WITHDRAWN
    assert not mails("nomination.withdrawn")
