"""Officers and invited people at the same moment, with real threads (PostgreSQL only)."""

from datetime import date

import pytest

from dtportal.accounts.models import Membership
from dtportal.demo.cast import create_person
from dtportal.journal.models import Entry
from nominations import actions
from nominations.imports.writing import import_workbook
from nominations.models import Endorsement, LetterScan, UnitInvitation
from nominations.tests.helpers import endorsed, pdf, submitted
from nominations.tests.test_races import at_once, kinds
from nominations.tests.test_versions import submitted_again
from nominations.tests.workbooks import list_of, row

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_impatient_clicks_confirm_once(cast, organization, edition):
    first = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    submitted_again(first, cast)
    row_of = Endorsement.objects.get()
    results = at_once(*[lambda: actions.confirm_endorsement(row_of, by=cast.khoa, number=2)] * 4)
    assert kinds(results) == ["Endorsement"] * 4
    assert Entry.objects.filter(verb="endorsement.confirmed").count() == 1


def test_one_letter_sent_twice_endorses_once(cast, organization, edition):
    submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    rows = list(Endorsement.objects.all())
    day = date(2023, 5, 9)

    def send():
        return actions.endorse_by_letter(
            rows, by=cast.khoa, letter_number="45", letter_date=day, scan=pdf("45")
        )

    assert kinds(at_once(send, send)) == ["Endorsed", "ValidationError"]
    assert LetterScan.objects.count() == 1
    assert Entry.objects.filter(verb="endorsement.endorsed").count() == 1


def test_impatient_clicks_make_one_owner(cast, edition):
    import_workbook(edition, list_of(row(**{"Thư điện tử": "ha@example.org"})), by=cast.khoa)
    ha, made = create_person("ha@example.org", "Trịnh Thu Hà"), UnitInvitation.objects.get()
    results = at_once(*[lambda: actions.accept_unit_invitation(made, by=ha)] * 4)
    assert kinds(results) == ["UnitInvitation"] * 4
    assert Membership.objects.count() == 1
    assert Entry.objects.filter(verb="unit.accepted").count() == 1
