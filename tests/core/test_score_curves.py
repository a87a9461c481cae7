"""The curve of a target scores as the target does."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from headway.core.scorecard import ScoreCurve, curve_of_target, score_by_target

numbers = st.integers(-50, 50).map(float) | st.floats(-1e6, 1e6)
maybe = st.none() | numbers
targets = st.fixed_dictionaries(
    {
        "wanted": st.sampled_from(["at_least", "at_most", "within"]),
        "low": maybe, "high": maybe, "red": maybe, "worst": maybe, "best": maybe, "base": maybe,
    }
)  # fmt: skip


def _can_be_scored(target, value):
    """Within limits that are the wrong way round there is no score, and no curve."""
    try:
        return score_by_target(value, **target).score
    except ValueError:
        return None


@given(targets, numbers)
@example({"wanted": "within", "low": 5.0, "high": 5.0, "red": 2.0}, 5.0)
@example({"wanted": "within", "low": 1e6, "high": 1e6, "red": 1e-12}, 1e6)
@example({"wanted": "within", "low": 1e6, "high": 1e6, "red": 1e-12}, 999999.0)
@example({"wanted": "at_most", "high": 5.0, "base": 4.0}, 5.0)
def test_interpolating_the_curve_gives_the_score_by_target(target, value):
    """curve_of_target(t).score(v) = score_by_target(v, t), on the corners too."""
    expected = _can_be_scored(target, value)
    if expected is None:
        with pytest.raises(ValueError):
            curve_of_target(**target)
        return
    curve = curve_of_target(**target)
    assert curve.score(value) == pytest.approx(expected, abs=1e-9)
    for corner, _score in curve.points:
        assert curve.score(corner) == pytest.approx(
            score_by_target(corner, **target).score, abs=1e-9
        )


@given(targets)
def test_values_of_a_curve_rise_and_scores_lie_between_0_and_100(target):
    """x₁ < x₂ < …; 0 ≤ y ≤ 100; a step has no points."""
    if _can_be_scored(target, 0.0) is None:
        return
    points = curve_of_target(**target).points
    assert all(one[0] < other[0] for one, other in pairwise(points))
    assert all(0 <= score <= 100 for _value, score in points)
    assert len(points) != 1 or math.isfinite(points[0][0])


@given(st.lists(st.tuples(numbers, st.floats(0, 100)), min_size=1, unique_by=lambda p: p[0]))
def test_beyond_its_ends_a_curve_stays_as_it_is(points):
    """f(x) = f(x₁) for x ≤ x₁, and f(xₙ) for x ≥ xₙ."""
    points = sorted(points)
    assert ScoreCurve(tuple(points)).score(points[0][0] - 1) == points[0][1]
    assert ScoreCurve(tuple(points)).score(points[-1][0] + 1) == points[-1][1]


def test_a_step_holds_its_ends_and_may_be_open():
    assert [ScoreCurve(low=1, high=2).score(value) for value in (0.9, 1, 2, 2.1)] == [
        0,
        100,
        100,
        0,
    ]
    assert ScoreCurve().score(5) == 100
