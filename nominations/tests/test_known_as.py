"""People call a submitted dossier by its number wherever they meet it; an edition words the letters about it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dtportal.accounts.models import Appointment
from dtportal.accounts.wording import word_letter
from dtportal.demo.cast import create_person
from dtportal.journal import letters
from nominations import actions
from nominations.models import Nomination
from nominations.supplements import Asked
from nominations.tests.helpers import submitted, unit
from nominations.tests.test_submission import mails

pytestmark = pytest.mark.django_db


def test_an_extension_is_listed_under_the_number(cast, organization, edition, sign_in):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    actions.return_for_additions(nomination, by=cast.minh, reason="Bổ sung.", items=[Asked("strategy")])
    until = edition.clock_at + timedelta(days=40)
    actions.extend(Nomination.objects.get(), by=cast.minh, until=until, reason="Bão lũ.")
    page = sign_in(cast.minh).get("/work/2023/deadlines/").content.decode()
    assert "CDS1-2023-GT-0001" in page


@pytest.mark.parametrize(
    ("letter", "names"),
    [
        ("nomination.evidence_infected", {"file", "found"}),
        ("nomination.colleague_joined", {"person"}),
        ("nomination.colleague_removed", set()),
        ("nomination.entrusted", {"giver", "note"}),
        ("nomination.question_asked", set()),
        ("nomination.consent_withdrawn", {"consent"}),
    ],
)
def test_an_edition_words_these_letters_and_the_sample_knows_every_name(
    cast, organization, edition, letter, names
):
    submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    found = letters.letter(letter)
    assert found.is_editable and names <= set(found.variables)
    values = found.sample(cast.minh, edition, "")
    assert all(values.get(name) for name in found.variables)


def test_minh_reads_the_editions_own_words_when_a_dossier_is_handed_to_him(cast, organization, edition):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    word_letter(
        edition,
        "nomination.entrusted",
        "vi",
        by=cast.minh,
        subject="Bàn giao {{ reference }}",
        body="{{ giver }} nhờ: {{ note }}\n{{ url }}",
        version=0,
    )
    actions.entrust(nomination, cast.minh, by=create_secretary(cast, edition), note="Xem giúp.")
    [(_address, mail)] = mails("nomination.entrusted")
    assert "Bàn giao CDS1-2023-GT-0001" in mail and "Vũ Thu Hà nhờ: Xem giúp." in mail


def create_secretary(cast, edition):
    person = create_person("ha@example.org", "Vũ Thu Hà")
    office = Appointment.objects.get(user=cast.minh)
    Appointment.objects.create(user=person, role=office.role, edition=edition, appointed_by=cast.oanh)
    return person


def test_handing_many_dossiers_over_asks_who_belongs_where_once(cast, edition, sign_in):
    rows = [
        submitted(unit(f"Đơn vị Minh Họa {number}", cast.lan), by=cast.lan, edition=edition, body=cast.body)
        for number in range(4)
    ]
    other = create_secretary(cast, edition)
    minh, counts = sign_in(cast.minh), []
    for many in (rows[:1], rows[1:]):
        form = {"rows": [row.pk for row in many], "deed_name": "entrust", "to": other.pk}
        with CaptureQueriesContext(connection) as queries:
            assert minh.post("/work/2023/nominations/deeds/", form).status_code == 302
        counts.append(sum("accounts_membership" in query["sql"] for query in queries.captured_queries))
    assert Nomination.objects.filter(owner=other).count() == 4
    assert counts[0] == counts[1]
