"""A paper dossier while the unit answers: PostgreSQL only, with real threads."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from dtportal.accounts.models import User
from dtportal.states import ImpossibleMove
from nominations import actions
from nominations.actions.paper import seen
from nominations.models import Dossier, Nomination, PaperDossier
from nominations.tests.helpers import CONSENTS
from nominations.tests.papers import keyed
from nominations.tests.test_races import at_once, kinds

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_ten_clicks_confirm_once(cast, edition, organization):
    nomination = keyed(cast, edition, organization)
    actions.send_paper(nomination, by=cast.minh)
    nomination = Nomination.objects.for_listing().get(pk=nomination.pk)
    words = {"read": seen(nomination), "consents": CONSENTS}
    results = at_once(*[lambda: actions.confirm_paper(nomination, by=cast.lan, **words)] * 10)
    assert kinds(results) == ["Dossier", *["ImpossibleMove"] * 9]
    assert Dossier.objects.count() == 1


def test_a_secretary_who_waits_for_the_unit_s_answer_finds_his_hand_gone(cast, edition, organization):
    nomination = keyed(cast, edition, organization)

    def write() -> object:
        minh = User.objects.get(pk=cast.minh.pk)
        try:
            return actions.save_section(nomination, "results", {"results": "Muộn."}, version=1, by=minh)
        except PermissionDenied as refused:
            return refused

    def take_over() -> object:
        return actions.take_paper_over(nomination, by=User.objects.get(pk=cast.lan.pk))

    results = at_once(take_over, *[write] * 6)
    assert not any(isinstance(one, (ValidationError, ImpossibleMove)) for one in results[:1])
    assert PaperDossier.objects.get().status == PaperDossier.Status.TAKEN_OVER
    # Whoever came before the unit wrote; nobody wrote after it had answered.
    answered = PaperDossier.objects.get().nomination.answers.get(section="results")
    wrote = [one for one in results[1:] if not isinstance(one, Exception)]
    assert answered.data["results"] == ("Muộn." if wrote else "Thời gian giao nhận giảm 31%.")
    with pytest.raises(PermissionDenied):
        actions.save_section(nomination, "results", {"results": "Sau."}, version=9, by=cast.minh)
