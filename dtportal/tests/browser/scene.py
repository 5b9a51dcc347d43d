"""What the short browser tests find on the stage; played by `manage.py shell` before a portal starts."""

from assessments import actions as assessments
from assessments.models import Assignment, CouncilMember, RoundEntry
from dtportal.demo.cast import create_cast
from dtportal.programme.models import Edition
from dtportal.tests.world import lans_organization, start_lans_nomination


def lan_writes_and_hanh_reads() -> None:
    """Lan has a draft; a dossier of an open round lies open before Hạnh, without a mark."""
    edition = Edition.objects.get(slug="2023")
    cast = create_cast(edition)
    start_lans_nomination(edition, cast, lans_organization(cast.lan))
    hanh = CouncilMember.objects.get(edition=edition, user=cast.hanh)
    entry = RoundEntry.objects.filter(round__status="open").exclude(assignments__member=hanh).first()
    assignment = assessments.assign_member(entry, hanh, by=cast.minh)
    assessments.state_interest(assignment, by=cast.hanh, has_conflict=False)
    assert Assignment.objects.get(pk=assignment.pk).status == Assignment.Status.READING
