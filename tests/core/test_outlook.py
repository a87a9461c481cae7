"""The outlook of a key result: readings on days become periods, aims, fans, or a reason."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.cadence import Cadence, periods_until
from headway.core.errors import DefinitionError
from headway.core.forecast import (
    Basis,
    NoOutlook,
    Outlook,
    Reason,
    forecast,
    outlook,
    period_probability,
)
from headway.core.forecast.goals import goal_of
from headway.core.forecast.series import series
from headway.core.kinds import KeyResultKind
from headway.core.pace import StatusCode, status
from headway.core.progress import aggregate, key_result_progress

MONDAY = date(2026, 10, 5)
WORKED = [40, 41, 43, 42, 45, 46, 48]


def weekly(values, *, first=MONDAY + timedelta(days=2)):
    """On Wednesdays, the first in the first week; None for a week without."""
    days = ((first + timedelta(weeks=i), value) for i, value in enumerate(values))
    return [(day, value) for day, value in days if value is not None]


def look(values, kind="increase", **changes):
    arguments = {
        "start": 40,
        "target": 60,
        "readings": weekly(values),
        "cadence": Cadence.WEEKLY,
        "starts_on": MONDAY,
        "ends_on": date(2026, 12, 30),
        "ambition": "aspirational",
    }
    return outlook(kind, **(arguments | changes))


def reason(*arguments, **changes):
    found = look(*arguments, **changes)
    assert isinstance(found, NoOutlook)
    return found.reason


def test_the_worked_example():
    found = look(WORKED)
    assert isinstance(found, Outlook)
    assert (found.basis, found.periods_read, found.periods_left) == (Basis.DRIFT, 7, 6)
    assert (found.value, found.target, found.aim) == (48, 60, pytest.approx(54))
    assert found.probability == pytest.approx(0.5)
    assert found.probability_full == pytest.approx(0.146, abs=5e-4)
    assert found.mean == pytest.approx(54)
    assert (found.low, found.high) == pytest.approx((46.5, 61.5), abs=0.05)
    assert found.low < found.low50 < found.mean < found.high50 < found.high
    committed = look(WORKED, ambition="committed")
    assert committed.probability == committed.probability_full == found.probability_full


def test_the_fan_opens_period_by_period_up_to_the_last_day():
    found = look(WORKED, ends_on=date(2027, 1, 3))
    assert [point.on for point in found.fan] == [
        *(date(2026, 11, 25) + timedelta(weeks=i) for i in range(6)),
        date(2027, 1, 3),
    ]
    for ahead, point in enumerate(found.fan, 1):
        alone = forecast(WORKED, periods_left=ahead, target=0, direction=1)
        assert point.mean == pytest.approx(alone.mean)
        assert (point.low80, point.high80) == pytest.approx((alone.low, alone.high))
        assert (point.low50, point.high50) == pytest.approx(alone.interval(0.5))
    assert found.fan[-1][1:] == (found.mean, found.low, found.high, found.low50, found.high50)


def test_a_long_fan_is_thinned_out_and_keeps_its_end():
    found = look(
        [], readings=[(MONDAY + timedelta(days=i), 40 + i % 3) for i in range(9)],
        cadence=Cadence.DAILY, ends_on=date(2028, 1, 1),
    )  # fmt: skip
    assert len(found.fan) == 60
    days = [point.on for point in found.fan]
    assert days == sorted(set(days))
    assert days[-1] == date(2028, 1, 1)


def test_missing_weeks_are_gaps_and_the_last_reading_of_a_week_counts():
    line = series(
        [(MONDAY, 1), (MONDAY + timedelta(days=4), 2), (MONDAY + timedelta(days=21), 5)],
        aggregation="last",
        cadence=Cadence.WEEKLY,
        start=MONDAY,
    )
    assert (line.values, line.times, line.periods_read) == ((2, 5), (0, 3), 2)


def test_readings_before_the_window_are_history():
    early = weekly(WORKED, first=MONDAY - timedelta(weeks=4))
    found = look([], readings=early)
    assert found.mean > 54
    assert found.periods_read == 7


def test_it_is_told_by_the_readings_alone_in_whatever_order_the_days_come():
    assert look([], readings=weekly(WORKED)[::-1]) == look(WORKED)


def test_four_periods_must_have_a_reading():
    assert reason(WORKED[:3]) == Reason.TOO_FEW
    assert reason([]) == Reason.TOO_FEW
    one_week = [(MONDAY + timedelta(days=i), 40 + i) for i in range(6)]
    assert reason([], readings=one_week) == Reason.TOO_FEW
    assert reason([1, 2, 3], aggregation="sum", start=0) == Reason.TOO_FEW
    assert isinstance(look(WORKED[:4]), Outlook)


@pytest.mark.parametrize("kind", ["milestone", "binary", "baseline"])
def test_kinds_without_a_course_have_no_model(kind):
    assert reason(WORKED, kind) == Reason.NO_MODEL


def test_what_is_not_defined_has_no_outlook():
    assert reason(WORKED, target=None) == Reason.NO_TARGET
    assert reason(WORKED, start=None) == Reason.NO_START
    assert reason(WORKED, "stay_above", target=None) == Reason.NO_TARGET
    assert reason(WORKED, "within", low=3) == Reason.NO_TARGET
    assert reason(WORKED, scale="log", start=0) == Reason.NOT_POSITIVE
    assert reason([-1, *WORKED], scale="log") == Reason.NOT_POSITIVE
    assert reason(WORKED, ends_on=MONDAY - timedelta(days=1)) == Reason.ENDED
    assert reason([*WORKED, math.nan]) == Reason.UNUSABLE
    assert reason([*WORKED, 1e300]) == Reason.UNUSABLE
    assert reason(WORKED, target=math.inf) == Reason.UNUSABLE
    assert reason([1e308] * 20, aggregation="sum") == Reason.UNUSABLE
    assert reason([math.inf], ends_on=MONDAY) == Reason.UNUSABLE
    assert reason(WORKED, "anchored") == Reason.UNUSABLE


def test_a_wrong_word_is_a_mistake_and_no_reason():
    with pytest.raises(ValueError):
        look(WORKED, "rise")
    with pytest.raises(KeyError):
        look(WORKED, ambition="hopeful")


def test_on_the_last_day_it_is_settled_however_few_readings_there_are():
    found = look([54], ends_on=MONDAY + timedelta(days=2))
    assert (found.basis, found.probability, found.probability_full) == (Basis.SETTLED, 1, 0)
    assert (found.expected_score, found.mean, found.low, found.fan) == (0.7, 54, 54, ())
    after = look([59.9], ends_on=MONDAY, ambition="committed")
    assert (after.periods_left, after.probability) == (0, 0)


def test_the_status_goes_by_the_probability_of_the_aim():
    """On track towards 0.7 of the way is on track for an aspirational key result."""

    def judged(ambition):
        found = look(WORKED, target=55, ambition=ambition)
        return status(
            kind="increase", raw=8 / 15, start=MONDAY, end=date(2026, 12, 30),
            as_of=found.read_on, last_read_on=found.read_on, probability=found.probability,
        )  # fmt: skip

    aspirational, committed = judged("aspirational"), judged("committed")
    assert (aspirational.code, aspirational.source) == (StatusCode.ON_TRACK, "forecast")
    assert (committed.code, committed.source) == (StatusCode.WATCH, "forecast")


def test_a_decrease_goes_down():
    up, down = look(WORKED), look([-v for v in WORKED], "decrease", start=-40, target=-60)
    assert (down.probability, down.expected_score) == (up.probability, up.expected_score)
    assert (down.aim, down.low) == (-up.aim, -up.high)


def test_a_log_scale_runs_on_logarithms_and_shows_the_measure():
    doubling = [100, 130, 150, 210, 240, 330, 390]
    found = look(doubling, start=100, target=1600, scale="log", ends_on=date(2026, 12, 2))
    behind = forecast(
        [math.log(v) for v in doubling],
        periods_left=2,
        target=math.log(1600),
        direction=1,
    )
    assert found.full == behind
    assert (found.target, found.aim) == pytest.approx((1600, 100 * 16**0.7))
    assert (found.mean, found.low) == pytest.approx((math.exp(behind.mean), math.exp(behind.low)))
    assert found.low > 0
    wild = look([1, 1e30, 1, 1e90, 1], start=1, target=2, scale="log")
    assert math.isfinite(wild.high)


def test_a_counter_runs_on_its_total_from_0_and_cannot_fall():
    entries = [3, 0, 5, 2, 4]
    found = look(entries, start=0, target=40, aggregation="sum", ambition="committed")
    behind = forecast([0, 3, 3, 8, 10, 14], periods_left=8, target=40, direction=1, counter=True)
    assert found.basis == Basis.COUNTER
    assert (found.value, found.aimed) == (14, behind)
    assert found.low >= 14
    assert min(point.low80 for point in found.fan) == 14


def test_totals_and_entries_of_a_counter_tell_the_same():
    entries = look([3, 0, 5, 2, 4], start=0, target=40, aggregation="sum")
    before = (MONDAY - timedelta(days=5), 0)
    totals = look(
        [], start=0, target=40, counter=True, readings=[before, *weekly([3, 3, 8, 10, 14])]
    )
    assert totals.aimed == entries.aimed
    assert (totals.low, totals.basis) == (entries.low, Basis.COUNTER)


def test_what_is_reached_and_cannot_fall_is_certain():
    done = look([10, 10, 10, 10], start=0, target=60, aggregation="sum", ambition="aspirational")
    assert done.probability < 1
    reached = look([20, 10, 10, 2], start=0, target=60, aggregation="sum")
    assert reached.aimed.probability < reached.probability == 1
    assert reached.probability_full < 1
    best = look([50, 61, 45, 44], aggregation="max")
    assert best.probability_full == 1
    level = look([50, 61, 62, 64])
    assert level.probability < 1


def test_what_is_missed_and_cannot_be_made_good_is_certain_too():
    """At most ten incidents, and there were eleven."""
    missed = look([4, 3, 2, 2], "decrease", start=20, target=10, aggregation="sum",
                  ambition="committed")  # fmt: skip
    assert missed.probability == 0


def test_a_sum_that_can_fall_is_a_level():
    found = look([5, -1, 4, 3], start=0, target=30, aggregation="sum")
    assert found.basis == Basis.DRIFT
    assert found.low < found.value


def test_other_aggregations_run_on_what_counts():
    values = [4, 8, 6, 2, 5]
    mean = look(values, start=0, target=7, aggregation="mean")
    behind = forecast([4, 6, 6, 5, 5], periods_left=8, target=4.9, direction=1)
    assert (mean.aimed.mean, mean.aimed.sd) == (behind.mean, behind.sd)
    assert mean.probability == pytest.approx(behind.probability)
    highest = look(values, start=0, target=20, aggregation="max")
    assert highest.value == 8
    assert highest.low >= 8
    lowest = look(values, "decrease", start=9, target=1, aggregation="min")
    assert lowest.high <= 2


@given(
    st.lists(st.integers(-50, 50).map(float), min_size=4, max_size=20),
    st.sampled_from(["last", "sum", "mean", "max", "min"]),
)
def test_the_value_is_the_one_that_progress_goes_by(values, how):
    found = look(values, aggregation=how, ends_on=MONDAY + timedelta(weeks=30))
    assert found.value == pytest.approx(aggregate(values, how))
    assert 0 <= found.expected_score <= 1
    assert found.low <= found.low50 <= found.mean <= found.high50 <= found.high
    assert found.probability >= found.probability_full


def test_bounds_are_for_display_only():
    free = look([90, 92, 95, 97, 99], start=80, target=100, ambition="committed")
    bound = look([90, 92, 95, 97, 99], start=80, target=100, ambition="committed", bounds=(0, 100))
    assert free.high > 100 == bound.high
    assert bound.mean == 100
    assert (bound.probability, bound.aimed) == (free.probability, free.aimed)
    assert bound.expected_score == free.expected_score


def test_period_kinds_count_the_periods_met():
    values = [99, 98, 97, 99, 98, 99, 99]
    found = look(values, "stay_above", target=98, ends_on=MONDAY + timedelta(days=69))
    assert (found.basis, found.periods_read, found.periods_left) == (Basis.PERIODS, 7, 3)
    raw = period_probability(met=6, seen=7, left=3, share=0.7)
    assert raw == pytest.approx(0.9758, abs=5e-5)
    assert found.probability == 0.97
    assert found.probability_full == 0  # one is lost already
    assert found.expected_score == pytest.approx(6 / 10 + 3 / 10 * 7 / 9)
    assert (found.mean, found.low, found.fan) == (None, None, ())


def test_a_period_without_a_reading_is_not_met_and_partial_grades_count_for_the_score():
    gap = look([99, None, 99, 99, 99], "stay_above", target=98)
    assert (gap.periods_read, gap.periods_left, gap.probability_full) == (4, 8, 0)
    graded = look([99, 97, 99, 99], "stay_above", target=98, fail=96)
    plain = look([99, 97, 99, 99], "stay_above", target=98)
    assert graded.probability == plain.probability
    assert graded.expected_score > plain.expected_score
    inside = look([35, 45, 30, 50], "within", low=30, high=50, target=None, start=None)
    assert inside.probability_full > 0


def test_period_kinds_are_settled_when_all_periods_are_seen():
    short = MONDAY + timedelta(days=13)
    assert look([99, 99], "stay_above", target=98, ends_on=short).probability == 1
    found = look([99, 97], "stay_above", target=98, ends_on=short)
    assert (found.basis, found.probability) == (Basis.SETTLED, 0)
    assert reason([99], "stay_above", target=98, ends_on=short) == Reason.TOO_FEW
    assert reason([], "stay_above", target=98) == Reason.TOO_FEW


def test_anchored_scores_aim_at_the_values_that_earn_them():
    anchors = [(0, 0), (10, 0.3), (15, 0.7), (20, 1)]
    found = look([2, 5, 8, 9, 11], "anchored", anchors=anchors, start=None, target=None)
    assert (found.aim, found.target) == (15, 20)
    falling = [(30, 0), (20, 0.5), (10, 1)]
    goal = goal_of("anchored", anchors=falling, ambition="aspirational")
    assert (goal.direction, goal.aim, goal.target) == (-1, 16, 10)
    assert goal.score(15) == 0.75
    never = [(0, 0), (10, 0.8)]
    assert reason(WORKED, "anchored", anchors=never) == Reason.NO_TARGET


@given(
    st.floats(1, 1000), st.floats(1, 1000), st.floats(1, 1000), st.sampled_from(["linear", "log"])
)
def test_the_score_of_a_goal_is_the_score_of_progress(start, target, value, scale):
    kind = KeyResultKind.INCREASE if target >= start else KeyResultKind.DECREASE
    goal = goal_of(kind, start=start, target=target, scale=scale, ambition="committed")
    expected = key_result_progress(kind, start=start, target=target, value=value, scale=scale)
    place = math.log(value) if scale == "log" else value
    if abs(goal.target - (math.log(start) if scale == "log" else start)) > 1e-6:
        assert goal.score(place) == pytest.approx(expected.score, abs=1e-6)


def test_holding_a_level_is_met_or_not():
    found = look([40, 41, 40, 42, 41], start=40, target=40)
    assert 0.5 < found.probability < 1
    assert found.expected_score == pytest.approx(found.probability, abs=0.02)
    with pytest.raises(DefinitionError):
        goal_of("increase", start=1, target=None, ambition="committed")


@given(st.sampled_from(list(Cadence)), st.integers(5, 12))
def test_every_cadence_has_its_periods(cadence, count):
    """One reading a period, on its first day, is equally spaced in every rhythm."""
    lengths = {"daily": 1, "weekly": 7, "biweekly": 14}
    if cadence in lengths:
        days = [MONDAY + timedelta(days=lengths[cadence] * i) for i in range(count)]
    else:
        months = {"monthly": 1, "quarterly": 3, "yearly": 12}[cadence]
        days = [date(2026 + (9 + i * months) // 12, (9 + i * months) % 12 + 1, 5)
                for i in range(count)]  # fmt: skip
    end = days[-1] + timedelta(days=200)
    found = look([], readings=[(day, 40 + i * i) for i, day in enumerate(days)],
                 cadence=cadence, ends_on=end)  # fmt: skip
    assert found.periods_read == count
    assert found.periods_left == periods_until(cadence, last=days[-1], end=end)
    assert (found.basis == Basis.MOMENTUM) == (count >= 8)
