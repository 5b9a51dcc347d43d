"""What the short browser tests find on the stage; played by `manage.py shell` before a portal starts."""

from assessments import actions as assessments
from assessments.models import Assignment, CouncilMember, RoundEntry
from assessments.tests.files import PDF, give_file, pdf_of
from dtportal.demo.cast import create_cast
from dtportal.programme.models import Edition
from dtportal.tests.world import lans_organization, start_lans_nomination


def lan_writes_and_hanh_reads() -> None:
    """Lan has a draft; two dossiers of an open round lie open before Hạnh, without a mark, each with a plan of three
    pages among its evidence."""
    edition = Edition.objects.get(slug="2023")
    cast = create_cast(edition)
    start_lans_nomination(edition, cast, lans_organization(cast.lan))
    hanh = CouncilMember.objects.get(edition=edition, user=cast.hanh)
    entries = RoundEntry.objects.filter(round__status="open").exclude(assignments__member=hanh)
    for entry in entries[:2]:
        assignment = assessments.assign_member(entry, hanh, by=cast.minh)
        assessments.state_interest(assignment, by=cast.hanh, has_conflict=False)
        give_file(assignment, pdf_of("Trang dau", "Trang giua", "Trang cuoi"), "ke-hoach-ba-trang.pdf", PDF)
    assert Assignment.objects.filter(member=hanh, status=Assignment.Status.READING).count() >= 2


def the_council_sits() -> None:
    """An open session of two motions in words; everybody is there, the cursor stands nowhere."""
    edition = Edition.objects.get(slug="2023")
    cast = create_cast(edition)
    session = assessments.plan_session(edition, by=cast.minh, title="Phiên theo con trỏ", place="Hà Nội")
    for title in ("Việc thứ nhất", "Việc thứ hai"):
        assessments.put_motion(session, kind="text", title=title, by=cast.minh)
    for member in edition.council.select_related("user"):
        assessments.attend(session, by=member.user)
    assessments.open_session(session, by=cast.dung)
