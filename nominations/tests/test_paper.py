"""Paper dossiers: keyed in by the secretariat, confirmed, disputed or taken over by the unit."""

import pytest
from django.core.exceptions import PermissionDenied

from dtportal.accounts.models import Organization
from dtportal.demo.cast import create_person
from dtportal.journal.models import Notice
from dtportal.journal.outbox import compose
from dtportal.programme.models import Province, Sector
from dtportal.states import ImpossibleMove
from nominations import actions
from nominations.models import Dossier, Endorsement, Nomination, PaperDossier, PaperInvitation
from nominations.tests.helpers import ANSWERS, CONSENTS, draft, pdf
from nominations.tests.papers import EMAIL, TICKED, accepted, begun, confirmed, desk, entered, home, keyed

pytestmark = pytest.mark.django_db


@pytest.fixture
def hoa(db):
    """Whoever holds the unit's address."""
    return create_person(EMAIL, "Đỗ Thị Hoa Minh Họa")


def test_from_the_paper_to_the_submitted_dossier_through_the_front_door(cast, edition, hoa, sign_in):
    minh = sign_in(cast.minh)
    page = minh.get("/work/2023/paper/?q=lua+vang").content.decode()
    assert "Không có tổ chức nào" in page
    facts = {
        "name": "Hợp tác xã Lúa Vàng Minh Họa",
        "tax_code": "9900000062",
        "org_type": "cooperative",
        "ownership": "cooperative",
        "sector": Sector.objects.get(code="GT").pk,
        "province": Province.objects.get(name="Đà Nẵng", valid_from__year=2008).pk,
        "address": "Số 2 đường Minh Họa, Đà Nẵng",
        "legal_representative": "Trần Minh Họa",
        "position": "Giám đốc",
        "phone": "0236 3822 000",
        "email": EMAIL,
    }
    answer = minh.post("/work/2023/organizations/enter/?next=/work/2023/paper/start/", facts)
    organization = Organization.objects.get(tax_code="9900000062")
    assert answer.url == f"/work/2023/paper/start/?organization={organization.pk}"
    assert not organization.memberships.exists()
    cover = {
        "received_on": "07/05/2023",
        "archive_number": "07/HSG",
        "group": "unit",
        "sector": facts["sector"],
        "province": facts["province"],
        "body": cast.body.pk,
        "scan": pdf("Bản giấy", "ho-so-giay.pdf"),
    }
    nomination = Nomination.objects.get(pk=_started(minh, answer.url, cover).pk)
    for key, data in ANSWERS.items():
        url = f"{home(nomination)}sections/{key}/"
        assert "Hợp tác xã Lúa Vàng" in minh.get(url).content.decode()
        assert minh.post(url, {**data, "version": 0}).status_code == 302
    upload = {"file": pdf(), "question": "plan_file"}
    assert minh.post(f"{home(nomination)}sections/strategy/evidence/", upload).status_code == 302
    assert minh.post(f"{desk(nomination)}send/", {"email": EMAIL}).status_code == 302

    mail = compose(Notice.objects.get(address=EMAIL))
    link = PaperInvitation.objects.get()
    assert link.token in mail[1] and "07/HSG" in mail[1]
    browser = accepted(nomination, hoa, sign_in)
    page = browser.get(f"{home(nomination)}paper/")
    text = page.content.decode()
    assert "Thời gian giao nhận giảm 31%" in text and "nhập từ bản giấy" in text.lower()
    assert "07/05/2023" in text and "ho-so-giay.pdf" in text
    assert browser.get(f"{home(nomination)}paper/scan/").status_code == 200
    declared = {**TICKED, "read": page.context["read"]}
    response = browser.post(f"{home(nomination)}paper/", declared)
    assert response.status_code == 302 and response.url == f"{home(nomination)}receipt/"

    dossier = Dossier.objects.get()
    assert dossier.frozen_by == hoa and dossier.nomination.submitted_by == hoa
    assert dossier.content["paper"]["received_on"] == "2023-05-07"
    assert dossier.content["paper"]["archive_number"] == "07/HSG"
    assert dossier.content["paper"]["keyed_in_by"] == cast.minh.full_name
    assert dossier.content["paper"]["confirmed_by"] == hoa.full_name
    assert Endorsement.objects.get(nomination=nomination).body == cast.body
    assert "Nhập từ bản giấy" in minh.get("/work/2023/nominations/").content.decode()
    for user in (cast.minh, cast.thao, cast.khoa):
        page = sign_in(user).get(home(nomination), follow=True).content.decode()
        assert "nhập từ bản giấy" in page.lower()


def _started(minh, url, cover) -> Nomination:
    response = minh.post(url, cover)
    assert response.status_code == 302, response.content.decode()
    paper = PaperDossier.objects.get()
    assert response.url == desk(paper.nomination)
    return paper.nomination


def test_nothing_happens_in_the_unit_s_name_before_it_has_confirmed(cast, edition, sign_in):
    nomination = keyed(cast, edition)
    actions.send_paper(nomination, email=EMAIL, by=cast.minh)
    assert not Endorsement.objects.exists() and not Dossier.objects.exists()
    minh = sign_in(cast.minh)
    for step in ("submit", "withdraw", "endorsement", "colleagues", "take-back", "paper/take-over", "paper"):
        response = minh.post(f"{home(nomination)}{step}/", {"body": cast.body.pk, "reason": "x"})
        assert response.status_code in (403, 404), step
    with pytest.raises(PermissionDenied):
        actions.submit(nomination, by=cast.minh)
    with pytest.raises(PermissionDenied):
        actions.confirm_paper(nomination, by=cast.minh, read="")


def test_nobody_declares_for_the_unit(cast, edition, sign_in):
    nomination = keyed(cast, edition)
    with pytest.raises(PermissionDenied):
        actions.give_consents(nomination, CONSENTS, by=cast.minh)
    minh = sign_in(cast.minh)
    assert minh.get(f"{home(nomination)}consents/").status_code in (403, 404)
    assert minh.post(f"{home(nomination)}consents/is_true/give/").status_code in (403, 404)


def test_a_secretary_writes_in_no_other_dossier(cast, edition, organization, sign_in):
    keyed(cast, edition)
    lans = draft(organization, by=cast.lan, edition=edition)
    minh = sign_in(cast.minh)
    assert minh.get(home(lans)).status_code == 404
    assert minh.get(f"{home(lans)}sections/results/").status_code == 404
    with pytest.raises(PermissionDenied):
        actions.save_section(lans, "results", ANSWERS["results"], version=0, by=cast.minh)


def test_only_the_secretariat_sees_and_writes_what_is_keyed_in(cast, edition, sign_in):
    nomination = keyed(cast, edition)
    for name in ("lan", "khoa", "hanh", "thao", "oanh", "tung"):
        user = getattr(cast, name)
        assert sign_in(user).get(home(nomination)).status_code == 404, name
        assert sign_in(user).get(f"{home(nomination)}paper/scan/").status_code == 404
        with pytest.raises(PermissionDenied):
            actions.save_section(nomination, "results", ANSWERS["results"], version=1, by=user)
    with pytest.raises(PermissionDenied):
        begun(cast, edition, entered("9900000087", "Tổ chức khác Minh Họa"), by=cast.lan)


def test_while_the_unit_reads_nobody_writes_and_correcting_needs_a_step(cast, edition, hoa, sign_in):
    nomination = keyed(cast, edition)
    actions.send_paper(nomination, email=EMAIL, by=cast.minh)
    nomination = Nomination.objects.get(pk=nomination.pk)
    with pytest.raises(PermissionDenied):
        actions.save_section(nomination, "results", {"results": "Khác."}, version=1, by=cast.minh)
    browser = accepted(nomination, hoa, sign_in)
    read = browser.get(f"{home(nomination)}paper/").context["read"]
    with pytest.raises(PermissionDenied):
        actions.save_section(nomination, "results", {"results": "Khác."}, version=1, by=hoa)
    sign_in(cast.minh).post(f"{desk(nomination)}correct/")
    nomination = Nomination.objects.get(pk=nomination.pk)
    actions.save_section(nomination, "results", {"results": "Giảm 13%."}, version=1, by=cast.minh)
    early = browser.post(f"{home(nomination)}paper/", {**TICKED, "read": read})
    assert early.status_code != 302 and not Dossier.objects.exists()
    actions.send_paper(nomination, by=cast.minh)
    stale = browser.post(f"{home(nomination)}paper/", {**TICKED, "read": read})
    assert stale.status_code == 422 and "đọc lại" in stale.content.decode()
    assert not Dossier.objects.exists()
    fresh = browser.get(f"{home(nomination)}paper/").context["read"]
    assert browser.post(f"{home(nomination)}paper/", {**TICKED, "read": fresh}).url.endswith("/receipt/")


def test_the_unit_says_what_is_wrong_and_is_asked_again(cast, edition, hoa, sign_in):
    nomination = keyed(cast, edition)
    actions.send_paper(nomination, email=EMAIL, by=cast.minh)
    browser = accepted(nomination, hoa, sign_in)
    empty = browser.post(f"{home(nomination)}paper/dispute/", {"objection": " "})
    assert empty.status_code == 422
    browser.post(f"{home(nomination)}paper/dispute/", {"objection": "Số liệu là 13%, không phải 31%."})
    told = Notice.objects.get(template="nomination.paper_disputed")
    assert told.recipient == cast.minh and "13%" in compose(told)[1]
    minh = sign_in(cast.minh)
    assert "13%, không phải 31%" in minh.get(desk(nomination)).content.decode()
    assert desk(nomination) in minh.get("/work/").content.decode()
    url = f"{home(nomination)}sections/results/"
    assert minh.post(url, {"results": "Giảm 13%.", "version": 1}).status_code == 302
    minh.post(f"{desk(nomination)}send/")
    asked = Notice.objects.get(template="nomination.paper_sent", recipient=hoa)
    assert f"{home(nomination)}paper/" in compose(asked)[1]
    assert f"{home(nomination)}paper/" in browser.get("/work/").content.decode()


def test_taking_over_ends_the_secretariat_s_hand_at_once(cast, edition, hoa, sign_in):
    nomination = keyed(cast, edition)
    actions.send_paper(nomination, email=EMAIL, by=cast.minh)
    browser = accepted(nomination, hoa, sign_in)
    assert browser.post(f"{home(nomination)}paper/take-over/").url == home(nomination)
    minh = sign_in(cast.minh)
    assert minh.get(home(nomination)).status_code == 404 and minh.get(desk(nomination)).status_code == 404
    nomination = Nomination.objects.get(pk=nomination.pk)
    with pytest.raises(PermissionDenied):
        actions.save_section(nomination, "results", {"results": "Khác."}, version=1, by=cast.minh)
    url = f"{home(nomination)}sections/results/"
    assert browser.post(url, {"results": "Tự viết.", "version": 1}).status_code == 302
    actions.give_consents(nomination, CONSENTS, by=hoa)
    actions.request_endorsement(nomination, cast.body, by=hoa)
    dossier = actions.submit(nomination, by=hoa)
    assert "paper" not in dossier.content


def test_after_the_confirmation_nobody_of_the_secretariat_edits(cast, edition, hoa, sign_in):
    nomination = confirmed(cast, edition, hoa, sign_in)
    with pytest.raises((PermissionDenied, ImpossibleMove)):
        actions.save_section(nomination, "results", {"results": "Khác."}, version=1, by=cast.minh)
    for step in (actions.send_paper, actions.correct_paper):
        with pytest.raises(ImpossibleMove):
            step(nomination, by=cast.minh)
    with pytest.raises(ImpossibleMove):
        actions.drop_paper(nomination, reason="x", by=cast.minh)
    actions.take_back(nomination, by=hoa)
    nomination = Nomination.objects.get(pk=nomination.pk)
    with pytest.raises(PermissionDenied):
        actions.save_section(nomination, "results", {"results": "Khác."}, version=1, by=cast.minh)
    assert sign_in(cast.minh).get(f"{home(nomination)}sections/results/").status_code == 404
