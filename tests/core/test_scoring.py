"""Scores of objectives and cycles: worked numbers and laws."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.bands import Band, band, needs_explanation
from headway.core.errors import DefinitionError
from headway.core.scoring import (
    KeyResultTerm,
    ScoredObjective,
    ScoringStandard,
    cycle_score,
    grade_pattern,
    objective_score,
    round_half_up,
    self_grade_needs_comment,
)

shares = st.floats(0, 1)


def term(
    score: float | None,
    weight: float = 1.0,
    *,
    number: int = 1,
    kind: str = "increase",
    added_at: float | None = None,
    cancelled_at: float | None = None,
) -> KeyResultTerm:
    return KeyResultTerm(number, f"KR {number}", kind, weight, score, score, added_at, cancelled_at)


terms = st.lists(
    st.builds(term, score=shares, weight=st.floats(0.01, 100)), min_size=1, max_size=10
)


@given(terms)
def test_the_score_is_the_exact_weighted_mean(given_terms):
    """Recomputed in exact fractions; it lies between the lowest and the highest score."""
    weight = sum(Fraction(t.weight) for t in given_terms)
    exact = sum(Fraction(t.weight) * Fraction(t.score) for t in given_terms) / weight
    found = objective_score(given_terms)
    assert found.score == pytest.approx(float(exact), abs=1e-12)
    assert min(t.score for t in given_terms) - 1e-12 <= found.score
    assert found.score <= max(t.score for t in given_terms) + 1e-12
    assert found.coverage == 1


@given(terms, st.floats(0.1, 10))
def test_only_proportions_of_weights_count(given_terms, factor):
    scaled = [term(t.score, t.weight * factor) for t in given_terms]
    assert objective_score(scaled).score == pytest.approx(objective_score(given_terms).score)


@given(terms, st.sampled_from(list(ScoringStandard)))
def test_every_standard_stays_between_0_and_1(given_terms, standard):
    found = objective_score(given_terms, standard=standard)
    assert 0 <= found.score <= 1 + 1e-12
    assert 0 <= found.coverage <= 1


@given(terms, st.integers(0, 9), shares)
def test_a_better_key_result_never_lowers_the_objective(given_terms, index, gain):
    """Under every standard."""
    at = index % len(given_terms)
    t = given_terms[at]
    better = [*given_terms]
    better[at] = term(min(1.0, t.score + gain), t.weight)
    for standard in ScoringStandard:
        before = objective_score(given_terms, standard=standard).score
        assert objective_score(better, standard=standard).score >= before - 1e-12


def test_the_weakest_standard_takes_the_lowest():
    assert objective_score([term(0.9), term(0.2)], standard="weakest").score == 0.2


def test_radical_focus_counts_hits():
    hit, miss = term(1.0, 3), term(0.99, 1)
    assert objective_score([hit, miss], standard="radical_focus").score == 0.75


def test_an_unread_change_stands_at_its_start_and_other_kinds_wait():
    found = objective_score([term(0.8), term(None), term(None, kind="stay_above", number=3)])
    assert found.score == pytest.approx(0.4)
    assert found.coverage == pytest.approx(2 / 3)
    assert [t.note for t in found.terms] == ["", "unread", "not_due"]


def test_an_objective_that_nobody_has_read_has_no_score():
    """Standing at the start is a guess as long as there is no reading at all."""
    found = objective_score([term(None), term(None, number=2)])
    assert (found.score, found.coverage) == (None, 0)
    assert [t.note for t in found.terms] == ["no_reading", "no_reading"]
    cancelled = objective_score([term(None), term(0.4, number=2, cancelled_at=0.5)])
    assert (cancelled.score, cancelled.coverage) == (None, 0)
    assert objective_score([term(None)], grading=True).score == 0


@given(terms, st.lists(st.sampled_from(["increase", "binary"]), max_size=4))
def test_what_is_unread_waits_for_a_first_reading(given_terms, kinds):
    """With one reading anywhere, unread changes count as 0 and the score is at most what was
    read; without any there is none."""
    waiting = [term(None, number=100 + n, kind=kind) for n, kind in enumerate(kinds)]
    assert objective_score(waiting).score is None
    found = objective_score([*given_terms, *waiting])
    assert found.score is not None
    assert found.score <= objective_score(given_terms).score + 1e-12


def test_what_is_only_planned_counts_in_no_mean():
    score = cycle_score([
        ScoredObjective(1, 0.6, "aspirational"),
        ScoredObjective(2, None, "aspirational"),
        ScoredObjective(3, 0.0, "committed", counts=False),
    ])  # fmt: skip
    assert (score.mean, score.scored, score.objectives, score.planned) == (0.6, 1, 2, 1)
    assert sum(score.bands.values()) == 2


def test_at_grading_nothing_read_is_zero_and_marked():
    found = objective_score([term(1.0), term(None, kind="binary")], grading=True)
    assert found.score == 0.5
    assert found.terms[1].note == "ungraded"
    assert found.coverage == 1


def test_cancelled_in_time_leaves_the_mean_and_shows_a_second_figure():
    found = objective_score([term(0.8), term(0.2, cancelled_at=0.5)])
    assert found.score == pytest.approx(0.8)
    assert found.with_cancelled == pytest.approx(0.5)
    assert found.coverage == 1


def test_cancelled_late_counts_at_its_frozen_score():
    found = objective_score([term(0.8), term(0.2, cancelled_at=0.7)])
    assert found.score == pytest.approx(0.5)
    assert found.with_cancelled is None
    never_read = objective_score([term(0.8), term(None, cancelled_at=0.9)])
    assert never_read.score == pytest.approx(0.4)


def test_exactly_two_thirds_is_still_in_time():
    assert objective_score([term(0.8), term(0.2, cancelled_at=2 / 3)]).score == pytest.approx(0.8)


def test_added_under_way_weighs_what_was_left_of_the_cycle():
    found = objective_score([term(1.0), term(0.0, added_at=0.5)])
    assert found.score == pytest.approx(1 / 1.5)
    assert found.terms[1].weight == 0.5


def test_no_key_result_gives_no_score():
    found = objective_score([])
    assert (found.score, found.coverage) == (None, 0)
    assert objective_score([term(0.5, weight=0)]).score is None


@pytest.mark.parametrize("weight", [-1, math.nan, math.inf])
def test_a_weight_that_cannot_weigh_is_refused(weight):
    with pytest.raises(DefinitionError):
        objective_score([term(0.5, weight=weight)])


@given(st.lists(st.tuples(st.integers(1, 5), shares), max_size=12))
def test_the_cycle_counts_each_objective_once(pairs):
    """Naming an objective along several paths changes nothing; the bands' sums make up the mean."""
    scores = dict(pairs)
    objectives = [ScoredObjective(i, s, "aspirational") for i, s in scores.items()]
    once, twice = cycle_score(objectives), cycle_score(objectives * 2)
    assert once == twice
    assert sum(once.bands.values()) == once.objectives == len(scores)
    if scores:
        assert math.fsum(once.sums.values()) / once.scored == pytest.approx(once.mean)


def test_objectives_without_a_score_are_counted_and_left_out_of_the_mean():
    found = cycle_score(
        [ScoredObjective(1, None, "committed"), ScoredObjective(2, 1.0, "committed")]
    )
    assert (found.mean, found.scored, found.objectives) == (1.0, 1, 2)
    assert (found.bands[Band.NONE], found.bands[Band.GREEN]) == (1, 1)
    assert cycle_score([]).mean is None


@given(shares, shares)
def test_a_higher_score_never_has_a_lower_band(one, two):
    order = [Band.RED, Band.AMBER, Band.GREEN]
    low, high = sorted((one, two))
    for ambition in ("aspirational", "committed"):
        assert order.index(band(low, ambition)) <= order.index(band(high, ambition))


def test_bands_close_the_published_gaps_upwards_with_a_tolerance():
    assert band(0.35, "aspirational") == "red"
    assert band(0.65, "aspirational") == "amber"
    assert band(0.7 - 1e-12, "aspirational") == "green"
    assert band(0.1 + 0.2 + 0.4, "aspirational") == "green"
    assert not needs_explanation(0.5, "aspirational")
    assert needs_explanation(0.5, "committed")
    assert not needs_explanation(1 - 1e-12, "committed")
    assert not needs_explanation(None, "committed")


def test_a_self_grade_ten_points_off_needs_a_comment():
    assert self_grade_needs_comment(0.3, 0.4)  # 0.4 - 0.3 is a little below 0.1 in binary
    assert not self_grade_needs_comment(0.3, 0.39)
    assert self_grade_needs_comment(None, 0.4)
    assert not self_grade_needs_comment(0.3, None)


def test_grades_show_a_pattern_only_over_eight():
    assert grade_pattern([(0.5, 0.9)] * 7) is None
    assert grade_pattern([(0.5, 0.9)] * 8) == "GRADE_INFLATION"
    assert grade_pattern([(0.5, 0.3)] * 8) == "GRADE_HARSH"
    assert grade_pattern([(0.5, 0.6)] * 8) is None


@given(st.integers(-10_000, 10_000), st.integers(0, 3))
def test_rounding_halves_goes_away_from_zero(units, places):
    """A decimal that ends in 5 rounds up in size, as people expect."""
    number = (
        (units * 10 + 5) / 10 ** (places + 1)
        if units >= 0
        else (units * 10 - 5) / 10 ** (places + 1)
    )
    rounded = round_half_up(number, places)
    expected = Fraction(units + 1 if units >= 0 else units - 1, 10**places)
    assert Fraction(rounded) == expected
