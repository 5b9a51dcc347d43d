"""The ledger: every mail of an edition with its state; its words for whoever may read them; once more."""

import smtplib

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from dtportal.journal import ledger, outbox
from dtportal.journal.models import Entry, Notice
from dtportal.journal.recording import send
from nominations import actions, reminders
from nominations.supplements import Asked
from nominations.tests.helpers import draft, submitted, unit
from nominations.tests.test_deadlines import at
from nominations.tests.test_doors import stand_at
from nominations.tests.test_races import at_once

pytestmark = pytest.mark.django_db
PAGE = "/work/2023/mails/"


@pytest.fixture
def returned(cast, organization, edition) -> Notice:
    """Minh asked Lan for additions; the mail waits."""
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    actions.return_for_additions(
        nomination, by=cast.minh, reason="Bổ sung kế hoạch năm 2023.", items=[Asked("strategy")]
    )
    return Notice.objects.get(template="nomination.returned", recipient=cast.lan)


@pytest.fixture
def reminded(cast, organization, edition) -> Notice:
    """Lan's draft, which is nobody else's business, was reminded of the deadline."""
    draft(organization, by=cast.lan, edition=edition)
    stand_at(edition, at(29))
    reminders.sweep()
    return Notice.objects.get(template="nomination.reminded")


def test_minh_reads_what_became_of_a_mail_about_a_dossier_he_sees(returned, cast, sign_in):
    minh = sign_in(cast.minh)
    page = minh.get(f"{PAGE}?template=nomination.returned").content.decode()
    assert "Đang chờ gửi" in page and "lan@example.org" in page and returned.context["reference"] in page
    outbox.deliver(returned.pk)
    letter = minh.get(f"{PAGE}{returned.pk}/").content.decode()
    assert "Đã gửi" in letter and "Bổ sung kế hoạch năm 2023." in letter


def test_a_mail_about_a_draft_is_counted_but_not_told(reminded, cast, sign_in):
    minh = sign_in(cast.minh)
    for url in (PAGE, f"{PAGE}{reminded.pk}/"):
        page = minh.get(url).content.decode()
        assert "l•••@example.org" in page and "Nhắc trước hạn" in page
        for private in (reminded.context["reference"], reminded.context["organization"], "lan@example.org"):
            assert private not in page


def test_others_do_not_see_the_ledger(returned, cast, sign_in):
    for person in (cast.lan, cast.khoa, cast.hanh, cast.dung, cast.tung):
        assert sign_in(person).get(PAGE).status_code == 403
        assert sign_in(person).get(f"{PAGE}{returned.pk}/").status_code == 403
    thao = sign_in(cast.thao)
    assert thao.get(f"{PAGE}{returned.pk}/").status_code == 200
    assert thao.post(f"{PAGE}{returned.pk}/again/").status_code == 403


def test_filters_and_counters_agree(returned, cast, sign_in):
    outbox.deliver(returned.pk)
    minh = sign_in(cast.minh)
    page = minh.get(f"{PAGE}?state=sent").content.decode()
    assert page.count("<tbody><tr>") == 1 and f"{PAGE}{returned.pk}/" in page
    assert '<span class="tile-value">1</span><span class="tile-label">Đã gửi</span>' in page
    assert "Không tìm thấy" in minh.get(f"{PAGE}?state=given_up").content.decode()
    found = minh.get(f"{PAGE}?reference={returned.context['reference'].lower()}").content.decode()
    assert f"{PAGE}{returned.pk}/" in found
    assert "Không tìm thấy" in minh.get(f"{PAGE}?reference=2023-XX-0001").content.decode()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (smtplib.SMTPRecipientsRefused({}), "refused"),
        (smtplib.SMTPSenderRefused(550, b"", "a"), "sender"),
        (smtplib.SMTPAuthenticationError(535, b""), "sender"),
        (smtplib.SMTPDataError(554, b""), "rejected"),
        (smtplib.SMTPConnectError(421, b""), "unreachable"),
        (smtplib.SMTPServerDisconnected(), "unreachable"),
        (ConnectionRefusedError(), "unreachable"),
    ],
)
def test_each_failure_has_its_class(error, reason):
    assert outbox.reason_of(error) == reason


def test_a_mail_that_failed_says_why_until_it_is_given_up(returned, cast, sign_in, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2
    outbox.deliver(returned.pk)
    minh = sign_in(cast.minh)
    page = minh.get(f"{PAGE}?state=failed").content.decode()
    assert "Gửi không thành công, sẽ gửi lại" in page and "không kết nối được máy chủ thư" in page
    for _attempt in range(outbox.MAX_ATTEMPTS):
        outbox.deliver(returned.pk)
    assert f"{PAGE}{returned.pk}/" in minh.get(f"{PAGE}?state=given_up").content.decode()


def test_sending_again_makes_a_new_row_and_keeps_the_old(returned, cast, sign_in):
    outbox.deliver(returned.pk)
    before = Notice.objects.filter(pk=returned.pk).values().get()
    minh = sign_in(cast.minh)
    for _click in range(2):
        minh.post(f"{PAGE}{returned.pk}/again/")
    again = Notice.objects.get(again_of=returned)
    assert (again.recipient, again.context, again.state) == (cast.lan, returned.context, "queued")
    assert Notice.objects.filter(pk=returned.pk).values().get() == before
    assert Entry.objects.get(verb="mail.sent_again").actor_id == cast.minh.pk
    outbox.deliver_waiting()
    assert Notice.objects.get(pk=again.pk).sent_body == before["sent_body"]


def test_what_still_waits_or_opened_an_account_is_not_repeated(returned, cast, edition):
    with pytest.raises(ValidationError, match="vẫn đang chờ gửi"):
        ledger.send_again(returned, by=cast.minh)
    secret = send("account/reset_password", context={}, recipient=cast.lan, edition_id=edition.pk)
    Notice.objects.filter(pk=secret.pk).update(sent_at=timezone.now())
    with pytest.raises(ValidationError, match="liên kết"):
        ledger.send_again(secret, by=cast.minh)
    with pytest.raises(PermissionDenied):
        ledger.send_again(returned, by=cast.lan)


def test_a_mail_cannot_be_both_sent_and_given_up(returned):
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(pk=returned.pk).update(sent_at=timezone.now(), given_up_at=timezone.now())


def test_the_ledger_asks_as_much_for_three_as_for_one(cast, edition, sign_in, django_assert_max_num_queries):
    minh, counts = sign_in(cast.minh), []
    for name in ("Bệnh viện Số", "Phòng khám Sao Mai", "Trung tâm Y tế"):
        submitted(unit(name, cast.lan, "YT"), by=cast.lan, edition=edition, body=cast.body)
        minh.get(PAGE)
        with django_assert_max_num_queries(12) as queries:
            assert minh.get(PAGE).status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_four_clicks_at_once_send_once_more(returned, cast):
    Notice.objects.filter(pk=returned.pk).update(sent_at=timezone.now())
    at_once(*[lambda: ledger.send_again(returned, by=cast.minh)] * 4)
    assert Notice.objects.filter(again_of=returned).count() == 1
