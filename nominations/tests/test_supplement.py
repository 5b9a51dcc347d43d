"""A request for supplement opens what it names, and nothing else, until its own deadline."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from dtportal.journal.models import Notice
from dtportal.journal.outbox import compose
from dtportal.programme import calendar
from dtportal.states import ImpossibleMove
from nominations import actions
from nominations.models import Nomination, SupplementItem
from nominations.supplements import Asked
from nominations.tests.helpers import endorsed, pdf

pytestmark = pytest.mark.django_db
UNTIL = calendar.end_of(date(2023, 5, 17))


@pytest.fixture
def returned(cast, organization, edition) -> Nomination:
    """Minh asks for the whole section of the people, and for one question of the model."""
    nomination = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    items = [Asked("model", "model", "Nêu rõ đơn vị đã áp dụng."), Asked("people", "", "Kèm số liệu.")]
    return actions.return_for_additions(
        nomination, by=cast.minh, reason="Đề nghị bổ sung.", items=items, until=UNTIL
    )


def save(nomination, section: str, by, **answers) -> None:
    row = nomination.answers.filter(section=section).first()
    actions.save_section(nomination, section, answers, version=row.version if row else 0, by=by)


def test_minh_picks_parts_on_the_screening_page_with_a_note_each(cast, organization, edition, sign_in):
    nomination = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    minh, url = sign_in(cast.minh), f"/work/2023/nominations/{nomination.reference}/"
    assert 'name="return-item.results.results"' in minh.get(url).content.decode()
    words = {"return-reason": "Đề nghị bổ sung.", "return-until": "17/05/2023"}
    page = minh.post(f"{url}return/", words)
    assert page.status_code == 422
    assert "Đề nghị chọn ít nhất một phần" in page.content.decode()
    picked = {"return-item.results.results": "on", "return-item.results.results.note": "Thêm số liệu 2022."}
    assert minh.post(f"{url}return/", {**words, **picked}).status_code == 302
    item = SupplementItem.objects.get()
    assert (item.section, item.question, item.text) == ("results", "results", "Thêm số liệu 2022.")
    [mail] = [compose(n)[1] for n in Notice.objects.filter(template="nomination.returned")]
    assert "Thêm số liệu 2022." in mail and "23:59 17/05/2023" in mail
    page = sign_in(cast.lan).get(nomination.get_absolute_url()).content.decode()
    assert "Thêm số liệu 2022." in page
    assert f"{nomination.get_absolute_url()}sections/results/#div_id_results" in page


def test_lan_reaches_the_sections_that_were_asked_about_and_no_other(cast, returned, sign_in):
    lan, home = sign_in(cast.lan), returned.get_absolute_url()
    page = lan.get(f"{home}sections/people/").content.decode()
    assert 'name="people"' in page and 'name="trained_share"' in page
    assert f"{home}sections/results/" not in page
    page = lan.get(f"{home}sections/model/").content.decode()
    assert 'name="model"' in page and "Nêu rõ đơn vị đã áp dụng." in page
    assert 'name="followers"' not in page
    assert lan.get(f"{home}sections/results/").url == f"{home}review/"


def test_the_server_refuses_what_was_not_asked_about(cast, returned, sign_in):
    with pytest.raises(ImpossibleMove):
        save(returned, "results", cast.lan, results="Khác.")
    with pytest.raises(ValidationError) as refused:
        save(returned, "model", cast.lan, model="Mới.", followers="12")
    assert "followers" in refused.value.message_dict
    with pytest.raises(ImpossibleMove):
        actions.attach(returned, pdf("Khác"), section="strategy", question="plan_file", by=cast.lan)
    with pytest.raises(ImpossibleMove):
        actions.detach(returned.evidence.get(), by=cast.lan)
    answer = sign_in(cast.lan).post(
        f"{returned.get_absolute_url()}sections/results/", {"results": "Khác.", "version": 1}
    )
    assert answer.status_code == 409
    assert returned.answers.get(section="results").data == {"results": "Thời gian giao nhận giảm 31%."}


def test_closed_answers_of_an_open_section_stay_as_they_are(cast, organization, edition):
    nomination = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    actions.take_back(nomination, by=cast.lan)
    save(nomination, "model", cast.lan, model="Cũ.", followers="12")
    actions.submit(nomination, by=cast.lan)
    actions.return_for_additions(nomination, by=cast.minh, reason="Bổ sung.", items=[Asked("model", "model")])
    save(nomination, "model", cast.lan, model="Mới.")
    assert nomination.answers.get(section="model").data == {"model": "Mới.", "followers": "12"}


def test_minh_sees_what_the_supplement_changed(cast, returned, sign_in):
    save(returned, "model", cast.lan, model="Ba cảng đã áp dụng.")
    actions.submit(returned, by=cast.lan)
    page = sign_in(cast.minh).get(f"/work/2023/nominations/{returned.reference}/").content.decode()
    assert "Thay đổi so với phiên bản 1" in page
    assert page.count("Ba cảng đã áp dụng.") >= 2


def test_what_was_asked_for_and_left_is_said_before_and_after_the_resubmission(cast, returned, sign_in):
    lan, minh = sign_in(cast.lan), sign_in(cast.minh)
    review, desk = f"{returned.get_absolute_url()}review/", f"/work/2023/nominations/{returned.reference}/"
    page = lan.get(review).content.decode()
    card = page.partition("Nội dung được yêu cầu nhưng chưa bổ sung")[2].partition("</section>")[0]
    assert "chưa thay đổi" in card and "chưa có nội dung" in card
    assert "Nêu rõ đơn vị đã áp dụng." in card and "Kèm số liệu." in card
    assert "chưa bổ sung" not in minh.get(desk).content.decode(), "nothing has been handed in yet"
    save(returned, "model", cast.lan, model="Ba cảng đã áp dụng.")
    assert "Nêu rõ đơn vị đã áp dụng." not in lan.get(review).content.decode()
    actions.submit(returned, by=cast.lan)  # a warning, not a refusal
    page = minh.get(desk).content.decode()
    card = page.partition("Nội dung yêu cầu lần gần nhất chưa được bổ sung")[2].partition("</section>")[0]
    assert "Kèm số liệu." in card and "chưa có nội dung" in card and "Nêu rõ đơn vị đã áp dụng." not in card


def test_whatever_was_asked_for_and_given_is_not_complained_of(cast, returned, sign_in):
    save(returned, "model", cast.lan, model="Ba cảng đã áp dụng.")
    save(returned, "people", cast.lan, people="120 người.")
    page = sign_in(cast.lan).get(f"{returned.get_absolute_url()}review/").content.decode()
    assert "chưa bổ sung" not in page
    actions.submit(returned, by=cast.lan)
    actions.return_for_additions(returned, by=cast.minh, reason="Nữa.", items=[Asked("people")])
    page = sign_in(cast.minh).get(f"/work/2023/nominations/{returned.reference}/").content.decode()
    assert "chưa được bổ sung" not in page


@pytest.mark.parametrize("days", [0, 1])
def test_a_supplement_has_its_own_deadline_though_the_intake_goes_on(cast, edition, returned, days):
    edition.clock_at = UNTIL + timedelta(days=days)
    edition.save()
    if not days:
        assert actions.submit(returned, by=cast.lan).number == 2
        return
    with pytest.raises(ValidationError, match="23:59 17/05/2023"):
        actions.submit(returned, by=cast.lan)


def test_after_the_intake_a_supplement_is_still_taken_in(cast, edition, organization):
    nomination = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    edition.clock_at = calendar.end_of(date(2023, 6, 2))
    edition.save()
    until = calendar.end_of(date(2023, 6, 9))
    asked = [Asked("people")]
    actions.return_for_additions(nomination, by=cast.minh, reason="Bổ sung.", items=asked, until=until)
    edition.clock_at = until
    edition.save()
    assert actions.submit(nomination, by=cast.lan).number == 2


@pytest.mark.parametrize("items", [[], [Asked("nonsense")], [Asked("model", "nonsense")]])
def test_a_request_names_parts_that_the_dossier_has(cast, organization, edition, items):
    nomination = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    with pytest.raises(ValidationError):
        actions.return_for_additions(nomination, by=cast.minh, reason="Bổ sung.", items=items)


def test_a_supplement_is_reminded_of_by_its_own_deadline(cast, edition, returned):
    from nominations import reminders

    assert reminders.remind_edition(edition) == 0
    edition.clock_at = UNTIL - timedelta(days=1)
    edition.save()
    assert reminders.remind_edition(edition) == 1
    [mail] = [
        compose(n)[1] for n in Notice.objects.filter(template="nomination.reminded", recipient=cast.lan)
    ]
    assert "23:59 17/05/2023" in mail
