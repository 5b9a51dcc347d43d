"""Files that arrive in pieces: three cut connections, two tabs, a page loaded again, a full dossier."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nominations import actions
from nominations.actions.uploading import EXPIRES
from nominations.models import Evidence, Upload
from nominations.tasks import sweep_files
from nominations.tests import files
from nominations.tests.helpers import draft, submitted

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


@pytest.fixture
def nomination(cast, organization, edition):
    return draft(organization, by=cast.lan, edition=edition)


@pytest.fixture
def lan(cast, sign_in):
    return sign_in(cast.lan)


def announce(client, nomination, content: bytes, name: str = "ke-hoach.pdf", **more):
    url = f"{nomination.get_absolute_url()}sections/strategy/uploads/"
    values = {"question": "plan_file", "name": name, "size": len(content), "modified": 1, **more}
    return client.post(url, values, headers=JSON)


def push(client, upload: dict, piece: bytes, offset: int):
    return client.post(
        f"{upload['url']}?offset={offset}", piece, content_type="application/octet-stream", headers=JSON
    )


def send(client, nomination, content: bytes, **more):
    """The whole file at once; the answer to its end."""
    upload = announce(client, nomination, content, **more).json()
    push(client, upload, content, 0)
    return client.post(upload["finish"], headers=JSON)


def test_pieces_become_evidence_and_the_page_shows_it(lan, nomination):
    content = files.pdf_bytes(padding=300_000)
    upload = announce(lan, nomination, content, caption="Kế hoạch 2023").json()
    for offset in range(0, len(content), 100_000):
        assert push(lan, upload, content[offset : offset + 100_000], offset).status_code == 200
    assert lan.post(upload["finish"], headers=JSON).json()["evidence"] == Evidence.objects.get().pk
    kept = Evidence.objects.get()
    assert b"".join(kept.file.chunks()) == content
    page = lan.get(f"{nomination.get_absolute_url()}sections/strategy/").content.decode()
    assert "ke-hoach.pdf" in page and "Kế hoạch 2023" in page


def test_a_piece_that_does_not_continue_the_file_is_told_where_to_go_on(lan, nomination):
    content = files.pdf_bytes(padding=9000)
    upload = announce(lan, nomination, content).json()
    push(lan, upload, content[:5000], 0)
    for offset in (0, 4000, 6000):
        answer = push(lan, upload, content[offset : offset + 1000], offset)
        assert (answer.status_code, answer.json()) == (409, {"offset": 5000})
    assert lan.get(upload["url"]).json()["offset"] == 5000
    answer = lan.post(upload["finish"], headers=JSON)
    assert (answer.status_code, answer.json()) == (409, {"offset": 5000})


def test_after_a_reload_the_same_file_goes_on_and_the_page_says_so(lan, nomination):
    content = files.pdf_bytes(padding=9000)
    first = announce(lan, nomination, content).json()
    push(lan, first, content[:6000], 0)
    page = lan.get(f"{nomination.get_absolute_url()}sections/strategy/").content.decode()
    assert "Chưa nhận đủ" in page and "ke-hoach.pdf" in page
    again = announce(lan, nomination, content).json()
    assert (again["url"], again["offset"]) == (first["url"], 6000)
    other = announce(lan, nomination, content, modified=2).json()
    assert (other["url"] != first["url"], other["offset"]) == (True, 0)
    lan.post(other["discard"])
    assert Upload.objects.count() == 1


def test_asking_for_the_end_twice_makes_one_file(lan, nomination):
    content = files.pdf_bytes()
    upload = announce(lan, nomination, content).json()
    push(lan, upload, content, 0)
    answers = [lan.post(upload["finish"], headers=JSON).json()["evidence"] for _ in range(3)]
    assert answers == [Evidence.objects.get().pk] * 3
    assert push(lan, upload, b"x", len(content)).status_code == 409


def test_a_piece_written_by_a_crash_is_written_over(lan, nomination):
    content = files.pdf_bytes(padding=9000)
    upload = announce(lan, nomination, content).json()
    push(lan, upload, content[:5000], 0)
    with Upload.objects.get().path.open("ab") as part:
        part.write(b"half a piece that nobody counted")
    push(lan, upload, content[5000:], 5000)
    assert lan.post(upload["finish"], headers=JSON).status_code == 200


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("ke-hoach.exe", b"MZ" * 99, "Chỉ nhận tệp"),
        ("ke-hoach.pdf", files.image(), "nội dung là PNG"),
        ("ke-hoach.pdf", files.locked_pdf(), "mật khẩu"),
    ],
)
def test_a_wrong_file_gets_its_sentence_and_leaves_nothing_behind(lan, nomination, name, content, sentence):
    answer = announce(lan, nomination, content, name=name)
    if answer.status_code == 200:
        push(lan, answer.json(), content, 0)
        answer = lan.post(answer.json()["finish"], headers=JSON)
    assert answer.status_code == 422
    assert sentence in answer.json()["error"]
    assert not Upload.objects.exists() and not Evidence.objects.exists()


def test_what_is_announced_counts_before_it_arrives(lan, nomination, settings):
    settings.EVIDENCE_QUOTA_BYTES = 10 * 2**20
    big = {"name": "a.pdf", "question": "plan_file", "modified": 1}
    url = f"{nomination.get_absolute_url()}sections/strategy/uploads/"
    assert lan.post(url, {**big, "size": 7 * 2**20}).status_code == 200
    refused = lan.post(url, {**big, "name": "b.pdf", "size": 4 * 2**20})
    assert refused.status_code == 422
    assert "10 MB" in refused.json()["error"] and "7 MB" in refused.json()["error"]
    lan.post(f"/work/uploads/{Upload.objects.get().pk}/discard/")
    assert lan.post(url, {**big, "name": "b.pdf", "size": 4 * 2**20}).status_code == 200


def test_a_file_over_the_limit_is_refused_before_it_is_sent(lan, nomination, settings):
    answer = lan.post(
        f"{nomination.get_absolute_url()}sections/strategy/uploads/",
        {"name": "phim.mp4", "question": "plan_file", "size": settings.EVIDENCE_MAX_BYTES + 1},
    )
    assert answer.status_code == 422
    assert "100 MB" in answer.json()["error"]


def test_more_than_was_announced_is_refused(lan, nomination):
    content = files.pdf_bytes()
    upload = announce(lan, nomination, content).json()
    assert push(lan, upload, content + b"more", 0).status_code == 422
    assert push(lan, upload, bytes(4 * 2**20 + 1), 0).status_code == 413
    assert lan.get(upload["url"]).json()["offset"] == 0


def test_an_upload_is_its_owners_alone(cast, lan, nomination, sign_in):
    upload = announce(lan, nomination, files.pdf_bytes()).json()
    for person in (cast.tung, cast.khoa, cast.minh, cast.thao):
        other = sign_in(person)
        assert other.get(upload["url"]).status_code == 404
        assert push(other, upload, b"x", 0).status_code == 404
        assert other.post(upload["finish"]).status_code == 404


def test_nothing_arrives_in_a_submitted_dossier(cast, organization, edition, sign_in):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    answer = announce(sign_in(cast.lan), nomination, files.pdf_bytes("Mới"))
    assert answer.status_code == 422
    assert nomination.reference in answer.json()["error"]


def test_an_upload_begun_before_the_submission_does_not_slip_in(cast, lan, nomination):
    content = files.pdf_bytes("Mới")
    upload = announce(lan, nomination, content).json()
    push(lan, upload, content, 0)
    nomination.move("withdrawn")
    nomination.save()
    assert lan.post(upload["finish"], headers=JSON).status_code == 422
    assert not Evidence.objects.exists()


def test_what_nobody_continues_is_swept_away_with_its_bytes(lan, nomination, settings):
    content = files.pdf_bytes(padding=9000)
    for name in ("cu.pdf", "moi.pdf"):
        upload = announce(lan, nomination, content, name=name).json()
        push(lan, upload, content[:5000], 0)
    old = Upload.objects.get(name="cu.pdf")
    Upload.objects.filter(pk=old.pk).update(touched_at=timezone.now() - EXPIRES - timedelta(minutes=1))
    sweep_files()
    assert [upload.name for upload in Upload.objects.all()] == ["moi.pdf"]
    assert [path.name for path in settings.UPLOAD_DIR.iterdir()] == [Upload.objects.get().token.hex]


def test_a_large_file_takes_the_place_of_another_by_pieces(cast, lan, nomination):
    old = actions.attach(
        nomination,
        files.upload("cu.pdf", files.pdf_bytes("Cũ")),
        section="strategy",
        question="plan_file",
        caption="Kế hoạch",
        by=cast.lan,
    )
    answer = send(lan, nomination, files.pdf_bytes("Mới"), name="moi.pdf", replaces=old.pk)
    assert answer.status_code == 200
    kept = Evidence.objects.attached().get()
    assert (kept.name, kept.caption, kept.position) == ("moi.pdf", "Kế hoạch", old.position)
