"""“Someone asked me to pay” reaches the auditor; nobody else learns even that there is a report."""

import io
import re

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, reverse

from awards import actions
from awards.forms_listening import ComplaintForm
from awards.models import Complaint, ComplaintFile
from awards.models.attached import hashed
from dtportal import limits
from dtportal.accounts.models import User
from dtportal.journal.models import Entry, Notice
from dtportal.journal.outbox import deliver_waiting
from dtportal.sealing import code as new_code
from dtportal.states import ImpossibleMove
from dtportal.tests.access_table import TABLE
from dtportal.tests.world import find
from dtportal.todo import tasks_for

pytestmark = pytest.mark.django_db
SECRET = "Người tự xưng thuộc Ban Tổ chức đòi năm mươi triệu đồng"
REPORT = "/report/"
FOLLOW = "/report/follow/"
TOKENS = re.compile(rb'(?:value="|Token": ")[^"]{40,}"')


def text_of(answer):
    return answer.content.decode()


def send(browser=None, **more):
    browser = browser or Client()
    token = re.search(r'name="token" value="([^"]+)"', text_of(browser.get(REPORT)))[1]
    return browser.post(REPORT, {"kind": "payment", "text": SECRET, "contact": "", "token": token, **more})


def code_in(answer) -> str:
    return re.search(r'secret-code">([^<]+)<', text_of(answer))[1]


def pdf(name="chung-cu.pdf"):
    file = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(file)
    return SimpleUploadedFile(name, file.getvalue(), "application/pdf")


@pytest.fixture
def complaint(edition, cast):
    return actions.complain(edition, kind="payment", text=SECRET, code=new_code(16), contact="an@example.org")


def test_a_stranger_reports_and_only_the_auditor_reads_it(edition, cast, sign_in):
    answer = send()
    assert answer.status_code == 200
    assert re.fullmatch(r"([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}", code_in(answer))
    made = Complaint.objects.get()
    page = sign_in(cast.thao).get(reverse("awards:complaint", args=["2023", made.pk]))
    assert SECRET in text_of(page)
    for who in ("minh", "oanh", "dung", "hanh", "lan", "khoa", "tung", "binh"):
        assert not Complaint.objects.visible_to(getattr(cast, who)).exists(), who


def test_no_page_of_anybody_else_holds_a_word_or_a_count_of_it(edition, cast, organization, sign_in):
    """Every address of the access table, before and after a report: nothing differs for anybody but the auditor."""
    rows = find(edition, cast)

    def seen():
        found = {}
        for who in ("minh", "oanh", "dung", "lan", "tung"):
            browser = sign_in(getattr(cast, who))
            for row in TABLE:
                if who not in row.who or row.post:
                    continue
                try:
                    url = reverse(row.name, args=row.args(rows))
                except (AttributeError, NoReverseMatch):  # the world of this test has no such row
                    continue
                answer = browser.get(url)
                words = b"" if answer.streaming else TOKENS.sub(b"", answer.content)
                if not words.startswith(b"PK"):  # a workbook has the moment in it
                    found[who, row.name] = (answer.status_code, words)
        return found

    before = seen()
    actions.complain(edition, kind="payment", text=SECRET, code=new_code(16), contact="an@example.org")
    deliver_waiting()
    after = seen()
    assert len(before) > 40
    assert [key for key in before if before[key] != after[key]] == []


def test_the_mail_to_the_auditor_says_nothing_and_stands_in_no_ledger(edition, cast, complaint, sign_in):
    deliver_waiting()
    mail = Notice.objects.get(template="complaint_received")
    assert (mail.recipient, mail.edition_id, mail.about) == (cast.thao, None, "")
    assert SECRET not in mail.sent_body + str(mail.context)
    assert "an@example.org" not in mail.sent_body + str(mail.context)
    for who in (cast.minh, cast.oanh, cast.thao):
        assert not Notice.objects.visible_to(who).filter(pk=mail.pk).exists()


def test_the_journal_holds_ids_only(edition, complaint):
    entry = Entry.objects.get(verb="complaint.received")
    assert (entry.actor_id, entry.data) == (None, {"files": 0})


def test_whoever_is_signed_in_is_not_written_down(cast, sign_in):
    send(sign_in(cast.lan))
    assert Complaint.objects.get().messages.get().by is None
    assert Entry.objects.get(verb="complaint.received").actor_id is None


def test_the_code_is_kept_as_a_hash_only_and_opens_the_page(edition, cast):
    code = code_in(send())
    made = Complaint.objects.get()
    assert made.code_hash == hashed(code)
    assert code.replace("-", "") not in str(made.__dict__)
    page = Client().post(FOLLOW, {"code": code.lower()})
    assert SECRET in text_of(page)
    assert "no-store" in page["Cache-Control"]
    assert SECRET not in text_of(Client().get(FOLLOW))


def test_a_wrong_code_opens_nothing(complaint):
    answer = Client().post(FOLLOW, {"code": "AAAA-BBBB-CCCC-DDDD"})
    assert answer.status_code == 404
    assert SECRET not in text_of(answer)
    assert Client().post(FOLLOW, {"code": ""}).status_code == 400


def test_the_reporter_reads_the_answer_and_adds_to_it(edition, cast, sign_in):
    code = code_in(send())
    made = Complaint.objects.get()
    thread = reverse("awards:complaint", args=["2023", made.pk])
    sign_in(cast.thao).post(thread, {"text": "Xin cho biết ngày giờ."})
    made.refresh_from_db()
    assert made.status == Complaint.Status.ANSWERED
    page = Client().post(FOLLOW, {"code": code})
    assert "Xin cho biết ngày giờ." in text_of(page)
    assert cast.thao.full_name not in text_of(page)
    answer = Client().post(FOLLOW, {"code": code, "text": "Sáng ngày 12.", "files": [pdf()]})
    assert "Sáng ngày 12." in text_of(answer)
    made.refresh_from_db()
    assert made.status == Complaint.Status.EXAMINED
    row = ComplaintFile.objects.get()
    got = sign_in(cast.thao).get(reverse("awards:complaint_file", args=["2023", row.pk]))
    assert got["Content-Disposition"].startswith("attachment")
    for who in (cast.minh, cast.oanh, cast.tung):
        assert sign_in(who).get(reverse("awards:complaint_file", args=["2023", row.pk])).status_code == 403


def test_the_auditor_moves_it_along_and_it_can_be_taken_up_again(cast, complaint):
    for user in (cast.minh, cast.oanh, cast.dung, cast.lan):
        with pytest.raises(PermissionDenied):
            actions.examine_complaint(complaint, by=user)
    actions.examine_complaint(complaint, by=cast.thao)
    actions.examine_complaint(complaint, by=cast.thao)
    actions.answer_complaint(complaint, text="Đã chuyển cơ quan công an.", by=cast.thao)
    actions.close_complaint(complaint, by=cast.thao)
    complaint.refresh_from_db()
    assert complaint.status == Complaint.Status.CLOSED
    assert Entry.objects.filter(verb="complaint.examined").count() == 1
    actions.add_to_complaint(complaint, text="Vẫn còn bị gọi.")
    complaint.refresh_from_db()
    assert complaint.status == Complaint.Status.EXAMINED
    with pytest.raises(ImpossibleMove):
        complaint.move(Complaint.Status.RECEIVED)


def test_sending_twice_is_sending_once(cast):
    browser = Client()
    token = re.search(r'name="token" value="([^"]+)"', text_of(browser.get(REPORT)))[1]
    first = browser.post(REPORT, {"kind": "conduct", "text": SECRET, "token": token})
    second = browser.post(REPORT, {"kind": "conduct", "text": SECRET, "token": token})
    assert code_in(first) == code_in(second)
    assert Complaint.objects.count() == 1
    assert Notice.objects.filter(template="complaint_received").count() == 1


def test_a_token_that_is_not_ours_gets_a_new_code(cast):
    answer = send(token="AAAABBBBCCCCDDDD")
    assert "AAAA-BBBB" not in code_in(answer)
    assert Complaint.objects.count() == 1


def test_a_repeated_answer_or_addition_changes_nothing(cast, complaint):
    for _time in range(2):
        actions.answer_complaint(complaint, text="Xin cảm ơn.", by=cast.thao)
    for _time in range(2):
        actions.add_to_complaint(complaint, text="Thêm.")
    assert complaint.messages.count() == 3


def test_whoever_left_an_address_hears_that_there_is_an_answer_and_not_what_it_says(cast, complaint):
    actions.answer_complaint(complaint, text="Kết luận mật.", by=cast.thao)
    deliver_waiting()
    mail = Notice.objects.get(template="complaint_answered")
    assert mail.address == "an@example.org"
    assert "Kết luận mật." not in mail.sent_body
    assert mail.edition_id is None


def test_a_telephone_number_is_no_address_of_mail(edition, cast):
    made = actions.complain(edition, kind="payment", text=SECRET, code=new_code(16), contact="0900 000 000")
    actions.answer_complaint(made, text="Xin cảm ơn.", by=cast.thao)
    assert not Notice.objects.filter(template="complaint_answered").exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text": " "}, "text"),
        ({"kind": ""}, "kind"),
        ({"kind": "gossip"}, "kind"),
        ({"files": [SimpleUploadedFile("a.exe", b"MZ" * 50)]}, "files"),
        ({"files": [pdf(f"{n}.pdf") for n in range(6)]}, "files"),
    ],
)
def test_bad_input_is_told_beside_its_field(cast, change, sentence):
    answer = send(**change)
    assert answer.status_code == 400
    assert answer.context["form"].errors.keys() == {sentence}
    assert not Complaint.objects.exists()


def test_too_many_reports_of_one_visitor_are_refused(cast):
    for _time in range(6):
        send()
    assert send().status_code == 429
    assert Complaint.objects.count() == 6
    other = Client(REMOTE_ADDR="198.51.100.7")
    assert send(other).status_code == 200


def test_no_address_of_a_visitor_is_stored(cast, rf):
    request = rf.post(REPORT, REMOTE_ADDR="198.51.100.7")
    client = limits.client_of(request)
    told = limits.key_of("report", client, limits.HOUR)
    assert re.fullmatch("limit:[0-9a-f]{32}", told)
    assert told != limits.key_of("comment", client, limits.HOUR)
    send(Client(REMOTE_ADDR="198.51.100.7"))
    kept = [list(model.objects.values()) for model in (Complaint, Entry, Notice)]
    assert "198.51.100" not in str(kept)


def test_the_auditor_finds_it_on_today(cast, complaint):
    labels = [task.url for task in tasks_for(User.objects.get(pk=cast.thao.pk))]
    assert reverse("awards:complaints", args=["2023"]) in labels
    for who in (cast.minh, cast.oanh):
        assert all("reports" not in task.url for task in tasks_for(User.objects.get(pk=who.pk)))


def test_the_form_is_offered_at_the_foot_of_every_public_page(edition):
    for address in ("/", "/en/"):
        assert 'report/"' in text_of(Client().get(address))
    assert "Someone asked me to pay" in text_of(Client().get("/en/report/"))


def test_an_old_form_still_sends_with_a_new_code():
    form = ComplaintForm({"kind": "payment", "text": "x", "token": ""})
    assert form.is_valid()
    assert len(form.cleaned_data["token"]) == 16


def test_words_without_end_are_refused(edition, cast):
    with pytest.raises(ValidationError):
        actions.complain(edition, kind="payment", text="a" * 8001, code=new_code(16))
