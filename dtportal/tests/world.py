"""A small edition played to publication, so that every address has a row to lead to."""

from types import SimpleNamespace

from django.core.files.base import ContentFile

from awards.models import Honor, RehearsalRun, Yearbook
from awards.rehearsal.fill import fill
from awards.rehearsal.play import play_others
from assessments.models import AgendaItem, Assignment
from dtportal.accounts.models import Appointment, Organization
from dtportal.programme.models import Edition, Post
from forums.models import Forum, Registration
from nominations import actions as nominations
from nominations.models import Evidence, ImportBatch


def build(edition: Edition, cast: SimpleNamespace, organization: Organization) -> SimpleNamespace:
    """Eight invented units and Lan's, all the way to the published list; one more draft of hers stays open."""
    fill(edition, count=8)
    edition.refresh_from_db()
    lan = nominations.start(
        organization,
        edition=edition,
        group="unit",
        sector=organization.sector,
        province=organization.province,
        by=cast.lan,
    )
    endorsement = nominations.request_endorsement(lan, cast.body, by=cast.lan)
    while play_others(edition, besides=cast.tung).count:
        edition.refresh_from_db()
    lan.refresh_from_db()
    forum = Forum.objects.filter(edition=edition, kind=Forum.Kind.FORUM).first()
    forum.staff.add(cast.binh)
    guest = Registration.objects.create(
        forum=forum, full_name="Lê Hoàng An", email="an@example.org", status=Registration.Status.CONFIRMED
    )
    batch = ImportBatch.objects.create(
        edition=edition, ordered_by=cast.minh, name="a.xlsx", file=ContentFile(b"x", name="a.xlsx")
    )
    honor = Honor.objects.filter(edition=edition).first()
    yearbook = Yearbook.objects.create(
        edition=edition,
        roll=honor.entry.roll,
        ordered_by=cast.oanh,
        file=ContentFile(b"%PDF-1.7", name="book.pdf"),
        status=Yearbook.Status.DONE,
    )
    return SimpleNamespace(
        edition=edition,
        cast=cast,
        organization=organization,
        nomination=lan,
        endorsement=endorsement,
        evidence=Evidence.objects.filter(nomination=lan).first(),
        assignment=Assignment.objects.filter(member__user=cast.hanh).first(),
        round=edition.rounds.first(),
        session=edition.sessions.first(),
        motion=AgendaItem.objects.filter(session__edition=edition).first(),
        honor=honor,
        yearbook=yearbook,
        run=RehearsalRun.objects.create(edition=edition, ordered_by=cast.oanh),
        forum=forum,
        guest=guest,
        batch=batch,
        post=Post.objects.exclude(files=None).first(),
        appointment=Appointment.objects.get(user=cast.khoa),
        phase=edition.phases.first(),
    )
