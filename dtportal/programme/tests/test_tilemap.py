"""The map of tiles: every locality of its day once, islands with the locality they belong to."""

from datetime import date

import pytest

from dtportal.programme import tilemap
from dtportal.programme.models import Province

DAYS = [(date(2023, 3, 1), 63), (date(2025, 3, 1), 63), (date(2025, 8, 1), 34), (date(2026, 6, 1), 34)]


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "number"), DAYS)
def test_every_locality_of_a_day_has_a_tile_of_its_own(day, number):
    uids = list(Province.objects.valid_on(day).values_list("uid", flat=True))
    places = tilemap.layout_of(uids)
    assert len(places) == len(uids) == number
    assert len({(place.column, place.row) for place in places.values()}) == number
    assert len({place.letters for place in places.values()}) == number


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "number"), DAYS)
def test_hoang_sa_is_drawn_with_da_nang_and_truong_sa_with_khanh_hoa(day, number):
    provinces = {row.uid: row.name for row in Province.objects.valid_on(day)}
    drawn = tilemap.draw({uid: index % 7 for index, uid in enumerate(provinces)})
    islands = {isle.name: isle for isle in drawn.islands}
    assert {name: provinces[isle.uid] for name, isle in islands.items()} == {
        "Hoàng Sa": "Đà Nẵng",
        "Trường Sa": "Khánh Hòa",
    }
    tiles = {tile.uid: tile for tile in drawn.tiles}
    for isle in drawn.islands:
        of = tiles[isle.uid]
        assert isle.x > of.x + tilemap.SIZE and (isle.number, isle.shade) == (of.number, of.shade)
        assert isle.x + tilemap.ARCHIPELAGO[0] <= drawn.width
    assert islands["Trường Sa"].y > islands["Hoàng Sa"].y


def test_a_locality_nobody_has_placed_stands_below_and_is_not_lost():
    uids = list(tilemap.layout_of(["01-2008", "99-2030"]))
    assert uids == ["01-2008", "99-2030"]
    places = tilemap.layout_of(["01-2008", "99-2030"])
    assert places["99-2030"].row > places["01-2008"].row


def test_shades_rise_with_the_number_and_nought_has_none():
    assert [tilemap.shade(number, 8) for number in (0, 1, 2, 3, 5, 8)] == [0, 1, 1, 2, 3, 4]
    assert tilemap.shade(0, 0) == 0
