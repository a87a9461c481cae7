"""Baselines, breaks, forms, doubts, run charts and the colour of a KPI."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from headway.core.errors import DefinitionError
from headway.core.spc import (
    Doubt,
    Settings,
    Signal,
    Stage,
    assurance,
    autocorrelation,
    changed_signals,
    doubts,
    false_reds,
    fit,
    miss_chance,
    process_limits,
    run_chart,
    signals,
    skewness,
    state,
    stretches,
    variation,
)
from headway.core.spc.forms import season_cycles, shown
from headway.core.spc.run_charts import _quantile
from headway.core.spc.states import Target

STEADY = [10, 12, 11, 13, 12, 10, 11, 12, 9, 11, 12, 10, 11, 13, 10, 12, 11, 10, 12, 11]


@pytest.mark.parametrize(
    ("points", "stage", "baseline"),
    [(5, "none", 5), (6, "trial", 6), (11, "trial", 11), (12, "usable", 12), (19, "usable", 19),
     (20, "locked", 20), (30, "locked", 20)],
)  # fmt: skip
def test_limits_grow_up_and_lock_at_twenty(points, stage, baseline):
    values = (STEADY * 2)[:points]
    [found] = stretches(values)
    assert (found.stage, found.baseline) == (stage, baseline)
    assert (found.fitted is None) == (stage == "none")


def test_locked_limits_do_not_follow_the_data():
    [before] = stretches(STEADY)
    [after] = stretches([*STEADY, *[40.0] * 10])
    assert after.fitted.limits == before.fitted.limits
    assert [s.rule for s in after.signals if s.index == 29] == ["LIM", "RUN8"]


def test_gaps_do_not_count_towards_the_lock():
    [found] = stretches([None, *STEADY[:10], None, None, *STEADY[10:], 50.0])
    assert (found.stage, found.baseline, found.points) == (Stage.LOCKED, 23, 21)


def test_a_break_begins_anew_and_no_run_crosses_it():
    values = [*STEADY, *[14.0] * 7, *[20.0, 21.0] * 4]
    assert [s.rule for s in stretches(values)[0].signals][:1] == ["LIM"]
    first, second = stretches(values, starts=[20 + 7])
    assert (first.end, second.first, second.stage) == (27, 27, Stage.TRIAL)
    assert second.fitted.limits.centre == 20.5
    assert second.signals == ()
    assert all(s.index < 27 for s in first.signals)


def test_a_chosen_baseline_neither_begins_at_the_start_nor_grows():
    values = [30.0, 31.0, *STEADY, *[14.0] * 7, *STEADY]
    [found] = stretches(values, chosen=[(2, 15)])
    assert (found.since, found.baseline, found.stage) == (2, 15, Stage.USABLE)
    assert found.fitted.limits == process_limits(STEADY[:13])
    assert [s.index for s in found.signals][:2] == [0, 1]
    line = stretches([99.0, *range(20)], settings=Settings(form="trend"), chosen=[(1, 21)])
    assert line[0].fitted.centre[:3] == pytest.approx((-1, 0, 1))
    first, second = stretches(values, starts=[29], chosen=[(30, 40)])
    assert (first.since, first.stage) == (0, Stage.LOCKED)
    assert (second.since, second.stage, second.fitted.limits.points) == (30, Stage.TRIAL, 10)
    season = _seasonal(5, random.Random(7))
    [later] = stretches([0.0] * 6 + season[6:], settings=Settings(form="season"), chosen=[(12, 60)])
    assert later.fitted.cycles == 4
    assert later.fitted.limits == fit(season[12:], 48, form="season").limits


@pytest.mark.parametrize("chosen", [[(5, 15)], [(0, 12)], [(2, 5)], [(0, 6), (1, 8)]])
def test_a_chosen_baseline_lies_between_two_breaks_and_holds_six_values(chosen):
    with pytest.raises(DefinitionError) as refused:
        stretches(STEADY[:11], starts=[9], chosen=chosen)
    assert refused.value.field == "baseline"


def test_limits_at_a_place_are_in_the_values_own_unit():
    found = fit([1, 3, 4, 7, 8, 9.5], 6, form="trend")
    at = found.limits_at(5)
    assert (at.lower, at.upper) == pytest.approx((found.lower(5), found.upper(5)))
    yearly = fit(_seasonal(2, random.Random(3)), 24, form="season")
    assert yearly.limits_at(3) is None


def test_starts_outside_are_refused():
    with pytest.raises(DefinitionError):
        stretches([1, 2], starts=[2])
    assert stretches([]) == []


def test_a_correction_names_the_signals_it_made_and_unmade():
    wrong = [*STEADY, 40.0, 11.0]
    right = [*STEADY, 11.0, 40.0]
    appeared, vanished = changed_signals(stretches(wrong), stretches(right))
    assert [s.index for s in appeared] == [21]
    assert [s.index for s in vanished] == [20]


def test_a_trend_has_a_line_for_its_centre():
    noise = [0.3, -0.2, 0.1, -0.4, 0.2, 0.0, -0.1, 0.3, -0.3, 0.1, 0.2, -0.2]
    values = [5 + 2 * at + noise[at % 12] for at in range(24)]
    slope, intercept = np.polyfit(range(20), values[:20], 1)
    found = fit(values, 20, form="trend")
    assert found.centre[:2] == pytest.approx((intercept, intercept + slope))
    width = np.abs(np.diff(values[:20])).mean() * 2.66
    assert found.upper(23) - found.centre[23] == pytest.approx(width)
    assert signals(values, process_limits(values[:20]))  # as a level it would signal
    assert signals(found.rest, found.limits) == []


def _seasonal(cycles, rng, *, multiply=False, level=100.0):
    pattern = [1 + 0.3 * math.sin(math.tau * phase / 12) for phase in range(12)]
    return [
        level * pattern[at % 12] + rng.gauss(0, 2) * (pattern[at % 12] if multiply else 1)
        for at in range(12 * cycles)
    ]


@pytest.mark.parametrize("form", ["season", "season_ratio"])
def test_a_season_is_taken_out_and_the_limits_widened(form):
    values = _seasonal(4, random.Random(7), multiply=form == "season_ratio")
    found = fit(values, 36, form=form)
    assert found.cycles == 3
    plain = process_limits(found.rest[:36])
    assert found.limits.sigma == pytest.approx(plain.sigma * math.sqrt(2))
    july = found.centre[6 + 36]
    assert july == pytest.approx(found.centre[6])
    naive = len(signals(values, process_limits(values[:36])))
    assert len(signals(found.rest, found.limits)) < naive
    assert found.lower(40) < values[40] < found.upper(40)


def test_two_cycles_are_compared_with_the_year_before_and_one_not_at_all():
    values = _seasonal(3, random.Random(3))
    found = fit(values, 24, form="season")
    assert found.yearly
    assert found.rest[:12] == (None,) * 12
    assert found.rest[30] == pytest.approx(values[30] - values[18])
    assert found.centre[30] == pytest.approx(values[18] + found.limits.centre)
    with pytest.raises(DefinitionError) as refused:
        fit(values, 23, form="season")
    assert refused.value.code == "SEASON_TOO_FEW"


@pytest.mark.parametrize(
    ("periods", "stage", "baseline"), [(23, "none", 23), (24, "trial", 24), (36, "locked", 36)]
)
def test_a_season_grows_up_by_full_cycles(periods, stage, baseline):
    [found] = stretches(_seasonal(4, random.Random(1))[:periods], settings=Settings(form="season"))
    assert (found.stage, found.baseline) == (stage, baseline)


def test_seasons_that_cannot_be():
    with pytest.raises(DefinitionError):
        fit([1.0] * 40, 40, form="season", season=1)
    with pytest.raises(DefinitionError):
        fit([-1.0, 1.0] * 20, 40, form="season_ratio", season=2)
    with pytest.raises(DefinitionError):
        fit([1.0, 2.0], 2, form="spiral")
    assert season_cycles([1, None, 3, 4], 2) == 1


def test_drawn_numbers_are_held_between_the_bounds():
    assert shown([-1, None, 104], 0, 100) == [0, None, 100]
    assert shown([-1, 104], None, None) == [-1, 104]


def test_doubts_name_what_would_make_false_signals():
    rng = random.Random(5)
    noise = [rng.gauss(0, 1) for _ in range(24)]
    assert doubts(noise) == []
    walk = [sum(noise[: at + 1]) for at in range(24)]
    assert [one.doubt for one in doubts(walk)] == [Doubt.AUTOCORRELATED]
    long_tailed = [math.exp(2 * value) for value in noise]
    assert Doubt.SKEWED in [one.doubt for one in doubts(long_tailed)]
    assert [one.doubt for one in doubts([1, 0, 2, 1, 0, 3, 1, 2], counts=True)] == [
        Doubt.FEW_COUNTS
    ]
    assert doubts([4.0] * 12) == []


@given(st.lists(st.integers(-50, 50), min_size=3, max_size=30))
def test_skewness_is_that_of_scipy(values):
    if len(set(values)) > 1:
        assert skewness(values) == pytest.approx(float(stats.skew(values)), abs=1e-9)


def test_autocorrelation_leaves_gaps_out():
    assert autocorrelation([1, 2, 3, 4, 5]) == pytest.approx(0.4)
    assert autocorrelation([]) == autocorrelation([3, 3]) == 0
    assert autocorrelation([1, None, 5]) == 0


def test_a_run_chart_needs_ten_values_off_the_median():
    assert run_chart([1, 2, 3]) is None
    assert run_chart([]) is None
    found = run_chart([1, 2] * 8)
    assert (found.useful, found.longest, found.crossings, found.shifted) == (16, 1, 15, False)


@given(st.integers(9, 200))
def test_the_fewest_crossings_are_the_binomial_quantile_of_scipy(chances):
    assert _quantile(chances) == int(stats.binom.ppf(0.05, chances, 0.5))


def test_assurance_and_what_misses_by_chance():
    limits = process_limits(STEADY)
    assert assurance(limits, Target()) is None
    assert assurance(limits, Target(high=20)) == "always"
    assert assurance(limits, Target(high=11)) == "sometimes"
    assert assurance(limits, Target(high=3)) == "never"
    assert assurance(limits, Target(low=0, high=30)) == "always"
    assert assurance(limits, Target(low=10, high=30)) == "sometimes"
    assert assurance(limits, Target(low=30, high=40)) == "never"
    normal = stats.norm(limits.centre, limits.sigma)
    assert miss_chance(limits, Target(low=12)) == pytest.approx(normal.cdf(12))
    assert miss_chance(limits, Target(high=12)) == pytest.approx(normal.sf(12))
    assert limits.distance(12) == pytest.approx(stats.norm.ppf(normal.cdf(12)))
    both = miss_chance(limits, Target(low=10, high=12))
    assert both == pytest.approx(normal.cdf(10) + normal.sf(12))
    assert false_reds(limits, Target(low=10)) == pytest.approx(normal.cdf(10))
    assert false_reds(limits, Target(low=1)) is None
    with pytest.raises(DefinitionError):
        miss_chance(limits, Target())
    still = process_limits([5.0] * 6)
    assert still.distance(6) is None
    assert (miss_chance(still, Target(low=5)), miss_chance(still, Target(low=6))) == (0, 1)


def test_the_worked_share_of_reds():
    """A target at the mean and red 10 % below it: with a CV of 10 % 16 % are red by chance."""
    limits = process_limits([100 + s for s in (0, 11.28, 0, 11.28, 0, 11.28, 0)])
    assert limits.sigma == pytest.approx(10, abs=0.01)
    red = Target(low=limits.centre - 10)
    assert false_reds(limits, red) == pytest.approx(0.16, abs=0.005)


def test_which_way_is_better_decides_what_a_signal_is():
    high, low, none = Signal("LIM", 3, 3, 1), Signal("RUN8", 3, 0, -1), Signal("ALT14", 3, 0, 0)
    assert variation([high], 3, better="up") == "improving"
    assert variation([high], 3, better="down") == "worsening"
    assert variation([high], 2, better="down") == "common"
    assert variation([high, low], 3, better="up") == "worsening"
    assert variation([none], 3, better="up") == "common"
    assert variation([high], 3, better="neither") == "changed"
    band = Target(low=10, high=20)
    inward = {"value": 14.0, "centre": 11.0}
    assert variation([high], 3, better="within", target=band, **inward) == "improving"
    outward = {"value": 24.0, "centre": 16.0}
    assert variation([high], 3, better="within", target=band, **outward) == "worsening"
    assert variation([high], 3, better="within") == "changed"


@pytest.mark.parametrize(
    ("kind", "always", "sometimes", "never", "without"),
    [
        ("worsening", "amber find_cause", "red act", "red escalate", "amber find_cause"),
        ("common", "green nothing", "amber change_process", "red raise_objective",
         "grey set_target"),
        ("improving", "green learn", "amber keep_on", "amber is_it_enough", "green learn"),
        ("changed", "grey look", "grey look", "grey look", "grey look"),
    ],
)  # fmt: skip
def test_colours_by_signal_and_assurance(kind, always, sometimes, never, without):
    expected = {"always": always, "sometimes": sometimes, "never": never, None: without}
    for meets, words in expected.items():
        found = state(kind, meets)
        assert f"{found.colour} {found.advice}" == words
