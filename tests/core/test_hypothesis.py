"""Arrows of a strategy map held against data: figures beside SciPy's, and what cannot be tested."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from headway.core.errors import DefinitionError, ReadingError
from headway.core.hypothesis import (
    FALSE_DISCOVERY,
    FEWEST,
    LinkVerdict,
    discoveries,
    power,
    test_link,
    together,
)
from headway.core.hypothesis.steps import correlation, interval, p_value, prewhitened
from tests.core.link_rates import wandering


def test_the_figures_are_those_of_scipy():
    noise = random.Random(7)
    x = wandering(noise, 40, 0.4, 0.2)
    y = [3 - 2 * value for value in wandering(noise, 40, 0.6, 0.1)]
    found = test_link(x, y, lag=2, sign=-1)
    left = []
    for series in (x, y):
        at = np.arange(40)
        line = stats.linregress(at, series)
        rest = np.asarray(series) - line.intercept - line.slope * at
        phi = float(rest[1:] @ rest[:-1] / (rest @ rest))
        left.append(rest[1:] - phi * rest[:-1])
    r = float(np.corrcoef(left[0][:-2], left[1][2:])[0, 1])
    df = 37 - 4
    assert (found.pairs, found.r) == (37, pytest.approx(r))
    assert found.p_value == pytest.approx(2 * stats.t.sf(abs(r) * math.sqrt(df / (1 - r * r)), df))
    low, high = np.tanh(np.arctanh(r) + np.array([-1, 1]) * stats.norm.ppf(0.975) / math.sqrt(34))
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


def test_a_season_is_taken_out_with_four_full_cycles():
    """Two series that only share a season would be linked by it."""
    noise = random.Random(3)
    swing = [4 * math.sin(math.tau * at / 12) for at in range(60)]
    x = [one + noise.gauss(0, 1) for one in swing]
    y = [one + noise.gauss(0, 1) for one in swing]
    assert test_link(x, y, lag=0, sign=1).verdict is LinkVerdict.SUPPORTED
    without = test_link(x, y, lag=0, sign=1, season=12)
    assert (without.verdict, without.without_season) == (LinkVerdict.NOT_SEEN, True)
    assert not test_link(x[:47], y[:47], lag=0, sign=1, season=12).without_season


def test_only_the_longest_run_of_periods_that_both_have_counts():
    noise = random.Random(5)
    x, y = wandering(noise, 50, 0.3), wandering(noise, 50, 0.3)
    whole = test_link(x[20:], y[20:], lag=1, sign=1)
    gaps_x, gaps_y = [*x[:19], None, *x[20:]], [*y[:5], None, *y[6:]]
    among = test_link(gaps_x, gaps_y, lag=1, sign=1)
    assert replace(among, first=0) == whole
    assert (among.first, among.n) == (20, 30)


@pytest.mark.parametrize("n", [0, 1, FEWEST - 1])
def test_too_few_periods_are_not_tested(n: int):
    found = test_link([1.0, 2.0] * 8, [2.0, 1.0] * 8, lag=0, sign=1)
    assert found.verdict is not LinkVerdict.NOT_TESTABLE
    few = test_link(
        [float(at % 3) for at in range(n)], [float(at % 2) for at in range(n)], lag=0, sign=1
    )
    assert (few.verdict, few.r, few.p_value, few.power) == (
        LinkVerdict.NOT_TESTABLE,
        None,
        None,
        None,
    )


@pytest.mark.parametrize("constant", [[5.0] * 30, [0.1 * at for at in range(30)]])
def test_what_does_not_move_is_not_tested(constant: list[float]):
    moving = wandering(random.Random(1), 30, 0.2)
    assert test_link(constant, moving, lag=1, sign=1).verdict is LinkVerdict.NOT_TESTABLE


def test_two_that_only_have_a_season_do_not_move():
    """What rounding leaves of them was tested as data, and found."""
    for seed in range(40):
        noise = random.Random(seed)
        x, y = ([noise.gauss(50, 9) for _month in range(12)] * 5 for _series in range(2))
        found = test_link(x, y, lag=0, sign=1, season=12)
        assert found.verdict is LinkVerdict.NOT_TESTABLE


def test_what_is_compared_counts_for_what_can_be_found():
    """A lag takes pairs away: twelve of 24 months leave too few to say anything."""
    noise = random.Random(3)
    x, y = wandering(noise, 36, 0.2), wandering(noise, 36, 0.2)
    assert test_link(x[:24], y[:24], lag=12, sign=1).verdict is LinkVerdict.NOT_TESTABLE
    assert test_link(x[:28], y[:28], lag=12, sign=1).power == pytest.approx(power(16))
    assert test_link(x, y, lag=12, sign=1).power == pytest.approx(power(24))


@pytest.mark.parametrize(("n", "lag"), [(24, 8), (36, 12), (52, 16)])
def test_the_power_that_is_told_holds_after_a_lag(n: int, lag: int):
    noise = random.Random(n + lag)
    found = 0
    for _run in range(600):
        x = wandering(noise, n, 0.5, 0.02)
        own = wandering(noise, n, 0.5)
        y = own[:lag] + [
            0.5 * cause + math.sqrt(0.75) * rest
            for cause, rest in zip(x[: n - lag], own[lag:], strict=True)
        ]
        found += test_link(x, y, lag=lag, sign=1).verdict is LinkVerdict.SUPPORTED
    assert abs(found / 600 - power(n - lag)) <= 0.12


def test_a_lag_that_leaves_no_pairs_is_not_tested():
    x = wandering(random.Random(1), 20, 0.2)
    assert test_link(x, x, lag=18, sign=1).verdict is LinkVerdict.NOT_TESTABLE


@pytest.mark.parametrize(("more", "code"), [
    ({"lag": -1, "sign": 1}, "LAG"), ({"lag": 0, "sign": 0}, "SIGN"),
])  # fmt: skip
def test_what_makes_no_hypothesis_is_refused(more: dict[str, int], code: str):
    with pytest.raises(DefinitionError) as refused:
        test_link([1.0] * 20, [1.0] * 20, **more)
    assert refused.value.code == code
    with pytest.raises(DefinitionError):
        test_link([1.0] * 20, [1.0] * 21, lag=0, sign=1)
    with pytest.raises(ReadingError):
        test_link([math.nan] * 20, [1.0] * 20, lag=0, sign=1)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.sampled_from([0.05, 0.1, 0.2]))
def test_several_are_judged_as_benjamini_and_hochberg_say(p_values: list[float], q: float):
    adjusted = stats.false_discovery_control(p_values)
    for is_found, p in zip(discoveries(p_values, q), adjusted, strict=True):
        if abs(p - q) > 1e-9:
            assert is_found == (p <= q)


def test_of_twenty_arrows_none_of_which_is_there_hardly_any_is_found():
    noise, found, count = random.Random(11), 0, 150
    for _map in range(count):
        tests = [
            test_link(wandering(noise, 30, 0.5, 0.1), wandering(noise, 30, 0.5, 0.1), lag=1, sign=1)
            for _arrow in range(20)
        ]
        found += any(one.verdict is not LinkVerdict.NOT_SEEN for one in together(tests))
    assert found / count <= FALSE_DISCOVERY + 2 * math.sqrt(0.09 / count)


@given(st.integers(1, 300), st.floats(0.1, 0.9))
def test_power_is_a_chance_that_grows_with_periods_and_strength(n: int, strength: float):
    assert 0 <= power(n, strength) <= power(n + 10, strength) + 1e-12 <= 1 + 1e-9
    assert power(n, strength) <= power(n, strength + 0.05) + 1e-12


@pytest.mark.parametrize("way", [1, -1])
def test_what_is_carried_over_is_taken_out_up_to_95_of_100(way: int):
    """A series that hardly returns would leave its own differences, which are noise."""
    slow = [math.cos(math.pi * at / 100) * way**at for at in range(100)]
    values = np.asarray(slow)
    own = float(values[1:] @ values[:-1] / (values @ values))
    assert abs(own) > 0.97
    rest, carried = prewhitened(slow)
    assert carried == pytest.approx(0.95 * way)
    assert rest == pytest.approx(list(values[1:] - 0.95 * way * values[:-1]))
    half = [0.5 ** (at / 2) if at % 2 else 0.0 for at in range(20)]
    assert prewhitened(half)[1] == 0


def test_of_nothing_nothing_is_carried_over():
    assert prewhitened([0.0, 0.0, 0.0]) == ([0.0, 0.0], 0.0)


@given(st.integers(0, 10_000), st.floats(1e-4, 1e4), st.floats(-100, 100))
def test_the_unit_of_a_kpi_changes_nothing(seed: int, scale: float, base: float):
    noise = random.Random(seed)
    x, y = wandering(noise, 24, 0.4, 0.1), wandering(noise, 24, 0.4)
    said = test_link(x, y, lag=1, sign=1)
    other = test_link([base + scale * v for v in x], [scale * v for v in y], lag=1, sign=1)
    assert other.verdict is said.verdict
    assert other.r == pytest.approx(said.r, abs=1e-6)
    assert other.carried == pytest.approx(said.carried, abs=1e-6)
    turned = test_link([-v for v in x], y, lag=1, sign=-1)
    assert turned.verdict is said.verdict
    assert turned.r == pytest.approx(-(said.r or 0))


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=2, max_size=30))
def test_r_and_its_chance_and_interval_are_those_of_scipy(pairs: list[tuple[float, float]]):
    x, y = ([pair[at] for pair in pairs] for at in (0, 1))
    r = correlation(x, y)
    if np.std(x) < 1e-6 or np.std(y) < 1e-6:
        return
    told = stats.pearsonr(x, y)
    assert r == pytest.approx(told.statistic, abs=1e-9)
    if len(pairs) > 3 and abs(told.statistic) < 0.999:
        assert p_value(told.statistic, len(pairs) - 2) == pytest.approx(told.pvalue, abs=1e-9)
        between = told.confidence_interval(0.95)
        assert interval(told.statistic, len(pairs)) == pytest.approx((between.low, between.high))


def test_one_pair_has_no_r():
    assert correlation([1.0], [2.0]) is None
    assert correlation([1.0, 2.0], [5.0, 3.0]) == pytest.approx(-1)


def test_alone_it_is_significant_up_to_five_of_a_hundred():
    """Among so many there are some with a chance just below and just above."""
    near = 0
    for seed in range(1_500):
        noise = random.Random(seed)
        found = test_link(wandering(noise, 18, 0.2), wandering(noise, 18, 0.2), lag=0, sign=1)
        assert found.p_value is not None
        is_found = found.verdict is not LinkVerdict.NOT_SEEN
        assert is_found == (found.p_value <= 0.05)
        near += 0.045 < found.p_value < 0.055
    assert near > 5


@pytest.mark.parametrize(("months", "is_taken_out"), [(48, True), (47, False)])
def test_a_season_is_taken_out_from_the_fourth_full_cycle_on(months: int, is_taken_out: bool):
    noise = random.Random(1)
    x, y = wandering(noise, months, 0.2), wandering(noise, months, 0.2)
    assert test_link(x, y, lag=0, sign=1, season=12).without_season == is_taken_out


def test_of_too_few_it_is_told_how_many_and_where():
    found = test_link([None, None, *range(9)], [0.0] * 11, lag=0, sign=1)
    assert (found.verdict, found.first, found.n) == (LinkVerdict.NOT_TESTABLE, 2, 9)
