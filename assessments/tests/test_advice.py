"""Advice on scores: what is claimed of it holds on simulated panels of which the truth is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.advice import weigh
from assessments.scoring import advise, official
from assessments.tests.panels import panel, recall, standardised


def raw_of(sheets):
    means = official(sheets.nomination, sheets.score)
    return np.array([float(means[key]) for key in range(len(sheets.sector))])


def advised(sheets, top=40, **more):
    return weigh(sheets.nomination, sheets.member, sheets.score, sheets.sector, [top], **more)


def test_severe_members_are_corrected_for():
    gains = []
    for seed in range(6):
        sheets = panel(seed, dossiers=240, members=40, severity=8)
        found = advised(sheets, draws=200)
        assert found.used_model and found.connected and found.p_value < 1e-6
        gains.append(recall(found.estimate, sheets, 40) - recall(raw_of(sheets), sheets, 40))
        assert found.member_sd == pytest.approx(8, abs=3)
        assert found.rest_sd == pytest.approx(8, abs=1)
    assert np.mean(gains) > 0.05


def test_the_interval_of_a_members_severity_holds_the_truth():
    """In about 95 of 100 cases, whether or not members truly differ."""
    for severity in (0, 6):
        held = []
        for seed in range(8):
            sheets = panel(seed, dossiers=240, members=24, severity=severity)
            truth = sheets.severity - sheets.severity.mean()
            held += [row.low <= truth[row.member] <= row.high for row in advised(sheets, draws=20).severity]
        assert 0.9 < np.mean(held) < 0.99


def test_without_proof_the_estimate_is_the_mean():
    kept = 0
    for seed in range(8):
        sheets = panel(seed, dossiers=120, members=20, severity=0)
        found = advised(sheets, draws=200)
        kept += not found.used_model
        if not found.used_model:
            assert found.estimate == pytest.approx(raw_of(sheets))
    assert kept >= 7


def test_separate_panels_are_never_set_equal():
    """Where sectors truly differ and each has its own panel, standardised scores lose; the advice does not."""
    kept, lost = [], []
    for seed in range(6):
        sheets = panel(seed, dossiers=240, members=32, severity=3, sectors_differ=10, separate=True)
        found = advised(sheets, draws=200)
        raw = raw_of(sheets)
        assert not found.connected and len(found.per_sector) == 8
        for sector in range(8):
            mine = sheets.sector == sector
            assert found.estimate[mine].mean() == pytest.approx(raw[mine].mean(), abs=0.2)
        kept.append(recall(found.estimate, sheets, 40) - recall(raw, sheets, 40))
        lost.append(recall(standardised(sheets), sheets, 40) - recall(raw, sheets, 40))
    assert np.mean(kept) > -0.005
    assert np.mean(lost) < -0.08


def test_wild_scores_bend_the_advice_only_a_little():
    sheets = panel(4, dossiers=200, members=25, severity=6)
    calm = advised(sheets, draws=200)
    wild = np.random.default_rng(9).choice(len(sheets.score), 8, replace=False)
    struck = np.unique(sheets.nomination[wild])
    sheets.score[wild] = 0
    shaken = advised(sheets, draws=200)
    others = np.setdiff1d(np.arange(200), struck)
    moved = np.abs(shaken.estimate - calm.estimate)[others]
    assert moved.max() < 2.5 and np.median(moved) < 0.5
    raw = raw_of(sheets)
    assert (shaken.estimate[struck] > raw[struck] + 3).all()


def test_probabilities_say_how_often_they_are_right():
    """Of the dossiers that are said to belong to the list with 90 to 100%, as many truly do."""
    sure, right, expected = 0, 0, 0.0
    for seed in range(8):
        sheets = panel(seed, dossiers=240, members=30, severity=5)
        chance = advised(sheets, draws=1000).probability[0]
        assert chance.sum() == pytest.approx(40)
        best = set(np.argsort(-sheets.truth)[:40].tolist())
        chosen = np.flatnonzero(chance >= 0.9)
        sure += len(chosen)
        right += sum(int(key) in best for key in chosen)
        expected += chance[chosen].sum()
    assert sure > 60
    assert right / sure == pytest.approx(expected / sure, abs=0.06)


def test_more_sheets_make_surer():
    few, many = (panel(5, dossiers=200, members=40, severity=0, sheets=sheets) for sheets in (2, 8))
    unsure = [
        int(((chance > 0.1) & (chance < 0.9)).sum())
        for chance in (advised(sheets, draws=400).probability[0] for sheets in (few, many))
    ]
    assert unsure[1] < unsure[0] * 0.75


def test_the_same_sheets_give_the_same_advice():
    sheets = panel(1, dossiers=60, members=12, severity=6)
    first, second = advised(sheets), advised(sheets)
    assert (first.estimate == second.estimate).all()
    assert (first.probability == second.probability).all()


@pytest.mark.parametrize("separate", [False, True])
def test_names_of_dossiers_and_members_do_not_matter(separate):
    sheets = panel(2, dossiers=96, members=24, severity=7, separate=separate)
    rng = np.random.default_rng(11)
    dossiers, members, shuffle = rng.permutation(96), rng.permutation(24), rng.permutation(len(sheets.score))
    sector = np.empty(96, int)
    sector[dossiers] = sheets.sector
    there = advise(sheets.nomination, sheets.member, sheets.score, sheets.sector, 20)
    renamed = advise(
        dossiers[sheets.nomination][shuffle],
        1000 + members[sheets.member][shuffle],
        sheets.score[shuffle],
        sector,
        20,
    )
    assert renamed[0][dossiers] == pytest.approx(there[0], abs=0.05)
    assert renamed[1][dossiers] == pytest.approx(there[1], abs=0.05)


def test_nobody_below_the_floor_belongs_to_a_list():
    sheets = panel(3, dossiers=60, members=12, severity=0)
    sheets.score[sheets.nomination == 7] = 20
    found = advised(sheets, top=60, floor=50)
    assert found.probability[0, 7] == 0
    assert found.probability[0].max() > 0.99
    assert 0.2 < found.probability[0, np.argmin(np.abs(raw_of(sheets) - 50))] < 0.8


def test_equal_scores_share_the_line():
    estimate, chance = advise([0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1], [70, 70, 70, 70, 90, 90], [0, 0, 0], 2)
    assert estimate == pytest.approx([70, 70, 90])
    assert chance == pytest.approx([0.5, 0.5, 1], abs=0.02)


@pytest.mark.parametrize(
    ("nomination", "member", "score", "sector"),
    [
        ([], [], [], [0, 0]),
        ([0], [0], [70], [0]),
        ([0, 1, 2], [5, 5, 5], [70, 80, 90], [0, 0, 0]),
        ([0, 1, 2], [5, 6, 7], [70, 80, 90], [0, 1, 2]),
        ([0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1], [70] * 6, [0, 0, 1]),
        ([0, 0, 0, 0], [0, 1, 2, 3], [0, 100, 0, 100], [4]),
        ([0, 0, 1, 3], [0, 1, 0, 1], [60, 70, 80, 90], [0, 0, 5, 7]),
        ([0, 0, 1, 1] * 5, [0, 1, 0, 1] * 5, [70, 60, 80, 70] * 5, [0, 0]),
    ],
    ids=[
        "no sheet",
        "one sheet",
        "one member",
        "a sheet each",
        "all equal",
        "one dossier",
        "some without a sheet",
        "perfect order",
    ],
)
@pytest.mark.parametrize("top", [0, 1, 9])
def test_odd_panels_are_answered(nomination, member, score, sector, top):
    estimate, chance = advise(nomination, member, score, sector, top)
    assert len(estimate) == len(chance) == len(sector)
    assert np.isfinite(estimate).all() and np.isfinite(chance).all()
    scored = len(set(nomination))
    assert chance.sum() == pytest.approx(min(top, scored))
    assert all(chance[key] == 0 for key in range(len(sector)) if key not in nomination)


def test_arrays_that_do_not_fit_are_refused():
    with pytest.raises(ValueError):
        advise([0, 1], [0], [50, 60], [0, 0], 1)
    with pytest.raises(ValueError):
        advise([0, 2], [0, 1], [50, 60], [0, 0], 1)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 99)), min_size=1, max_size=40),
    st.integers(0, 39),
    st.integers(1, 50),
)
def test_raising_a_score_never_lowers_the_official_rank(sheets, position, more):
    nomination, score = (list(column) for column in zip(*sheets, strict=True))
    position %= len(sheets)
    mine = nomination[position]

    def rank(scores):
        means = official(nomination, scores)
        return sum(mean > means[mine] for mean in means.values())

    raised = list(score)
    raised[position] = min(100, raised[position] + more)
    assert rank(raised) <= rank(score)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 100)), min_size=1, max_size=40), st.randoms())
def test_the_official_score_knows_no_order_and_no_names(sheets, chance):
    nomination, score = (list(column) for column in zip(*sheets, strict=True))
    names = chance.sample(range(1000), 8)
    order = chance.sample(range(len(sheets)), len(sheets))
    renamed = official(
        np.array([names[nomination[key]] for key in order]), np.array([score[key] for key in order])
    )
    assert renamed == {names[key]: mean for key, mean in official(nomination, score).items()}
