"""How often arrows are found: every figure that docs/methods 5.4 and the power told beside a test
claim, simulated, within what chance allows of so many runs."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from headway.core.hypothesis import FALSE_DISCOVERY, FEWEST, power
from tests.core.link_rates import (
    NOTHING,
    PERIODS,
    STRENGTHS,
    false_alarms,
    found,
    on_a_map,
    seasonal,
)

RUNS = 500
SURE = 3.3
"""Standard errors: one test in two thousand fails by chance, once, since the seeds are kept."""


def error(share: float, runs: int = RUNS) -> float:
    """What a share that was counted in so many runs may be off by."""
    return SURE * math.sqrt(max(share * (1 - share), 1 / runs) / runs)


@pytest.mark.parametrize(("n", "carried", "drift"), NOTHING)
def test_a_link_that_is_not_there_is_found_in_six_of_a_hundred_at_most(
    n: int, carried: float, drift: float
) -> None:
    """Plain correlation finds one in 28 to 92 of these."""
    runs = 2 * RUNS
    assert false_alarms(n, n, carried, drift, runs) <= 0.06 + error(0.06, runs)


@pytest.mark.parametrize("strength", STRENGTHS)
@pytest.mark.parametrize("n", PERIODS)
def test_a_link_that_is_there_is_found_as_often_as_is_told(n: int, strength: float) -> None:
    """Never less, but for half a point of rounding; and not much more."""
    told, seen = power(n, strength), found(n, n, strength, RUNS)
    assert seen >= told - 0.005 - error(told)
    assert seen <= told + 0.07 + error(told)


def test_what_is_told_stands_in_the_table_of_the_method() -> None:
    """Each row of docs/methods 5.4, but for what was measured."""
    page = Path(__file__).parents[2] / "docs" / "methods" / "scorecard.md"
    rows = re.findall(r"^\| (\d+) \|((?: \d+ %[^|]*\|){5})$", page.read_text("utf-8"), re.MULTILINE)
    assert [int(n) for n, _cells in rows] == [12, *PERIODS]
    for n, cells in rows:
        told = [int(share) for share in re.findall(r"(\d+) %", cells)]
        assert [round(100 * power(int(n), one), 6) for one in STRENGTHS] == told
        assert power(int(n)) == power(int(n), 0.5)
    assert power(30, 0.35) == pytest.approx(((0.23 + 0.40) / 2 + (0.37 + 0.62) / 2) / 2)
    assert (power(1), power(500)) == (power(12), power(104))


def test_the_table_has_a_row_for_the_fewest_periods_that_are_tested() -> None:
    """Below, nothing is tested: what would be found there is of no use to anybody."""
    assert PERIODS[0] == FEWEST
    assert found(1, FEWEST - 1, 0.7, 50) == 0


def test_a_season_alone_makes_no_link_where_it_is_taken_out() -> None:
    """Two series of five years that swing by the year, and have nothing else in common."""
    assert seasonal(5, 5, RUNS, season=0) > 0.12
    assert seasonal(5, 5, RUNS, season=12) <= 0.08 + error(0.08)


@pytest.mark.parametrize(("n", "strength", "told"), [(24, 0.5, 0.45), (52, 0.4, 0.71)])
def test_of_the_arrows_of_a_map_the_real_ones_are_found_and_few_others(
    n: int, strength: float, told: float
) -> None:
    """Three of ten are there; method 5.4 says how many of them are found."""
    hits, wrong = on_a_map(n, n, strength, RUNS // 2)
    assert hits >= told - error(told, 3 * RUNS // 2)
    assert wrong <= FALSE_DISCOVERY
