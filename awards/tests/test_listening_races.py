"""Two people at once: one answer, one motion, one badge number each."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from awards import actions
from awards.models import Accreditation, Comment, Complaint
from awards.tests.making import conclude_on
from dtportal.sealing import code as new_code
from dtportal.states import ImpossibleMove

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def at_once(*acts):
    def run(act):
        try:
            return act()
        except ImpossibleMove:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(run, act) for act in acts]]


def test_one_of_two_answers_goes_out(edition, cast):
    conclude_on(edition, cast, [90])
    notice = actions.put_up(edition, by=cast.minh)
    made = actions.comment(notice, name="An", email="an@example.org", text="Góp ý", code=new_code(16))
    told = at_once(
        lambda: actions.answer_comment(made, text="Một.", by=cast.minh),
        lambda: actions.answer_comment(made, text="Hai.", by=cast.minh),
    )
    assert told.count("refused") == 1
    assert Comment.objects.get().answer in {"Một.", "Hai."}


def test_one_report_sent_by_two_clicks_is_one(edition, cast):
    code = new_code(16)

    def send():
        return actions.complain(edition, kind="payment", text="Đòi tiền", code=code).pk

    assert len(set(at_once(send, send, send))) == 1
    assert Complaint.objects.get().messages.count() == 1


def test_no_two_journalists_get_one_badge(edition, cast):
    asked = {"full_name": "An", "press_card": "1", "outlet": "Báo"}
    made = [actions.ask_for_accreditation(edition, email=f"{n}@example.org", **asked) for n in range(4)]
    at_once(*[lambda one=one: actions.accredit(one, by=cast.oanh) for one in made])
    assert sorted(Accreditation.objects.values_list("badge", flat=True)) == [1, 2, 3, 4]
