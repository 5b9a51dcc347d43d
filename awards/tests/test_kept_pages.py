"""The pages beside the list are kept like the list: no query for whoever comes later, and new at once after a change.

Nothing is kept inside a transaction, so these tests commit; the journal can be emptied on PostgreSQL only.
"""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from awards import actions
from awards.models import OnFile
from awards.tests.filing import scan
from awards.tests.making import conclude_on

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
BESIDE = ("/legal/2023/", "/en/legal/2023/", "/results/2023/", "/verify-results/keys.pem", "/notice/2023/")


def page(address: str) -> str:
    return Client().get(address).content.decode()


def test_what_stands_beside_the_list_costs_no_query(edition, cast, published):
    for address in BESIDE:
        first = Client().get(address)
        with CaptureQueriesContext(connection) as asked:
            again = Client().get(address)
        assert (again.status_code, again.content) == (200, first.content), address
        assert len(asked) == 0, address


def test_a_document_put_on_file_is_there_for_the_next_reader(edition, cast):
    assert "12/ĐA" not in page("/legal/2023/")
    for number, is_public in (("12/ĐA", True), ("13/ĐA", False)):
        actions.put_on_file(
            edition,
            by=cast.oanh,
            kind=OnFile.Kind.PERMIT if is_public else OnFile.Kind.SCHEME,
            number=number,
            dated=date(edition.year, 1, 10),
            issued_by="Bộ Minh Họa",
            file=scan(),
            is_public=is_public,
        )
        now = page("/legal/2023/")
    assert "12/ĐA" in now and "13/ĐA" not in now


def test_the_notice_is_there_for_the_next_reader(edition, cast):
    conclude_on(edition, cast, [91], names=["Bệnh viện Minh Họa"])
    before = page("/notice/2023/")
    actions.put_up(edition, by=cast.minh)
    assert page("/notice/2023/") != before
