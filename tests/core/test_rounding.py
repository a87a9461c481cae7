"""Laws of shares that are written as whole per cent."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.rounding import percents

sizes = st.lists(st.floats(0, 1e6), min_size=1, max_size=50).filter(lambda some: sum(some) > 1e-3)


@given(sizes)
def test_shares_of_a_whole_add_up_to_100(some):
    whole = math.fsum(some)
    assert sum(percents([each / whole for each in some])) == 100


@given(sizes)
def test_none_is_a_whole_per_cent_off_and_a_larger_share_is_never_written_smaller(some):
    whole = math.fsum(some)
    shares = [each / whole for each in some]
    said = percents(shares)
    assert all(abs(each - share * 100) < 1 + 1e-6 for each, share in zip(said, shares, strict=True))
    ranked = sorted(zip(shares, said, strict=True))
    for (smaller, less), (larger, more) in pairwise(ranked):
        assert less <= more or math.isclose(smaller, larger, rel_tol=1e-9, abs_tol=1e-11)


@given(st.lists(st.floats(0, 1), max_size=20))
def test_parts_alone_add_up_to_what_they_come_to(shares):
    assert abs(sum(percents(shares)) - math.fsum(shares) * 100) <= 0.5 + 1e-6


def test_what_was_101():
    assert percents([0.335, 0.335, 0.33]) == [34, 33, 33]
    assert percents([0.125] * 8) == [13, 13, 13, 13, 12, 12, 12, 12]
    assert percents([]) == []


def test_none_is_below_nothing():
    with pytest.raises(ValueError, match="below 0"):
        percents([-0.1, 1.1])
