"""Scores where one colour ends and the next begins, and where a target leaves nothing to measure
by: each case is one that a slip of a sign or of a comparison would get wrong."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.errors import ReadingError
from headway.core.scorecard import (
    BAND,
    LEAST_COVERAGE,
    Part,
    Score,
    colour_of,
    put_together,
    rounded,
    score_by_target,
)

GREEN, AMBER = 200 / 3, 100 / 3


@pytest.mark.parametrize(
    ("score", "colour"),
    [
        (100.0, "green"),
        (GREEN, "green"),
        (66.6666666666, "green"),  # as a sum of floats may come to
        (66.66, "amber"),
        (AMBER, "amber"),
        (33.3333333333, "amber"),
        (33.33, "red"),
        (0.0, "red"),
        (None, "grey"),
    ],
)
def test_a_colour_begins_at_its_third(score: float | None, colour: str) -> None:
    assert str(colour_of(score)) == colour


def test_a_band_is_a_third() -> None:
    assert pytest.approx(AMBER) == BAND


@given(st.floats(0, 100))
def test_a_whole_score_is_the_nearest_that_has_its_colour(
    score: float,
) -> None:
    whole = rounded(score)
    assert colour_of(whole) is colour_of(score)
    nearer = [one for one in range(101) if abs(one - score) < abs(whole - score) - 1e-9]
    assert all(colour_of(one) is not colour_of(score) for one in nearer)


@pytest.mark.parametrize(
    ("score", "whole"),
    [
        (66.6, 66),
        (66.67, 67),
        (67.4, 67),
        (33.34, 34),
        (33.2, 33),
        (0.5, 1),
        (99.4, 99),
        (99.5, 100),
    ],
)
def test_a_score_is_told_in_whole_points(score: float, whole: int) -> None:
    assert rounded(score) == whole


@pytest.mark.parametrize(
    ("value", "score"), [(10.0, 0.0), (8.0, 40.0), (7.5, 50.0), (5.0, 100.0), (4.0, 100.0)]
)
def test_of_what_shall_fall_the_way_leads_down(value: float, score: float) -> None:
    assert score_by_target(value, wanted="at_most", high=5, base=10).score == pytest.approx(score)


@pytest.mark.parametrize("base", [90.0, 90.0 + 1e-13, 95.0])
def test_where_there_was_no_way_to_go_a_target_is_met_or_not(base: float) -> None:
    found = [score_by_target(v, wanted="at_least", low=90, base=base) for v in (89.9, 90.0)]
    assert [(one.score, str(one.by)) for one in found] == [(0.0, "met"), (100.0, "met")]


@pytest.mark.parametrize("value", [math.nan, math.inf])
@pytest.mark.parametrize("curve", [None, [(0, 0), (10, 100)]])
def test_what_is_no_number_has_no_score(value: float, curve: list[tuple[float, float]]) -> None:
    with pytest.raises(ReadingError):
        score_by_target(value, wanted="at_least", low=90, curve=curve)


def test_nothing_comes_to_nothing() -> None:
    assert put_together([]) == Score(None, 0.0, (), None, 0)


@pytest.mark.parametrize(("covered", "score"), [(0.6, 80.0), (0.6 - 1e-12, 80.0), (0.59, None)])
def test_enough_is_covered_from_three_fifths_on(covered: float, score: float | None) -> None:
    assert pytest.approx(0.6) == LEAST_COVERAGE
    parts = [Part(80.0, weight=covered), Part(None, weight=1 - covered)]
    assert put_together(parts).score == score
