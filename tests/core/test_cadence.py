"""Periods, due days, fiscal calendars and local days."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.cadence import (
    Cadence,
    add_months,
    cadence_days,
    cadence_of,
    fiscal_part,
    fiscal_year,
    is_stale,
    local_date,
    next_due,
    period_index,
    periods,
    periods_until,
    week_of,
    week_start,
)

days = st.dates(date(2000, 1, 1), date(2090, 1, 1))
cadences = st.sampled_from(list(Cadence))


@given(days, st.integers(0, 800), cadences, st.data())
def test_a_day_lies_in_the_period_that_holds_it(start, length, cadence, data):
    """The index agrees with the list of periods, which has an end."""
    found = periods(cadence, start=start, end=start + timedelta(days=length))
    period = data.draw(st.sampled_from(found))
    assert period_index(cadence, start=start, day=period.start) == period.number - 1
    assert period_index(cadence, start=start, day=period.end) == period.number - 1


@given(days, st.integers(0, 2000), st.integers(0, 800), cadences)
def test_the_index_never_falls_and_goes_below_0_before_the_start(start, back, step, cadence):
    early = start - timedelta(days=back)
    later = early + timedelta(days=step)
    index = period_index(cadence, start=start, day=early)
    assert (index < 0) == (early < start)
    assert index <= period_index(cadence, start=start, day=later)


@pytest.mark.parametrize(
    ("cadence", "last", "expected"),
    [
        ("weekly", date(2026, 12, 31), 0),
        ("weekly", date(2027, 1, 5), 0),
        ("weekly", date(2026, 12, 30), 1),
        ("weekly", date(2026, 12, 24), 1),
        ("weekly", date(2026, 12, 23), 2),
        ("daily", date(2026, 12, 21), 10),
        ("monthly", date(2026, 12, 1), 1),
        ("monthly", date(2026, 10, 31), 3),  # 61 days are two months and a little
        ("yearly", date(2025, 12, 31), 1),
    ],
)
def test_periods_left_count_begun_ones(cadence, last, expected):
    found = periods_until(Cadence(cadence), last=last, end=date(2026, 12, 31))
    assert found == expected


@given(days, st.integers(0, 800), cadences)
def test_periods_cover_the_window_without_gap_or_overlap(start, length, cadence):
    end = start + timedelta(days=length)
    found = periods(cadence, start=start, end=end)
    assert found[0].start == start
    assert found[-1].end == end
    for before, after in itertools.pairwise(found):
        assert after.start - before.end == timedelta(days=1)
        assert after.number == before.number + 1
    assert all(period.start <= period.end for period in found)


@given(days, st.integers(0, 60))
def test_adding_months_keeps_the_day_or_takes_the_last(day, months):
    found = add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found + timedelta(days=1)).day == 1


START, END = date(2026, 10, 5), date(2027, 1, 3)


@pytest.mark.parametrize(
    ("last_read_on", "as_of", "due"),
    [
        (None, date(2026, 10, 1), None),  # before the start
        (None, date(2026, 10, 6), date(2026, 10, 11)),  # first week
        (date(2026, 10, 6), date(2026, 10, 7), date(2026, 10, 18)),  # done, next week's is next
        (date(2026, 10, 6), date(2026, 10, 13), date(2026, 10, 18)),  # this week's
        (date(2026, 10, 6), date(2026, 10, 20), date(2026, 10, 18)),  # last week's is late
        (None, date(2026, 11, 24), date(2026, 11, 22)),  # only last week's, not all before
        (date(2026, 12, 29), date(2026, 12, 30), None),  # last week done
        (date(2026, 12, 1), date(2027, 1, 10), date(2027, 1, 3)),  # after the end: the last one
        (date(2026, 12, 30), date(2027, 1, 10), None),
    ],
)
def test_what_is_due_next(last_read_on, as_of, due):
    found = next_due(Cadence.WEEKLY, start=START, end=END, last_read_on=last_read_on, as_of=as_of)
    assert found == due


@given(st.integers(0, 120), st.integers(0, 120), cadences)
def test_what_is_due_lies_in_the_window_and_after_the_last_reading(read, now, cadence):
    as_of = START + timedelta(days=max(read, now))
    last = START + timedelta(days=min(read, now))
    found = next_due(cadence, start=START, end=END, last_read_on=last, as_of=as_of)
    if found is not None:
        assert START <= found <= END
        assert found >= min(last, END)


@given(cadences, st.integers(0, 1000))
def test_stale_means_older_than_one_and_a_half_times_the_cadence(cadence, age):
    as_of = START + timedelta(days=age)
    found = is_stale(cadence, start=START, last_read_on=START, as_of=as_of)
    assert found == (age > 1.5 * cadence_days(cadence))


def test_a_key_result_that_just_started_is_not_stale():
    assert not is_stale(
        Cadence.WEEKLY, start=START, last_read_on=None, as_of=START + timedelta(days=10)
    )
    assert is_stale(
        Cadence.WEEKLY, start=START, last_read_on=None, as_of=START + timedelta(days=11)
    )


def test_weeks_of_a_cycle():
    assert week_of(START, END, START - timedelta(days=3)).number == 0
    assert week_of(START, END, START).number == 1
    assert week_of(START, END, END).number == 13
    assert week_of(START, END, END + timedelta(days=40)).number == 13


@given(days, st.integers(1, 12), st.sampled_from([3, 4]))
def test_fiscal_parts_tile_the_fiscal_year(day, first_month, parts):
    year = fiscal_year(day, first_month=first_month)
    found = fiscal_part(day, parts=parts, first_month=first_month)
    assert year.start <= found.start <= day <= found.end <= year.end
    assert year.start.month == first_month
    following = fiscal_part(found.end + timedelta(days=1), parts=parts, first_month=first_month)
    assert following.start == found.end + timedelta(days=1)


def test_fiscal_names_as_published():
    """GitLab's fiscal year starts in February: 1 November 2019 opens FY20-Q4."""
    assert fiscal_part(date(2019, 11, 1), parts=4, first_month=2).name == "FY20-Q4"
    assert fiscal_part(date(2026, 11, 24), parts=3).name == "T3 2026"
    with pytest.raises(ValueError, match="quarters"):
        fiscal_part(date(2026, 1, 1), parts=5)


@given(days, st.integers(0, 6))
def test_weeks_start_on_their_weekday(day, first):
    found = week_start(day, first_weekday=first)
    assert found.weekday() == first
    assert timedelta(0) <= day - found < timedelta(days=7)


def test_the_local_day_survives_daylight_saving():
    """On the nights the clock changes, the date is still the place's own."""
    assert local_date(datetime(2026, 10, 24, 22, 30, tzinfo=UTC), "Europe/Berlin") == date(
        2026, 10, 25
    )
    assert local_date(datetime(2026, 10, 25, 23, 30, tzinfo=UTC), "Europe/Berlin") == date(
        2026, 10, 26
    )
    assert local_date(datetime(2026, 3, 29, 5, 0, tzinfo=UTC), "America/New_York") == date(
        2026, 3, 29
    )
    with pytest.raises(ValueError, match="zone"):
        local_date(datetime(2026, 1, 1), "UTC")  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize("text", ["days:0", "days:367", "days:-3", "days:2.5", "days:", "hourly"])
def test_no_other_rhythm_is_understood(text):
    """A rhythm of one's own has 1 to 366 whole days."""
    with pytest.raises(ValueError):
        cadence_of(text)


def test_a_rhythm_of_ones_own_has_periods_like_any_other():
    """Ten days each, the last one cut by the end."""
    found = periods(cadence_of("days:10"), start=date(2026, 1, 1), end=date(2026, 1, 25))
    assert [(p.start.day, p.end.day) for p in found] == [(1, 10), (11, 20), (21, 25)]
    assert str(cadence_of("days:10")) == "days:10"


@given(
    cadence=st.sampled_from([Cadence.WEEKLY, Cadence.MONTHLY, Cadence.YEARLY]),
    start=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    length=st.integers(-400, 400),
    day=st.integers(-500, 500),
    read=st.none() | st.integers(-500, 500),
)
def test_something_is_due_in_a_window_or_never(cadence, start, length, day, read):
    """Property: whatever the days, what is due is due inside the window; where it starts after it
    has ended (a key result added too late), nothing ever is."""
    end = start + timedelta(days=length)
    due = next_due(
        cadence,
        start=start,
        end=end,
        last_read_on=None if read is None else start + timedelta(days=read),
        as_of=start + timedelta(days=day),
    )
    assert due is None or start <= due <= end
