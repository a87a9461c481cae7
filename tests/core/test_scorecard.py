"""Scores put together: laws of the mean, coverage, and what a mean hides."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from headway.core.calendars import Calendar, span_of
from headway.core.errors import DefinitionError, ReadingError
from headway.core.scorecard import (
    LEAST_COVERAGE,
    Part,
    colour_of,
    is_missing,
    put_together,
    score_by_target,
    sides_of,
    sides_together,
    smoothed,
)
from headway.core.spc.states import Colour

scores = st.floats(0, 100)
weights = st.floats(0.01, 100)
parts = st.lists(st.builds(Part, st.none() | scores, weights), min_size=1, max_size=12)
complete = st.lists(st.builds(Part, scores, weights), min_size=1, max_size=12)


@given(complete)
def test_the_mean_is_that_of_numpy_and_lies_between_its_parts(given_parts):
    found = put_together(given_parts)
    values = [part.score for part in given_parts]
    expected = np.average(values, weights=[part.weight for part in given_parts])
    assert found.score == pytest.approx(float(expected), abs=1e-9)
    assert min(values) - 1e-9 <= found.score <= max(values) + 1e-9
    assert (found.coverage, sum(found.shares)) == (pytest.approx(1), pytest.approx(1))
    assert found.least == min(values)
    assert found.reds == sum(colour_of(value) is Colour.RED for value in values)


@given(complete)
def test_the_geometric_mean_is_never_above_and_a_low_part_weighs_more(given_parts):
    geometric = put_together(given_parts, mean="geometric").score
    floored = [Part(max(part.score or 0, 1.0), part.weight) for part in given_parts]
    assert geometric <= put_together(floored).score + 1e-9
    total = sum(part.weight for part in given_parts)
    logs = sum(part.weight / total * math.log(max(part.score, 1)) for part in given_parts)
    assert geometric == pytest.approx(math.exp(logs))


@given(parts)
def test_what_is_missing_is_left_out_and_told(given_parts):
    found = put_together(given_parts)
    there = [part for part in given_parts if part.score is not None]
    coverage = sum(part.weight for part in there) / sum(part.weight for part in given_parts)
    assert found.coverage == pytest.approx(coverage)
    assume(abs(coverage - LEAST_COVERAGE) > 1e-9)
    if coverage < LEAST_COVERAGE:
        assert found.score is None
    else:
        assert found.score == pytest.approx(put_together(there).score)
    assert [share == 0 for share in found.shares] == [p.score is None for p in given_parts]


@given(parts, st.floats(0.1, 1000))
def test_weights_are_relative(given_parts, times):
    more = [Part(part.score, part.weight * times) for part in given_parts]
    one, other = put_together(given_parts), put_together(more)
    assume(abs(one.coverage - LEAST_COVERAGE) > 1e-9)
    assert other.score == (None if one.score is None else pytest.approx(one.score))
    assert other.shares == pytest.approx(one.shares)


@given(st.lists(parts, min_size=1, max_size=5))
def test_coverage_and_what_the_mean_hides_come_up_all_the_way(below):
    goals = [put_together(some) for some in below]
    whole = put_together([goal.part() for goal in goals])
    scored = [goal for goal in goals if goal.score is not None]
    assert whole.coverage == pytest.approx(sum(goal.coverage for goal in scored) / len(goals))
    known = [part.score for some in below for part in some if part.score is not None]
    assert whole.least == min(known, default=None)
    assert whole.reds == sum(goal.reds for goal in goals)


def test_worked_by_hand():
    """Two goals of two and three KPIs, one value missing."""
    served = put_together([Part(80, 3), Part(40, 1)])
    assert (served.score, served.least, served.reds) == (70.0, 40, 0)
    learned = put_together([Part(20, 1), Part(95, 1), Part(None, 1)])
    assert (learned.score, learned.coverage, learned.reds) == (57.5, pytest.approx(2 / 3), 1)
    whole = put_together([served.part(2), learned.part(1)])
    assert whole.score == pytest.approx((2 * 70 + 57.5) / 3)
    assert whole.coverage == pytest.approx((2 + 2 / 3) / 3)
    assert (whole.least, whole.reds) == (20, 1)


def test_what_has_too_little_for_a_score_lends_no_coverage_and_hides_no_red():
    """Half of a goal was counted as there, whose red KPI the mean left out."""
    half = put_together([Part(0), Part(None)])
    whole = put_together([Part(100), half.part()])
    assert (half.score, whole.score, whole.coverage) == (None, None, 0.5)
    assert (whole.least, whole.reds) == (0, 1)


def test_nothing_has_no_score():
    assert put_together([]).score is None
    assert put_together([Part(None), Part(None, 5)]).score is None
    assert put_together([Part(90, 0), Part(None, 1)]).score is None


@pytest.mark.parametrize(("given_parts", "mean", "error", "code"), [
    ([Part(50, -1)], "arithmetic", DefinitionError, "WEIGHT"),
    ([Part(50, math.nan)], "arithmetic", DefinitionError, "WEIGHT"),
    ([Part(50, 0), Part(60, 0)], "arithmetic", DefinitionError, "WEIGHTS"),
    ([Part(100.5)], "arithmetic", ReadingError, "SCORE"),
    ([Part(50)], "harmonic", DefinitionError, "UNKNOWN"),
])  # fmt: skip
def test_what_has_no_mean_is_refused(given_parts, mean, error, code):
    with pytest.raises(error) as refused:
        put_together(given_parts, mean=mean)
    assert refused.value.code == code


@pytest.mark.parametrize(("day", "frequency", "until"), [
    (date(2026, 11, 2), "weekly", date(2026, 11, 22)),
    (date(2026, 10, 1), "monthly", date(2026, 12, 31)),
    (date(2026, 7, 1), "quarterly", date(2027, 3, 31)),
    (date(2025, 1, 1), "yearly", date(2027, 12, 31)),
])  # fmt: skip
def test_a_value_is_scored_until_two_further_periods_have_ended(day, frequency, until):
    last = span_of(day, frequency)
    assert not is_missing(last, until, frequency)
    assert is_missing(last, date.fromordinal(until.toordinal() + 1), frequency)
    fiscal = Calendar(first_month=4)
    year = span_of(date(2025, 5, 1), "yearly", fiscal)
    assert not is_missing(year, date(2028, 3, 31), "yearly", fiscal)


def test_a_noisy_kpi_is_scored_by_its_last_four_periods():
    assert smoothed([10, 1, 2, 3, 6]) == 3.0
    assert smoothed([None, None, None, None, 5, None]) == 5.0
    assert smoothed([5, None, None, None, None]) is None


@given(st.floats(-1000, 1000), st.floats(-500, 500), st.floats(0.1, 100), st.booleans())
def test_a_value_is_scored_by_red_and_green(
    value: float, green: float, apart: float, is_more: bool
):
    """Beside numpy's straight lines."""
    sign = 1 if is_more else -1
    name = {"low": green} if is_more else {"high": green}
    wanted = "at_least" if is_more else "at_most"
    low, high = name.get("low"), name.get("high")
    found = score_by_target(value, wanted=wanted, red=green - sign * apart, low=low, high=high)
    at = [green - 2 * apart, green - apart, green, green + apart]
    expected = np.interp(sign * (value - green) + green, at, [0, 100 / 3, 200 / 3, 100])
    assert found.score == pytest.approx(float(expected), abs=1e-6)
    assert found.by == "thresholds"


@pytest.mark.parametrize(("value", "wanted", "target", "score", "by"), [
    (20, "within", {"low": 18, "high": 24, "red": 4}, 100, "thresholds"),
    (27, "within", {"low": 18, "high": 24, "red": 4}, 50, "thresholds"),
    (28, "within", {"low": 18, "high": 24, "red": 4}, 100 / 3, "thresholds"),
    (50, "at_least", {"low": 60, "base": 40}, 50, "base"),
    (70, "at_least", {"low": 60, "base": 40}, 100, "base"),
    (30, "at_least", {"low": 60, "base": 40}, 0, "base"),
    (6, "at_most", {"high": 4, "base": 8}, 50, "base"),
    (59, "at_least", {"low": 60, "base": 61}, 0, "met"),
    (60, "at_least", {"low": 60}, 100, "met"),
    (5, "within", {"low": 5, "high": 5}, 100, "met"),
])  # fmt: skip
def test_what_a_target_leaves_open_is_scored_by_what_there_is(value, wanted, target, score, by):
    found = score_by_target(value, wanted=wanted, **target)
    assert (found.score, str(found.by)) == (pytest.approx(score), by)


def test_a_value_that_is_no_number_has_no_score():
    for target in ({"low": 5.0}, {"low": 5.0, "red": 3.0}, {"low": 5.0, "base": 3.0}):
        with pytest.raises(ReadingError):
            score_by_target(math.nan, wanted="at_least", **target)


natured = st.lists(
    st.tuples(
        st.sampled_from(["leading", "lagging", "both"]),
        st.builds(Part, st.none() | scores, weights),
    ),
    max_size=12,
)


@given(natured, st.sampled_from(["arithmetic", "geometric"]))
def test_a_side_is_what_its_kpis_come_to_alone(given_parts, mean):
    found = sides_of(given_parts, mean=mean)
    for side, score in (("leading", found.leading), ("lagging", found.lagging)):
        inside = [part for nature, part in given_parts if nature in (side, "both")]
        assert score == (put_together(inside, mean=mean) if inside else None)
    known = [one.score for one in (found.leading, found.lagging) if one is not None]
    if len(known) == 2 and None not in known:
        assert found.gap == known[0] - known[1]
    else:
        assert found.gap is None


@given(st.lists(natured, min_size=1, max_size=5), natured)
def test_what_has_no_kpi_of_a_side_changes_nothing_of_it(goals, more):
    leading_only = [("leading", part) for _nature, part in more]
    weighed = [(sides_of(one), 1.0) for one in goals]
    before = sides_together(weighed)
    after = sides_together([*weighed, (sides_of(leading_only), 5.0)])
    assert after.lagging == before.lagging


def test_kpis_that_weigh_nothing_make_no_side():
    found = sides_of([("leading", Part(80, 0)), ("lagging", Part(40, 1))])
    assert (found.leading, found.lagging.score) == (None, 40)
