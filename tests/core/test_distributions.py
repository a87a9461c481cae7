"""Student's t and the beta-binomial, held against SciPy."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from headway.core.distributions import (
    beta_binomial,
    incomplete_beta,
    student_t_cdf,
    student_t_quantile,
)
from headway.core.errors import DefinitionError

degrees = st.integers(1, 2000) | st.floats(0.5, 2000)
points = st.floats(-1e6, 1e6) | st.floats(-3, 3)


@given(points, degrees)
def test_the_t_distribution_is_scipys(x, df):
    assert student_t_cdf(x, df) == pytest.approx(special.stdtr(df, x), rel=1e-9, abs=1e-11)


@given(st.floats(1e-9, 1 - 1e-9), degrees)
def test_the_t_quantiles_are_scipys(p, df):
    assert student_t_quantile(p, df) == pytest.approx(stats.t.ppf(p, df), rel=1e-7, abs=1e-9)


@given(st.floats(1e-6, 1 - 1e-6), degrees)
def test_a_quantile_is_where_the_distribution_gets_there(p, df):
    assert student_t_cdf(student_t_quantile(p, df), df) == pytest.approx(p, rel=1e-10, abs=1e-12)


@given(points, degrees)
def test_the_t_distribution_is_symmetric(x, df):
    assert student_t_cdf(x, df) + student_t_cdf(-x, df) == pytest.approx(1, abs=1e-12)


@given(points, points, degrees)
def test_the_t_distribution_never_falls(one, two, df):
    low, high = sorted((one, two))
    assert 0 <= student_t_cdf(low, df) <= student_t_cdf(high, df) + 1e-12 <= 1 + 1e-12


@given(st.integers(0, 60), st.floats(0.5, 60), st.floats(0.5, 60))
def test_the_beta_binomial_is_scipys_and_sums_to_1(n, a, b):
    ours = [beta_binomial(j, n, a, b) for j in range(n + 1)]
    theirs = stats.betabinom.pmf(range(n + 1), n, a, b)
    assert ours == pytest.approx(list(theirs), rel=1e-9, abs=1e-12)
    assert math.fsum(ours) == pytest.approx(1, abs=1e-10)


@given(st.floats(0, 1), st.floats(0.1, 500), st.floats(0.1, 500))
def test_the_incomplete_beta_function_is_scipys(x, a, b):
    assert incomplete_beta(x, a, b) == pytest.approx(special.betainc(a, b, x), abs=1e-10)


def test_the_far_ends():
    assert student_t_quantile(1e-9, 0.5) == pytest.approx(stats.t.ppf(1e-9, 0.5), rel=1e-7)
    assert student_t_cdf(math.inf, 3) == 1
    assert student_t_cdf(-math.inf, 3) == 0
    assert student_t_quantile(0.5, 3) == 0
    assert beta_binomial(4, 3, 1, 1) == 0
    assert beta_binomial(-1, 3, 1, 1) == 0


@pytest.mark.parametrize(
    "refused",
    [
        lambda: student_t_cdf(1, 0),
        lambda: student_t_cdf(1, math.nan),
        lambda: student_t_cdf(1, math.inf),
        lambda: student_t_cdf(math.nan, 3),
        lambda: student_t_quantile(0, 3),
        lambda: student_t_quantile(1, 3),
        lambda: student_t_quantile(math.nan, 3),
        lambda: beta_binomial(1, 2, 0, 1),
        lambda: beta_binomial(1, 2, 1, -1),
    ],
)
def test_what_has_no_answer_is_refused(refused):
    with pytest.raises(DefinitionError):
        refused()
