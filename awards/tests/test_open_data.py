"""Open data and the API: everything that is public, nothing else, safe in a spreadsheet."""

import csv
import hashlib
import io
import json

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from assessments.models import Vote
from awards import actions
from awards.models import Honor
from awards.tests.conftest import open_the_ballot, vote_on
from awards.tests.making import conclude_on
from dtportal.accounts import second_factor
from dtportal.programme.models import Edition

pytestmark = pytest.mark.django_db
FIRST = "Bệnh viện Đa khoa Minh Họa Hải Âu"


def data(name: str, form: str) -> bytes:
    answer = Client().get(f"/open-data/2023/{name}.{form}")
    assert answer.status_code == 200
    return answer.content


def rows(name: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(data(name, "csv").decode("utf-8-sig"))))


def test_the_three_forms_say_the_same(published):
    listed = rows("honorees")
    told = json.loads(data("honorees", "json"))["rows"]
    assert [{key: str(value) for key, value in row.items()} for row in told] == listed
    sheet = load_workbook(io.BytesIO(data("honorees", "xlsx"))).active
    header, *body = sheet.iter_rows(values_only=True)
    assert [dict(zip(header, (str(value or "") for value in row), strict=True)) for row in body] == listed
    assert len(listed) == 4
    first = next(row for row in listed if row["name"] == FIRST)
    assert (first["tier"], first["lists"], first["state"]) == ("top100", "top100;top500", "valid")
    assert first["url"].startswith("http://localhost:8000/honorees/2023/")


def test_no_score_and_no_member_is_in_them(published, cast):
    for name in ("honorees", "counts"):
        told = json.loads(data(name, "json"))["rows"]
        assert not any("score" in key or "rank" in key for key in told[0])
        assert cast.hanh.full_name not in data(name, "csv").decode()


def test_counts_add_up_to_the_list(published):
    counted = rows("counts")
    assert sum(int(row["valid"]) for row in counted) == 4
    assert {row["tier"] for row in counted} == {"top100", "top500", "leaders"}


@pytest.mark.parametrize("evil", ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_name_becomes_a_formula(published, evil):
    Honor.objects.filter(name=FIRST).update(name=evil)
    values = {row["name"] for row in rows("honorees")}
    assert not any(value[:1] in "=+-@\t\r" for value in values)
    sheet = load_workbook(io.BytesIO(data("honorees", "xlsx"))).active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert evil in {row["name"] for row in json.loads(data("honorees", "json"))["rows"]}


def test_the_same_list_is_the_same_bytes(published):
    for form in ("csv", "xlsx", "json"):
        assert data("honorees", form) == data("honorees", form)


def test_the_package_describes_each_column_and_each_file(published):
    told = json.loads(data("datapackage", "json"))
    assert told["licenses"][0]["name"] == "CC-BY-4.0"
    for resource in told["resources"]:
        content = data(resource["name"], "csv")
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert names == list(rows(resource["name"])[0])
        for field in resource["schema"]["fields"]:
            allowed = field.get("constraints", {}).get("enum")
            values = {row[field["name"]] for row in rows(resource["name"])} - {""}
            assert field["description"] and (allowed is None or values <= set(allowed))


def test_the_page_names_the_licence_and_every_file(published):
    page = Client().get("/open-data/").content.decode()
    assert "creativecommons.org/licenses/by/4.0" in page
    for name in ("honorees.csv", "honorees.xlsx", "counts.json", "datapackage.json"):
        assert f"/open-data/2023/{name}" in page


def test_before_publication_there_are_no_data(edition, signed):
    page = Client().get("/open-data/").content.decode()
    assert "honorees.csv" not in page
    for name in ("honorees.csv", "counts.json", "datapackage.json", "honorees.xlsx"):
        assert Client().get(f"/open-data/2023/{name}").status_code == 404
    assert Client().get("/open-data/2023/scores.csv").status_code == 404


# --- The API ---------------------------------------------------------------------------------------------


def ask(path: str, **headers: str):
    return Client(headers=headers).get(f"/api/v1/{path}")


def test_the_api_answers_pages_of_fifty(edition, published):
    honor = Honor.objects.get(name=FIRST)
    listed = ask("editions/2023/honorees").json()
    assert (listed["count"], listed["page"], listed["pages"], listed["next"]) == (4, 1, 1, None)
    assert {row["name"] for row in listed["results"]} == {row["name"] for row in rows("honorees")}
    narrowed = ask("editions/2023/honorees?tier=top100&q=hai+au").json()
    assert [row["name"] for row in narrowed["results"]] == [FIRST]
    one = ask(f"editions/2023/honorees/{honor.slug}").json()
    assert one == next(row for row in listed["results"] if row["name"] == FIRST)
    assert sum(row["valid"] for row in ask("editions/2023/counts").json()) == 4


def test_many_names_come_in_pages(edition, cast, concluded):
    edition.tiers.update(size=100)
    conclude_on(edition, cast, range(30, 80))
    roll = actions.draw_roll(edition, by=cast.minh)
    open_the_ballot(roll, cast)
    vote_on(roll, cast, Vote.Choice.FOR)
    for user in (cast.dung, cast.thao):
        actions.sign(roll, by=user, code=second_factor.current_code(user))
    honored = len(actions.publish(edition, by=cast.oanh))
    first, second = (ask(f"editions/2023/honorees?page={number}").json() for number in (1, 2))
    assert honored > 50
    assert [len(first["results"]), len(second["results"])] == [50, honored - 50]
    assert (first["next"], second["next"], first["pages"]) == (2, None, 2)
    assert not {row["url"] for row in first["results"]} & {row["url"] for row in second["results"]}


def test_an_answer_that_has_not_changed_is_said_to_be_so(published):
    first = ask("editions/2023/honorees")
    again = ask("editions/2023/honorees", **{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_api_only_reads(published):
    for method in ("post", "put", "patch", "delete"):
        assert getattr(Client(), method)("/api/v1/editions").status_code == 405


def test_the_api_knows_published_editions_only(edition, signed):
    assert ask("editions").json() == []
    for path in ("editions/2023/honorees", "editions/2023/counts", "editions/2023/honorees/benh-vien"):
        assert ask(path).status_code == 404
    Edition.objects.create(ordinal=2, name="Kỳ sau", name_en="Next", slug="2024", year=2024)
    assert ask("editions/2024/honorees").status_code == 404


def test_a_wrong_value_is_refused_with_a_sentence(published):
    answer = ask("editions/2023/honorees?page=abc")
    assert answer.status_code == 422 and "page" in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["sector=bia-dat", "tier=top1", "kind=x", "province=xx", "page=2", "page=0"]
)
def test_a_question_that_has_no_answer_is_told_so(published, query):
    """Else a program would take the whole list for the answer."""
    answer = ask(f"editions/2023/honorees?{query}")
    assert answer.status_code == 404 and answer.json()["detail"]


def test_a_client_that_asks_too_often_is_told_how_long_to_wait(published):
    with time_machine.travel(timezone.now(), tick=False):  # a minute may end between two of them
        for _time in range(120):
            assert ask("editions").status_code == 200
        answer = ask("editions")
    assert answer.status_code == 429 and 0 < int(answer["Retry-After"]) <= 60
    assert Client(REMOTE_ADDR="203.0.113.7").get("/api/v1/editions").status_code == 200


def test_behind_a_proxy_the_client_is_who_the_proxy_names(published, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    made_up = {"x-forwarded-for": "1.2.3.4, 203.0.113.9"}
    with time_machine.travel(timezone.now(), tick=False):
        for number in range(121):
            answer = ask("editions", **made_up | {"x-forwarded-for": f"1.2.3.{number}, 203.0.113.9"})
    assert answer.status_code == 429


def test_the_openapi_document_and_its_page_ask_nobody_else(published):
    told = ask("openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert set(told["paths"]) == {
        "/api/v1/editions",
        "/api/v1/editions/{edition}/honorees",
        "/api/v1/editions/{edition}/honorees/{slug}",
        "/api/v1/editions/{edition}/counts",
    }
    for language in ("", "/en"):
        page = Client().get(f"{language}{reverse('awards:api_page').removeprefix('/en')}").content.decode()
        assert "cdn" not in page.lower() and "swagger" not in page.lower()
        assert all(path in page for path in told["paths"])
