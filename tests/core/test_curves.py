"""Curves of one's own: worked numbers, laws, refusals."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from headway.core.curves import between, curve_of, curve_problems, score_on
from headway.core.scorecard import colour_of, score_by_target
from headway.core.spc.states import Colour
from headway.core.thresholds import score, target_colour
from tests.core.test_levels import json_like
from tests.core.test_thresholds import any_thresholds

steps = st.integers(1, 400).map(lambda n: n / 8)
starts = st.integers(-4000, 4000).map(lambda n: n / 8)
levels = st.integers(0, 400).map(lambda n: n / 4)


@st.composite
def curves(draw):
    """Points that rise, fall, or do both, and are green somewhere."""
    shape = draw(st.sampled_from(["rise", "fall", "both"]))
    count = draw(st.integers(2 if shape != "both" else 3, 8))
    scores = sorted(draw(st.lists(levels, min_size=count, max_size=count)))
    if shape == "fall":
        scores.reverse()
    if shape == "both":
        top = draw(st.integers(1, count - 2))
        ups = sorted(scores[: top + 1])
        scores = [*ups, *sorted(scores[top + 1 :], reverse=True)]
    values = [draw(starts)]
    for _ in scores[1:]:
        values.append(values[-1] + draw(steps))
    points = list(zip(values, scores, strict=True))
    assume(not curve_problems(points))
    return points


def test_the_worked_scores_of_a_curve():
    points = [(60, 0), (80, 40), (90, 80), (95, 100)]
    found = [score_by_target(v, wanted="at_least", curve=points).score for v in (0, 70, 88, 99)]
    assert found == pytest.approx([0, 20, 72, 100])
    fewer = curve_of([(2, 100), (5, 66.67), (9, 33.33), (20, 0)])
    assert (fewer.high, fewer.red, fewer.worst, fewer.best, fewer.low) == (5, 9, 20, 2, None)


def test_a_range_has_a_slope_of_its_own_on_each_side():
    warm = curve_of([(15, 0), (20, 100), (22, 100), (30, 0)])
    assert (warm.low, warm.high) == (pytest.approx(18 + 1 / 3), pytest.approx(24 + 2 / 3))
    assert warm.red == pytest.approx(5 / 3)
    assert warm.red_below == pytest.approx(16 + 2 / 3)
    assert warm.red_above == pytest.approx(27 + 1 / 3)


def test_what_never_turns_red_has_no_red():
    assert curve_of([(0, 40), (10, 90)]).red is None


@given(curves(), starts)
def test_a_score_is_bounded_and_lies_between_its_neighbours(points, value):
    found = curve_of(points)
    here = score_on(found.points, value)
    assert 0 <= here <= 100
    pair = between(found.points, value)
    if pair is None:
        ends = (found.points[0][1], found.points[-1][1])
        assert here in ends
    else:
        low, high = sorted((pair[0][1], pair[1][1]))
        assert low - 1e-9 <= here <= high + 1e-9


@given(curves(), starts, steps)
def test_more_never_scores_less_where_scores_rise(points, value, step):
    found = curve_of(points)
    assume(found.wanted != "within")
    here, further = score_on(found.points, value), score_on(found.points, value + step)
    sign = 1 if found.wanted == "at_least" else -1
    assert sign * (further - here) >= -1e-9


@given(any_thresholds(), starts)
def test_through_the_anchors_it_is_the_line_of_the_anchors(anchors, value):
    found = curve_of(anchors.points)
    assert found.wanted is anchors.wanted
    assert score_on(found.points, value) == pytest.approx(score(anchors, value), abs=1e-6)
    assert (found.low, found.high) == (
        pytest.approx(anchors.in_green.low), pytest.approx(anchors.in_green.high)
    )  # fmt: skip


@given(curves(), starts)
def test_the_target_a_curve_comes_to_colours_as_the_curve_does(points, value):
    found = curve_of(points)
    here = score_on(found.points, value)
    assume(min(abs(here - 100 / 3), abs(here - 200 / 3)) > 1e-6)
    by_target = target_colour(found.wanted, value, low=found.low, high=found.high, red=found.red)
    assert (by_target is Colour.GREEN) == (colour_of(here) is Colour.GREEN)
    if found.wanted != "within" and found.red is not None:
        assert by_target is colour_of(here)


@given(curves(), starts)
def test_it_is_red_below_and_above_what_it_says(points, value):
    found = curve_of(points)
    here = score_on(found.points, value)
    assume(abs(here - 100 / 3) > 1e-6)
    below = found.red_below is not None and value < found.red_below
    above = found.red_above is not None and value > found.red_above
    assert (below or above) == (colour_of(here) is Colour.RED)


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ([(1, 0)], "COUNT"),
        ([(at, 10 * at) for at in range(9)], "COUNT"),
        ([(1, 0), (float("nan"), 100)], "NOT_FINITE"),
        ([(1, 0), (2, float("inf"))], "NOT_FINITE"),
        ([(1, 0, 3), (2, 100)], "NOT_FINITE"),
        ([(1, None), (2, 100)], "NOT_FINITE"),
        ([("1", 0), (2, 100)], "NOT_FINITE"),
        ([None, (2, 100)], "NOT_FINITE"),
        ([(True, 0), (2, 100)], "NOT_FINITE"),
        ([(1, 0), (10**400, 100)], "NOT_FINITE"),
        (None, "COUNT"),
        ("60 0, 80 100", "COUNT"),
        ([(2, 0), (1, 100)], "VALUES"),
        ([(1, 0), (2, 101)], "SCORE"),
        ([(1, 0), (2, 100), (3, 50), (4, 90)], "SHAPE"),
        ([(1, 100), (2, 0), (3, 100)], "SHAPE"),
        ([(1, 70), (2, 70)], "SHAPE"),
        ([(1, 0), (2, 60)], "GREEN"),
        ([(1, 70), (2, 90)], "GREEN"),
        ([(1, 70), (2, 100), (3, 0)], "ENDS"),
    ],
)
def test_what_makes_no_curve_is_refused(points, code):
    assert curve_problems(points)[0].code == code


@given(json_like | st.lists(st.lists(json_like, min_size=2, max_size=2), min_size=2, max_size=8))
def test_whatever_is_sent_is_a_curve_or_says_why_not(sent):
    problems = curve_problems(sent)
    assert all(one.code and str(one) for one in problems)
    if not problems:
        assert curve_of(sent).points
