"""When a value is far from what is usual: laws and edges."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.errors import ReadingError
from headway.core.spc import is_far

numbers = st.floats(-1e9, 1e9, allow_subnormal=False)
steps = st.integers(-400, 400).map(lambda n: n / 8)  # sums of these are exact


@given(steps, st.integers(1, 80).map(lambda n: n / 8), steps)
def test_no_value_within_the_limits_is_far_and_both_sides_are_alike(centre, width, away):
    limits = {"centre": centre, "lower": centre - width, "upper": centre + width}
    far = is_far(centre + away, **limits)
    assert far == is_far(centre - away, **limits)
    assert far == (abs(away) > 3 * width)


@given(numbers, numbers)
def test_without_limits_either_of_two_values_is_as_far_from_the_other(one, other):
    assert is_far(one, beside=other) == is_far(other, beside=one)
    assert not is_far(one, beside=one)


def test_where_nothing_is_known_nothing_is_far():
    assert not is_far(5000.0)
    assert not is_far(5000.0, beside=0.0)
    assert not is_far(0.0, beside=5000.0)


def test_a_side_without_a_limit_asks_nothing():
    assert not is_far(-99.0, centre=2.0, upper=3.0)
    assert is_far(99.0, centre=2.0, upper=3.0)


def test_limits_of_no_width_are_none():
    """A series that never moved would ask for every value that moves at all."""
    assert not is_far(2.1, centre=2.0, lower=2.0, upper=2.0, beside=2.0)
    assert is_far(20.0, centre=2.0, lower=2.0, upper=2.0, beside=2.0)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ReadingError):
        is_far(value, beside=2.0)
