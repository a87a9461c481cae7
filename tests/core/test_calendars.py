"""Periods of a calendar: they cover time without gap or overlap, whatever begins it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.calendars import (
    Calendar,
    Span,
    before,
    due_on,
    last_due,
    span_of,
    spans,
    working_days_after,
)

FREQUENCIES = ("daily", "weekly", "monthly", "quarterly", "yearly")
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
calendars = st.builds(Calendar, st.integers(1, 12), st.integers(0, 6))
frequencies = st.sampled_from(FREQUENCIES)


@given(days, frequencies, calendars)
def test_every_day_lies_in_exactly_one_period(day, frequency, calendar):
    span = span_of(day, frequency, calendar)
    assert span.start <= day <= span.end
    assert span_of(span.start, frequency, calendar) == span
    assert span_of(span.end, frequency, calendar) == span
    assert span_of(span.end + timedelta(1), frequency, calendar).start == span.end + timedelta(1)


@given(days, st.integers(0, 900), frequencies, calendars)
def test_periods_between_two_days_follow_each_other(first, length, frequency, calendar):
    found = spans(first, first + timedelta(length), frequency, calendar)
    assert found[0].start <= first
    assert found[-1].start <= first + timedelta(length) <= found[-1].end
    for one, following in pairwise(found):
        assert following.start == one.end + timedelta(1)


@given(days, st.integers(0, 30), frequencies, calendars)
def test_so_many_periods_before_is_what_spans_count(day, count, frequency, calendar):
    start = before(day, count, frequency, calendar).start
    assert len(spans(start, day, frequency, calendar)) == count + 1


@given(days, frequencies, calendars, st.integers(0, 60))
def test_the_last_due_period_is_the_latest_that_was_due(day, frequency, calendar, lag):
    found = last_due(day, frequency, calendar, lag)
    assert due_on(found, lag) < day
    following = span_of(found.end + timedelta(1), frequency, calendar)
    assert due_on(following, lag) >= day


def test_fiscal_quarters_and_weeks_begin_where_the_organisation_says():
    calendar = Calendar(first_month=4, first_weekday=6)
    assert span_of(date(2026, 3, 31), "quarterly", calendar).start == date(2026, 1, 1)
    assert span_of(date(2026, 3, 31), "yearly", calendar) == Span(
        date(2025, 4, 1), date(2026, 3, 31)
    )
    assert span_of(date(2026, 11, 24), "weekly", calendar).start == date(2026, 11, 22)


def test_what_is_no_period_of_a_calendar():
    with pytest.raises(ValueError, match="Choose daily"):
        span_of(date(2026, 1, 1), "biweekly", Calendar())
    with pytest.raises(ValueError, match="too long"):
        spans(date(1800, 1, 1), date(2026, 1, 1), "daily", Calendar())
    assert spans(date(2026, 2, 1), date(2026, 1, 1), "daily", Calendar()) == []


def test_working_days_leave_weekends_out():
    assert working_days_after(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert working_days_after(date(2026, 11, 21), 0) == date(2026, 11, 21)
