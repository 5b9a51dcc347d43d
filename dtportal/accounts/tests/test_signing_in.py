"""Sign-up, sign-in and the second factor, through the pages people use."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client

from dtportal.accounts import second_factor
from dtportal.accounts.models import Appointment, User
from dtportal.demo.cast import create_person, give_second_factor
from dtportal.journal.models import Notice
from dtportal.journal.outbox import deliver_waiting

PASSWORD = "mot-mat-khau-dai-2023"


@pytest.fixture
def mailbox(settings):
    """`mailbox()` delivers what waits and returns the texts of all mails that arrived as files, newest last."""

    def read() -> list[str]:
        deliver_waiting()
        from email import message_from_bytes, policy

        files = sorted(settings.MAIL_DIR.glob("*.log"), key=lambda file: file.stat().st_mtime_ns)
        mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return [f"To: {m['to']}\nSubject: {m['subject']}\n\n{m.get_content()}" for m in mails]

    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    return read


def link_in(mail: str) -> str:
    return re.search(r"http://testserver(/\S+)", mail)[1]


def test_a_wrong_sign_up_comes_back_as_it_was_typed(db):
    typed = {"full_name": "Nguyễn Thị Minh Hoa", "email": "hoa", "password1": PASSWORD}
    answer = Client().post("/accounts/signup/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Đề nghị ghi đúng địa chỉ thư điện tử." in page and "Nguyễn Thị Minh Hoa" in page
    assert not User.objects.exists()


def test_somebody_signs_up_confirms_the_address_and_signs_in(db, mailbox):
    browser = Client()
    page = browser.get("/accounts/signup/").content.decode()
    assert "Tạo tài khoản" in page and "Họ và tên" in page and "Mật khẩu" in page
    answer = browser.post(
        "/accounts/signup/",
        {"full_name": "Nguye\u0302\u0303n Thị  Minh Hoa ", "email": "Hoa@example.org", "password1": PASSWORD},
        follow=True,
    )
    assert "Đề nghị kiểm tra hộp thư" in answer.content.decode()
    (mail,) = mailbox()
    assert "To: hoa@example.org" in mail and "Subject: Xác nhận địa chỉ thư điện tử" in mail
    assert "Nguyễn Thị Minh Hoa" in mail, "names are stored composed, with single spaces"

    refused = browser.post(
        "/accounts/login/", {"login": "hoa@example.org", "password": PASSWORD}, follow=True
    )
    assert "Đề nghị kiểm tra hộp thư" in refused.content.decode(), "not before the address is confirmed"

    confirm = browser.get(link_in(mail))
    assert "hoa@example.org" in confirm.content.decode()
    browser.post(link_in(mail))
    browser.post("/accounts/login/", {"login": "hoa@example.org", "password": PASSWORD})
    assert browser.get("/work/").status_code == 200


def test_a_sent_link_is_not_kept_in_the_database(db, mailbox):
    Client().post(
        "/accounts/signup/", {"full_name": "Hoa", "email": "hoa@example.org", "password1": PASSWORD}
    )
    assert "confirm-email" in mailbox()[0]
    assert "confirm-email" not in str(Notice.objects.values_list("context", flat=True))


def test_signing_up_with_a_known_address_tells_its_owner_and_nobody_else(cast, mailbox):
    answer = Client().post(
        "/accounts/signup/",
        {"full_name": "Kẻ lạ", "email": "lan@example.org", "password1": PASSWORD},
        follow=True,
    )
    assert "Đề nghị kiểm tra hộp thư" in answer.content.decode()
    (mail,) = mailbox()
    assert "đã có tài khoản" in mail
    assert User.objects.filter(email="lan@example.org").count() == 1


def test_a_forgotten_password_is_replaced_by_mail(cast, mailbox):
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": "lan@example.org"})
    (mail,) = mailbox()
    assert "Subject: Mật khẩu mới cho cổng thông tin" in mail
    page = browser.get(link_in(mail), follow=True)
    form_url = page.redirect_chain[-1][0]
    done = browser.post(form_url, {"password1": PASSWORD, "password2": PASSWORD}, follow=True)
    assert "Đã lưu mật khẩu mới" in done.content.decode()
    assert "Thay đổi về bảo mật tài khoản" in mailbox()[-1]
    browser.post("/accounts/login/", {"login": "lan@example.org", "password": PASSWORD})
    assert browser.get("/work/").status_code == 200


def test_a_wrong_password_is_answered_in_vietnamese(cast):
    answer = Client().post("/accounts/login/", {"login": "lan@example.org", "password": "sai"})
    assert "Địa chỉ thư điện tử hoặc mật khẩu không đúng." in answer.content.decode()


def test_an_office_holder_sets_the_second_factor_up_before_he_sees_anything(edition, mailbox):
    oanh = create_person("chi@example.org", "Lê Thị Chi")
    oanh.set_password(PASSWORD)
    oanh.save()
    Appointment.objects.create(user=oanh, role="organizer", edition=edition)
    browser = Client()
    browser.post("/accounts/login/", {"login": "chi@example.org", "password": PASSWORD})
    closed = browser.get("/work/")
    assert closed.status_code == 302 and closed.url == "/accounts/2fa/totp/activate/"
    assert browser.get("/work/", headers={"HX-Request": "true"}).status_code == 403
    page = browser.get(closed.url).content.decode()
    assert "Thiết lập xác thực lớp thứ hai" in page and "data:image/svg+xml;base64," in page
    secret = browser.session["mfa.totp.secret"]
    done = browser.post(closed.url, {"code": code_of(secret)}, follow=True)
    assert "Mã khôi phục" in done.content.decode()
    assert browser.get("/work/").status_code == 200
    assert secret not in raw_authenticators() and raw_authenticators(), (
        "the database holds no readable secret"
    )


def test_a_representative_needs_no_second_factor(cast, organization, sign_in):
    assert sign_in(cast.lan).get("/work/").status_code == 200


def test_signing_in_to_an_office_takes_a_code_and_each_code_once(cast):
    cast.oanh.set_password(PASSWORD)
    cast.oanh.save()
    browser = Client()
    browser.post("/accounts/login/", {"login": "oanh@example.org", "password": PASSWORD})
    assert browser.get("/work/").status_code == 302, "the password alone opens nothing"
    wrong = browser.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "Mã không đúng" in wrong.content.decode()
    code = second_factor.current_code(cast.oanh)
    browser.post("/accounts/2fa/authenticate/", {"code": code})
    assert browser.get("/work/").status_code == 200
    assert not second_factor.verify(cast.oanh, code), "a code used to sign in signs nothing"


def test_demo_people_exist_in_demo_mode_only(cast, settings, sign_in):
    browser = sign_in(cast.lan)
    assert browser.get("/work/").status_code == 200
    settings.DEMO = False
    assert browser.get("/work/").status_code == 302
    cast.lan.set_password(PASSWORD)
    cast.lan.save()
    browser.post("/accounts/login/", {"login": "lan@example.org", "password": PASSWORD})
    assert browser.get("/work/").status_code == 302


def test_an_office_holder_cannot_switch_the_second_factor_off(cast):
    browser = signed_in_with_password(cast.oanh)
    page = browser.get("/accounts/2fa/totp/deactivate/").content.decode()
    assert "Khi còn giữ nhiệm vụ trong Chương trình" in page
    browser.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=cast.oanh, type="totp").exists()


def test_whoever_holds_no_office_may_switch_it_off(cast):
    give_second_factor(cast.tung)
    browser = signed_in_with_password(cast.tung)
    browser.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=cast.tung).exists()


def test_a_recovery_code_signs_once(cast):
    browser = signed_in_with_password(cast.dung)
    browser.post("/accounts/2fa/recovery-codes/generate/")
    page = browser.get("/accounts/2fa/recovery-codes/").content.decode()
    code = re.search(r"<li>(\d{8})</li>", page)[1]
    assert second_factor.verify(cast.dung, f" {code[:4]} {code[4:]} ")
    assert not second_factor.verify(cast.dung, code)


def test_the_code_of_another_person_signs_nothing(cast):
    assert not second_factor.verify(cast.dung, second_factor.current_code(cast.thao))
    assert not second_factor.verify(cast.tung, second_factor.current_code(cast.thao))
    assert not second_factor.verify(cast.dung, "")


def test_guessing_codes_ends_after_ten(cast):
    for _attempt in range(10):
        second_factor.verify(cast.dung, "000000")
    assert not second_factor.verify(cast.dung, second_factor.current_code(cast.dung))


def test_codes_can_be_looked_up_for_the_demo_cast_only(cast):
    User.objects.filter(pk=cast.dung.pk).update(is_demo=False)
    cast.dung.refresh_from_db()
    with pytest.raises(PermissionDenied):
        second_factor.current_code(cast.dung)


def test_a_confirmation_goes_to_the_address_that_is_to_be_confirmed(cast, mailbox):
    browser = signed_in_with_password(cast.lan)
    browser.post("/accounts/email/", {"action_add": "", "email": "lan.moi@example.org"})
    assert "To: lan.moi@example.org" in mailbox()[-1]
    assert EmailAddress.objects.filter(user=cast.lan).count() == 2


@pytest.mark.parametrize(
    "address", ["login", "signup", "password/reset", "password/reset/done", "confirm-email", "inactive"]
)
def test_the_doors_have_nothing_inline_and_speak_both_languages(db, address):
    for prefix in ("", "/en"):
        page = Client().get(f"{prefix}/accounts/{address}/").content.decode()
        assert "<style" not in page and " style=" not in page and "<script>" not in page


# --- Help --------------------------------------------------------------------------------------------


def code_of(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def raw_authenticators() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        return str(cursor.fetchall())


def signed_in_with_password(user: User) -> Client:
    """In the full way, so that allauth knows the password was given just now."""
    user.set_password(PASSWORD)
    user.save()
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    if Authenticator.objects.filter(user=user, type="totp").exists():
        browser.post("/accounts/2fa/authenticate/", {"code": second_factor.current_code(user)})
    return browser
