"""An edition whose council has concluded, and the way from there to publication through the real actions."""

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace

import pytest

from assessments import actions as assessments
from assessments.models import AgendaItem, Conclusion, CouncilSession, Vote
from assessments.tests.deeds import open_with
from awards import actions
from awards.models import Honor, Roll
from awards.tests.making import conclude_on, seat_council
from awards.yearbook import pictures
from dtportal import pdf
from dtportal.accounts import second_factor
from dtportal.programme.models import Edition, Group


@pytest.fixture
def concluded(edition: Edition, cast: SimpleNamespace, organization) -> list[Conclusion]:
    """Four units (the last without enough sheets), one not proposed, one leader; lists of 2 and 3."""
    edition.tiers.filter(code="top100").update(size=2)
    edition.tiers.filter(code="top500").update(size=3)
    seat_council(edition, cast)
    names = [
        "Bệnh viện Đa khoa Minh Họa Hải Âu",
        "Hợp tác xã Đồng Vàng Minh Họa",
        "Trường Minh Họa Trường Giang",
    ]
    made = conclude_on(edition, cast, [91, 87, 80], names=names, member=cast.lan)
    made += conclude_on(edition, cast, [99], names=["Đơn vị hai phiếu"], sheets=2)
    made += conclude_on(
        edition, cast, [40], names=["Đơn vị chưa đạt"], verdict=Conclusion.Verdict.NOT_YET, member=cast.tung
    )
    made += conclude_on(edition, cast, [85], names=["Công ty Cánh Buồm"], group=Group.LEADER)
    return made


@pytest.fixture
def drawn(edition, cast, concluded) -> Roll:
    return actions.draw_roll(edition, by=cast.minh)


@pytest.fixture
def voting(cast, drawn) -> Roll:
    open_the_ballot(drawn, cast)
    return drawn


@pytest.fixture
def carried(cast, voting) -> Roll:
    vote_on(voting, cast, Vote.Choice.FOR)
    return voting


@pytest.fixture
def signed(cast, carried) -> Roll:
    for user in (cast.dung, cast.thao):
        actions.sign(carried, by=user, code=second_factor.current_code(user))
    return carried


@pytest.fixture
def published(edition, cast, signed) -> list[Honor]:
    return actions.publish(edition, by=cast.oanh)


def open_the_ballot(roll: Roll, cast: SimpleNamespace) -> None:
    session = CouncilSession.objects.get(pk=roll.item.session_id)
    if session.status == CouncilSession.Status.PLANNED:
        open_with(session, (cast.dung, cast.hanh), by=cast.dung)
    assessments.open_ballot(AgendaItem.objects.get(pk=roll.item_id), by=cast.dung)


def vote_on(roll: Roll, cast: SimpleNamespace, choice: str) -> None:
    item = AgendaItem.objects.get(pk=roll.item_id)
    for user in (cast.dung, cast.hanh):
        assessments.attend(item.session, by=user)
        assessments.vote(item, by=user, choice=choice)
    assessments.close_ballot(item, by=cast.dung)


# --- The yearbook -------------------------------------------------------------------------------------


@pytest.fixture
def render() -> Callable[[str], bytes]:
    """Lays a nominee's page out, as the press does."""
    return partial(pdf.render_html, styles=["css/pdf/yearbook.css", "css/pdf/yearbook-page.css"])


@pytest.fixture(scope="session")
def artwork() -> dict[str, bytes]:
    """Invented pictures by what they are."""
    return {
        "photo": pictures.draw_demo_photo(3),
        "portrait": pictures.draw_demo_portrait(1),
        "logo": pictures.draw_demo_logo(1, "Minh Họa"),
    }
