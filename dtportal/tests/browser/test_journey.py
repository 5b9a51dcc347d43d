"""One edition in the browser, from a new unit's registration to its page in the yearbook (issue 2, item 4)."""

import pytest

from dtportal.tests.browser import story as tell
from dtportal.tests.browser.story import Story

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SESSION = "Phiên kết luận"


def test_a_new_unit_goes_from_registration_to_the_yearbook(own_portal, browser, size):
    story = Story(own_portal, browser, size)
    tell.the_public_reads_the_home_page(story)
    tell.lan_registers_her_organisation(story)
    tell.lan_writes_her_dossier(story)
    reference = tell.lan_asks_for_an_endorsement_and_submits(story)
    tell.khoa_endorses(story)
    tell.minh_accepts(story)
    tell.the_others_catch_up(story)

    tell.minh_hands_over_and_assigns(story, reference)
    tell.hanh_declares_reads_and_scores(story, reference)
    tell.minh_closes_the_rounds(story)

    tell.minh_plans_the_session(story, SESSION)
    tell.dung_opens_the_ballot(story, SESSION, opens_session=True)
    tell.hanh_votes(story, SESSION)
    tell.dung_closes_the_ballot(story, SESSION, concludes=True)

    tell.minh_draws_the_roll(story)
    tell.dung_opens_the_ballot(story, SESSION, opens_session=False)
    tell.hanh_votes(story, SESSION)
    tell.dung_closes_the_ballot(story, SESSION, concludes=False)
    tell.signs(story, "Dũng")
    tell.signs(story, "Thảo")

    tell.oanh_moves_the_clock(story)
    tell.oanh_publishes(story)
    tell.the_public_finds_the_certificate(story)
    tell.the_public_searches_without_script(story)
    tell.oanh_orders_the_yearbook(story)
