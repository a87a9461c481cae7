"""Whatever ordinary values a series holds, its limits, doubts and chances are finite, or it says
why there are none."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.definitions import LARGEST
from headway.core.spc import (
    RULES,
    Lack,
    Settings,
    Stage,
    assurance,
    doubts,
    false_reds,
    miss_chance,
    run_chart,
    stretches,
)
from headway.core.spc.checks import skewness
from headway.core.spc.forms import Form, fit
from headway.core.spc.states import Target

SMALLEST = 5e-324
EXTREMES = [0.0, -0.0, SMALLEST, -SMALLEST, 1e-310, 1e-160, 1e-110, 1.0, -1.0, LARGEST, -LARGEST]

values = st.one_of(
    st.sampled_from(EXTREMES),
    st.floats(-LARGEST, LARGEST, allow_nan=False),
    st.floats(-1e-100, 1e-100, allow_nan=False),
    st.none(),
)


@pytest.mark.parametrize("form", list(Form))
@given(series=st.lists(values, max_size=40), screened=st.booleans(), median=st.booleans())
def test_every_series_is_judged(form, series, screened, median):
    settings = Settings(
        form=form,
        season=3,
        screened=screened,
        spread="median" if median else "mean",
        rules=tuple(RULES),
    )
    for part in stretches(series, settings=settings):
        assert (part.fitted is None) == (part.lack is not None) == (part.stage is Stage.NONE)
        if part.fitted is None:
            run_chart(series[part.first : part.end])
            continue
        limits = part.fitted.limits
        assert all(map(math.isfinite, (limits.lower, limits.upper, limits.range_upper)))
        for check in doubts(part.fitted.rest[: part.baseline - part.first], counts=True):
            assert math.isfinite(check.value)
        for at in range(part.end - part.first):
            here = part.fitted.limits_at(at)
            if here is None:
                continue
            assert math.isfinite(here.lower)
            assert math.isfinite(here.upper)
            for target in (Target(low=LARGEST), Target(high=-SMALLEST), Target(0.0, SMALLEST)):
                assert 0 <= miss_chance(here, target) <= 1
                assurance(here, target)
                false_reds(here, target)


@pytest.mark.parametrize("values", [[0.0, 1.0], [-2.0, 5.0], [SMALLEST, LARGEST]])
def test_a_season_that_cannot_multiply_says_so(values):
    """With two cycles each value is held against the one before; from three on a phase of nothing
    can be no factor."""
    settings = Settings(form="season_ratio", season=2)
    [two] = stretches(values * 2, settings=settings)
    assert two.stage in (Stage.TRIAL, Stage.NONE)
    [many] = stretches(values * 12, settings=settings)
    assert (many.stage, many.lack, many.fitted) == (Stage.NONE, Lack.NOT_POSITIVE, None)
    assert many.points == 24


@pytest.mark.parametrize(
    ("series", "settings", "lack"),
    [
        ([1.0] * 5, Settings(), Lack.VALUES),
        ([1.0, None] * 8, Settings(), Lack.NEIGHBOURS),
        ([1.0] * 23, Settings(form="season"), Lack.CYCLES),
        ([1.0] * 5, Settings(form="season"), Lack.VALUES),
        ([1.0] * 24, Settings(form="season"), None),
    ],
)
def test_what_is_lacking_is_named(series, settings, lack):
    [found] = stretches(series, settings=settings)
    assert found.lack is lack


def test_differences_of_large_values_are_no_fault():
    season = [LARGEST, -LARGEST] * 12
    for form in (Form.SEASON, Form.LEVEL, Form.TREND):
        assert math.isfinite(fit(season, 24, form=form, season=2).limits.upper)


def test_the_skewness_of_tiny_values_is_that_of_the_same_shape():
    shape = [0.0] * 5 + [1.0]
    assert skewness([value * 1e-110 for value in shape]) == pytest.approx(skewness(shape))
    assert math.isfinite(skewness([value * SMALLEST for value in shape]))


@pytest.mark.parametrize("form", ["trend", "season", "year_on_year"])
@pytest.mark.parametrize("level", [0.1, 99.9, 123_456.789, 1e12])
def test_what_rounding_leaves_of_a_line_or_a_season_is_no_signal(form: str, level: float):
    """A constant KPI around a line signalled at every value."""
    season = [0.0, level / 3, -level / 7, 0.1] if form == "season" else [0.0]
    slope = 0.0 if form == "season" else level / 7
    course = [level + season[at % len(season)] + slope * at for at in range(24)]
    for values in ([level] * 24, course):
        found = stretches(values, settings=Settings(form=form, season=4))
        assert [list(one.signals) for one in found] == [[]]
