"""Series that grow and have a season at once: found, and compared with the year before."""

from __future__ import annotations

import csv
import math
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from headway.core.spc import (
    Doubt,
    Settings,
    Stage,
    fit,
    growth_doubt,
    outgrown,
    shape_of,
    signals,
    stretches,
)


def series(cycles: int, *, slope: float = 0.0, swing: float = 0.0, seed: int = 5) -> list[float]:
    rng = random.Random(seed)
    return [
        50 + slope * at + swing * math.sin(math.tau * at / 12) + rng.gauss(0, 1)
        for at in range(12 * cycles)
    ]


def sales(shared_data: Path, name: str) -> list[float]:
    with (shared_data / "kpi_series" / f"{name}.csv").open() as file:
        rows = list(csv.DictReader(file))
    column = next(name for name in rows[0] if name != "date")
    return [float(row[column]) for row in rows]


def decomposed(values: list[float], season: int) -> tuple[float, float]:
    """The classical decomposition once more, by arrays: both strengths."""
    x = np.asarray(values)
    if season % 2:
        window = np.ones(season) / season
    else:
        window = np.r_[0.5, np.ones(season - 1), 0.5] / season
    half = season // 2
    trend = np.convolve(x, window, mode="valid")
    inner = np.arange(half, len(x) - half)
    beside = x[inner] - trend
    phases = np.array([beside[inner % season == phase].mean() for phase in range(season)])
    seasonal = (phases - phases.mean())[inner % season]
    rest = beside - seasonal
    return (
        max(0.0, 1 - rest.var() / (trend + rest).var()),
        max(0.0, 1 - rest.var() / (seasonal + rest).var()),
    )


@pytest.mark.parametrize("season", [2, 3, 4, 7, 12])
def test_the_strengths_are_those_of_the_classical_decomposition(season):
    values = series(8, slope=0.2, swing=3)
    shape = shape_of(values, season)
    assert (shape.trend, shape.season) == pytest.approx(decomposed(values, season))


numbers = st.lists(st.floats(-1e3, 1e3), min_size=12, max_size=40)


@given(numbers, st.floats(0.01, 100), st.floats(-1e3, 1e3))
def test_unit_and_zero_of_the_scale_do_not_matter(values, times, more):
    shape = shape_of(values, 4)
    other = shape_of([value * times + more for value in values], 4)
    assume(shape.trend > 1e-6 and np.var(values) > 1e-3)
    assert 0 <= shape.trend <= 1
    assert 0 <= shape.season <= 1
    assert other.trend == pytest.approx(shape.trend, abs=1e-4)
    assert other.season == pytest.approx(shape.season, abs=1e-4)


@pytest.mark.parametrize(
    ("slope", "swing", "expected"),
    [(0.5, 5, True), (-0.5, 5, True), (0.5, 0, False), (0, 5, False), (0, 0, False)],
)
def test_only_both_at_once_are_both(slope, swing, expected):
    values = series(6, slope=slope, swing=swing)
    found = growth_doubt(values, 12)
    assert (found is not None) is expected
    assert found is None or found.doubt is Doubt.GROWING_SEASON


def test_too_few_cycles_gaps_and_no_spread_say_nothing():
    values: list[float | None] = [*series(6, slope=0.5, swing=5)]
    assert shape_of(values[:35], 12) is None
    assert shape_of(values, 1) is None
    assert (
        shape_of([None if at % 12 == 3 else value for at, value in enumerate(values)], 12) is None
    )
    assert growth_doubt([7.0] * 60, 12) is None
    with_a_gap = [None if at == 30 else value for at, value in enumerate(values)]
    assert growth_doubt(with_a_gap, 12) is not None


def test_each_value_is_compared_with_the_one_a_cycle_before():
    values = series(5, slope=0.5, swing=5)
    found = fit(values, 36, form="year_on_year")
    changes = np.asarray(values[12:]) - np.asarray(values[:-12])
    assert found.yearly
    assert found.cycles == 3
    assert found.rest[:12] == (None,) * 12
    assert found.rest[12:] == pytest.approx(changes)
    mean = changes[:24].mean()
    width = 2.66 * np.abs(np.diff(changes[:24])).mean()
    assert found.centre[50] == pytest.approx(values[38] + mean)
    assert found.upper(50) == pytest.approx(values[38] + mean + width)
    assert found.lower(50) == pytest.approx(values[38] + mean - width)


@given(st.floats(-5, 5), st.floats(0, 50))
def test_steady_growth_and_a_steady_season_are_no_signals(slope, swing):
    noise = [0.3, -0.2, 0.1, -0.4, 0.2, 0.0, -0.1, 0.3, -0.3, 0.1, 0.2, -0.2, 0.1]
    values = [
        slope * at + swing * math.sin(math.tau * at / 12) + noise[at % 13] for at in range(96)
    ]
    [found] = stretches(values, settings=Settings(form="year_on_year", rules=("LIM",)))
    assert found.signals == ()


@pytest.mark.parametrize(
    ("periods", "stage", "baseline"),
    [
        (23, "none", 23),
        (24, "trial", 24),
        (35, "trial", 35),
        (36, "locked", 36),
        (60, "locked", 36),
    ],
)
def test_it_grows_up_as_a_season_does(periods, stage, baseline):
    values = series(6, slope=0.5, swing=5)[:periods]
    [found] = stretches(values, settings=Settings(form="year_on_year"))
    assert (found.stage, found.baseline) == (stage, baseline)


def test_retail_sales_are_no_signal_for_twenty_years(shared_data: Path):
    """Which they are around any level, line or season."""
    values = sales(shared_data, "us_retail_sales")
    assert growth_doubt(values, 12) is not None
    for form in ("level", "season", "season_ratio"):
        [found] = stretches(values, settings=Settings(form=form))
        assert len({one.index for one in found.signals}) > 260
    [found] = stretches(values, settings=Settings(form="year_on_year"))
    assert not [one for one in found.signals if one.index == len(values) - 1]
    assert found.fitted is not None
    fallen = [one.index for one in signals(found.fitted.rest, found.fitted.limits, rules=("LIM",))]
    assert 12 * 17 in fallen, "January 2009, of the great recession"
    assert growth_doubt(sales(shared_data, "boston_armed_robberies"), 12) is None


@given(
    values=st.lists(st.none() | st.floats(1, 100), min_size=1, max_size=60),
    form=st.sampled_from(["level", "trend", "season", "season_ratio", "year_on_year"]),
    season=st.integers(2, 13),
)
def test_a_stage_that_counts_rests_on_six_values_or_differences_at_least(values, form, season):
    """Six values around the change on two before are four differences: no chance can be told."""
    for found in stretches(values, settings=Settings(form=form, season=season)):
        if found.stage in (Stage.USABLE, Stage.LOCKED):
            assert found.fitted is not None
            assert found.fitted.limits.points >= 6
        if found.stage is Stage.LOCKED and found.fitted is not None and found.fitted.yearly:
            assert found.fitted.limits.points >= 20
        if found.stage is Stage.USABLE:
            assert found.baseline == found.end, "limits that do not lock move with each value"


@pytest.mark.parametrize(
    ("season", "baseline"), [(2, 22), (4, 24), (7, 27), (12, 36)]
)  # twenty changes at least, in three cycles at least
def test_changes_on_the_cycle_before_lock_at_twenty(season, baseline):
    values = [float((at * 7) % 13 + at % season) for at in range(80)]
    [found] = stretches(values, settings=Settings(form="year_on_year", season=season))
    assert (found.stage, found.baseline) == (Stage.LOCKED, baseline)


def test_the_same_as_a_cycle_before_is_neither_above_nor_below():
    """Whole numbers are often the same: a single step was taken for growth, and hidden by it."""
    step = [50, 53, 50, 47] * 6 + [60, 63, 60, 57] * 2
    shape = shape_of(step, 4)
    assert shape is not None
    assert (round(shape.above, 2), shape.below, shape.grows_with_season) == (0.14, 0.0, False)
    assert outgrown(step, [50.0] * 32, 4) == 0
    noise = random.Random(1)
    rounded = ([round(value + noise.gauss(0, 0.3)) for value in step] for _series in range(200))
    assert sum(outgrown(values, [50.0] * 32, 4) != 0 for values in rounded) < 10
