"""Floors and caps of the lists are the organiser's until the first mark, and are written in sentences."""

import pytest
from django.urls import reverse

from assessments import actions
from assessments.tests.deeds import full_marks
from dtportal.programme import rules
from dtportal.programme.models import Edition

pytestmark = pytest.mark.django_db


def page(edition: Edition) -> str:
    return reverse("assessments:rule_lists", args=[edition.slug])


def filled(browser, edition: Edition, rows: list[dict], **more) -> dict:
    """What the browser sends: the rows, and what the page was drawn from."""
    form = browser.get(page(edition)).context["form"]
    data = {"version": form.initial["version"], "opening": form.initial["opening"], **more}
    data |= {"quota-TOTAL_FORMS": len(rows) + 1, "quota-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"quota-{number}-{name}": value for name, value in row.items()}
    return data


def test_oanh_declares_a_floor_and_everybody_reads_it_in_words(edition, cast, sign_in):
    browser = sign_in(cast.oanh)
    rows = [
        {"tier": "top100", "place": "sector:*", "least": 2, "most": 20},
        {"tier": "top500", "place": f"province:{edition.localities().first().uid}", "most": 9},
    ]
    browser.post(page(edition), filled(browser, edition, rows))
    edition.refresh_from_db()
    assert edition.quotas[0] == {"tier": "top100", "by": "sector", "key": "*", "least": 2, "most": 20}
    shown = sign_in(cast.hanh).get(reverse("assessments:rule", args=[edition.slug])).content.decode()
    assert "TOP 100: mỗi lĩnh vực tối thiểu 2, tối đa 20" in shown
    assert "tối thiểu 2, tối đa 20" in rules.shown_text(edition, "vi")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"tier": "top100", "place": "sector:*"}, "hãy nêu số tối thiểu hoặc số tối đa"),
        ({"tier": "top100", "place": "sector:*", "least": 9, "most": 2}, "số tối thiểu lớn hơn số tối đa"),
        ({"tier": "top100", "place": "sector:*", "least": 101}, "lớn hơn độ dài của danh sách"),
        ({"tier": "top100", "least": 1}, "Hãy chọn một mục"),
        ({"tier": "top100", "place": "sector:XX", "least": 1}, "invalid-feedback"),
        ({"tier": "top100", "place": "sector:*", "least": "hai"}, "số nguyên"),
    ],
)
def test_a_floor_that_cannot_be_is_refused_in_a_sentence(edition, cast, sign_in, row, words):
    browser = sign_in(cast.oanh)
    answer = browser.post(page(edition), filled(browser, edition, [row]))
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert Edition.objects.get(pk=edition.pk).quotas == []


def test_two_lines_for_one_place_are_refused(edition, cast, sign_in):
    browser = sign_in(cast.oanh)
    row = {"tier": "top100", "place": "sector:*", "least": 1}
    answer = browser.post(page(edition), filled(browser, edition, [row, row]))
    assert "đã có một dòng khác" in answer.content.decode()


def test_what_is_opened_is_fixed_once_nominations_are_open(edition, cast, sign_in):
    browser = sign_in(cast.oanh)
    answer = browser.post(page(edition), filled(browser, edition, [], opening="auditor"))
    assert answer.status_code == 400
    assert "Đã mở nhận hồ sơ" in answer.content.decode()
    assert Edition.objects.get(pk=edition.pk).opening == Edition.Opening.OPEN


def test_somebody_elses_change_is_not_overwritten(edition, cast, sign_in):
    browser = sign_in(cast.oanh)
    data = filled(browser, edition, [{"tier": "top100", "place": "sector:*", "least": 1}])
    Edition.objects.filter(pk=edition.pk).update(
        quotas=[{"tier": "top500", "by": "sector", "key": "*", "most": 90}]
    )
    assert browser.post(page(edition), data).status_code == 409
    assert Edition.objects.get(pk=edition.pk).quotas[0]["tier"] == "top500"


def test_after_the_first_mark_nobody_changes_it(edition, cast, reading, sign_in):
    browser = sign_in(cast.oanh)
    data = filled(browser, edition, [{"tier": "top100", "place": "sector:*", "least": 1}])
    actions.save_marks(reading, by=reading.member.user, marks=full_marks(), version=0)
    assert browser.post(page(edition), data).status_code == 302
    assert Edition.objects.get(pk=edition.pk).quotas == []
    assert rules.frozen_rule(edition).content["quotas"] == []
