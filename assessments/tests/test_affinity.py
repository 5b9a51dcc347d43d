"""How well a member suits a dossier, and what is a fair share."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assessments.affinity import affinity, islands, shares, similarity, terms


def test_words_are_compared_without_their_marks_and_in_pairs():
    assert terms("An toàn thông tin, AI") == ["an toan", "toan thong", "thong tin", "ai"]
    found = similarity(
        ["an toàn thông tin", "truy xuất nguồn gốc", "AI", ""],
        [
            "Hệ thống AN TOÀN THÔNG TIN cấp độ 3.",
            "Truy xuất nguồn gốc nông sản bằng ai?",
            "Một văn bản khác.",
        ],
    )
    assert found[0].argmax() == 0
    assert found[1, 1] > 0.8
    assert found[1, 2] > 0.4
    assert not found[2].any()
    assert not found[:, 3].any()


def test_syllables_of_different_phrases_are_no_word():
    assert not similarity(["toàn thông"], ["An toàn. Thông tin", "Khác"]).any()


def test_what_every_dossier_says_tells_nothing():
    assert not similarity(["chuyển đổi số"], ["Chuyển đổi số của ta", "Chuyển đổi số của họ"]).any()


def test_a_level_of_the_sector_outweighs_every_word():
    levels, words = np.array([[3, 2]]), np.array([[0.0, 1.0]])
    assert affinity(levels, words)[0, 0] > affinity(levels, words)[0, 1]
    assert affinity(np.array([[0]]), np.array([[0.0]])).min() >= 0
    assert affinity(np.array([[3]]), np.array([[1.0]])).max() <= 1.0000001


@given(
    st.integers(0, 200),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 40)), min_size=1, max_size=12),
)
def test_shares_leave_room_and_forbid_no_full_use(places, members):
    load = np.array([carried for carried, _limit in members])
    limit = np.array([limit for _carried, limit in members])
    least, most = shares(places, load, limit)
    room = np.maximum(limit - load, 0)
    assert (least >= 0).all() and (least <= most).all() and (most <= room).all()
    assert most.sum() >= min(places, room.sum())
    assert least.sum() <= places or places >= room.sum()


def test_who_carries_much_already_is_asked_for_less():
    least, most = shares(30, np.array([0, 0, 10]), np.array([50, 50, 50]))
    assert most[2] < least[0]


def test_islands_count_panels_without_a_common_dossier():
    assert islands([]) == 0
    assert islands([(0, 0), (0, 1), (1, 2)]) == 2
    assert islands([(0, 0), (0, 1), (1, 2), (1, 1)]) == 1
