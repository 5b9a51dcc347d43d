"""The chapters of one edition, told through the labels and buttons people see."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, expect

from dtportal.tests.browser.papers import plan_pdf, text_of
from dtportal.tests.browser.portal import ANSWERS_WITHIN, Person, Portal

UNIT = "Công ty Cổ phần Logistics Cánh Buồm Minh Họa"
WRONG_TAX_CODE, TAX_CODE = "0100109105", "0100109106"
STRATEGY = "Chiến lược ba bước: số hóa quy trình, kết nối nền tảng, đổi mới cách phục vụ khách hàng."
BODY = "Ủy ban nhân dân thành phố Đà Nẵng"
VERIFICATION_CODE = re.compile(r"^[0-9A-Z-]{8,}$")
WAIT = ANSWERS_WITHIN * 1000


@dataclass
class Story:
    """One portal, one browser, one size of screen."""

    portal: Portal
    browser: Browser
    size: tuple[int, int]
    has_script: bool = True

    @contextmanager
    def as_(self, name: str) -> Iterator[Person]:
        """Somebody opens the home page, goes to the demo's door and signs in; leaves without complaints."""
        person = Person(self.portal, self.browser, self.size, java_script_enabled=self.has_script)
        try:
            person.visit("/")
            person.follow("Vào bản trình diễn")
            person.press(f"Đăng nhập là {name}")
            expect(person.page).to_have_url(re.compile("/work/$"))
            yield person
            person.leave()
        except BaseException as error:
            error.add_note(person.photograph(name))
            raise
        finally:
            person.context.close()


# --- The organisation -------------------------------------------------------------------------------


def the_public_reads_the_home_page(story: Story) -> None:
    somebody = Person(story.portal, story.browser, story.size)
    somebody.visit("/")
    expect(somebody.page.get_by_role("heading", level=1)).to_be_visible()
    for words in (
        "08 lĩnh vực trọng điểm",
        "Tiếp nhận hồ sơ đề cử",
        "Không thu phí",
        "Hơn 60 báo, tạp chí, đài",
    ):
        somebody.sees(words)
    somebody.leave()


def lan_registers_her_organisation(story: Story) -> None:
    with story.as_("Lan") as lan:
        page = lan.page
        lan.follow("Đăng ký đơn vị", page.get_by_role("main"))
        field = page.get_by_label
        field("Tên*", exact=True).fill(UNIT)
        field("Loại hình tổ chức").select_option("Doanh nghiệp")
        field("Hình thức sở hữu").select_option("Tư nhân")
        field("Lĩnh vực").select_option("Giao thông - Logistics")
        field("Tỉnh, thành phố").select_option("Đà Nẵng")
        field("Trụ sở chính").fill("Số 1 đường Minh Họa, quận Hải Châu, Đà Nẵng")
        field("Người đại diện theo pháp luật").fill("Nguyễn Văn Minh Họa")
        field("Chức vụ").fill("Giám đốc")
        field("Điện thoại").fill("0236 3123 456")
        field("Thư điện tử").fill("lan@example.org")
        field("Mã số thuế").fill(WRONG_TAX_CODE)
        lan.press("Đăng ký", page.get_by_role("main"))
        code = field("Mã số thuế")
        expect(code).to_have_class(re.compile("is-invalid"))
        expect(code).to_have_value(WRONG_TAX_CODE)
        expect(code.locator("xpath=..").locator(".invalid-feedback")).to_contain_text("ã số thuế")
        code.fill(TAX_CODE)
        lan.press("Đăng ký", page.get_by_role("main"))
        expect(page.get_by_role("heading", level=1)).to_have_text(UNIT)


def section(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Các phần của hồ sơ").get_by_role("link", name=name).click()
    page.wait_for_load_state("load")


def autosaved(page: Page) -> None:
    saved = page.get_by_role("status").filter(has_text=re.compile(r"Đã lưu.* \d\d:\d\d"))
    expect(saved).to_be_visible(timeout=WAIT)


def lan_writes_her_dossier(story: Story) -> None:
    with story.as_("Lan") as lan:
        page = lan.page
        lan.menu("Hồ sơ đề cử")
        lan.follow("Lập hồ sơ mới")
        lan.press("Lập hồ sơ mới", page.get_by_role("main"))
        lan.follow(re.compile("Chiến lược, kế hoạch chuyển đổi số"), page.get_by_role("main"))
        strategy = page.get_by_label("Chiến lược, kế hoạch của đơn vị")
        strategy.fill(STRATEGY)
        autosaved(page)
        page.reload()
        lan.look()
        expect(strategy).to_have_value(STRATEGY)
        page.get_by_label("Tệp tài liệu").set_input_files(
            {"name": "ke-hoach-chuyen-doi-so.pdf", "mimeType": "application/pdf", "buffer": plan_pdf()}
        )
        page.get_by_label("Chú thích").fill("Kế hoạch chuyển đổi số 2021–2025")
        page.get_by_role("button", name="Đính kèm tệp").click()
        attached = lan.link(re.compile("ke-hoach-chuyen-doi-so.pdf"))
        expect(attached).to_be_visible(timeout=WAIT)
        assert lan.fetch(attached).startswith(b"%PDF")
        expect(page.get_by_label("Chú thích ke-hoach")).to_have_value("Kế hoạch chuyển đổi số 2021–2025")

        for name, label, text in (
            ("Kết quả nổi bật", "Kết quả và tác động", "Thời gian giao hàng giảm 38%; 92% vận đơn điện tử."),
            ("Mong muốn được hỗ trợ", "Nội dung mong muốn được hỗ trợ", "Tư vấn kiến trúc dữ liệu."),
        ):
            section(page, name)
            page.get_by_label(label).fill(text)
            autosaved(page)
            lan.look()
        lan.follow("Xem lại và nộp")
        lan.sees("Chưa đề nghị cơ quan nào đề cử")


def lan_asks_for_an_endorsement_and_submits(story: Story) -> str:
    """The number of her dossier."""
    with story.as_("Lan") as lan:
        page = lan.page
        lan.menu("Hồ sơ đề cử")
        lan.follow(UNIT)
        lan.follow("Đề nghị đề cử")
        page.get_by_label("Cơ quan đề cử").select_option(BODY)
        lan.press("Gửi đề nghị")
        expect(page.get_by_role("listitem").filter(has_text=BODY).first).to_be_visible()
        lan.follow("Xem hồ sơ")
        for box in page.get_by_role("checkbox").all()[:4]:
            expect(box).not_to_be_checked()
            box.check()
        lan.press("Nộp hồ sơ")
        lan.sees("Hồ sơ đã được tiếp nhận")
        lan.sees(re.compile("[0-9a-f]{64}"))
        return re.search(r"2023-GT-\d{4}", page.inner_text("main"))[0]


# --- Body and secretariat ----------------------------------------------------------------------------


def khoa_endorses(story: Story) -> None:
    with story.as_("Khoa") as khoa:
        khoa.menu("Xác nhận đề cử")
        khoa.follow(UNIT)
        khoa.sees(STRATEGY)
        khoa.page.get_by_label("Số văn bản").fill("215/UBND-KGVX")
        khoa.page.get_by_label("Ngày văn bản").fill("05/05/2023")
        khoa.press("Xác nhận đề cử", khoa.page.get_by_role("main"))
        khoa.sees("215/UBND-KGVX")


def minh_accepts(story: Story) -> None:
    with story.as_("Minh") as minh:
        minh.menu("Hồ sơ")
        minh.follow(UNIT)
        minh.sees(STRATEGY)
        for met in minh.page.get_by_role("radio", name="Đạt", exact=True).all():
            met.check()
        minh.press("Lưu kết quả kiểm tra")
        minh.sees("Đã lưu kết quả kiểm tra")
        minh.press("Xác định hợp lệ")
        minh.menu("Hồ sơ")
        expect(minh.row(UNIT)).to_contain_text("Hợp lệ")


def the_others_catch_up(story: Story) -> None:
    """Other units submit, their bodies endorse, Minh examines them: two presses of the demo's button."""
    with story.as_("Oanh") as oanh:
        oanh.play_the_others()
        oanh.sees("Đã")
        oanh.play_the_others()


def minh_hands_over_and_assigns(story: Story, reference: str) -> None:
    """What is accepted goes to the council; Hạnh reads Lan's dossier."""
    with story.as_("Minh") as minh:
        page = minh.page
        minh.menu("Đợt chấm và phân công")
        minh.press(re.compile("^Chuyển cả"))
        minh.follow(re.compile("Đợt"), minh.row("chưa có người chấm"))
        minh.follow("Người chấm", minh.row(reference))
        member = page.get_by_label("Ủy viên", exact=True)
        hanh = member.locator("option").filter(has_text="Phạm Thị Hạnh")
        member.select_option(value=hanh.get_attribute("value"))
        minh.press("Phân công", page.get_by_role("main"))
        minh.sees("Đã phân công hồ sơ này cho Phạm Thị Hạnh")
        minh.follow(re.compile("Đợt"), page.get_by_role("main"))
        # The rest is shown before it is done; the worker does both.
        minh.press("Lập phương án")
        do_it = page.get_by_role("button", name="Thực hiện đúng phương án này")
        expect(do_it).to_be_visible(timeout=ANSWERS_WITHIN * 1000)
        minh.press("Thực hiện đúng phương án này")
        minh.sees("Đã thực hiện theo lệnh")
        minh.follow("Quay lại", page.get_by_role("main"))
        expect(page.get_by_role("main")).not_to_contain_text("chưa có người chấm")


# --- The council --------------------------------------------------------------------------------------


def hanh_declares_reads_and_scores(story: Story, reference: str) -> None:
    with story.as_("Hạnh") as hanh:
        page = hanh.page
        hanh.menu("Hồ sơ được phân công")
        hanh.follow("Khai báo xung đột lợi ích")
        for statement in page.get_by_role("radio", name="Không có", exact=True).all():
            statement.check()
        hanh.press("Khai báo và mở hồ sơ")
        hanh.follow(re.compile("^Chấm"), page.get_by_role("listitem").filter(has_text=reference))
        expect(page.get_by_role("heading", level=1)).to_have_text(UNIT)
        hanh.sees(STRATEGY)
        page.get_by_role("button", name="Tất cả tiêu chí").click()
        for mark in page.get_by_role("spinbutton", name="Điểm").all():
            mark.fill(str(int(mark.get_attribute("max")) - 1))
        # Marks at the end of their scale want a word each.
        for remark in page.get_by_label(re.compile("^Nhận xét về ")).all():
            remark.fill("Có tài liệu đối chiếu.")
        page.get_by_label("Nhận xét chung gửi đơn vị").fill("Kết quả có số liệu đối chiếu rõ ràng.")
        autosaved(page)
        page.reload()
        hanh.look()
        expect(page.get_by_label("Nhận xét chung gửi đơn vị")).to_have_value(
            "Kết quả có số liệu đối chiếu rõ ràng."
        )
        hanh.press("Nộp phiếu")
        hanh.menu("Hồ sơ được phân công")
        done = page.get_by_role("listitem").filter(has_text=reference)
        expect(done.filter(has_text="94/100")).to_have_count(1)


def minh_closes_the_rounds(story: Story) -> None:
    """The other sheets by the demo's button, then every open round by hand."""
    with story.as_("Minh") as minh:
        minh.play_the_others()
        minh.menu("Đợt chấm và phân công")
        while minh.row("Đang mở").count():
            minh.row("Đang mở").first.get_by_role("link").click()
            minh.look()
            minh.press("Đóng đợt chấm")
            minh.sees("Đã đóng")
            minh.menu("Đợt chấm và phân công")


def minh_plans_the_session(story: Story, session: str) -> None:
    with story.as_("Minh") as minh:
        page = minh.page
        minh.menu("Chuẩn bị phiên họp")
        page.get_by_label("Tên phiên họp").fill(session)
        page.get_by_label("Địa điểm").fill("Hà Nội")
        minh.press("Lập phiên họp")
        minh.press("Gộp tất cả vào một nội dung")
        minh.sees("Kết luận")


def dung_opens_the_ballot(story: Story, session: str, *, opens_session: bool) -> None:
    with story.as_("Dũng") as dung:
        dung.menu("Phiên họp")
        dung.follow(re.compile(session))
        if opens_session:
            dung.play_the_others()  # they come, so that there is a quorum
            dung.press("Khai mạc phiên họp")
        dung.press("Mở bỏ phiếu")
        vote(dung)


def hanh_votes(story: Story, session: str) -> None:
    with story.as_("Hạnh") as hanh:
        hanh.menu("Phiên họp")
        hanh.follow(re.compile(session))
        vote(hanh)
        assert not hanh.page.get_by_role("button", name="Bỏ phiếu", exact=True).count()


def vote(person: Person) -> None:
    person.page.get_by_role("group", name="Phiếu kín của tôi").get_by_role(
        "radio", name="Tán thành", exact=True
    ).check()
    person.press(re.compile("^Bỏ phiếu$"))
    person.sees("Phiếu đã vào hòm")


def dung_closes_the_ballot(story: Story, session: str, *, concludes: bool) -> None:
    """The rest of the council votes by the demo's button."""
    with story.as_("Dũng") as dung:
        dung.menu("Phiên họp")
        dung.follow(re.compile(session))
        dung.play_the_others()
        dung.press("Kết thúc bỏ phiếu và kiểm phiếu")
        if concludes:
            dung.press("Kết luận")
        dung.sees("Đã thông qua")


# --- The result ---------------------------------------------------------------------------------------


def minh_draws_the_roll(story: Story) -> None:
    with story.as_("Minh") as minh:
        minh.menu("Danh sách trình tôn vinh")
        minh.press("Lập danh sách trình")
        expect(minh.row(UNIT)).to_contain_text("TOP")


def signs(story: Story, name: str) -> None:
    """With the code that the demo shows beside the form."""
    with story.as_(name) as signer:
        signer.menu("Danh sách trình tôn vinh")
        shown = signer.page.get_by_text("mã hiện thời là").inner_text()
        signer.page.get_by_label("Mã xác thực hai lớp").fill(re.search(r"\d{6}", shown)[0])
        signer.press("Ký danh sách")
        assert not signer.page.get_by_role("button", name="Ký danh sách").count()


def oanh_moves_the_clock(story: Story) -> None:
    with story.as_("Oanh") as oanh:
        oanh.menu("Lần tổ chức và lịch")
        oanh.page.get_by_label("Ngày giờ").fill("20:00 15/09/2023")
        oanh.press("Chuyển đồng hồ")
        oanh.sees("20:00 15/09/2023")


def oanh_publishes(story: Story) -> None:
    with story.as_("Oanh") as oanh:
        oanh.menu("Công bố danh sách")
        assert UNIT not in oanh.page.inner_text("main")
        oanh.follow(re.compile("Công bố danh sách"), oanh.page.get_by_role("main"))
        oanh.page.get_by_role("checkbox").check()
        oanh.press("Công bố ngay")
        oanh.sees("Danh sách đã công bố")


def the_public_finds_the_certificate(story: Story) -> None:
    """From the home page to the list, the honoree, the certificate and its verification."""
    somebody = Person(story.portal, story.browser, story.size)
    page = somebody.page
    somebody.visit("/")
    somebody.follow("Danh sách tôn vinh", page.get_by_role("main"))
    page.get_by_label("Tên", exact=True).fill("logistics canh buom")
    somebody.press("Lọc")
    somebody.is_accessible()
    somebody.follow(UNIT)
    somebody.is_accessible()
    expect(page.get_by_role("heading", level=1)).to_have_text(UNIT)
    certificate = somebody.fetch(somebody.link(re.compile("Giấy chứng nhận")).last)
    assert UNIT in text_of(certificate)
    assert page.get_by_role("img", name=re.compile("QR")).is_visible()
    somebody.follow(VERIFICATION_CODE)
    somebody.sees("Giấy chứng nhận này là thật")
    somebody.is_accessible()
    somebody.sees(UNIT)
    somebody.leave()


def the_public_searches_without_script(story: Story) -> None:
    """The honour list's filter and the form that verifies a certificate."""
    somebody = Person(story.portal, story.browser, story.size, java_script_enabled=False)
    page = somebody.page
    somebody.visit("/honorees/")
    page.get_by_label("Tên", exact=True).fill("logistics canh buom")
    somebody.press("Lọc")
    somebody.sees("Tìm thấy: 1")
    somebody.follow(UNIT)
    code = somebody.link(VERIFICATION_CODE).inner_text()
    somebody.visit("/verify/")
    page.get_by_label("Mã xác thực").fill(code.lower())
    somebody.press("Tra cứu", page.get_by_role("main"))
    somebody.sees("Giấy chứng nhận này là thật")
    somebody.leave()


def oanh_orders_the_yearbook(story: Story) -> None:
    """The worker makes it while she watches the bar."""
    with story.as_("Oanh") as oanh:
        oanh.menu("Kỷ yếu")
        oanh.press("Dựng kỷ yếu")
        expect(oanh.page.get_by_role("progressbar")).to_be_visible()
        expect(oanh.link("Mở kỷ yếu")).to_be_visible(timeout=240_000)
        oanh.look()
        book = oanh.fetch(oanh.link("Tải về"))
        assert UNIT in text_of(book)
