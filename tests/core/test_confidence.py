"""A falling confidence is told from one that wavers."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from headway.core.confidence import FALLING_BY, doubted, falling, needs_note
from headway.core.pace import StatusCode

TODAY = date(2026, 11, 24)


def weekly(*values: int, ends: date = TODAY) -> list[tuple[date, int]]:
    first = ends - timedelta(weeks=len(values) - 1)
    return [(first + timedelta(weeks=week), value) for week, value in enumerate(values)]


def test_a_fall_by_two_within_four_weeks_is_told_with_its_beginning():
    """The highest of the window and the day it was last given are named."""
    found = falling(weekly(6, 8, 8, 7, 6), as_of=TODAY)
    assert found is not None
    assert (found.before, found.now) == (8, 6)
    assert found.since == TODAY - timedelta(weeks=2)


def test_one_point_less_is_no_fall():
    """A single point is within what people mean by the same."""
    assert falling(weekly(8, 8, 7), as_of=TODAY) is None


def test_a_confidence_that_rises_again_does_not_fall():
    """The latest must be the lowest since the highest."""
    assert falling(weekly(8, 4, 6), as_of=TODAY) is None


def test_what_fell_long_ago_and_stayed_there_does_not_fall_any_more():
    """Only the last 28 days are looked at."""
    assert falling(weekly(8, 5, 5, 5, 5, 5), as_of=TODAY) is None


def test_an_old_confidence_says_nothing_of_today():
    """A confidence that nobody renewed for four weeks is stale, not falling."""
    assert falling(weekly(8, 4), as_of=TODAY + timedelta(days=29)) is None


def test_doubt_is_told_only_where_progress_looks_fine():
    """Off track is no news; there the status says it."""
    fell = weekly(8, 7, 4)
    assert doubted(StatusCode.ON_TRACK, fell, as_of=TODAY) is not None
    assert doubted(StatusCode.OFF_TRACK, fell, as_of=TODAY) is None
    assert doubted(None, fell, as_of=TODAY) is None


@given(st.lists(st.integers(0, 10), min_size=1, max_size=20))
def test_whatever_falls_fell_by_at_least_two_to_the_lowest(values):
    """The named ends are confidences that were given, in that order."""
    found = falling(weekly(*values), as_of=TODAY)
    if found:
        assert found.before - found.now >= FALLING_BY
        recent = values[-5:]
        last_highest = len(recent) - 1 - recent[::-1].index(found.before)
        assert found.now == values[-1] == min(recent[last_highest:])


@given(st.integers(0, 10), st.integers(0, 10))
def test_a_note_is_needed_from_three_points_on(before, now):
    """Rising never needs one."""
    assert needs_note(before, now) == (before - now >= 3)
