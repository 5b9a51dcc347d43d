"""The register of official papers: drafts, numbers, scans, the file; who may read what before and after publication."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from django.db.utils import IntegrityError
from django.test import Client
from django.urls import reverse
from docx import Document

from awards import actions
from awards.models import Paper
from awards.official.writing import WITHHELD
from dtportal.accounts.models import Membership, User
from dtportal.journal.models import Entry
from dtportal.programme.models import Edition
from dtportal.states import ImpossibleMove
from dtportal.tests.browser.papers import plan_pdf, text_of
from dtportal.tests.test_lists import LIMIT, queries

pytestmark = pytest.mark.django_db
REGISTER = "/work/2023/papers/"


def scan(name: str = "ban-ky.pdf") -> ContentFile:
    return ContentFile(plan_pdf(), name=name)


def today(edition: Edition):
    return edition.clock_at.date()


def notice(edition, cast, **written) -> Paper:
    written = {"subject": "Về việc gia hạn nhận hồ sơ", "text": "Ban Tổ chức gia hạn đến ngày 30.", **written}
    return actions.draft_paper(edition, "TB", by=cast.oanh, **written)


@pytest.fixture
def decision(edition, cast, signed) -> Paper:
    return actions.draft_paper(edition, "QĐ", by=cast.minh, roll=signed)


def address(paper: Paper, door: str = "") -> str:
    return f"{REGISTER}{paper.pk}/{door}"


def words_of(docx: bytes) -> str:
    document = Document(BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([p.text for p in document.paragraphs] + cells).split())


# --- From the draft to the file --------------------------------------------------------------------------


def test_a_decision_goes_from_the_draft_to_the_file(edition, cast, decision, sign_in):
    minh = sign_in(cast.minh)
    page = minh.get(address(decision)).content.decode()
    assert "Bệnh viện Đa khoa Minh Họa Hải Âu" in page and "…/QĐ-HĐTĐ" in page
    minh.post(address(decision, "number/"), {"dated": today(edition).isoformat(), "number": 1})
    decision.refresh_from_db()
    assert decision.label == "01/QĐ-HĐTĐ" and decision.sha256
    signed_one = plan_pdf()
    minh.post(address(decision, "attach/"), {"scan": ContentFile(signed_one, name="ban-ky.pdf")})
    minh.post(address(decision, "file/"))
    decision.refresh_from_db()
    assert decision.status == Paper.Status.FILED and decision.filed_by == cast.minh and decision.scan_sha256
    verbs = list(Entry.objects.filter(subject="awards.paper").order_by("pk").values_list("verb", flat=True))
    assert verbs == [f"official.{verb}" for verb in ("drafted", "numbered", "signed", "filed")]
    kept = sign_in(cast.dung).get(address(decision, "scan/"))
    assert b"".join(kept.streaming_content) == signed_one


def test_pdf_and_word_carry_the_number_and_the_lists(edition, cast, decision, sign_in):
    actions.number_paper(decision, by=cast.minh, dated=today(edition))
    browser = sign_in(cast.minh)
    printed = text_of(browser.get(address(decision, "pdf/")).content)
    answer = browser.get(address(decision, "docx/"))
    assert answer["Content-Disposition"] == 'attachment; filename="quyet-dinh-01-qd-hdtd-2023.docx"'
    typed = words_of(answer.content)
    for sentence in (
        "Số: 01/QĐ-HĐTĐ",
        "Về việc tôn vinh TOP 100, TOP 500 đơn vị, tổ chức, doanh nghiệp tiêu biểu và lãnh đạo tiêu biểu",
        "Điều 2.",
        "thi hành Quyết định này./.",
        "Phụ lục III",
        "(Kèm theo Quyết định số 01/QĐ-HĐTĐ ngày 10 tháng 5 năm 2023 của Chủ tịch Hội đồng thẩm định)",
        "Hợp tác xã Đồng Vàng Minh Họa",
    ):
        assert sentence in printed, sentence
        assert sentence in typed, sentence
    assert "khen thưởng" not in printed.replace("Thi đua, khen thưởng", "")


def test_what_is_numbered_stays_as_it_was_whatever_changes_around_it(edition, cast, decision, sign_in):
    actions.number_paper(decision, by=cast.minh, dated=today(edition))
    Edition.objects.filter(pk=edition.pk).update(name="Chương trình đã đổi tên")
    page = sign_in(cast.minh).get(address(decision)).content.decode()
    assert page.count("đã đổi tên") == sign_in(cast.minh).get(REGISTER).content.decode().count("đã đổi tên")
    with pytest.raises(ImpossibleMove):
        actions.change_paper(decision, by=cast.minh, version=1, subject="Khác")


def test_a_filed_paper_is_kept_by_the_database_itself(edition, cast):
    paper = notice(edition, cast)
    paper = actions.number_paper(paper, by=cast.oanh, dated=today(edition))
    actions.attach_scan(paper, by=cast.oanh, scan=scan())
    actions.file_paper(paper, by=cast.oanh)
    with pytest.raises(DatabaseError), transaction.atomic():
        Paper.objects.update(sha256="0" * 64)
    with pytest.raises(ImpossibleMove):
        actions.attach_scan(paper, by=cast.oanh, scan=scan())
    with pytest.raises(ImpossibleMove):
        actions.void_paper(paper, by=cast.oanh, reason="Sai")
    Paper.objects.get().delete()  # of a rehearsal, which may be wiped


def test_the_signed_scan_is_what_it_says_it_is(edition, cast, sign_in):
    paper = actions.number_paper(notice(edition, cast), by=cast.oanh, dated=today(edition))
    wrong = sign_in(cast.oanh).post(
        address(paper, "attach/"), {"scan": ContentFile(b"MZ no scan", name="a.pdf")}
    )
    assert wrong.status_code == 422
    paper.refresh_from_db()
    assert paper.is_numbered and not paper.scan
    with pytest.raises(ImpossibleMove):
        actions.file_paper(paper, by=cast.oanh)


def test_until_it_is_filed_a_better_scan_takes_the_place_of_the_first(
    edition, cast, django_capture_on_commit_callbacks
):
    paper = actions.number_paper(notice(edition, cast), by=cast.oanh, dated=today(edition))
    first = actions.attach_scan(paper, by=cast.oanh, scan=scan()).scan
    with django_capture_on_commit_callbacks(execute=True):
        second = actions.attach_scan(paper, by=cast.oanh, scan=scan("khac.pdf")).scan
    assert not first.storage.exists(first.name) and second.storage.exists(second.name)


# --- Numbers -----------------------------------------------------------------------------------------------


def test_each_kind_and_issuer_has_a_series_of_its_own(edition, cast):
    labels = []
    for kind, issuer in (("TB", "BTC"), ("TB", "BTC"), ("TB", "HĐTĐ"), ("BC", "BTC"), ("GM", "BTC")):
        paper = actions.draft_paper(
            edition, kind, by=cast.oanh, issuer=issuer, subject="Việc", text="Nội dung."
        )
        labels.append(actions.number_paper(paper, by=cast.oanh, dated=today(edition)).label)
    assert labels == ["01/TB-BTC", "02/TB-BTC", "01/TB-HĐTĐ", "01/BC-BTC", "01/GM-BTC"]


def test_a_series_begins_again_with_the_year(edition, cast):
    first = actions.number_paper(notice(edition, cast), by=cast.oanh, dated=today(edition))
    old = actions.number_paper(
        notice(edition, cast), by=cast.oanh, dated=today(edition).replace(year=edition.year - 1)
    )
    assert (first.number, old.number, old.year) == (1, 1, edition.year - 1)


def test_the_office_may_give_a_number_of_its_own_but_no_taken_one(edition, cast, sign_in):
    first = actions.number_paper(notice(edition, cast), by=cast.oanh, dated=today(edition), number=7)
    second = notice(edition, cast)
    answer = sign_in(cast.oanh).post(
        address(second, "number/"), {"dated": today(edition).isoformat(), "number": 7}
    )
    assert answer.status_code == 422 and first.label in answer.content.decode()
    second.refresh_from_db()
    assert second.is_draft
    assert actions.number_paper(second, by=cast.oanh, dated=today(edition)).number == 8


@pytest.mark.parametrize("kind, text", [("TB", " "), ("BC", ""), ("GM", "Thời gian: … giờ …")])
def test_a_paper_gets_no_number_before_it_says_something(edition, cast, sign_in, kind, text):
    paper = actions.draft_paper(edition, kind, by=cast.oanh, subject="Việc", text=text)
    answer = sign_in(cast.oanh).post(
        address(paper, "number/"), {"dated": today(edition).isoformat(), "number": 1}
    )
    assert answer.status_code == 422
    assert "trước khi lấy số" in answer.content.decode() or "cần điền đủ" in answer.content.decode()
    paper.refresh_from_db()
    assert paper.is_draft


def test_the_number_of_a_void_paper_is_not_given_again(edition, cast):
    paper = actions.number_paper(notice(edition, cast), by=cast.oanh, dated=today(edition))
    with pytest.raises(ValidationError):
        actions.void_paper(paper, by=cast.oanh, reason=" ")
    actions.void_paper(paper, by=cast.oanh, reason="In nhầm")
    assert actions.number_paper(notice(edition, cast), by=cast.oanh, dated=today(edition)).number == 2


def test_a_day_that_has_not_come_is_refused(edition, cast):
    with pytest.raises(ValidationError) as refused:
        actions.number_paper(notice(edition, cast), by=cast.oanh, dated=today(edition).replace(month=12))
    assert "dated" in refused.value.message_dict


def test_a_decision_gets_no_number_before_both_have_signed(edition, cast, carried):
    paper = actions.draft_paper(edition, "QĐ", by=cast.minh, roll=carried)
    with pytest.raises(ImpossibleMove):
        actions.number_paper(paper, by=cast.minh, dated=today(edition))


def test_there_is_one_decision_for_a_list(edition, cast, decision, signed):
    with pytest.raises(ValidationError):
        actions.draft_paper(edition, "QĐ", by=cast.minh, roll=signed)
    with pytest.raises(IntegrityError), transaction.atomic():
        decision.pk = None
        decision.save()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_at_once_get_two_numbers(edition, cast):
    waiting = [notice(edition, cast).pk for _ in range(6)]
    together = Barrier(len(waiting))

    def give(pk: int) -> int:
        try:
            paper = Paper.objects.get(pk=pk)
            together.wait()
            return actions.number_paper(
                paper, by=User.objects.get(pk=cast.oanh.pk), dated=today(edition)
            ).number
        finally:
            connection.close()

    with ThreadPoolExecutor(len(waiting)) as pool:
        assert sorted(pool.map(give, waiting)) == [1, 2, 3, 4, 5, 6]


# --- Writing -----------------------------------------------------------------------------------------------


def test_a_draft_is_written_on_the_page_and_stale_words_overwrite_nothing(edition, cast, sign_in):
    oanh = sign_in(cast.oanh)
    begun = oanh.post(f"{REGISTER}new/", {"kind": "GM", "issuer": "", "about_list": ""})
    paper = Paper.objects.get()
    assert begun["Location"] == address(paper)
    words = {
        "version": 1,
        "subject": "Dự Lễ tôn vinh",
        "place": "Đà Nẵng",
        "to": "Ông Nguyễn Văn An, Giám đốc Sở",
        "text": "Thời gian: 08 giờ 30.\n- Mang theo giấy mời",
        "recipients": "Như trên\nLưu: VT, BTC",
        "office": "KT. TRƯỞNG BAN\nPHÓ TRƯỞNG BAN",
        "signer": "Lê Văn Bình",
    }
    oanh.post(address(paper, "change/"), words)
    stale = oanh.post(address(paper, "change/"), {**words, "subject": "Của cửa sổ kia"})
    assert stale.status_code == 422 and "Của cửa sổ kia" in stale.content.decode()
    printed = text_of(oanh.get(address(paper, "pdf/")).content)
    for sentence in (
        "GIẤY MỜI Dự Lễ tôn vinh",
        "Ban Tổ chức trân trọng kính mời: Ông Nguyễn Văn An, Giám đốc Sở",
        "- Mang theo giấy mời",
        "Trân trọng kính mời./.",
        "KT. TRƯỞNG BAN PHÓ TRƯỞNG BAN",
        "Đà Nẵng, ngày …… tháng …… năm 2023",
    ):
        assert sentence in printed, sentence
    assert "Kính gửi" not in printed


def test_the_submission_puts_ranks_and_scores_to_the_chair(edition, cast, carried, sign_in):
    paper = actions.draft_paper(edition, "TTr", by=cast.minh, roll=carried)
    printed = text_of(sign_in(cast.dung).get(address(paper, "pdf/")).content)
    for sentence in (
        "/TTr-BTK",
        "TỜ TRÌNH Về việc đề nghị tôn vinh",
        "Kính gửi: Chủ tịch Hội đồng thẩm định",
        "Thứ hạng",
        "91,00",
        "xem xét, quyết định./.",
    ):
        assert sentence in printed, sentence


def test_a_draft_is_discarded_and_a_numbered_one_is_not(edition, cast, sign_in):
    paper = notice(edition, cast)
    numbered = actions.number_paper(notice(edition, cast), by=cast.oanh, dated=today(edition))
    oanh = sign_in(cast.oanh)
    oanh.post(address(paper, "discard/"))
    oanh.post(address(numbered, "discard/"))
    assert list(Paper.objects.all()) == [numbered]


def test_the_register_is_one_page_of_a_few_queries(edition, cast, sign_in):
    browser = sign_in(cast.oanh)
    notice(edition, cast)
    one = queries(browser, REGISTER)
    for _ in range(2):
        notice(edition, cast)
    assert queries(browser, REGISTER) == one <= LIMIT


# --- Who may read -----------------------------------------------------------------------------------------


def test_a_paper_that_names_the_unpublished_is_for_readers_of_the_list(edition, cast, decision, sign_in):
    for door in ("", "pdf/", "docx/"):
        assert sign_in(cast.oanh).get(address(decision, door)).status_code == 404
        assert sign_in(cast.thao).get(address(decision, door)).status_code == 200
    assert decision.label not in sign_in(cast.oanh).get(REGISTER).content.decode()
    assert sign_in(cast.hanh).get(address(decision)).status_code == 403
    assert sign_in(cast.van).get(REGISTER).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.attach_scan(decision, by=cast.oanh, scan=scan())
    with pytest.raises(PermissionDenied):
        actions.draft_paper(edition, "TTr", by=cast.oanh, roll=decision.roll)
    page = Client().get("/legal/2023/").content.decode()
    assert "QĐ-HĐTĐ" not in page and "Hải Âu" not in page


def test_once_published_everybody_reads_the_decision_with_its_number(edition, cast, decision, sign_in):
    actions.number_paper(decision, by=cast.minh, dated=today(edition), number=9)
    actions.publish(edition, by=cast.oanh)
    assert sign_in(cast.oanh).get(address(decision)).status_code == 200
    public = Client().get(reverse("awards:decision", args=["2023"])).content
    assert "Số: 09/QĐ-HĐTĐ" in text_of(public)
    assert "09/QĐ-HĐTĐ" in Client().get("/legal/2023/").content.decode()


def test_a_conflict_of_interest_closes_names_in_page_pdf_and_word(edition, cast, decision, sign_in):
    """Thảo belongs to the unit on the second place: the paper is made of the others, so that no gap shows."""
    entry = decision.roll.entries.get(name="Hợp tác xã Đồng Vàng Minh Họa")
    actions.number_paper(decision, by=cast.minh, dated=today(edition))
    decision = actions.attach_scan(decision, by=cast.minh, scan=scan())
    Membership.objects.create(user=cast.thao, organization=entry.conclusion.nomination.organization)
    thao = sign_in(cast.thao)
    page = thao.get(address(decision)).content.decode()
    printed = text_of(thao.get(address(decision, "pdf/")).content)
    typed = words_of(thao.get(address(decision, "docx/")).content)
    for shown in (page, printed, typed):
        assert "Hải Âu" in shown and "Đồng Vàng" not in shown and decision.roll.sha256 not in shown
    assert decision.sha256 not in page
    assert "02 đơn vị" in printed and "03 đơn vị" not in printed
    assert thao.get(address(decision, "scan/")).status_code == 404
    assert "Đồng Vàng" in text_of(sign_in(cast.dung).get(address(decision, "pdf/")).content)


def test_what_was_typed_goes_with_what_is_closed(edition, cast, carried, sign_in):
    entry = carried.entries.get(name="Hợp tác xã Đồng Vàng Minh Họa")
    paper = actions.draft_paper(
        edition, "TTr", by=cast.minh, roll=carried, text="Đề nghị xem xét kỹ hồ sơ Đồng Vàng."
    )
    Membership.objects.create(user=cast.dung, organization=entry.conclusion.nomination.organization)
    printed = text_of(sign_in(cast.dung).get(address(paper, "pdf/")).content)
    assert WITHHELD in printed and "Đồng Vàng" not in printed
    Membership.objects.create(user=cast.minh, organization=entry.conclusion.nomination.organization)
    minh = User.objects.get(pk=cast.minh.pk)
    with pytest.raises(PermissionDenied):
        actions.change_paper(paper, by=minh, version=1, text="Khác")
    assert "Đồng Vàng" not in sign_in(minh).get(address(paper)).content.decode()
