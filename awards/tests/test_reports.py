"""The report to State leaders and the one-page brief: out of the data, for whoever may know them."""

from io import BytesIO

import pytest
from docx import Document

from assessments.models import Conclusion
from awards import actions
from awards.models import Paper, Report
from awards.official.brief import brief_of, brief_pdf
from awards.official.figures import Figures
from awards.official.reporting import build, order_report
from awards.rehearsal import paperwork
from awards.rehearsal.players import Players
from dtportal.accounts.models import Membership, User
from dtportal.tests.browser.papers import text_of
from dtportal.tests.official import Sheet, fonts_of, pages_of
from nominations.models import Nomination

pytestmark = pytest.mark.django_db
DESK = "/work/2023/reports/"
BRIEF = "/work/2023/brief/"


def made(edition, by) -> Report:
    report = order_report(edition, by=by)
    build(report.pk)
    report.refresh_from_db()
    assert report.status == Report.Status.DONE, report.failure
    return report


def text(report: Report) -> str:
    return text_of(report.pdf.open("rb").read())


def test_the_report_tells_the_edition_in_sentences_tables_and_drawings(edition, cast, signed):
    paperwork.put_on_file(Players(edition, cast), None)
    report = made(edition, cast.minh)
    body = report.pdf.open("rb").read()
    said = text_of(body)
    for sentence in (
        "BÁO CÁO Kết quả Chương trình",
        "Kính gửi: - Lãnh đạo Đảng, Nhà nước;",
        "I. KHÁI QUÁT VỀ CHƯƠNG TRÌNH",
        "II. TÌNH HÌNH THAM GIA",
        "IV. TIẾN ĐỘ TIẾP NHẬN HỒ SƠ",
        "VI. KẾT QUẢ TÔN VINH",
        "VIII. CÔNG KHAI, MINH BẠCH",
        "IX. ĐÁNH GIÁ CHUNG VÀ KIẾN NGHỊ",
        "Hình 2. Số hồ sơ đã nộp theo lĩnh vực",
        "12/MH-CP",
        "Phụ lục I",
        "Bệnh viện Đa khoa Minh Họa Hải Âu",
        "TM. BAN TỔ CHỨC",
    ):
        assert sentence in said, sentence
    assert {name.split("-")[0] for name in fonts_of(body)} == {"Tinos"}
    assert report.done == report.total > 10
    pages = pages_of(body)
    main = next(at for at, page in enumerate(pages) if page.startswith("Phụ lục"))
    assert 8 <= main <= 20 and report.page_count == len(pages)
    assert not [one for one in Sheet(body, 1).letters if one.bottom < 20]
    assert [one.char for one in Sheet(body, 2).letters if one.bottom < 20] == ["2"]


def test_the_word_file_has_the_same_chapters_and_drawings(edition, cast, signed):
    report = made(edition, cast.minh)
    document = Document(BytesIO(report.docx.open("rb").read()))
    headings = [
        p.text for p in document.paragraphs if p.text[:3].rstrip(". ") in {"I", "II", "III", "IV", "V"}
    ]
    assert headings[0] == "I. KHÁI QUÁT VỀ CHƯƠNG TRÌNH" and len(headings) == 5
    assert len(document.inline_shapes) >= 4


def test_its_numbers_are_those_of_the_data(edition, cast, signed):
    figures = Figures(edition, cast.minh)
    submitted = Nomination.objects.filter(edition=edition).beyond_draft().count()
    assert figures.submitted == sum(place.received for place in figures.sectors) == submitted
    assert submitted == sum(place.received for place in figures.provinces)
    assert figures.verdicts[Conclusion.Verdict.OUTSTANDING] == 5


def test_whoever_may_not_read_the_list_gets_a_report_without_any_result(edition, cast, signed, sign_in):
    named, without = made(edition, cast.minh), made(edition, cast.oanh)
    assert named.roll == signed and without.roll is None
    said = text(without)
    assert "KẾT QUẢ TÔN VINH" not in said and "Hải Âu" not in said and "Kết luận của Hội đồng đối" not in said
    assert signed.sha256[:16] not in said
    oanh = sign_in(cast.oanh)
    for door in ("", "pdf/", "docx/"):
        assert oanh.get(f"{DESK}{named.pk}/{door}").status_code == 404
        assert oanh.get(f"{DESK}{without.pk}/{door}").status_code == 200
    assert oanh.get(DESK).content.decode().count(DESK) >= 2
    assert f"{DESK}{named.pk}/" not in oanh.get(DESK).content.decode()
    actions.publish(edition, by=cast.oanh)
    assert oanh.get(f"{DESK}{named.pk}/pdf/").status_code == 200
    assert "KẾT QUẢ TÔN VINH" in text(made(edition, cast.oanh))


def test_a_conflict_of_interest_leaves_its_dossier_out_of_every_number(edition, cast, signed, sign_in):
    whole = made(edition, cast.minh)
    entry = signed.entries.get(name="Hợp tác xã Đồng Vàng Minh Họa")
    organization = entry.conclusion.nomination.organization
    before = Figures(edition, cast.thao)
    submitted, concluded = before.submitted, sum(before.verdicts.values())
    Membership.objects.create(user=cast.minh, organization=organization)
    Membership.objects.create(user=cast.thao, organization=organization)
    minh, thao = (User.objects.get(pk=user.pk) for user in (cast.minh, cast.thao))
    after = Figures(edition, thao)
    assert after.submitted == submitted - 1
    assert sum(after.verdicts.values()) == concluded - 1
    mine = made(edition, minh)
    assert not mine.is_whole and "Đồng Vàng" not in text(mine) and "Hải Âu" in text(mine)
    assert sign_in(thao).get(f"{DESK}{mine.pk}/").status_code == 404
    assert sign_in(thao).get(f"{DESK}{whole.pk}/pdf/").status_code == 404
    assert sign_in(cast.dung).get(f"{DESK}{whole.pk}/pdf/").status_code == 200


def test_a_second_order_is_the_first_and_a_second_build_changes_nothing(edition, cast, signed):
    report = order_report(edition, by=cast.minh)
    assert order_report(edition, by=cast.minh) == report
    build(report.pk)
    report.refresh_from_db()
    first = report.pdf.name
    build(report.pk)
    report.refresh_from_db()
    assert report.pdf.name == first


def test_who_lost_his_office_meanwhile_gets_no_names(edition, cast, signed):
    report = order_report(edition, by=cast.minh)
    cast.minh.appointments.update(ended_at=edition.clock_at, ended_by=cast.oanh)
    build(report.pk)
    report.refresh_from_db()
    assert report.status == Report.Status.FAILED and not report.pdf


def test_a_report_enters_the_register_once(edition, cast, published, sign_in):
    report = made(edition, cast.minh)
    minh = sign_in(cast.minh)
    first = minh.post(f"{DESK}{report.pk}/register/")
    assert minh.post(f"{DESK}{report.pk}/register/")["Location"] == first["Location"]
    paper = Paper.objects.get(report=report)
    actions.number_paper(paper, by=cast.minh, dated=edition.clock_at.date(), number=3)
    printed = text_of(minh.get(f"/work/2023/papers/{paper.pk}/pdf/").content)
    assert "Số: 03/BC-BTC" in printed and "I. KHÁI QUÁT VỀ CHƯƠNG TRÌNH" in printed and "Phụ lục I" in printed


def test_nobody_else_orders_reports(edition, cast, sign_in):
    for who in ("dung", "thao", "van", "hanh", "tung"):
        assert sign_in(getattr(cast, who)).post(f"{DESK}order/").status_code == 403
    assert not Report.objects.exists()


# --- The brief -------------------------------------------------------------------------------------------


def test_the_observer_reads_numbers_on_a_page_and_on_one_sheet(edition, cast, signed, sign_in):
    van = sign_in(cast.van)
    page = van.get(BRIEF).content.decode()
    sheet = van.get(f"{BRIEF}pdf/").content
    assert len(pages_of(sheet)) == 1 and {name.split("-")[0] for name in fonts_of(sheet)} == {"Tinos"}
    printed = text_of(sheet)
    figures = Figures(edition, cast.van)
    for shown in (page, printed):
        assert f"{figures.accepted}/{figures.submitted}" in shown
        for entry in signed.entries.all():
            assert entry.name not in shown and entry.certificate_number not in shown
        assert signed.sha256 not in shown
    assert cast.van.full_name not in printed


def test_the_observer_opens_nothing_but_numbers(edition, cast, signed, sign_in):
    van = sign_in(cast.van)
    reference = Nomination.objects.filter(edition=edition).first().reference
    assert van.get("/work/2023/dashboard/").status_code in {200, 404}
    for address in (f"/nominations/{reference}/", "/work/2023/roll/", "/work/2023/papers/", DESK):
        assert van.get(address).status_code in {403, 404}, address
    assert not Nomination.objects.visible_to(cast.van).exists()


def test_before_publication_the_brief_is_the_same_whoever_is_on_the_list(edition, cast, signed, sign_in):
    """The lists have another length, the brief has not."""
    van = sign_in(cast.van)
    before = text_of(van.get(f"{BRIEF}pdf/").content)
    signed.entries.first().delete()
    assert text_of(van.get(f"{BRIEF}pdf/").content) == before


def test_after_publication_it_counts_the_lists(edition, cast, published):
    brief = brief_of(edition, cast.van)
    assert [number for _label, number in brief.published] == [2, 3, 1]
    assert len(pages_of(brief_pdf(brief))) == 1


def test_the_brief_costs_the_same_for_few_and_many(edition, cast, signed, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        brief_pdf(brief_of(edition, cast.van))
