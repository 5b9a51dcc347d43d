"""Arranging files: captions, what they prove, order, replacing and removing; dossiers keep theirs."""

import pytest
from django.db import IntegrityError, transaction

from nominations import actions
from nominations.models import Evidence, Nomination
from nominations.supplements import Asked
from nominations.tasks import sweep_files
from nominations.tests import files
from nominations.tests.helpers import draft, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def nomination(cast, organization, edition):
    return draft(organization, by=cast.lan, edition=edition)


@pytest.fixture
def lan(cast, sign_in):
    return sign_in(cast.lan)


def attach(nomination, by, *names: str) -> list[Evidence]:
    return [
        actions.attach(
            nomination,
            files.upload(name, files.pdf_bytes(name)),
            section="strategy",
            question="plan_file",
            by=by,
        )
        for name in names
    ]


def page_of(nomination, key: str = "strategy") -> str:
    return f"{nomination.get_absolute_url()}sections/{key}/"


def order(client, nomination) -> list[str]:
    page = client.get(page_of(nomination)).content.decode()
    names = ("mot.pdf", "hai.pdf", "ba.pdf")
    return sorted((name for name in names if name in page), key=page.index)


def test_several_files_at_once_without_script(lan, nomination):
    chosen = [files.upload(name, files.pdf_bytes(name)) for name in ("mot.pdf", "hai.pdf")]
    wrong = files.upload("ba.pdf", b"khong phai PDF")
    page = lan.post(
        f"{page_of(nomination)}evidence/", {"question": "plan_file", "file": [*chosen, wrong]}, follow=True
    )
    assert page.status_code == 422
    assert "ba.pdf: Chỉ nhận tệp" in page.content.decode()
    assert [row.name for row in nomination.evidence.all()] == ["mot.pdf", "hai.pdf"]


def test_captions_of_all_files_are_saved_by_whatever_button(cast, lan, nomination):
    mot, hai = attach(nomination, cast.lan, "mot.pdf", "hai.pdf")
    typed = {f"caption-{mot.pk}": "Quyết định phê duyệt", f"caption-{hai.pk}": "Số liệu", "down": mot.pk}
    lan.post(f"{page_of(nomination)}files/", typed)
    assert order(lan, nomination) == ["hai.pdf", "mot.pdf"]
    page = lan.get(page_of(nomination)).content.decode()
    assert "Quyết định phê duyệt" in page and "Số liệu" in page


def test_files_move_up_and_down_and_stay_at_the_ends(cast, lan, nomination):
    mot, _hai, ba = attach(nomination, cast.lan, "mot.pdf", "hai.pdf", "ba.pdf")
    for button, row in (("up", ba), ("up", ba), ("up", ba), ("down", mot), ("down", mot)):
        lan.post(f"{page_of(nomination)}files/", {button: row.pk})
    assert order(lan, nomination) == ["ba.pdf", "hai.pdf", "mot.pdf"]


def test_a_file_can_prove_another_section_and_criterion(cast, lan, nomination):
    (row,) = attach(nomination, cast.lan, "mot.pdf")
    lan.post(
        f"{page_of(nomination)}files/",
        {f"caption-{row.pk}": "", f"section-{row.pk}": "results", f"criterion-{row.pk}": "data"},
    )
    row.refresh_from_db()
    assert (row.section, row.question, row.criterion) == ("results", "results", "data")
    assert "mot.pdf" in lan.get(page_of(nomination, "results")).content.decode()
    wrong = lan.post(f"{page_of(nomination, 'results')}files/", {f"criterion-{row.pk}": "nothing"})
    assert wrong.status_code == 400


def test_a_replaced_file_keeps_its_place(cast, lan, nomination):
    mot, _hai = attach(nomination, cast.lan, "mot.pdf", "hai.pdf")
    lan.post(f"{page_of(nomination)}files/", {f"caption-{mot.pk}": "Kế hoạch"})
    new = files.upload("ba.pdf", files.pdf_bytes("ba.pdf"))
    answer = lan.post(f"/work/evidence/{mot.pk}/replace/", {"file": new}, follow=True)
    assert "Đã thay tệp." in answer.content.decode()
    assert order(lan, nomination) == ["ba.pdf", "hai.pdf"]
    assert Evidence.objects.attached().get(name="ba.pdf").caption == "Kế hoạch"
    assert lan.get(f"/work/evidence/{mot.pk}/replace/").status_code == 404


@pytest.mark.parametrize(
    ("content", "sentence"), [("mot.pdf", "giống hệt tệp cũ"), ("hai.pdf", "đã có tệp cùng nội dung")]
)
def test_replacing_by_what_is_there_already_is_noticed(cast, lan, nomination, content, sentence):
    mot, _hai = attach(nomination, cast.lan, "mot.pdf", "hai.pdf")
    # Made anew, a PDF would have another date in it.
    new = files.upload("moi.pdf", Evidence.objects.get(name=content).file.read())
    answer = lan.post(f"/work/evidence/{mot.pk}/replace/", {"file": new})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert order(lan, nomination) == ["mot.pdf", "hai.pdf"]


def test_the_database_itself_refuses_the_same_content_twice(cast, nomination):
    (row,) = attach(nomination, cast.lan, "mot.pdf")
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_the_room_of_a_dossier_is_limited(cast, lan, nomination, settings):
    content = files.pdf_bytes(padding=700_000)
    settings.EVIDENCE_QUOTA_BYTES = 2**20
    actions.attach(
        nomination, files.upload("mot.pdf", content), section="strategy", question="plan_file", by=cast.lan
    )
    more = files.upload("hai.pdf", files.pdf_bytes("hai", padding=700_000))
    page = lan.post(f"{page_of(nomination)}evidence/", {"question": "plan_file", "file": more})
    assert page.status_code == 422
    assert "không quá 1 MB" in page.content.decode()
    assert len([path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]) == 1


def test_a_removed_file_loses_its_bytes_unless_a_dossier_was_frozen_with_it(
    cast, organization, edition, nomination, settings
):
    nomination.delete()
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    actions.return_for_additions(nomination, by=cast.minh, reason="Thay kế hoạch.", items=[Asked("strategy")])
    frozen, (fresh,) = nomination.evidence.get(), attach(nomination, cast.lan, "mot.pdf")
    for row in (frozen, fresh):
        actions.detach(row, by=cast.lan)
    sweep_files()
    frozen.refresh_from_db()
    fresh.refresh_from_db()
    assert frozen.file and frozen.file.open("rb").read(5) == b"%PDF-"
    assert not fresh.file
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=frozen.pk).update(file="")


def test_the_frozen_dossier_says_what_a_file_proves(cast, organization, edition):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    actions.return_for_additions(nomination, by=cast.minh, reason="Thêm tiêu chí.", items=[Asked("strategy")])
    nomination = Nomination.objects.get(pk=nomination.pk)
    row = nomination.evidence.get()
    actions.describe(row, caption="Kế hoạch", section="strategy", criterion="data", by=cast.lan)
    actions.submit(nomination, by=cast.lan)
    first, second = (
        dossier.content["sections"][0]["evidence"][0] for dossier in nomination.dossiers.order_by("number")
    )
    assert (first["criterion"], second["criterion"], second["caption"]) == ("", "data", "Kế hoạch")


def test_a_preview_may_be_framed_by_our_pages_only(cast, lan, nomination):
    (row,) = attach(nomination, cast.lan, "mot.pdf")
    answer = lan.get(f"/work/evidence/{row.pk}/?inline=1")
    assert answer["Content-Disposition"].startswith("inline")
    assert "frame-ancestors 'self'; sandbox" in answer["Content-Security-Policy"]
    kept = lan.get(f"/work/evidence/{row.pk}/?download=1")
    assert kept["Content-Disposition"].startswith("attachment")


def test_nobody_else_arranges_or_replaces(cast, nomination, sign_in):
    (row,) = attach(nomination, cast.lan, "mot.pdf")
    for person in (cast.tung, cast.minh, cast.khoa):
        other = sign_in(person)
        assert other.post(f"{page_of(nomination)}files/", {"remove": row.pk}).status_code == 404
        assert other.post(f"/work/evidence/{row.pk}/replace/").status_code == 404
    assert Evidence.objects.attached().exists()


def test_a_colleague_of_one_section_keeps_files_there_only(cast, nomination, sign_in):
    colleague = actions.invite_colleague(nomination, cast.tung.email, section="results", by=cast.lan)
    actions.accept_colleague(colleague, by=cast.tung)
    (lans,) = attach(nomination, cast.lan, "mot.pdf")
    tung = sign_in(cast.tung)
    for key, question, status in (("results", "results", 302), ("strategy", "plan_file", 403)):
        values = {"question": question, "file": files.upload(f"{key}.pdf", files.pdf_bytes(key))}
        assert tung.post(f"{page_of(nomination, key)}evidence/", values).status_code == status
        values = {"question": question, "name": f"{key}.pdf", "size": 9}
        begun = tung.post(f"{page_of(nomination, key)}uploads/", values)
        assert begun.status_code == (200 if status == 302 else 403)
    assert tung.post(f"{page_of(nomination)}files/", {"remove": lans.pk}).status_code == 403
    own = Evidence.objects.get(name="results.pdf")
    moved = {f"caption-{own.pk}": "Của Tùng", f"section-{own.pk}": "strategy"}
    assert tung.post(f"{page_of(nomination, 'results')}files/", moved).status_code == 403
    own.refresh_from_db()
    assert (own.section, own.caption) == ("results", "")


def test_the_section_page_asks_no_more_for_many_files_than_for_one(
    cast, lan, nomination, django_assert_max_num_queries
):
    attach(nomination, cast.lan, "mot.pdf", "hai.pdf", "ba.pdf")
    with django_assert_max_num_queries(20):
        lan.get(page_of(nomination))
