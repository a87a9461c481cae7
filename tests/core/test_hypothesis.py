"""Arrows of a strategy map held against data: rates of error by simulation, and figures beside
SciPy's."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

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

RUNS = 1_500


def wandering(noise: random.Random, n: int, carried: float, drift: float = 0.0) -> list[float]:
    """A process of standard deviation 1 around a line, each value of which carries over."""
    value, found = noise.gauss(0, 1), []
    for at in range(n):
        value = carried * value + math.sqrt(1 - carried**2) * noise.gauss(0, 1)
        found.append(value + drift * at)
    return found


def rejected(tests: Iterator[LinkVerdict]) -> float:
    """The share in which a link was found, either way."""
    found = [one in (LinkVerdict.SUPPORTED, LinkVerdict.CONTRADICTED) for one in tests]
    return sum(found) / len(found)


@pytest.mark.parametrize(("n", "carried", "drift"), [
    (24, 0.5, 0.0), (24, 0.5, 0.1), (36, 0.8, 0.0), (36, 0.5, 0.1), (52, 0.8, 0.1),
])  # fmt: skip
def test_a_link_that_is_not_there_is_seldom_found(n: int, carried: float, drift: float):
    """Plain correlation finds one in 28 to 92 % of these."""
    noise = random.Random(n)
    share = rejected(
        test_link(
            wandering(noise, n, carried, drift), wandering(noise, n, carried, drift), lag=1, sign=1
        ).verdict
        for _run in range(RUNS)
    )
    assert share <= 0.06 + 2 * math.sqrt(0.06 * 0.94 / RUNS)


@pytest.mark.parametrize(("n", "strength"), [(24, 0.5), (24, 0.7), (36, 0.4), (36, 0.5), (52, 0.3)])
def test_a_link_that_is_there_is_found_as_often_as_the_table_says(n: int, strength: float):
    noise, found = random.Random(round(100 * strength) + n), 0
    for _run in range(RUNS):
        x = wandering(noise, n + 2, 0.5)
        rest = wandering(noise, n + 2, 0.5)
        y = [strength * then + math.sqrt(1 - strength**2) * left + 0.02 * at
             for at, (then, left) in enumerate(zip(x, rest[2:], strict=False))]  # fmt: skip
        found += test_link(x[2:], y, lag=2, sign=1).verdict is LinkVerdict.SUPPORTED
    assert found / RUNS == pytest.approx(power(n, strength), abs=0.08)


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
    assert test_link(gaps_x, gaps_y, lag=1, sign=1) == whole


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
