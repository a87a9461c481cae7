"""Pace with an error bar: ground truth, worked numbers, and laws that hold for all series."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from headway.core.errors import DefinitionError, MethodError, ReadingError
from headway.core.forecast import (
    aim,
    blend,
    disagrees,
    expected_score,
    expected_share,
    forecast,
    objective_outlook,
    period_probability,
    shown,
)
from headway.core.forecast.scores import Prospect
from headway.core.forecast.walk import walk

WORKED = [40, 41, 43, 42, 45, 46, 48]

numbers = st.integers(-1000, 1000).map(lambda n: n / 8)  # sums and products of these are exact
series = st.lists(numbers, min_size=4, max_size=30)
horizons = st.integers(1, 30)
directions = st.sampled_from([1, -1])


def test_ground_truth_cases_hold_to_six_digits(ground_truth) -> None:
    """Every field of every published case."""
    cases = ground_truth("forecast_cases")
    assert len(cases) >= 8
    names = {
        "mean": "mean", "sd": "sd", "df": "df", "rho": "momentum", "r1": "correlation",
        "p_raw": "probability_raw", "p": "probability", "lo80": "low", "hi80": "high",
    }  # fmt: skip
    for case in cases:
        found = forecast(
            case["y"],
            periods_left=case["periods_left"],
            target=case["target"],
            direction=case["direction"],
            counter=case["k"] == 0,
        )
        assert set(case["expect"]) == set(names)
        for theirs, ours in names.items():
            expected = case["expect"][theirs]
            assert getattr(found, ours) == pytest.approx(expected, abs=1e-6), (case["id"], ours)


def test_the_worked_example():
    """Plain pace says 56; a little less, with an error bar, is 54 ± 7.5."""
    found = forecast(WORKED, periods_left=6, target=54, direction="increase")
    assert (found.mean, found.df, found.probability) == (54.0, 5, pytest.approx(0.5))
    assert found.sd == pytest.approx(5.09, abs=5e-3)
    assert (found.low, found.high) == pytest.approx((46.5, 61.5), abs=0.05)
    further = forecast(WORKED, periods_left=6, target=60, direction="increase")
    assert further.probability == pytest.approx(0.146, abs=5e-4)


@given(series, horizons, numbers, numbers, directions)
def test_a_target_further_away_is_never_more_likely(values, left, one, two, direction):
    near, far = sorted((one, two), reverse=direction == -1)
    p = forecast(values, periods_left=left, target=near, direction=direction).probability_raw
    q = forecast(values, periods_left=left, target=far, direction=direction).probability_raw
    assert q <= p + 1e-12


@given(series, horizons, numbers, st.booleans())
def test_turning_the_sign_turns_increase_into_decrease(values, left, target, counter):
    up = forecast(values, periods_left=left, target=target, direction=1, counter=counter)
    down = forecast(
        [-value for value in values],
        periods_left=left,
        target=-target,
        direction="decrease",
        counter=counter,
    )
    assert down.probability_raw == up.probability_raw
    assert (-down.high, -down.mean, -down.low) == (up.low, up.mean, up.high)


@given(series, horizons, numbers)
def test_either_it_is_reached_or_the_opposite_is(values, left, target):
    up = forecast(values, periods_left=left, target=target, direction=1)
    down = forecast(values, periods_left=left, target=target, direction=-1)
    assume(up.sd > 1e-6)
    assert up.probability_raw + down.probability_raw == pytest.approx(1)


@given(series, horizons, numbers, st.sampled_from([0.25, 0.5, 2, 64]), numbers, directions)
def test_the_measure_does_not_matter(values, left, target, factor, shift, direction):
    """Scaling and shifting (euros to cents, Celsius to Fahrenheit) moves the forecast along and
    leaves the probability alone."""
    one = forecast(values, periods_left=left, target=target, direction=direction)
    two = forecast(
        [value * factor + shift for value in values],
        periods_left=left,
        target=target * factor + shift,
        direction=direction,
    )
    assume(one.sd == 0 or one.sd > 1e-6)
    assert two.mean == pytest.approx(one.mean * factor + shift, abs=1e-6)
    assert two.sd == pytest.approx(one.sd * factor, rel=1e-6, abs=1e-9)
    assert two.low == pytest.approx(one.low * factor + shift, rel=1e-6, abs=1e-6)
    if one.sd:
        assert two.probability_raw == pytest.approx(one.probability_raw, abs=1e-6)


@given(series, horizons, numbers, st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_larger_share_has_the_wider_interval(values, left, target, one, two):
    found = forecast(values, periods_left=left, target=target, direction=1)
    narrow, wide = (found.interval(share) for share in sorted((one, two)))
    assert wide[0] <= narrow[0] <= found.mean <= narrow[1] <= wide[1]
    assert found.interval(0.8) == (found.low, found.high)


@given(series, horizons, numbers, directions)
def test_a_probability_is_held_between_3_and_97_percent(values, left, target, direction):
    found = forecast(values, periods_left=left, target=target, direction=direction)
    assert 0 <= found.probability_raw <= 1
    assert found.probability == min(0.97, max(0.03, found.probability_raw))
    assert found.df in (len(values) - 2, len(values) - 3)


@given(series, st.integers(0, 30))
def test_the_longer_the_way_the_wider_the_interval(values, left):
    path = walk(values)
    assert path.after(left)[1] <= path.after(left + 1)[1] + 1e-9


@given(series, horizons)
def test_standing_still_is_leaned_towards_except_by_counters(values, left):
    level, counter = walk(values), walk(values, counter=True)
    assert abs(level.drift) <= abs(counter.drift)
    if level.momentum == 0:
        pace = (values[-1] - values[0]) / (len(values) - 1)
        assert counter.after(left)[0] == pytest.approx(values[-1] + left * pace, abs=1e-9)


def test_momentum_is_the_sum_of_its_steps():
    """The closed form against the method's sum, term by term."""
    values = [round(0.7 * i * i**0.5, 2) for i in range(12)]
    path = walk(values)
    rho, h, m = path.momentum, 9, len(values) - 1
    assert 0.2 < rho <= 0.8
    q = (1 - rho**h) / (1 - rho)
    paths = sum(((1 - rho**j) / (1 - rho)) ** 2 for j in range(1, h + 1))
    doubt = (h - rho * q) ** 2 / ((1 - rho) ** 2 * (m + 2))
    mean, sd = path.after(h)
    assert sd == pytest.approx(1.15 * math.sqrt(path.variance * (paths + doubt)))
    assert mean == pytest.approx(
        values[-1] + h * path.drift + (path.last_step - path.drift) * rho * q
    )


def test_momentum_needs_eight_readings_without_gaps():
    smooth = [float(i * i) for i in range(9)]
    assert walk(smooth).momentum > 0
    assert walk(smooth[:8]).momentum > 0
    assert walk(smooth[:7]).momentum == 0
    assert walk(smooth, times=[*range(8), 9]).momentum == 0
    assert walk(smooth, times=range(0, 18, 2)).momentum == 0


def test_a_missing_week_is_a_gap_and_not_a_standstill():
    """Leaving out a reading on the straight line changes nothing about the drift; carrying the
    one before forward would add a standstill and a jump."""
    whole = walk([0, 1, 2, 3, 4, 5])
    gap = walk([0, 1, 2, 4, 5], times=[0, 1, 2, 4, 5])
    carried = walk([0, 1, 2, 2, 4, 5])
    assert gap.after(3) == pytest.approx(whole.after(3))
    assert carried.after(3)[1] > 1 > gap.after(3)[1]


@given(series, st.integers(2, 9), horizons)
def test_the_unit_of_time_is_the_period(values, factor, left):
    """Steps that take longer count for less variance a period, and less drift."""
    slow = walk(values, times=[i * factor for i in range(len(values))])
    fast = walk(values)
    assume(fast.momentum == 0)
    assert slow.variance == pytest.approx(fast.variance / factor, abs=1e-9)
    assert abs(slow.drift) <= abs(fast.drift) + 1e-12


def test_a_series_without_scatter_is_certain_up_to_rounding():
    """Steps of 0.1 do not add up exactly; that is no width."""
    tenths = [0.1 * i for i in range(5)]
    exact = forecast(tenths, periods_left=3, target=0.7, direction=1, counter=True)
    assert exact.probability_raw == 1
    assert forecast(tenths, periods_left=3, target=0.71, direction=1).probability_raw == 0
    flat = forecast([7] * 6, periods_left=3, target=7, direction=-1)
    assert (flat.probability_raw, flat.probability, flat.sd) == (1, 0.97, 0)


def test_at_the_end_there_is_nothing_left_to_chance():
    assert forecast(WORKED, periods_left=0, target=48, direction=1).probability_raw == 1
    assert forecast(WORKED, periods_left=0, target=48.1, direction=1).probability_raw == 0
    found = forecast(WORKED, periods_left=0, target=48, direction=-1)
    assert (found.mean, found.low, found.high) == (48, 48, 48)


@pytest.mark.parametrize(
    ("changes", "error", "code"),
    [
        ({"readings": [1, 2, 3]}, ReadingError, "TOO_FEW"),
        ({"readings": [1, 2, math.nan, 4]}, ReadingError, "NOT_FINITE"),
        ({"readings": [1, 2, 3, math.inf]}, ReadingError, "NOT_FINITE"),
        ({"readings": [1, 2, 3, 1e200]}, ReadingError, "TOO_LARGE"),
        ({"times": [0, 1, 2]}, ReadingError, "TIMES"),
        ({"times": [0, 1, 1, 2]}, ReadingError, "TIMES"),
        ({"times": [0, 1, 2, math.nan]}, ReadingError, "NOT_FINITE"),
        ({"target": math.nan}, DefinitionError, "NOT_FINITE"),
        ({"direction": 0}, DefinitionError, "DIRECTION"),
        ({"direction": "up"}, DefinitionError, "DIRECTION"),
        ({"periods_left": -1}, DefinitionError, "PERIODS"),
        ({"periods_left": 1.5}, DefinitionError, "PERIODS"),
    ],
)
def test_what_cannot_be_forecast_is_refused(changes, error, code):
    arguments = {"readings": [1, 2, 3, 5], "periods_left": 3, "target": 9, "direction": 1}
    with pytest.raises(error) as refusal:
        forecast(**(arguments | changes))
    assert refusal.value.code == code


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=4, max_size=12))
def test_any_numbers_are_answered_or_refused(values):
    """Nothing overflows on the way to an answer, and every answer is a number."""
    try:
        found = forecast(values, periods_left=5, target=1, direction=1)
    except MethodError:
        return
    assert all(map(math.isfinite, (found.mean, found.sd, found.low, found.high)))


def test_an_interval_of_everything_or_nothing_is_refused():
    found = forecast(WORKED, periods_left=6, target=54, direction=1)
    for share in (0, 1, math.nan):
        with pytest.raises(DefinitionError):
            found.interval(share)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.sampled_from([0.7, 1]))
def test_period_probability_counts_every_way_it_can_end(met, missed, left, share):
    """Against Pólya's urn, played out draw by draw."""
    seen = met + missed
    ways = {met: 1.0}
    for drawn in range(left):
        following: dict[int, float] = {}
        for count, chance in ways.items():
            p = (count + 1) / (seen + drawn + 2)
            following[count + 1] = following.get(count + 1, 0) + chance * p
            following[count] = following.get(count, 0) + chance * (1 - p)
        ways = following
    needed = math.ceil(share * (seen + left) - 1e-9)
    expected = sum(chance for count, chance in ways.items() if count >= needed)
    found = period_probability(met=met, seen=seen, left=left, share=share)
    assert found == pytest.approx(expected, abs=1e-9)
    assert (found in (0, 1)) == (needed <= met or needed > met + left)
    if seen + left:
        mean = sum(count * chance for count, chance in ways.items()) / (seen + left)
        assert expected_share(earned=met, seen=seen, left=left) == pytest.approx(mean)


def test_counts_that_cannot_be_are_refused():
    for counts in (
        {"met": 3, "seen": 2},
        {"met": -1, "seen": 2},
        {"met": 1, "seen": 2, "left": -1},
    ):
        with pytest.raises(DefinitionError):
            period_probability(**({"seen": 2, "left": 1, "share": 1} | counts))
    with pytest.raises(DefinitionError):
        period_probability(met=1, seen=2, left=1, share=0)
    with pytest.raises(DefinitionError):
        expected_share(earned=0, seen=0, left=0)


@given(series, horizons, numbers, st.integers(1, 100))
def test_an_expected_score_lies_between_0_and_1_and_follows_the_mean(values, left, start, way):
    found = forecast(values, periods_left=left, target=start + way, direction=1)
    score = expected_score(found, start=start, target=start + way)
    assert 0 <= score <= 1
    lower = expected_score(found, start=start + 1, target=start + way + 1)
    assert lower <= score + 1e-12


def test_an_expected_score_is_the_score_where_there_is_no_doubt():
    sure = forecast([0, 1, 2, 3], periods_left=2, target=10, direction=1, counter=True)
    assert expected_score(sure, start=0, target=10) == pytest.approx(0.5)
    with pytest.raises(DefinitionError):
        expected_score(sure, start=10, target=10)


def test_an_objective_expects_the_mean_of_what_can_be_forecast():
    found = objective_outlook(
        [Prospect(1, 0.7, 0.8), Prospect(3, 0.69, 0.4), Prospect(4, None, None)]
    )
    assert found.expected_score == pytest.approx(0.5)
    assert (found.coverage, found.likely, found.judged) == (0.5, 1, 2)
    nothing = objective_outlook([])
    assert (nothing.expected_score, nothing.coverage, nothing.judged) == (None, 0, 0)
    for weight in (-1, math.nan):
        with pytest.raises(DefinitionError):
            objective_outlook([Prospect(weight, 0.5, 0.5)])


def test_aims():
    assert aim(40, 60, "aspirational") == pytest.approx(54)
    assert aim(8, 5, "aspirational") == pytest.approx(5.9)
    assert aim(8, 5, "committed") == 5
    assert aim(1, 1024, "aspirational", scale="log") == pytest.approx(128)
    with pytest.raises(DefinitionError):
        aim(0, 10, "aspirational", scale="log")
    with pytest.raises(KeyError):
        aim(0, 10, "hopeful")


def test_model_and_owner_side_by_side():
    assert blend(0.3, 7) == pytest.approx(0.5)
    assert disagrees(0.3, 7)
    assert disagrees(0.9, 5)
    assert not disagrees(0.31, 7)


@given(st.floats(0, 1))
def test_what_is_shown_is_a_step_of_5_percent_close_by(probability):
    found = shown(probability)
    assert (found * 20) == pytest.approx(round(found * 20))
    assert abs(found - probability) <= 0.05
    assert (found in (0, 1)) == (probability in (0, 1))


def test_what_is_shown_never_turns_around():
    steps = [shown(p / 1000) for p in range(1001)]
    assert all(before <= after for before, after in pairwise(steps))
