"""Files at the same moment, with real threads: the room of a dossier, one file from two tabs."""

import pytest
from django.db.models import Sum

from nominations import actions
from nominations.actions import WrongOffset
from nominations.models import Evidence, Upload
from nominations.tests import files
from nominations.tests.helpers import draft
from nominations.tests.test_races import at_once, kinds

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
MB = 2**20


@pytest.fixture
def nomination(cast, organization, edition):
    return draft(organization, by=cast.lan, edition=edition)


def begin(nomination, by, number: int, size: int) -> Upload:
    return actions.begin_upload(
        nomination,
        name=f"tep-{number}.pdf",
        size=size,
        section="strategy",
        question="plan_file",
        by=by,
    )


def test_many_announcements_never_take_more_than_the_room(cast, nomination, settings):
    settings.EVIDENCE_QUOTA_BYTES = 10 * MB
    results = at_once(*[lambda n=n: begin(nomination, cast.lan, n, 3 * MB) for n in range(8)])
    assert kinds(results) == ["Upload"] * 3 + ["ValidationError"] * 5
    assert Upload.objects.aggregate(total=Sum("size"))["total"] == 9 * MB


def test_many_whole_files_never_take_more_than_the_room(cast, nomination, settings):
    settings.EVIDENCE_QUOTA_BYTES = MB
    contents = [files.pdf_bytes(f"Tệp {number}", padding=300_000) for number in range(6)]

    def attach(content: bytes) -> Evidence:
        upload = files.upload("tep.pdf", content)
        return actions.attach(nomination, upload, section="strategy", question="plan_file", by=cast.lan)

    results = at_once(*[lambda content=content: attach(content) for content in contents])
    assert kinds(results) == ["Evidence"] * 3 + ["ValidationError"] * 3
    assert Evidence.objects.aggregate(total=Sum("size"))["total"] <= MB
    kept = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert len(kept) == 3


def test_the_same_content_at_the_same_moment_is_kept_once(cast, nomination):
    content = files.pdf_bytes()

    def attach() -> Evidence:
        upload = files.upload("tep.pdf", content)
        return actions.attach(nomination, upload, section="strategy", question="plan_file", by=cast.lan)

    assert kinds(at_once(attach, attach, attach)) == ["Evidence", "ValidationError", "ValidationError"]


def test_one_piece_from_two_tabs_is_written_once(cast, nomination):
    content = files.pdf_bytes(padding=200_000)
    upload = begin(nomination, cast.lan, 1, len(content))

    def push() -> Upload | WrongOffset:
        try:
            return actions.append(upload, content, offset=0, by=cast.lan)
        except WrongOffset as wrong:
            return wrong

    results = at_once(push, push, push)
    assert kinds(results) == ["Upload", "WrongOffset", "WrongOffset"]
    assert {result.offset for result in results if isinstance(result, WrongOffset)} == {len(content)}
    finished = at_once(*[lambda: actions.finish_upload(upload, by=cast.lan)] * 3)
    assert [result.pk for result in finished] == [Evidence.objects.get().pk] * 3
    assert b"".join(Evidence.objects.get().file.chunks()) == content
