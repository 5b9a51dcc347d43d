"""A rehearsal that is wiped takes with it what was said in it, files included."""

from pathlib import Path

import pytest

from awards import models
from awards.rehearsal.wipe import wipe
from dtportal.tests.world_listening import add_voices
from nominations.models import Nomination

SAID = (
    models.Complaint,
    models.ComplaintMessage,
    models.ComplaintFile,
    models.Comment,
    models.CommentFile,
    models.PublicNotice,
    models.Appeal,
    models.AppealFile,
    models.AppealExpert,
    models.Accreditation,
    models.Introduction,
)


@pytest.mark.django_db
def test_what_was_said_in_a_rehearsal_goes_with_it(
    edition, cast, published, concluded, settings, django_capture_on_commit_callbacks
):
    add_voices(edition, cast)
    models.Introduction.objects.create(
        nomination=concluded[0].nomination, spoken="x", changed_at=edition.clock_at, changed_by=cast.oanh
    )
    folder = Path(settings.MEDIA_ROOT) / "listening"
    assert [model.__name__ for model in SAID if not model.objects.exists()] == []
    assert len(list(folder.iterdir())) == 3
    with django_capture_on_commit_callbacks(execute=True):
        wipe(edition, by=cast.oanh)
    assert [model.__name__ for model in SAID if model.objects.exists()] == []
    assert list(folder.iterdir()) == []
    assert not Nomination.objects.filter(edition=edition).exists()
