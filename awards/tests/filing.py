"""What must be on file before a list is published, put there through the real actions."""

from datetime import date
from types import SimpleNamespace

from django.core.files.base import ContentFile

from assessments import actions as assessments
from assessments.models import Minutes
from awards import actions
from awards.models import Roll
from awards.rehearsal import paperwork
from awards.rehearsal.players import Players
from dtportal.tests.browser.papers import plan_pdf


def scan(name: str = "van-ban.pdf") -> ContentFile:
    return ContentFile(plan_pdf(), name=name)


def close_minutes(roll: Roll, cast: SimpleNamespace) -> None:
    session = roll.item.session
    session.refresh_from_db()
    assessments.close_session(session, by=cast.dung)
    minutes = assessments.freeze_minutes(Minutes.objects.get(session=session), by=cast.minh)
    assessments.close_minutes(minutes, by=cast.minh, scan=scan())


def put_everything_on_file(roll: Roll, cast: SimpleNamespace) -> None:
    """Permit, Đề án, Quy chế, closed minutes, the decision with its number and its signed scan."""
    edition = roll.edition
    paperwork.put_on_file(Players(edition, cast), None)
    close_minutes(roll, cast)
    decision = actions.draft_paper(edition, "QĐ", by=cast.minh, roll=roll)
    decision = actions.number_paper(decision, by=cast.minh, dated=date(edition.year, 9, 1))
    actions.attach_scan(decision, by=cast.minh, scan=scan())
