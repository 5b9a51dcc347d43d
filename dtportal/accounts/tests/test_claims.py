"""A registered organisation is claimed, not doubled: its representatives are asked, or the secretariat decides."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from dtportal.accounts import claiming
from dtportal.accounts.models import Claim, Membership, Organization, User
from dtportal.demo.cast import create_person
from dtportal.journal.models import Entry, Notice
from dtportal.states import ImpossibleMove

pytestmark = pytest.mark.django_db
TAX_CODE = "9900000055"


def letter(name: str = "giay-gioi-thieu.pdf") -> SimpleUploadedFile:
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    out = io.BytesIO()
    document.save(out)
    return SimpleUploadedFile(name, out.getvalue(), content_type="application/pdf")


def asked(user, kind: str = "join", **more) -> Claim:
    return claiming.make(by=user, tax_code=TAX_CODE, kind=kind, document=letter(), **more)


def again(user) -> User:
    """The person as of the next request: nothing is remembered of what he belonged to."""
    return User.objects.get(pk=user.pk)


def mails(template: str, **of) -> list[Notice]:
    return list(Notice.objects.filter(template=template, **of))


def represents(user, organization) -> bool:
    return Membership.objects.filter(user=user, organization=organization).exists()


def test_a_registered_tax_code_leads_to_a_request_with_everything_that_was_typed(cast, organization, sign_in):
    browser = sign_in(cast.tung)
    typed = {
        "tax_code": "9900 000 055",
        "name": "Công ty Cánh Buồm",
        "address": "Số 9 đường Mới",
        "phone": "12",
    }
    answer = browser.post("/work/organizations/new/", typed, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == "/work/organizations/claim/"
    assert "Mã số thuế này đã được đăng ký." in page
    assert "Công ty Cánh Buồm" in page and "Số 9 đường Mới" in page and "9900 000 055" in page
    assert Organization.objects.count() == 1
    form = {"tax_code": "9900000055", "kind": "join", "document": letter(), "message": "Phòng Công nghệ"}
    sent = browser.post("/work/organizations/claim/", form, follow=True).content.decode()
    assert "Đã gửi đề nghị" in sent
    claim = Claim.objects.get()
    assert claim.typed["address"] == "Số 9 đường Mới" and claim.message == "Phòng Công nghệ"
    back = browser.get("/work/organizations/new/?typed=1").content.decode()
    assert "Số 9 đường Mới" not in back, "what was sent is not kept in the session any longer"


def test_a_mistyped_tax_code_is_corrected_without_typing_again(cast, organization, sign_in):
    browser = sign_in(cast.tung)
    browser.post("/work/organizations/new/", {"tax_code": TAX_CODE, "name": "Hợp tác xã Minh Họa Xanh"})
    page = browser.get("/work/organizations/new/?typed=1").content.decode()
    assert "Hợp tác xã Minh Họa Xanh" in page


def test_whoever_claims_learns_only_that_the_tax_code_is_registered(cast, organization, sign_in):
    browser = sign_in(cast.tung)
    browser.post("/work/organizations/new/", {"tax_code": TAX_CODE, "name": "Tên tự nhập"})
    pages = [browser.get("/work/organizations/claim/").content.decode()]
    claim = asked(cast.tung, typed={"name": "Tên tự nhập"})
    pages += [
        browser.get(f"/work/claims/{claim.pk}/").content.decode(),
        browser.get("/work/").content.decode(),
    ]
    claiming.answer(claim, by=cast.lan, allow=False, reason="Không phải người của đơn vị.")
    pages.append(browser.get(f"/work/claims/{claim.pk}/").content.decode())
    told = str(Notice.objects.filter(recipient=cast.tung).values_list("context", flat=True))
    for secret in (organization.name, organization.address, cast.lan.full_name, cast.lan.email):
        assert all(secret not in text for text in [*pages, told])
    assert "Không phải người của đơn vị." in pages[-1]


def test_it_makes_no_difference_to_the_person_whether_anybody_represents_it(cast, organization, sign_in):
    claim = asked(cast.tung)
    browser = sign_in(cast.tung)
    with_members = browser.get(f"/work/claims/{claim.pk}/").content.decode()
    claiming.withdraw(claim, by=cast.tung)
    Membership.objects.all().delete()
    alone = asked(cast.tung)
    without = browser.get(f"/work/claims/{alone.pk}/").content.decode()
    assert alone.status != claim.status
    assert stripped(with_members, claim) == stripped(without, alone)


def stripped(page: str, claim) -> str:
    """What a page says, without the claim's own address and the tokens of its forms."""
    lines = page.replace(f"/claims/{claim.pk}/", "").splitlines()
    return "".join(line for line in lines if "csrf" not in line.lower())


def test_lan_is_asked_by_mail_and_allows_her_colleague(cast, organization, sign_in):
    claim = asked(cast.tung, message="Phòng Kế hoạch")
    mail = mails("claim/asked")[0]
    assert mail.recipient == cast.lan and mail.context["url"].endswith(f"/work/claims/{claim.pk}/")
    assert mails("claim/passed_on") == []
    browser = sign_in(cast.lan)
    assert "Ngô Sơn Tùng" in browser.get("/work/").content.decode()
    page = browser.get(f"/work/claims/{claim.pk}/").content.decode()
    assert "Phòng Kế hoạch" in page and "giay-gioi-thieu.pdf" in page
    assert browser.get(f"/work/claims/{claim.pk}/document/").status_code == 200
    done = browser.post(f"/work/claims/{claim.pk}/answer/", {"allow": "yes"}, follow=True)
    assert "Ngô Sơn Tùng" in done.content.decode()
    assert Membership.objects.get(user=cast.tung).is_owner is False
    assert mails("claim/allowed")[0].recipient == cast.tung
    assert sign_in(cast.tung).get(f"/work/organizations/{organization.pk}/").status_code == 200


def test_what_was_typed_is_proposed_to_the_new_representative(cast, organization, sign_in):
    claim = asked(cast.tung, typed={"address": "Số 9 đường Mới"})
    claiming.answer(claim, by=cast.lan, allow=True)
    page = sign_in(cast.tung).get(f"/work/organizations/{organization.pk}/edit/?claim={claim.pk}")
    assert "Số 9 đường Mới" in page.content.decode()
    assert (
        "Số 9 đường Mới"
        not in sign_in(cast.lan)
        .get(f"/work/organizations/{organization.pk}/edit/?claim={claim.pk}")
        .content.decode()
    )


def test_a_refusal_needs_a_reason_which_is_said_beside_the_field(cast, organization, sign_in):
    claim = asked(cast.tung)
    browser = sign_in(cast.lan)
    refused = browser.post(f"/work/claims/{claim.pk}/answer/", {"allow": "no", "reason": " "})
    assert refused.status_code == 422 and "Đề nghị nêu lý do." in refused.content.decode()
    browser.post(f"/work/claims/{claim.pk}/answer/", {"allow": "no", "reason": "Không quen biết."})
    claim.refresh_from_db()
    assert claim.is_refused and not represents(cast.tung, organization)
    assert mails("claim/refused")[0].context["reason"] == "Không quen biết."


def test_an_organisation_without_representatives_goes_to_minh_with_the_document(cast, organization, sign_in):
    Membership.objects.all().delete()
    claim = asked(cast.tung, typed={"name": organization.name, "address": "Chỗ khác"})
    assert mails("claim/passed_on")[0].recipient == cast.minh
    minh = sign_in(cast.minh)
    assert "Đề nghị làm đại diện của đơn vị chờ quyết định" in minh.get("/work/").content.decode()
    assert organization.name in minh.get("/work/2023/claims/").content.decode()
    url = f"/work/2023/claims/{claim.pk}/"
    page = minh.get(url).content.decode()
    assert "Chỗ khác" in page and organization.address in page and "trùng khớp" in page
    assert minh.get(f"/work/claims/{claim.pk}/document/")["Content-Type"] == "application/pdf"
    assert minh.post(url, {"allow": "yes", "reason": ""}).status_code == 422
    minh.post(url, {"allow": "yes", "reason": "Đúng theo giấy giới thiệu."})
    claim.refresh_from_db()
    assert claim.is_allowed and claim.decided_by == cast.minh and claim.decided_at == claim.edition.clock_at
    assert Membership.objects.get(user=cast.tung).is_owner, "nobody else is in charge"
    assert minh.post(url, {"allow": "no", "reason": "Nghĩ lại."}).status_code == 409


def test_silence_of_the_representatives_leads_to_minh_after_three_working_days(cast, organization, edition):
    claim = asked(cast.tung)
    assert claiming.pass_unanswered_on() == 0
    with pytest.raises(ImpossibleMove):
        claiming.decide(claim, by=cast.minh, allow=True, reason="Sớm.")
    edition.clock_at = claim.answer_until + timedelta(seconds=1)
    edition.save()
    assert claiming.pass_unanswered_on() == 1
    assert claiming.pass_unanswered_on() == 0, "a repeated sweep changes nothing"
    assert [mail.recipient for mail in mails("claim/passed_on")] == [cast.minh]
    claim.refresh_from_db()
    claiming.decide(claim, by=cast.minh, allow=True, reason="Đúng giấy giới thiệu.")
    assert represents(cast.tung, organization) and represents(cast.lan, organization)


def test_a_departed_representative_is_replaced_by_minhs_decision(cast, organization, sign_in):
    claim = asked(cast.tung, kind="replace")
    assert claim.status == Claim.Status.PASSED_ON
    assert mails("claim/asked")[0].recipient == cast.lan, "she learns of it and may object"
    minh = sign_in(cast.minh)
    url = f"/work/2023/claims/{claim.pk}/"
    nobody = minh.post(url, {"allow": "yes", "reason": "Có quyết định."})
    assert nobody.status_code == 422 and "chọn người được thay thế" in nobody.content.decode()
    old = Membership.objects.get(user=cast.lan)
    minh.post(url, {"allow": "yes", "reason": "Có quyết định.", "ends": [old.pk]})
    assert not represents(cast.lan, organization)
    assert Membership.objects.get(user=cast.tung).is_owner
    assert sign_in(cast.lan).get(f"/work/organizations/{organization.pk}/").status_code == 404
    assert mails("membership/ended")[0].recipient == cast.lan
    ended = Entry.objects.get(verb="membership.ended")
    assert ended.data == {"user": cast.lan.pk, "organization": organization.pk}


def test_an_objection_against_a_replacement_is_weighed_by_minh(cast, organization, sign_in):
    claim = asked(cast.tung, kind="replace")
    sign_in(cast.lan).post(f"/work/claims/{claim.pk}/answer/", {"allow": "no", "reason": "Tôi vẫn làm việc."})
    claim.refresh_from_db()
    assert claim.status == Claim.Status.PASSED_ON and claim.objected_by == cast.lan
    assert "Tôi vẫn làm việc." in sign_in(cast.minh).get(f"/work/2023/claims/{claim.pk}/").content.decode()
    assert "Tôi vẫn làm việc." not in sign_in(cast.tung).get(f"/work/claims/{claim.pk}/").content.decode()


def test_nobody_decides_where_he_is_concerned(cast, organization):
    mine = asked(cast.minh, kind="replace")
    with pytest.raises(PermissionDenied):
        claiming.decide(mine, by=again(cast.minh), allow=True, reason="Vì tôi.")
    other = asked(cast.tung, kind="replace")
    Membership.objects.create(user=cast.minh, organization=organization)
    with pytest.raises(PermissionDenied):
        claiming.decide(other, by=again(cast.minh), allow=True, reason="Bạn cũ.")
    for stranger in (cast.khoa, cast.oanh, cast.tung):
        with pytest.raises(PermissionDenied):
            claiming.answer(other, by=stranger, allow=True)


def test_strangers_see_nothing_of_a_claim(cast, organization, sign_in):
    claim = asked(create_person("mai@example.org", "Trịnh Thanh Mai"), kind="replace")
    for person in (cast.tung, cast.khoa, cast.hanh, cast.thao, cast.oanh):
        for door in ("", "document/"):
            assert sign_in(person).get(f"/work/claims/{claim.pk}/{door}").status_code == 404
        assert sign_in(person).post(f"/work/claims/{claim.pk}/withdraw/").status_code == 404
        assert sign_in(person).get("/work/2023/claims/").status_code == 403


def test_a_second_request_is_the_first_and_a_member_needs_none(cast, organization):
    first = asked(cast.tung)
    assert asked(cast.tung).pk == first.pk and Claim.objects.count() == 1
    with pytest.raises(ValidationError) as refusal:
        asked(cast.lan)
    assert "tax_code" in refusal.value.message_dict
    with pytest.raises(ValidationError):
        claiming.make(by=cast.tung, tax_code="9900000023", kind="join", document=letter())


def test_a_request_is_taken_back_and_made_anew(cast, organization, sign_in):
    claim = asked(cast.tung)
    sign_in(cast.tung).post(f"/work/claims/{claim.pk}/withdraw/")
    claim.refresh_from_db()
    assert claim.status == Claim.Status.WITHDRAWN
    assert sign_in(cast.lan).post(f"/work/claims/{claim.pk}/answer/", {"allow": "yes"}).status_code == 409
    assert asked(cast.tung).pk != claim.pk


def test_a_file_that_is_none_is_refused_beside_its_field(cast, organization, sign_in):
    wrong = SimpleUploadedFile("giay.pdf", b"no pdf at all", content_type="application/pdf")
    form = {"tax_code": TAX_CODE, "kind": "join", "document": wrong}
    answer = sign_in(cast.tung).post("/work/organizations/claim/", form)
    assert answer.status_code == 422 and Claim.objects.count() == 0
    assert "document" in answer.context["form"].errors


def test_the_journal_knows_no_names(cast, organization):
    claim = asked(cast.tung, message="Số điện thoại 0912 345 678")
    claiming.answer(claim, by=cast.lan, allow=True, reason="Đồng nghiệp Tùng")
    written = str(list(Entry.objects.values_list("data", flat=True)))
    for secret in ("Tùng", "0912", cast.tung.email, organization.name):
        assert secret not in written
    assert set(Entry.objects.filter(subject="accounts.claim").values_list("verb", flat=True)) == {
        "claim.made", "claim.allowed",
    }  # fmt: skip


def test_the_list_asks_the_same_number_of_queries_for_one_and_three(
    cast, organization, sign_in, django_assert_max_num_queries
):
    minh = sign_in(cast.minh)
    asked(cast.tung, kind="replace")
    minh.get("/work/2023/claims/")
    with django_assert_max_num_queries(12) as one:
        minh.get("/work/2023/claims/")
    for key in ("mot", "hai"):
        asked(create_person(f"{key}@example.org", f"Người {key}"), kind="replace")
    with django_assert_max_num_queries(12) as three:
        page = minh.get("/work/2023/claims/").content.decode()
    assert len(one) == len(three) and "Người hai" in page
