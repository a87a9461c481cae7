"""Threshold colours and the score of 0 to 100: worked numbers, laws, refusals."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.errors import DefinitionError, ReadingError
from headway.core.spc import false_reds, process_limits
from headway.core.thresholds import (
    colour,
    score,
    target_score,
    threshold_problems,
    thresholds,
)

numbers = st.integers(-4000, 4000).map(lambda n: n / 8)
widths = st.integers(1, 800).map(lambda n: n / 8)
ORDER = {"red": 0, "amber": 1, "green": 2}


@st.composite
def any_thresholds(draw):
    """Any sort, with what rises left out or given."""
    wanted = draw(st.sampled_from(["at_least", "at_most", "within"]))
    start, steps = draw(numbers), draw(st.lists(widths, min_size=3, max_size=3))
    if wanted == "within":
        width = draw(st.none() | widths)
        return thresholds(wanted, low=start, high=start + steps[0], width=width)
    sign = 1 if wanted == "at_least" else -1
    worst = start - sign * steps[0] if draw(st.booleans()) else None
    green = start + sign * steps[1]
    best = green + sign * steps[2] if draw(st.booleans()) else None
    return thresholds(wanted, worst=worst, red=start, green=green, best=best)


def test_the_worked_scores():
    higher = thresholds("at_least", worst=60, red=80, green=90, best=95)
    assert score(higher, 88) == pytest.approx(60.0)
    lower = thresholds("at_most", worst=12, red=8, green=5, best=3)
    assert score(lower, 6) == pytest.approx(55.6, abs=0.05)
    for found, anchors in ((higher, (60, 80, 90, 95)), (lower, (12, 8, 5, 3))):
        assert [score(found, value) for value in anchors] == pytest.approx(
            [0, 100 / 3, 200 / 3, 100]
        )
    assert (score(higher, 0), score(higher, 1e9), score(higher, None)) == (0, 100, None)


def test_a_range_has_two_ramps():
    warm = thresholds("within", low=18, high=24, width=3)
    values = [14, 15, 16.5, 18, 21, 24, 25, 27, 30]
    assert [score(warm, value) for value in values] == pytest.approx(
        [0, 0, 50, 100, 100, 100, 200 / 3, 0, 0]
    )
    assert [str(colour(warm, v)) for v in (15.9, 16, 16.9, 17, 25, 26, 26.1)] == [
        "red", "amber", "amber", "green", "green", "amber", "red",
    ]  # fmt: skip
    exactly = thresholds("within", low=5, high=5, width=2)
    assert [score(exactly, value) for value in (4, 5, 6)] == [50, 100, 50]


@given(any_thresholds(), numbers, numbers)
def test_a_better_value_never_scores_less(found, one, other):
    scores = [score(found, value) for value in (one, other)]
    assert all(0 <= each <= 100 for each in scores)
    colours = [ORDER[colour(found, value)] for value in (one, other)]
    if found.wanted != "within":
        better = max if found.wanted == "at_least" else min
        best = better((0, 1), key=[one, other].__getitem__)
        assert scores[best] == max(scores)
        assert colours[best] == max(colours)
    if scores[0] >= scores[1]:
        assert colours[0] >= colours[1]


@given(any_thresholds(), numbers)
def test_colours_are_what_the_edges_say(found, value):
    def meets(edge):
        room = 1e-9 * (1 + abs(value))
        return (edge.low is None or value >= edge.low - room) and (
            edge.high is None or value <= edge.high + room
        )

    expected = 2 if meets(found.in_green) else 1 if meets(found.not_red) else 0
    assert ORDER[colour(found, value)] == expected


@given(numbers, st.tuples(widths, widths, widths), st.booleans(), numbers)
def test_at_most_is_the_mirror_of_at_least(start, steps, whole, value):
    posts = {"red": start, "green": start + steps[0]}
    if whole:
        posts |= {"worst": start - steps[1], "best": start + steps[0] + steps[2]}
    up = thresholds("at_least", **posts)
    down = thresholds("at_most", **{name: -number for name, number in posts.items()})
    assert score(up, value) == pytest.approx(score(down, -value))
    assert colour(up, value) == colour(down, -value)


def test_the_share_of_false_reds_goes_by_the_red_edge():
    limits = process_limits([10, 12, 11, 13, 12])
    found = thresholds("at_least", red=11, green=13)
    assert false_reds(limits, found.not_red) == pytest.approx(0.33, abs=0.005)
    assert colour(found, None) == "grey"


@pytest.mark.parametrize(
    ("wanted", "given_", "fields"),
    [
        ("at_least", {}, ["red MISSING", "green MISSING"]),
        ("at_least", {"red": 5, "green": 5}, ["green ORDER"]),
        ("at_least", {"red": 8, "green": 5, "worst": 9}, ["red ORDER", "green ORDER"]),
        ("at_least", {"red": 1, "green": 2, "best": 2}, ["best ORDER"]),
        ("at_most", {"red": 1, "green": 2}, ["green ORDER"]),
        ("at_most", {"red": 2, "green": 1, "worst": 2}, ["red ORDER"]),
        ("at_most", {"red": 2, "green": math.nan}, ["green NOT_FINITE"]),
        ("at_most", {"red": 2, "green": 1, "low": 0}, ["low UNUSED"]),
        ("within", {"low": 1}, ["high MISSING"]),
        ("within", {"low": 2, "high": 1}, ["high ORDER"]),
        ("within", {"low": 2, "high": 2}, ["width WIDTH"]),
        ("within", {"low": 1, "high": 2, "width": -1}, ["width WIDTH"]),
        ("within", {"low": 1, "high": 2, "best": 3}, ["best UNUSED"]),
    ],
)
def test_what_cannot_be_a_threshold(wanted, given_, fields):
    found = threshold_problems(wanted, **given_)
    assert [f"{p.field} {p.code}" for p in found] == fields
    with pytest.raises(DefinitionError):
        thresholds(wanted, **given_)


def test_a_target_alone_scores_the_way_to_it():
    assert [target_score(v, base=40, target=60) for v in (30, 40, 50, 60, 99)] == [
        0,
        0,
        50,
        100,
        100,
    ]
    assert target_score(5, base=8, target=2) == 50
    with pytest.raises(DefinitionError):
        target_score(5, base=2, target=2)
    with pytest.raises(ReadingError):
        target_score(math.inf, base=1, target=2)
    with pytest.raises(ReadingError):
        score(thresholds("at_least", red=1, green=2), math.nan)
