"""Site visits: planned by the secretariat, told to the unit, reported on the spot, read beside the dossier."""

import io
import json
import re
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from icalendar import Calendar
from PIL import Image

from assessments import actions
from assessments.models import Assignment, SiteVisit, VisitPhoto, VisitReport
from assessments.tests.deeds import full_marks
from assessments.visits import checklist, may_visit
from dtportal.accounts.models import Membership, User
from dtportal.demo.cast import create_person
from dtportal.journal.models import Entry, Notice
from dtportal.journal.outbox import compose
from dtportal.programme import clock
from dtportal.states import ImpossibleMove
from nominations.tests.files import image, pdf_bytes, sideways_photo, upload

pytestmark = pytest.mark.django_db
ANSWERS = {
    "met_0": "Lê Minh Họa",
    "met_1": "Giám đốc",
    "goals": "yes",
    "skills": "partly",
    "skills_note": "Ca đêm còn ghi sổ giấy.",
    "running": "yes",
    "security": "no",
    "figures": "yes",
    "figures_note": "Đối chiếu 12 chỉ tiêu.",
    "ready": "yes",
    "invention": "unseen",
    "differs": "Kho số 2 chưa nối mạng.",
}


@pytest.fixture
def reading(assigned) -> Assignment:
    """A dossier whose three readers have all stated that they have no conflict; the first of them."""
    assigned()
    for assignment in Assignment.objects.all():
        actions.state_interest(assignment, by=assignment.member.user, has_conflict=False)
    return Assignment.objects.select_related("entry__nomination__edition", "member__user").first()


@pytest.fixture
def hoa(reading):
    """Whoever represents the unit."""
    user = create_person("hoa@example.org", "Đỗ Thị Hoa")
    Membership.objects.create(user=user, organization=reading.entry.nomination.organization, is_owner=True)
    return user


@pytest.fixture
def planned(cast, reading, edition):
    def make(visitors=None, **fields) -> SiteVisit:
        starts = clock.now(edition) + timedelta(days=3)
        values = {
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=3),
            "place": "Nhà máy số 1, Đà Nẵng",
            "visitors": visitors or [reading.member.user, cast.minh],
        }
        return actions.plan_visit(reading.entry.nomination, by=cast.minh, **{**values, **fields})

    return make


# --- The plan ----------------------------------------------------------------------------------------------


def test_minh_plans_visitors_are_invited_and_the_unit_learns_date_and_place_only(cast, reading, hoa, sign_in):
    nomination, member = reading.entry.nomination, reading.member.user
    minh = sign_in(cast.minh)
    page = reverse("assessments:visit_plan", args=["2023"])
    assert nomination.reference in minh.get(page).content.decode()
    form = {
        "starts_at": "2023-06-12T08:30",
        "ends_at": "2023-06-12T11:30",
        "place": "Nhà máy số 1, Đà Nẵng",
        "message": "Xin gặp phụ trách vận hành.",
        "visitors": [member.pk, cast.minh.pk],
    }
    made = minh.post(f"{page}?nomination={nomination.reference}", form)
    visit = SiteVisit.objects.get()
    assert made.url == reverse("assessments:visit", args=[visit.pk])
    invitation = Notice.objects.get(template="visit")
    assert invitation.recipient == member
    _subject, words = compose(invitation)
    assert "Nhà máy số 1, Đà Nẵng" in words
    assert "08:30" in words
    told = Notice.objects.get(template="visit_unit")
    assert told.recipient == hoa
    _subject, words = compose(told)
    for text in ("Nhà máy số 1, Đà Nẵng", "08:30", "Xin gặp phụ trách vận hành."):
        assert text in words
    at_home = sign_in(hoa).get(reverse("assessments:visit_unit", args=[visit.pk])).content.decode()
    assert "Nhà máy số 1, Đà Nẵng" in at_home
    for person in (member, cast.minh):
        assert person.full_name not in words
        assert person.full_name not in at_home
    assert reverse("assessments:visit_unit", args=[visit.pk]) in sign_in(hoa).get("/work/").content.decode()
    going = sign_in(member)
    assert reverse("assessments:visit_report", args=[visit.pk]) in going.get("/work/").content.decode()
    file = going.get(reverse("assessments:visit_calendar", args=[visit.pk]))
    (event,) = Calendar.from_ical(file.content).walk("VEVENT")
    assert event.decoded("dtstart").isoformat() == "2023-06-12T01:30:00+00:00", "08:30 in Viet Nam"
    assert (event["location"], event["sequence"]) == ("Nhà máy số 1, Đà Nẵng", 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ends_at", "2023-06-12T08:00"),
        ("starts_at", "2023-05-01T08:00"),
        ("starts_at", "hôm qua"),
        ("place", " "),
        ("visitors", []),
    ],
)
def test_a_mistake_in_the_plan_stands_next_to_its_field_and_nobody_is_told(
    cast, reading, sign_in, field, value
):
    form = {
        "starts_at": "2023-06-12T08:30",
        "ends_at": "2023-06-12T11:30",
        "place": "Đà Nẵng",
        "visitors": [cast.minh.pk],
        field: value,
    }
    page = reverse("assessments:visit_plan", args=["2023"])
    answer = sign_in(cast.minh).post(f"{page}?nomination={reading.entry.nomination.reference}", form)
    assert answer.status_code == 422
    assert "is-invalid" in answer.content.decode()
    assert not SiteVisit.objects.exists()
    assert not Notice.objects.filter(template__startswith="visit").exists()


def test_only_readers_without_conflict_and_an_untied_secretariat_can_go(cast, council, reading, planned):
    nomination = reading.entry.nomination
    readers = {a.member.user for a in Assignment.objects.all()}
    free = set(may_visit(nomination))
    assert free == readers | {cast.minh}
    recused = next(a for a in Assignment.objects.all() if a != reading)
    actions.recuse(recused, by=recused.member.user, reason="Anh em.")
    assert recused.member.user not in may_visit(nomination)
    for person in (recused.member.user, cast.oanh, cast.lan, cast.thao):
        with pytest.raises(ValidationError):
            planned([person])
    Membership.objects.create(user=cast.minh, organization=nomination.organization)
    assert cast.minh not in may_visit(nomination)
    with pytest.raises(PermissionDenied):
        tied = User.objects.get(pk=cast.minh.pk)
        actions.plan_visit(
            nomination,
            by=tied,
            starts_at=clock.now(nomination.edition) + timedelta(days=1),
            ends_at=clock.now(nomination.edition) + timedelta(days=2),
            place="Đà Nẵng",
            visitors=[reading.member.user],
        )


def test_a_change_is_told_again_and_two_secretaries_do_not_overwrite_each_other(
    cast, reading, hoa, sign_in, planned
):
    visit = planned()
    page = reverse("assessments:visit_change", args=[visit.pk])
    form = {
        "starts_at": "2023-06-20T08:30",
        "ends_at": "2023-06-20T11:30",
        "place": "Chi nhánh Huế",
        "visitors": [cast.minh.pk],
        "version": 1,
    }
    minh = sign_in(cast.minh)
    assert minh.post(page, form).status_code == 302
    assert minh.post(page, {**form, "place": "Khác"}).status_code == 409
    visit.refresh_from_db()
    assert (visit.place, visit.version) == ("Chi nhánh Huế", 2)
    assert Notice.objects.filter(template="visit", recipient=reading.member.user).count() == 2, (
        "who stays at home too"
    )
    assert Notice.objects.filter(template="visit_unit", recipient=hoa).count() == 2
    assert minh.post(reverse("assessments:visit_cancel", args=[visit.pk]), {"reason": ""}).status_code == 302
    visit.refresh_from_db()
    assert visit.is_planned, "a cancellation has a reason"
    minh.post(reverse("assessments:visit_cancel", args=[visit.pk]), {"reason": "Bão số 4."})
    _subject, words = compose(Notice.objects.get(template="visit_cancelled_unit"))
    assert "Chi nhánh Huế" in words or "Công ty Minh Họa" in words
    with pytest.raises(ImpossibleMove):
        actions.save_report(visit, by=cast.minh, data=ANSWERS, version=0)


# --- The report --------------------------------------------------------------------------------------------


def test_every_question_of_the_checklist_speaks_of_criteria_that_are_there(edition):
    for group in ("unit", "state_body", "leader"):
        codes = set(edition.criteria.filter(group=group).values_list("code", flat=True))
        questions = checklist(edition, group).questions
        spoken_of = {code for question in questions for code in question["criteria"]}
        assert spoken_of == codes, group


def test_the_checklist_saves_by_itself_and_two_devices_do_not_overwrite_each_other(reading, sign_in, planned):
    visit = planned()
    phone = sign_in(reading.member.user)
    page = reverse("assessments:visit_report", args=[visit.pk])
    assert "Ghi nhận tại chỗ" in phone.get(page).content.decode()
    script = {"headers": {"accept": "application/json"}}
    first = phone.post(page, {"version": 0, "goals": "yes"}, **script)
    assert first.json()["version"] == 1
    late = phone.post(page, {"version": 0, "goals": "no", "differs": "Khác."}, **script)
    assert late.status_code == 409
    assert "data-keep" in late.json()["html"]
    assert VisitReport.objects.get().data == {"goals": "yes"}
    wrong = phone.post(page, {"version": 1, "goals": "perhaps"}, **script)
    assert wrong.status_code == 422
    assert "goals" in wrong.json()["errors"]
    by_hand = phone.post(page, {"version": 1, "goals": "perhaps"})
    assert by_hand.status_code == 422
    unfinished = phone.post(page, {"version": 1, "goals": "yes", "submit": "1"})
    assert unfinished.url == page, "what is required is asked for before it is handed in"
    assert VisitReport.objects.get().submitted_at is None


def test_a_photo_from_the_phone_loses_its_place_and_stands_upright(reading, sign_in, planned):
    visit = planned()
    phone = sign_in(reading.member.user)
    send = reverse("assessments:visit_photo_add", args=[visit.pk])
    token = str(uuid.uuid4())
    script = {"headers": {"accept": "application/json"}}
    data = {"question": "running", "token": token}
    made = phone.post(send, {**data, "photo": upload("IMG_01.jpg", sideways_photo())}, **script)
    photo = VisitPhoto.objects.get()
    assert reverse("assessments:visit_photo", args=[photo.pk]) in made.json()["html"]
    again = phone.post(send, {**data, "photo": upload("IMG_01.jpg", sideways_photo())}, **script)
    assert again.status_code == 200
    assert VisitPhoto.objects.count() == 1, "a photo that the device sends again is the same photo"
    shown = phone.get(reverse("assessments:visit_photo", args=[photo.pk]))
    with Image.open(io.BytesIO(b"".join(shown.streaming_content))) as kept:
        assert kept.size == (20, 30), "upright"
        assert not kept.getexif()
        assert "108.2022" not in str(kept.info)
    for name, content in (("a.pdf", pdf_bytes()), ("a.jpg", b"MZ"), ("a.png", b"")):
        refused = phone.post(send, {"question": "running", "photo": upload(name, content)}, **script)
        assert refused.status_code == 422
        assert refused.json()["message"]
    unknown = phone.post(send, {"question": "cellar", "photo": upload("a.png", image())}, **script)
    assert unknown.status_code == 422
    by_hand = phone.post(send, {"question": "differs", "token": "x", "photo": upload("a.png", image())})
    assert by_hand.url.endswith("#photos-differs")
    phone.post(reverse("assessments:visit_photo_remove", args=[photo.pk]))
    assert list(VisitPhoto.objects.values_list("question", flat=True)) == ["differs"]


def test_what_visitors_saw_stands_beside_the_score_sheet_by_criterion(
    cast, council, reading, sign_in, planned
):
    visit = planned()
    going = sign_in(reading.member.user)
    other = next(a for a in Assignment.objects.select_related("member__user") if a != reading)
    reader = sign_in(other.member.user)
    score = reverse("assessments:score", args=[other.pk])
    going.post(
        reverse("assessments:visit_photo_add", args=[visit.pk]),
        {"question": "skills", "photo": upload("a.png", image())},
    )
    going.post(reverse("assessments:visit_report", args=[visit.pk]), {"version": 0, **ANSWERS})
    photo = reverse("assessments:visit_photo", args=[VisitPhoto.objects.get().pk])
    assert "Ca đêm còn ghi sổ giấy." not in reader.get(score).content.decode(), "not handed in yet"
    assert reader.get(photo).status_code == 404
    going.post(reverse("assessments:visit_report", args=[visit.pk]), {"version": 1, **ANSWERS, "submit": "1"})
    page = reader.get(score).content.decode()
    beside = page[page.index('id="visit"') :]
    people = beside[beside.index("Tổ chức, nhân lực, văn hóa") :]
    assert "Ca đêm còn ghi sổ giấy." in people
    assert people.index("Ca đêm còn ghi sổ giấy.") < people.index("Hạ tầng, dữ liệu, an toàn thông tin")
    assert photo in people
    sections = re.findall(r'<section class="read-section" id="visit-(\w+)" data-criterion="([^"]+)">', page)
    assert ("people", "people visit") in sections and ("others", "visit") in sections
    assert all(codes == f"{code} visit" for code, codes in sections if code != "others"), (
        "each at its own only"
    )
    assert 'href="#visit" data-tab="visit"' in page and 'href="#visit-people"' in page
    told = reader.get(reverse("assessments:visit", args=[visit.pk])).content.decode()
    assert "Dùng cho tiêu chí: Tổ chức, nhân lực, văn hóa" in told
    form = going.get(reverse("assessments:visit_report", args=[visit.pk])).content.decode()
    assert "Dùng cho tiêu chí: Tổ chức, nhân lực, văn hóa" in form
    assert "Kho số 2 chưa nối mạng." in beside
    assert reader.get(photo).status_code == 200
    assert Entry.objects.filter(verb="visit.reported", actor_id=reading.member.user_id).count() == 1
    refused = going.post(reverse("assessments:visit_report", args=[visit.pk]), {"version": 2, **ANSWERS})
    assert refused.status_code == 409, "what is handed in stays until it is taken back"
    going.post(reverse("assessments:visit_report_take_back", args=[visit.pk]))
    assert 'id="visit"' not in reader.get(score).content.decode()


# --- Closed ------------------------------------------------------------------------------------------------


def doors(visit: SiteVisit, photo: VisitPhoto) -> list[str]:
    return [
        reverse("assessments:visit", args=[visit.pk]),
        reverse("assessments:visit_report", args=[visit.pk]),
        reverse("assessments:visit_calendar", args=[visit.pk]),
        reverse("assessments:visit_photo", args=[photo.pk]),
    ]


@pytest.fixture
def reported(cast, reading, planned, sign_in) -> SiteVisit:
    visit = planned()
    going = sign_in(reading.member.user)
    send = reverse("assessments:visit_photo_add", args=[visit.pk])
    going.post(send, {"question": "skills", "photo": upload("a.png", image())})
    going.post(reverse("assessments:visit_report", args=[visit.pk]), {"version": 0, **ANSWERS, "submit": "1"})
    assert VisitReport.objects.get().submitted_at
    return visit


def test_who_neither_goes_nor_reads_the_dossier_learns_nothing(cast, council, reported, hoa, sign_in):
    photo = VisitPhoto.objects.get()
    readers = {a.member.user_id for a in Assignment.objects.all()}
    strangers = [user for user in council.users if user.pk not in readers]
    assert strangers
    for user in [*strangers, cast.thao, cast.oanh, cast.lan, cast.khoa, hoa]:
        client = sign_in(user)
        for door in doors(reported, photo):
            assert client.get(door).status_code in {403, 404}, (user, door)
        listed = client.get("/work/2023/visits/")
        assert listed.status_code in {403, 404} or "Nhà máy số 1" not in listed.content.decode(), user
    for action in ("visit_unit", "visit_unit_calendar"):
        assert sign_in(cast.lan).get(reverse(f"assessments:{action}", args=[reported.pk])).status_code == 404
        assert sign_in(hoa).get(reverse(f"assessments:{action}", args=[reported.pk])).status_code == 200


def test_a_conflict_closes_visit_report_and_photos_at_once_and_takes_the_report_out(
    cast, reading, reported, sign_in
):
    visitor = reading.member.user
    photo = VisitPhoto.objects.get()
    other = next(a for a in Assignment.objects.select_related("member__user") if a != reading)
    score = reverse("assessments:score", args=[other.pk])
    assert "Ca đêm còn ghi sổ giấy." in sign_in(other.member.user).get(score).content.decode()
    actions.recuse(reading, by=visitor, reason="Vợ làm ở đó.")
    client = sign_in(visitor)
    for door in doors(reported, photo):
        assert client.get(door).status_code == 404, door
    assert "Nhà máy số 1" not in client.get("/work/2023/visits/").content.decode()
    assert (
        reverse("assessments:visit_report", args=[reported.pk]) not in client.get("/work/").content.decode()
    )
    for deed in (
        lambda: actions.save_report(reported, by=visitor, data=ANSWERS, version=1),
        lambda: actions.take_report_back(reported, by=visitor),
        lambda: actions.remove_photo(photo, by=visitor),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert "Ca đêm còn ghi sổ giấy." not in sign_in(other.member.user).get(score).content.decode()


def test_nobody_reports_for_somebody_else(cast, council, reported):
    others = [a.member.user for a in Assignment.objects.select_related("member__user")]
    goes = set(reported.visitors.values_list("user", flat=True))
    for user in [user for user in [*others, cast.thao, cast.oanh] if user.pk not in goes]:
        with pytest.raises(PermissionDenied):
            actions.save_report(reported, by=user, data=ANSWERS, version=0)
    assert VisitReport.objects.count() == 1


def test_a_visit_tells_nobody_a_mark(cast, reading, reported, sign_in):
    actions.save_marks(reading, by=reading.member.user, marks=full_marks({"impact": 23}), version=0)
    page = sign_in(cast.minh).get(reverse("assessments:visit", args=[reported.pk])).content.decode()
    assert "Ca đêm còn ghi sổ giấy." in page
    assert "23" not in json.dumps(list(VisitReport.objects.values_list("data", flat=True)))


def test_a_list_of_visits_asks_as_often_for_three_as_for_one(
    cast, planned, sign_in, django_assert_max_num_queries
):
    planned()
    minh = sign_in(cast.minh)
    minh.get("/work/2023/visits/")
    planned()
    planned()
    with django_assert_max_num_queries(12):
        assert minh.get("/work/2023/visits/").content.decode().count("Nhà máy số 1") == 3
