"""Who learns the signed list before its minute, and how it becomes public at that minute by itself."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from awards import actions
from awards.models import Confidant, Honor, Roll
from dtportal.accounts.models import Membership
from dtportal.journal.models import Entry, Notice
from dtportal.programme import clock

pytestmark = pytest.mark.django_db
HONORED = "Bệnh viện Đa khoa Minh Họa Hải Âu"


def names(edition):
    return reverse("awards:embargoed", args=[edition.slug])


def confidants(edition):
    return reverse("awards:confidants", args=[edition.slug])


@pytest.fixture
def named(edition, cast) -> Confidant:
    return actions.name_confidant(edition, by=cast.oanh, user=cast.binh, purpose=Confidant.Purpose.SEATING)


def test_a_named_person_reads_the_names_once_the_chair_has_approved_and_the_roll_is_signed(
    edition, cast, carried, sign_in
):
    sign_in(cast.oanh).post(confidants(edition), {"email": cast.binh.email, "purpose": "seating"})
    row = Confidant.objects.get()
    assert Notice.objects.filter(template="confidant_named", recipient=cast.dung).exists()
    browser = sign_in(cast.binh)
    assert browser.get(names(edition)).status_code == 404
    sign_in(cast.dung).post(reverse("awards:confidant_approve", args=[edition.slug, row.pk]))
    assert browser.get(names(edition)).status_code == 404  # two signatures are missing
    sign_both(carried, cast)
    page = browser.get(names(edition)).content.decode()
    assert HONORED in page and "001/GCN-2023" in page
    shown = re.sub(r"<[^>]+>", " ", page.split("<tbody>")[1].split("</tbody>")[0])
    assert HONORED in shown and not re.search(r"\b91\b", shown)  # no score
    assert Notice.objects.filter(template="confidant_approved", recipient=cast.binh).exists()


def sign_both(roll, cast):
    from dtportal.accounts import second_factor

    for user in (cast.dung, cast.thao):
        actions.sign(roll, by=user, code=second_factor.current_code(user))


def test_each_look_is_on_record_and_leafing_is_one_look(edition, cast, signed, named, sign_in):
    actions.approve_confidant(named, by=cast.dung)
    browser = sign_in(cast.binh)
    for page in (1, 1, 2):
        browser.get(names(edition), {"page": page})
    sign_in(cast.thao).get(reverse("awards:roll", args=[edition.slug]))
    looks = Entry.objects.filter(verb="roll.looked_at", subject_id=signed.pk)
    assert sorted(looks.values_list("actor_id", "data__what")) == sorted(
        [(cast.binh.pk, "names"), (cast.thao.pk, "roll")]
    )
    for _time in range(2):
        browser.get(reverse("awards:seating", args=[edition.slug]))
    taken = looks.filter(actor_id=cast.binh.pk, data__what="seating")
    assert taken.count() == 2  # whatever is taken away is on record each time


def test_nobody_else_reads_the_names_and_the_list_says_nothing_of_results(
    edition, cast, signed, named, sign_in
):
    for user in (cast.binh, cast.oanh, cast.minh, cast.thao, cast.lan, cast.tung):
        assert sign_in(user).get(names(edition)).status_code == 404
    assert HONORED not in sign_in(cast.oanh).get(confidants(edition)).content.decode()


def test_whoever_is_taken_off_learns_no_more(edition, cast, signed, named, sign_in):
    actions.approve_confidant(named, by=cast.dung)
    browser = sign_in(cast.binh)
    assert browser.get(names(edition)).status_code == 200
    sign_in(cast.oanh).post(reverse("awards:confidant_end", args=[edition.slug, named.pk]))
    assert browser.get(names(edition)).status_code == 404
    assert "đã đưa ra khỏi" in sign_in(cast.dung).get(confidants(edition)).content.decode()


def test_only_the_chair_approves_and_not_himself(edition, cast, named):
    for user in (cast.oanh, cast.minh, cast.thao, cast.binh):
        with pytest.raises(PermissionDenied):
            actions.approve_confidant(named, by=user)
    own = actions.name_confidant(edition, by=cast.oanh, user=cast.dung, purpose="book")
    with pytest.raises(Exception, match="chính mình"):
        actions.approve_confidant(own, by=cast.dung)


def test_whoever_has_an_interest_in_a_dossier_is_not_let_know(edition, cast, signed, sign_in):
    organization = signed.entries.first().conclusion.nomination.organization
    Membership.objects.create(user=cast.binh, organization=organization)
    answer = sign_in(cast.oanh).post(confidants(edition), {"email": cast.binh.email, "purpose": "book"})
    assert answer.status_code == 400
    assert "có lợi ích liên quan" in answer.content.decode()
    assert not Confidant.objects.exists()


def test_an_address_without_an_account_is_refused_next_to_the_field(edition, cast, sign_in):
    answer = sign_in(cast.minh).post(confidants(edition), {"email": "ai@example.org", "purpose": "book"})
    assert answer.status_code == 400
    assert "Không có tài khoản" in answer.content.decode()


# --- The minute --------------------------------------------------------------------------------------


def set_minute(browser, edition, moment):
    return browser.post(
        reverse("awards:embargo", args=[edition.slug]),
        {"until": moment and moment.strftime("%Y-%m-%dT%H:%M")},
    )


def local(moment):
    from dtportal.programme.calendar import VIETNAM

    return moment.astimezone(VIETNAM)


def test_the_list_is_published_by_itself_at_the_minute_and_not_before(edition, cast, signed, sign_in):
    at = (clock.now(edition) + timedelta(hours=2)).replace(second=0, microsecond=0)
    assert set_minute(sign_in(cast.oanh), edition, local(at)).status_code == 302
    with pytest.raises(ValidationError, match="chưa được công bố trước"):
        actions.publish(edition, by=cast.oanh)
    assert actions.publish_due() == 0
    edition.refresh_from_db()
    edition.clock_at = at + timedelta(seconds=1)
    edition.save()
    assert actions.publish_due() == 1
    assert Honor.objects.filter(name=HONORED).exists()
    assert Roll.objects.get().published_by == cast.oanh
    assert actions.publish_due() == 0


def test_a_moment_that_has_passed_is_refused_next_to_the_field(edition, cast, signed, sign_in):
    answer = set_minute(sign_in(cast.oanh), edition, local(clock.now(edition) - timedelta(minutes=1)))
    assert answer.status_code == 400
    assert "đã qua" in answer.content.decode()


def test_an_empty_moment_gives_the_button_back(edition, cast, signed, sign_in):
    browser = sign_in(cast.oanh)
    set_minute(browser, edition, local(clock.now(edition) + timedelta(hours=2)))
    page = reverse("awards:publication", args=[edition.slug])
    button = reverse("awards:publish", args=[edition.slug])
    assert f'href="{button}"' not in browser.get(page).content.decode()
    set_minute(browser, edition, "")
    assert f'href="{button}"' in browser.get(page).content.decode()


def test_what_cannot_be_published_at_its_minute_waits_for_the_button_and_says_why(edition, cast, signed):
    at = clock.now(edition) + timedelta(minutes=5)
    actions.set_embargo(signed, by=cast.oanh, until=at)
    signed.entries.filter(rank=2).delete()
    edition.refresh_from_db()
    edition.clock_at = at
    edition.save()
    assert actions.publish_due() == 0
    signed.refresh_from_db()
    assert signed.embargo_until is None and not Honor.objects.exists()
    assert Notice.objects.filter(template="roll_not_published", recipient=cast.oanh).count() == 1
    assert actions.publish_due() == 0
    assert Notice.objects.filter(template="roll_not_published").count() == 1
