"""What a signed list under embargo leaves elsewhere than on public pages: mails, logs, names of files, old sessions."""

import logging
import re
from io import BytesIO

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from docx import Document

from assessments import actions as assessments
from assessments.models import Conclusion, Vote
from awards import actions, certificate_batches
from awards.models import CertificateBatch, Confidant, Roll
from awards.tasks import publish_due, sweep
from awards.tests.conftest import open_the_ballot, vote_on
from awards.tests.making import secrets_of
from dtportal.accounts import second_factor
from dtportal.celery import app
from dtportal.journal.models import Notice
from dtportal.journal.outbox import compose
from dtportal.tests.browser.papers import text_of

pytestmark = pytest.mark.django_db
HONORED = "Bệnh viện Đa khoa Minh Họa Hải Âu"


@pytest.fixture
def worker():
    """A worker that does at once what it is asked to."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.fixture
def under_embargo(edition, cast, voting, worker, caplog, django_capture_on_commit_callbacks) -> Roll:
    """Carried, signed by both, its papers and certificates drawn ahead, and every sweep of the worker done."""
    caplog.set_level(logging.INFO)
    with django_capture_on_commit_callbacks(execute=True):
        vote_on(voting, cast, Vote.Choice.FOR)
        actions.name_confidant(edition, by=cast.oanh, user=cast.binh, purpose="certificates")
        actions.approve_confidant(Confidant.objects.get(), by=cast.dung)
        for user in (cast.dung, cast.thao):
            actions.sign(voting, by=user, code=second_factor.current_code(user))
        certificate_batches.order(voting, by=cast.binh)
    for run in (sweep, publish_due):
        with django_capture_on_commit_callbacks(execute=True):
            run()
    assert CertificateBatch.objects.get().status == CertificateBatch.Status.DONE
    voting.refresh_from_db()
    return voting


def test_no_mail_tells_a_name_a_number_or_a_code(under_embargo, cast):
    secret = secrets_of(under_embargo)
    letters = [(notice.recipient, " ".join(compose(notice))) for notice in Notice.objects.all()]
    assert {cast.dung, cast.oanh, cast.binh} <= {recipient for recipient, _text in letters}
    for recipient, text in letters:
        assert not {one for one in secret if one in text}, (recipient, text)
    assert not {one for letter in mail.outbox for one in secret if one in str(letter.message())}


def test_no_log_tells_a_name_a_number_or_a_code(under_embargo, cast, sign_in, edition, caplog):
    for user in (cast.binh, cast.hanh, cast.lan):
        browser = sign_in(user)
        for address in (
            reverse("awards:embargoed", args=[edition.slug]),
            f"/honorees/{edition.slug}/",
            "/work/no-such-page/",
        ):
            browser.get(address)
    assert "no-such-page" in caplog.text
    assert not {one for one in secrets_of(under_embargo) if one in caplog.text}


def test_no_file_on_disk_is_named_after_anybody(under_embargo, settings):
    folders = [settings.MEDIA_ROOT, settings.PUBLIC_DIR, settings.PAGES_DIR, settings.UPLOAD_DIR]
    kept = [str(path.relative_to(folder)) for folder in folders for path in folder.rglob("*")]
    assert any(name.endswith(".pdf") for name in kept)
    told = " ".join(kept).lower()
    parts = {one.lower().replace("/", "-") for one in secrets_of(under_embargo)}
    parts |= {part.partition("-")[0] for part in parts if part[:3].isdigit()}  # “001” of “001/GCN-2023”
    assert not {part for part in parts if re.search(rf"(?<![0-9a-f]){re.escape(part)}(?![0-9a-f])", told)}


# --- What a member of the council may look up again ---------------------------------------------------


def addresses_of_sessions(edition) -> list[str]:
    found = [reverse("assessments:sessions", args=[edition.slug])]
    for session in edition.sessions.all():
        for name in ("session", "minutes", "minutes_docx", "minutes_pdf"):
            found.append(reverse(f"assessments:{name}", args=[edition.slug, session.number]))
        found += [reverse("assessments:motion", args=[item.pk]) for item in session.items.all()]
    return found


def shown_to(browser: Client, addresses: list[str]) -> str:
    """All words of these addresses; numbers as a page or a paper writes them."""
    found = []
    for address in addresses:
        answer = browser.get(address)
        content = b"".join(answer) if answer.streaming else answer.content
        if answer["Content-Type"] == "application/pdf":
            found.append(text_of(content))
        elif content.startswith(b"PK"):
            cells = [cell for table in Document(BytesIO(content)).tables for cell in table._cells]
            found.append(" ".join(cell.text for cell in cells))
        else:
            found.append(re.sub(r"<[^>]+>", " ", content.decode()))
    return " ".join(found)


def test_a_member_cannot_work_the_order_out_of_a_session_that_is_over(edition, cast, concluded, sign_in):
    """He voted on it, and knows what he heard; the portal is no place to look it up until it is public."""
    session = edition.sessions.get()
    actions.draw_roll(edition, by=cast.minh)
    roll = Roll.objects.get()
    open_the_ballot(roll, cast)
    vote_on(roll, cast, Vote.Choice.FOR)
    for user in (cast.dung, cast.thao):
        actions.sign(roll, by=user, code=second_factor.current_code(user))
    sits = shown_to(sign_in(cast.hanh), addresses_of_sessions(edition))
    assert "91,0" in sits and str(Conclusion.Verdict.OUTSTANDING.label) in sits
    for one in edition.sessions.all():
        assessments.close_session(one, by=cast.dung)
    for user, reads in ((cast.hanh, False), (cast.dung, True), (cast.minh, True), (cast.thao, True)):
        told = shown_to(sign_in(user), addresses_of_sessions(edition))
        assert ("91,0" in told) is reads, user
        assert (str(Conclusion.Verdict.OUTSTANDING.label) in told) is reads, user
        assert HONORED in told, user
    actions.publish(edition, by=cast.oanh)
    assert "91,0" in shown_to(
        sign_in(cast.hanh), [reverse("assessments:minutes", args=[edition.slug, session.number])]
    )
