"""What people have said and nobody has answered yet; what the ceremony waits for."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from awards.models import Accreditation, Appeal, Comment, Complaint
from dtportal.accounts.models import User
from dtportal.roles import Can
from dtportal.todo import Task


def tasks(user: User) -> Iterator[Task]:
    if user.editions_where(Can.HEAR_REPORTS):
        waiting = Complaint.objects.visible_to(user).waiting().values_list("edition__slug", flat=True)
        yield from _each(_("Reports of payment or conduct"), "awards:complaints", waiting, "shield-lock", 1)
    if user.editions_where(Can.ANSWER_OBJECTIONS):
        comments = Comment.objects.visible_to(user).waiting().values_list("notice__edition__slug", flat=True)
        yield from _each(_("Public comments to answer"), "awards:comments", comments, "megaphone", 3)
        appeals = Appeal.objects.visible_to(user).waiting()
        in_office = appeals.filter(nomination__edition__in=user.editions_where(Can.ANSWER_OBJECTIONS))
        slugs = in_office.values_list("nomination__edition__slug", flat=True)
        yield from _each(_("Appeals to answer"), "awards:appeals", slugs, "arrow-repeat", 2)
        yield from _corrections(user)
    if user.editions_where(Can.PREPARE_CEREMONY):
        asked = Accreditation.objects.visible_to(user).waiting().values_list("edition__slug", flat=True)
        yield from _each(_("Journalists to accredit"), "awards:press_desk", asked, "camera", 4)


def _corrections(user: User) -> Iterator[Task]:
    """Upheld appeals: whoever draws rolls up has to correct the list."""
    mine = user.editions_where(Can.DRAW_ROLL)
    upheld = Appeal.objects.visible_to(user).upheld().filter(nomination__edition__in=mine)
    slugs = upheld.values_list("nomination__edition__slug", flat=True)
    yield from _each(_("Upheld appeals that wait for a correction"), "awards:appeals", slugs, "pencil", 2)


def _each(label: str, url_name: str, slugs: Iterable[str], icon: str, urgency: int) -> Iterator[Task]:
    """One line for each edition that has any."""
    for slug, count in Counter(slugs).items():
        yield Task(label, reverse(url_name, args=[slug]), count=count, icon=icon, urgency=urgency)
