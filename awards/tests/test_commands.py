"""The steps for scripts: the same refusals as the buttons, in sentences."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from awards.models import Honor, Roll

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    output = io.StringIO()
    call_command(*arguments, stdout=output)
    return output.getvalue()


def test_rank_prints_the_roll_with_exact_scores(edition, cast, concluded):
    data = json.loads(run("rank", "2023", "--by", cast.minh.email, "--format", "json"))
    assert [line["rank"] for line in data["entries"]] == [1, 2, 3, 1]
    assert data["entries"][0]["score"] == [91, 1]
    assert data["sha256"] == Roll.objects.get().sha256
    assert json.loads(run("rank", "2023", "--by", cast.minh.email)) == data


def test_publish_counts_the_names(cast, signed):
    assert run("publish", "2023", "--by", cast.oanh.email).strip() == "4"
    assert Honor.objects.count() == 4


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["publish", "1999", "--by", "oanh@example.org"], "1999"),
        (["publish", "2023", "--by", "khong-co@example.org"], "khong-co@example.org"),
        (["publish", "2023", "--by", "minh@example.org"], "Vai trò hiện tại"),
        (["publish", "2023", "--by", "oanh@example.org"], "Chưa có danh sách để công bố"),
        (["rank", "2023", "--by", "minh@example.org"], "chưa có gì để xếp hạng"),
        (["rank", "2023", "--by", "lan@example.org"], "Vai trò hiện tại"),
    ],
)
def test_a_refusal_is_one_sentence(cast, arguments, sentence):
    with pytest.raises(CommandError) as refusal:
        run(*arguments)
    assert sentence in str(refusal.value)
