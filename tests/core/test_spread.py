"""The spread of scores: nothing falls between the bins, and the ends stand alone."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.bands import band
from headway.core.errors import DefinitionError
from headway.core.spread import BINS, spread

scores = st.lists(st.one_of(st.just(0.0), st.just(1.0), st.floats(0, 1)), max_size=60)


@given(scores, st.integers(0, 5))
def test_every_score_lies_in_one_bin(given_scores, unknown):
    found = spread([*given_scores, *([None] * unknown)])
    assert sum(one.count for one in found.bins) == found.scored == len(given_scores)
    assert found.total == len(given_scores) + unknown
    if given_scores:
        assert found.share_at_zero + found.share_at_one <= 1 + 1e-12


@given(st.lists(st.integers(1, 9_999).map(lambda n: n / 10_000), min_size=1, max_size=80))
def test_between_the_ends_it_is_the_usual_histogram(given_scores):
    """NumPy's histogram is the oracle; scores on an edge belong above it."""
    found = spread(given_scores)
    edges = [n / BINS for n in range(BINS + 1)]
    exact = [round(score * 10_000) for score in given_scores]
    expected, _edges = np.histogram(exact, bins=[round(edge * 10_000) for edge in edges])
    assert [one.count for one in found.bins[1:-1]] == list(expected)
    assert (found.at_zero, found.at_one) == (0, 0)


@given(scores.filter(bool))
def test_mean_and_median_are_those_of_the_standard_library(given_scores):
    found = spread(given_scores)
    assert found.mean == pytest.approx(statistics.fmean(given_scores))
    assert found.median == pytest.approx(statistics.median(given_scores))


@given(st.permutations([0.0, 1e-12, 0.1, 0.4, 0.7, 0.99, 1.0, 1.0]))
def test_order_does_not_count(given_scores):
    assert spread(given_scores) == spread(sorted(given_scores))


@pytest.mark.parametrize("edge", [0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.1 + 0.2, 0.7 - 1e-12])
def test_a_score_on_an_edge_lies_above_it_and_in_the_band_it_has(edge):
    found = next(one for one in spread([edge]).bins if one.count)
    assert found.low == pytest.approx(edge)
    assert band(found.low, "aspirational") == band(edge, "aspirational")


def test_the_ends_are_exact_up_to_the_tolerance():
    found = spread([0, 1e-10, 1e-3, 0.999, 1 - 1e-10, 1])
    assert (found.at_zero, found.at_one) == (2, 2)


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan"), float("inf")])
def test_what_is_no_score_is_refused(wrong):
    with pytest.raises(DefinitionError):
        spread([wrong])


def test_without_scores_there_is_nothing_to_say():
    found = spread([None])
    assert (found.mean, found.median, found.share_at_one, found.coverage) == (None, None, None, 0)
    assert spread([]).coverage == 0
