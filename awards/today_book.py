"""What waits of the yearbook's pages: for the units that write them, and for the secretariat that reads them."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from awards.book_desk import in_office, nominees_of, why_closed
from awards.models import BookPage, Roll
from dtportal.accounts.models import User
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.todo import Task

PAGE = "book_page"


def tasks(user: User) -> Iterator[Task]:
    yield from _pages_to_prepare(user)
    yield from _pages_to_read(user)


def _pages_to_prepare(user: User) -> Iterator[Task]:
    """Only where a due day is set, or the unit has begun: before that there is no hurry."""
    mine = nominees_of(user).exclude(edition__in=Roll.objects.published().values("edition"))
    mine = mine.filter(Q(edition__pages_due__isnull=False) | Q(book_page__isnull=False))
    for nomination in mine.select_related("edition", "organization", PAGE).order_by("pk"):
        page = getattr(nomination, PAGE, None)
        status = page.status if page else BookPage.Status.DRAFT
        url = reverse("awards:book_page", args=[nomination.reference])
        if status == BookPage.Status.PROPOSED:
            label = _("A correction of your yearbook page waits for you")
            yield Task(label, url, hint=nomination.honoree_name, icon="pencil-square", urgency=1)
        elif status != BookPage.Status.APPROVED and not why_closed(nomination.edition):
            yield Task(
                _prepare(nomination.edition, status),
                url,
                hint=nomination.honoree_name,
                icon="book",
                urgency=1 if status == BookPage.Status.RETURNED else 3,
            )


def _prepare(edition: Edition, status: str) -> str:
    if status == BookPage.Status.RETURNED:
        return _("The secretariat has returned your yearbook page")
    if edition.pages_due is None:
        return _("Prepare your yearbook page")
    day = date_format(edition.pages_due, "SHORT_DATE_FORMAT")
    return _("Prepare your yearbook page (due %(day)s)") % {"day": day}


def _pages_to_read(user: User) -> Iterator[Task]:
    offices = user.editions_where(Can.REVIEW_PAGES)
    if not offices:
        return
    for edition in Edition.objects.filter(pk__in=offices).exclude(pages_due=None):
        counts = in_office(user, edition).aggregate(
            whole=Count("pk"), done=Count("pk", filter=Q(book_page__status=BookPage.Status.APPROVED))
        )
        if counts["whole"] and not why_closed(edition):
            waiting = counts["whole"] - counts["done"]
            yield Task(
                _("Yearbook pages: %(done)s approved, %(waiting)s waiting")
                % {"done": counts["done"], "waiting": waiting},
                reverse("awards:book_pages", args=[edition.slug]),
                hint=edition.label,
                icon="book",
                urgency=4,
            )
