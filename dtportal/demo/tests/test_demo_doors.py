"""The demo's doors: open in demo mode, not there outside of it."""

from io import StringIO

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client

from dtportal.accounts import second_factor
from dtportal.accounts.models import User
from dtportal.demo.cast import DEMO_PASSWORD, create_cast


@pytest.fixture
def demo(settings) -> Client:
    settings.DEMO = True
    return Client()


@pytest.mark.parametrize("address", ["/demo/", "/demo/mail/", "/demo/mail/x.0/", "/demo/ui/"])
def test_outside_of_demo_mode_there_are_no_doors(cast, settings, address):
    settings.DEMO = False
    assert Client().get(address).status_code == 404
    assert Client().post(address, {"email": "oanh@example.org"}).status_code == 404


def test_one_becomes_any_of_the_nine(cast, demo):
    page = demo.get("/demo/").content.decode()
    for name in ("Lan", "Khoa", "Minh", "Hạnh", "Dũng", "Thảo", "Oanh", "Bình", "Tùng"):
        assert f"Đăng nhập là {name}" in page
    assert demo.post("/demo/", {"email": "oanh@example.org"}).url == "/work/"
    assert "Hoàng Kim Oanh" in demo.get("/work/").content.decode()
    demo.post("/demo/", {"email": "lan@example.org"})
    assert "Nguyễn Thị Minh Lan" in demo.get("/work/").content.decode()


def test_a_real_person_cannot_be_signed_in_that_way(cast, demo):
    User.objects.filter(pk=cast.oanh.pk).update(is_demo=False)
    assert demo.post("/demo/", {"email": "oanh@example.org"}).status_code == 404
    assert demo.get("/work/").status_code == 302


def test_the_page_shows_the_code_that_signs(cast, demo):
    players = demo.get("/demo/").context["players"]
    code = next(player.code for player in players if player.part.key == "dung")
    assert second_factor.verify(cast.dung, code)
    following = next(p.code for p in demo.get("/demo/").context["players"] if p.part.key == "dung")
    assert following != code and second_factor.verify(cast.dung, following)


def test_mails_are_read_newest_first(demo, settings, db):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EmailMessage("Thư thứ nhất", "Kính gửi Quý đơn vị", None, ["lan@example.org"]).send()
    EmailMessage(
        "Thư thứ hai", "Xem tại http://localhost:8000/verify/?a=1&b=2", None, ["khoa@example.org"]
    ).send()
    page = demo.get("/demo/mail/")
    subjects = [letter.subject for letter in page.context["page_obj"]]
    assert subjects == ["Thư thứ hai", "Thư thứ nhất"]
    newest = page.context["page_obj"][0]
    letter = demo.get(f"/demo/mail/{newest.key}/").content.decode()
    assert 'href="http://localhost:8000/verify/?a=1&amp;b=2"' in letter
    assert demo.get("/demo/mail/?to=lan@example.org").context["page_obj"].paginator.count == 1
    assert demo.get("/demo/mail/../../settings.0/").status_code == 404


def test_the_gallery_of_components_is_there(demo, db):
    assert demo.get("/demo/ui/").status_code == 200


def test_the_operator_is_told_who_can_sign_in(edition):
    create_cast(edition)
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    told = out.getvalue()
    assert "http://localhost:8000/demo/" in told and DEMO_PASSWORD in told and "oanh@example.org" in told
