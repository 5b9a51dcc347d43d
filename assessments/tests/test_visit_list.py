"""The list of site visits: what is to come before what is over, and how many have reported."""

from datetime import timedelta

from assessments import actions
from assessments.models import Assignment, SiteVisit, VisitReport
from dtportal.programme import clock


def test_the_list_shows_what_comes_first_and_who_has_reported(cast, assigned, edition, sign_in):
    """The first visit is over and reported on by one of two; the second is to come."""
    assigned()
    reading = Assignment.objects.select_related("entry__nomination__edition", "member__user").first()
    actions.state_interest(reading, by=reading.member.user, has_conflict=False)
    visitors = [reading.member.user, cast.minh]
    starts = clock.now(edition) + timedelta(days=3)
    for place in ("Nhà máy đã đi", "Nhà máy sẽ đi"):
        actions.plan_visit(
            reading.entry.nomination,
            by=cast.minh,
            starts_at=starts,
            ends_at=starts + timedelta(hours=3),
            place=place,
            visitors=visitors,
        )
    over = SiteVisit.objects.get(place="Nhà máy đã đi")
    begun = starts - timedelta(days=5)
    SiteVisit.objects.filter(pk=over.pk).update(starts_at=begun, ends_at=begun + timedelta(hours=3))
    VisitReport.objects.create(visit=over, user=cast.minh, submitted_at=clock.now(edition))
    page = sign_in(cast.minh).get("/work/2023/visits/").content.decode()
    assert page.index("Nhà máy sẽ đi") < page.index("Nhà máy đã đi")
    coming, past = page[page.index("Nhà máy sẽ đi") :].split("Nhà máy đã đi", 1)
    assert "0/2 phiếu" in coming and "Dự kiến" in coming
    assert "1/2 phiếu" in past and "Đã khảo sát" in past and "Dự kiến" not in past
