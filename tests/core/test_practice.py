"""Practice: bands are those of the method, figures stay within bounds, need ranks by what is
poor."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.bands import Band
from headway.core.cadence import Cadence
from headway.core.practice import (
    METRICS,
    Closing,
    Code,
    Figure,
    Measured,
    Metric,
    Retrospective,
    Stage,
    UnitFacts,
    Weekly,
    Window,
    advice,
    band_of,
    composite,
    maturity,
    measure,
    need,
    reasons,
    score_of,
)
from headway.core.rituals import Change, Series, occurrences

START, END = date(2026, 11, 2), date(2026, 11, 29)
WINDOW = Window(START, END)
metrics = st.sampled_from(list(Metric))
values = st.floats(0, 5)


@pytest.mark.parametrize(
    ("metric", "good", "watch", "poor"),
    [
        (Metric.CHECK_INS, 0.90, 0.70, 0.69),
        (Metric.FRESHNESS, 1.0, 1.5, 1.6),
        (Metric.ALIGNED, 0.90, 0.70, 0.69),
        (Metric.BOTTOM_UP, 0.60, 0.25, 0.76),
        (Metric.ONE_OWNER, 1.0, 0.95, 0.94),
        (Metric.LINT, 0.5, 1.5, 1.6),
        (Metric.CALIBRATION, 0.20, 0.25, 0.26),
        (Metric.TARGETS_MOVED, 0.10, 0.25, 0.26),
        (Metric.AMBITION, 0.75, 0.85, 0.49),
        (Metric.CARRY_OVER, 0.20, 0.40, 0.41),
        (Metric.WEEKLY, 15, 20, 21),
        (Metric.SIGNALS, 0.90, 0.70, 0.69),
        (Metric.RETRO, 0.70, 0.40, 0.39),
    ],
)
def test_bands_are_those_of_the_method(metric, good, watch, poor):
    found = [band_of(metric, value) for value in (good, watch, poor)]
    assert found == [Band.GREEN, Band.AMBER, Band.RED]


@given(metrics, values)
def test_what_is_not_good_says_what_to_do(metric, value):
    figure = Figure(metric, value)
    assert bool(advice(figure)) == (figure.band in (Band.AMBER, Band.RED))


@given(metrics, values)
def test_points_lie_between_0_and_100_and_agree_with_poor(metric, value):
    points = score_of(metric, value)
    assert 0 <= points <= 100
    if band_of(metric, value) is Band.RED:
        assert points <= 100 / 3 + 1e-6


@given(st.dictionaries(metrics, values))
def test_a_composite_lies_between_its_parts(found):
    whole = composite(Figure(metric, value) for metric, value in found.items())
    if whole.value is not None:
        parts = [score_of(metric, value) for metric, value in found.items()]
        assert min(parts) - 1e-6 <= whole.value <= max(parts) + 1e-6


@given(st.lists(st.integers(-40, 40), max_size=12))
def test_rates_are_shares(days):
    entries = tuple((START + timedelta(n), START + timedelta(n)) for n in days)
    told = Measured(1, 1, START, END, Cadence.WEEKLY, entries)
    found = measure(UnitFacts((told,)), WINDOW)
    assert set(found) == set(METRICS)
    for figure in found.values():
        if figure.part is not None and figure.value is not None:
            assert 0 <= figure.part <= figure.whole


def test_of_few_objectives_and_words_nothing_is_said():
    found = measure(UnitFacts(), WINDOW)
    assert all(figure.value is None for figure in found.values())
    assert maturity(found, found).stage is Stage.UNKNOWN


def test_everything_reached_three_times_in_a_row_asks_whether_it_is_too_easy():
    ends = (date(2026, 9, 27), date(2026, 6, 28), date(2026, 3, 29))
    closed = tuple(Closing(n, day, "aspirational", 1.0, (True,)) for n, day in enumerate(ends))
    facts, window = UnitFacts(closings=closed), Window(START, END, ends)
    found = reasons(facts, measure(facts, window), window)
    assert [(one.code, one.values) for one in found] == [(Code.EASY, {"count": 3})]


def test_what_was_done_after_the_next_retrospective_came_too_late():
    overdue = Change(due_on=date(2026, 11, 8))
    held = (
        Retrospective(date(2026, 7, 1), (Change(date(2026, 8, 1)), Change(date(2026, 10, 9)))),
        Retrospective(date(2026, 10, 1), (Change(date(2026, 11, 1), date(2026, 11, 2)), overdue)),
    )
    facts = UnitFacts(retrospectives=held)
    assert measure(facts, WINDOW)[Metric.RETRO].value == 0.5
    long = Window(date(2026, 1, 1), END, is_long=True)
    assert measure(facts, long)[Metric.RETRO].value == 0.5


def test_skipped_weeklies_are_named_and_no_length():
    days = [START + timedelta(weeks=n) for n in range(4)]
    weeklies = (
        Weekly(days[0], held=True, minutes=14.0),
        *(Weekly(d, held=False) for d in days[1:]),
    )
    facts = UnitFacts(weeklies=weeklies)
    figures = measure(facts, WINDOW)
    assert figures[Metric.WEEKLY].value == 14.0
    assert reasons(facts, figures, WINDOW)[0].values == {"count": 3}


def test_who_asked_comes_before_who_runs_well():
    assert need([], asked=True).rank < need([], asked=False).rank
    assert not need([], asked=True).runs_well


@given(st.integers(0, 6), st.integers(1, 5), st.integers(0, 60), st.integers(0, 90))
def test_a_series_meets_on_its_weekday_and_in_its_rhythm(weekday, weeks, late, length):
    series = Series(weekday, time(9), weeks, since=START)
    first = START + timedelta(late)
    found = occurrences(series, start=first, end=first + timedelta(length))
    assert all(day.weekday() == weekday and first <= day for day in found)
    gaps = {(b - a).days for a, b in pairwise(found)}
    assert gaps <= {7 * weeks}
