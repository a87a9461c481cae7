"""Calibration: the published formula, its bounds, and silence where there is too little."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.calibration import (
    ENOUGH_KEY_RESULTS,
    REFERENCE,
    Outcome,
    Word,
    calibration,
    calibration_by,
    calibration_by_week,
    grading,
    said_and_happened,
    spoken_halfway,
    weekly,
)
from headway.core.errors import DefinitionError

START, END = date(2026, 10, 5), date(2027, 1, 3)
outcomes = st.dictionaries(st.integers(1, 60), st.booleans(), min_size=20, max_size=60)


@st.composite
def spoken(draw):
    """Words of at least 20 key results, each with its outcome."""
    ends = draw(outcomes)
    return [
        Word(number, week, draw(st.integers(0, 10)), reached)
        for number, reached in ends.items()
        for week in draw(st.sets(st.integers(1, 13), min_size=1, max_size=3))
    ]


@given(spoken())
def test_brier_and_bias_are_what_numpy_makes_of_them(words):
    said = np.array([word.confidence / 10 for word in words])
    happened = np.array([float(word.reached) for word in words])
    found = calibration(words)
    assert found.brier == pytest.approx(np.mean((said - happened) ** 2), abs=1e-12)
    assert found.bias == pytest.approx(said.mean() - happened.mean(), abs=1e-12)
    assert 0 <= found.brier <= 1
    assert abs(found.bias) <= 1
    assert found.words == len(words)


@given(spoken())
def test_the_square_of_the_bias_is_never_more_than_the_brier_score(words):
    """The mean of squares is at least the square of the mean."""
    found = calibration(words)
    assert found.bias**2 <= found.brier + 1e-12


@given(spoken(), st.randoms(use_true_random=False))
def test_order_does_not_count(words, source):
    mixed = list(words)
    source.shuffle(mixed)
    assert calibration(mixed).brier == pytest.approx(calibration(words).brier)


@given(st.lists(st.booleans(), min_size=20, max_size=40))
def test_always_saying_five_of_ten_gets_the_reference(ends):
    words = [Word(number, 1, 5, reached) for number, reached in enumerate(ends)]
    assert calibration(words).brier == pytest.approx(REFERENCE)


@given(st.lists(st.booleans(), min_size=20, max_size=40))
def test_who_knows_gets_nothing_wrong(ends):
    words = [Word(number, 1, 10 if reached else 0, reached) for number, reached in enumerate(ends)]
    found = calibration(words)
    assert (found.brier, found.bias) == (0, pytest.approx(0))


@given(spoken())
def test_weeks_and_units_take_the_words_apart_and_lose_none(words):
    by_week = calibration_by_week(words)
    assert list(by_week) == sorted(by_week)
    assert sum(found.words for found in by_week.values()) == len(words)
    by_unit = calibration_by((word.key_result_id % 3, word) for word in words)
    assert sum(found.words for found in by_unit.values()) == len(words)
    assert sum(found.key_results for found in by_unit.values()) == calibration(words).key_results


@pytest.mark.parametrize("count", [0, 1, ENOUGH_KEY_RESULTS - 1])
def test_of_fewer_than_twenty_key_results_nothing_is_said(count):
    words = [Word(number, week, 7, True) for number in range(count) for week in range(1, 14)]
    found = calibration(words)
    assert (found.brier, found.bias, found.said, found.is_enough) == (None, None, None, False)
    assert found.missing == ENOUGH_KEY_RESULTS - count


@pytest.mark.parametrize("wrong", [-1, 11])
def test_a_confidence_beyond_its_scale_is_refused(wrong):
    with pytest.raises(DefinitionError):
        calibration([Word(1, 1, wrong, True)])


def test_the_last_word_of_a_week_counts_and_silence_is_not_filled():
    said = [(START + timedelta(days=day), n) for day, n in ((8, 6), (0, 5), (13, 7), (28, 3))]
    late = [(END + timedelta(days=1), 10), (START - timedelta(days=1), 10)]
    assert weekly([*said, *late], start=START, end=END) == {1: 5, 2: 7, 5: 3}


def test_half_way_the_last_word_up_to_the_middle_counts():
    assert spoken_halfway({8: 9}, weeks=13) is None
    assert spoken_halfway({7: 4, 8: 9}, weeks=13) == 4
    assert spoken_halfway({2: 4, 3: 9}, weeks=4) == 4


@given(st.lists(st.builds(Outcome, st.integers(0, 10), st.floats(0, 1)), max_size=40))
def test_every_word_of_half_way_is_in_one_band(given_outcomes):
    bands = said_and_happened(given_outcomes)
    assert sum(band.count for band in bands) == len(given_outcomes)
    assert all(band.reached <= band.count for band in bands)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=8, max_size=30))
def test_grades_are_compared_with_computed_scores(pairs):
    found = grading(pairs)
    expected = np.mean([own - computed for computed, own in pairs])
    assert found.mean == pytest.approx(expected, abs=1e-9)
    if abs(abs(expected) - 0.10) > 1e-6:
        assert (found.pattern == "GRADE_INFLATION") == (expected > 0.10)
        assert (found.pattern == "GRADE_HARSH") == (expected < -0.10)
