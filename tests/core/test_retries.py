"""When something is tried again, and when it is done next."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.retries import PAUSES, pause_after
from headway.core.schedules import Every, Schedule, next_after

ZONES = ("UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kolkata", "Pacific/Apia")
shares = st.floats(0, 1)
instants = st.timedeltas(timedelta(0), timedelta(days=2000)).map(
    lambda later: datetime(2024, 1, 1, tzinfo=UTC) + later
)
zones = st.sampled_from(ZONES)
schedules = st.builds(
    Schedule,
    every=st.sampled_from(Every),
    at=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    weekday=st.integers(0, 6),
)
LONGEST = {Every.HOUR: timedelta(hours=1), Every.DAY: timedelta(days=1, hours=2),
           Every.WEEK: timedelta(days=7, hours=2)}  # fmt: skip


@given(st.integers(1, 1000), shares)
def test_a_pause_is_never_longer_than_six_hours_and_a_tenth_nor_shorter_than_54_seconds(
    failures, share
):
    assert timedelta(seconds=54) <= pause_after(failures, share) <= PAUSES[-1] * 1.1


@given(shares)
def test_a_pause_grows_with_every_failure_until_it_stays(share):
    pauses = [pause_after(times, share) for times in range(1, 9)]
    assert all(later >= earlier for earlier, later in pairwise(pauses))
    assert len(set(pauses)) == len(PAUSES)


@pytest.mark.parametrize(("failures", "share"), [(0, 0.5), (-1, 0.5), (1, -0.1), (1, 1.1)])
def test_what_did_not_fail_is_not_tried_again(failures, share):
    with pytest.raises(ValueError):
        pause_after(failures, share)


@given(instants, schedules, zones)
def test_the_next_time_lies_ahead_and_not_farther_than_one_step(instant, schedule, zone):
    found = next_after(instant, schedule, zone)
    assert instant < found <= instant + LONGEST[schedule.every]


@given(instants, schedules, zones)
def test_it_is_the_first_one_ahead(instant, schedule, zone):
    """Whatever lies between an instant and its next time has the same next time."""
    found = next_after(instant, schedule, zone)
    between = instant + (found - instant) / 2
    assert next_after(between, schedule, zone) == found


@given(instants, schedules, zones)
def test_it_is_at_that_time_of_the_local_clock(instant, schedule, zone):
    here = next_after(instant, schedule, zone).astimezone(ZoneInfo(zone))
    if schedule.every is Every.WEEK:
        assert here.weekday() == schedule.weekday
    if schedule.every is Every.HOUR:
        assert here.minute == schedule.at.minute
        return
    exists = datetime.combine(here.date(), schedule.at, ZoneInfo(zone))
    if exists.astimezone(UTC).astimezone(ZoneInfo(zone)).time() == schedule.at:
        assert here.time() == schedule.at


def test_a_time_that_the_clocks_skip_comes_later_that_day():
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)
    found = next_after(before, Schedule(Every.DAY, time(2, 30)), "Europe/Berlin")
    assert found == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # half past three in Berlin


def test_an_instant_needs_its_zone():
    with pytest.raises(ValueError):
        next_after(datetime(2026, 3, 28, 12), Schedule(), "UTC")  # noqa: DTZ001 - that is the point
