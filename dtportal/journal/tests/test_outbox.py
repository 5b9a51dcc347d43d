"""Mails: rows of the transaction that caused them, sent once, tried again when the server is away."""

import socket

import pytest
from django.db import transaction

from dtportal.journal import outbox
from dtportal.journal.models import Entry, Notice
from dtportal.journal.recording import record, send


@pytest.fixture
def files(settings):
    """The mail server answers: mails become files."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    return lambda: sorted(settings.MAIL_DIR.glob("*.log"))


@pytest.fixture
def server_down(settings):
    """A port where nobody listens (bound and closed again, so that it is free)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = probe.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 2


@pytest.fixture
def notice(cast) -> Notice:
    context = {"what": "password_changed"}
    return send("account/security", recipient=cast.lan, language="vi", context=context)


def test_a_mail_is_sent_once(notice, files):
    assert outbox.deliver(notice.pk) is True
    assert outbox.deliver(notice.pk) is False
    assert outbox.deliver_waiting() == 0
    notice.refresh_from_db()
    assert len(files()) == 1 and notice.sent_at and notice.attempts == 1


def test_a_mail_waits_for_a_server_that_is_away(notice, server_down, settings):
    assert outbox.deliver_waiting() == 0
    notice.refresh_from_db()
    assert notice.sent_at is None and notice.attempts == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert outbox.deliver_waiting() == 1
    notice.refresh_from_db()
    assert notice.sent_at and notice.attempts == 2


def test_after_ten_attempts_a_mail_is_given_up(notice, server_down):
    for _attempt in range(outbox.MAX_ATTEMPTS + 1):
        outbox.deliver_waiting()
    notice.refresh_from_db()
    assert notice.given_up_at and notice.attempts == outbox.MAX_ATTEMPTS


def test_what_is_rolled_back_tells_nobody(cast, edition, files):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("edition.told", edition, by=cast.oanh, tell=[cast.lan], notice="account/security")
        raise ZeroDivisionError
    outbox.deliver_waiting()
    assert not files() and not Entry.objects.filter(verb="edition.told").exists()


def test_each_is_told_once_and_in_his_language(cast, edition, files):
    cast.tung.language = "en"
    cast.tung.save()
    record(
        "edition.told", edition, by=cast.oanh, tell=[cast.lan, cast.lan, cast.tung], notice="account/security"
    )
    subjects = {n.recipient.email: outbox.compose(n)[0] for n in Notice.objects.all()}
    assert subjects == {
        "lan@example.org": "Thay đổi về bảo mật tài khoản",
        "tung@example.org": "A change to the security of your account",
    }


def test_a_rehearsal_says_so_in_its_mails(cast, edition):
    record("edition.told", edition, by=cast.oanh, tell=[cast.lan], notice="account/security")
    _subject, body = outbox.compose(Notice.objects.get())
    assert body.startswith("*** Dữ liệu minh họa") and "Chương trình không thu phí" in body


def test_addresses_in_mails_are_not_escaped(cast):
    context = {"activate_url": "http://localhost:8000/?a=1&b='x'"}
    notice = send("account/confirm_email", address="khach@example.org", language="vi", context=context)
    assert "?a=1&b='x'" in outbox.compose(notice)[1]
