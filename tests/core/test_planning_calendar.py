"""The planning calendar and its countdown."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.errors import DefinitionError
from headway.core.planning.calendar import (
    Dates,
    calendar_problems,
    countdown,
    planning_calendar,
)
from headway.core.planning.expectations import EXPECTED, WHILE_RUNNING, Step, Who

FIRST, LAST = date(2027, 1, 4), date(2027, 4, 4)
DAY = timedelta(days=1)
INSIDE = (Step.SHARE, Step.ALIGN, Step.LOCK, Step.MID_CYCLE, Step.REVIEW)

days = st.dates(date(1990, 1, 1), date(2090, 1, 1))
lengths = st.one_of(st.integers(1, 40), st.integers(1, 800))
cycles = st.builds(lambda first, length: (first, first + (length - 1) * DAY), days, lengths)


@st.composite
def own_dates(draw):
    """A cycle with some dates set by hand, sensible or not."""
    first, last = draw(cycles)
    around = st.integers(-60, (last - first).days + 20).map(lambda offset: first + offset * DAY)
    dates = st.builds(Dates, st.one_of(st.none(), around), st.one_of(st.none(), around))
    return first, last, draw(st.dictionaries(st.sampled_from(list(Step)), dates, max_size=4))


@given(cycles)
def test_steps_are_in_order_and_where_they_belong(cycle):
    """Planning before the cycle, five steps in it, the retrospective after it; never a step that
    begins before the last one is due, and each with a day of its own from five days on."""
    first, last = cycle
    calendar = planning_calendar(first, last)
    assert [dates.step for dates in calendar.steps] == list(Step)
    for dates in calendar.steps:
        assert dates.starts_on <= dates.due_on
        inside = first <= dates.starts_on and dates.due_on <= last
        assert inside == (dates.step in INSIDE)
    for before, after in pairwise(calendar.steps):
        assert before.due_on <= after.starts_on
        if (last - first).days >= 4:
            assert before.due_on < after.starts_on
    assert calendar.dates(Step.DRAFT).due_on < first
    assert calendar.dates(Step.RETROSPECTIVE).starts_on > last


@given(days, st.integers(91, 800))
def test_long_cycles_keep_the_two_weeks_to_the_lock_and_start_at_most_eight_weeks_ahead(
    first, length
):
    last = first + (length - 1) * DAY
    calendar = planning_calendar(first, last)
    assert calendar.dates(Step.LOCK).due_on == first + 14 * DAY
    assert calendar.dates(Step.REVIEW).starts_on == last - 13 * DAY
    assert 42 <= (first - calendar.dates(Step.FRAME).starts_on).days <= 56


@given(days, st.integers(1, 800))
def test_a_longer_cycle_never_has_an_earlier_step_inside(first, length):
    shorter = planning_calendar(first, first + (length - 1) * DAY)
    longer = planning_calendar(first, first + length * DAY)
    for step in (*INSIDE, Step.RETROSPECTIVE):
        assert shorter.dates(step).due_on <= longer.dates(step).due_on


@given(own_dates())
def test_own_dates_hold_and_the_others_make_room(given_dates):
    """Either everything is refused, or own dates stand and all steps are in order."""
    first, last, own = given_dates
    try:
        calendar = planning_calendar(first, last, own)
    except DefinitionError as refused:
        assert calendar_problems(first, last, own)[0].code == refused.code
        return
    assert calendar_problems(first, last, own) == []
    for dates in calendar.steps:
        wanted = own.get(dates.step, Dates())
        assert dates.is_own == (wanted != Dates())
        assert wanted.starts_on in (None, dates.starts_on)
        assert wanted.due_on in (None, dates.due_on)
        assert dates.starts_on <= dates.due_on
        if dates.step in INSIDE:
            assert first <= dates.starts_on
            assert dates.due_on <= last
    for before, after in pairwise(calendar.steps):
        assert before.due_on <= after.starts_on


@given(cycles, st.sampled_from(list(Step)))
def test_setting_the_default_by_hand_changes_nothing_else(cycle, step):
    plain = planning_calendar(*cycle)
    dates = plain.dates(step)
    again = planning_calendar(*cycle, {step: Dates(dates.starts_on, dates.due_on)})
    assert [(d.starts_on, d.due_on) for d in again.steps] == [
        (d.starts_on, d.due_on) for d in plain.steps
    ]


def test_a_later_lock_moves_nothing_but_itself():
    own = planning_calendar(FIRST, LAST, {Step.LOCK: Dates(due_on=date(2027, 1, 25))})
    plain = planning_calendar(FIRST, LAST)
    changed = [d.step for d, before in zip(own.steps, plain.steps, strict=True) if d != before]
    assert changed == [Step.LOCK]
    assert own.dates(Step.LOCK).starts_on == plain.dates(Step.LOCK).starts_on


@pytest.mark.parametrize(
    ("own", "problems"),
    [
        ({Step.LOCK: Dates(LAST + DAY, LAST + DAY)}, [("OUT_OF_CYCLE", "lock")]),
        ({Step.SHARE: Dates(FIRST - DAY)}, [("OUT_OF_CYCLE", "share")]),
        ({Step.TELL: Dates(None, LAST + DAY)}, [("OUT_OF_CYCLE", "tell")]),
        ({Step.RETROSPECTIVE: Dates(FIRST - DAY)}, [("OUT_OF_CYCLE", "retrospective")]),
        ({Step.ALIGN: Dates(LAST, FIRST)}, [("DATES", "align")]),
        (
            {Step.ALIGN: Dates(LAST, LAST), Step.LOCK: Dates(FIRST, FIRST)},
            [("CALENDAR_ORDER", "lock")],
        ),
        (
            {Step.SHARE: Dates(FIRST - DAY), Step.REVIEW: Dates(None, LAST + DAY)},
            [("OUT_OF_CYCLE", "share"), ("OUT_OF_CYCLE", "review")],
        ),
    ],
)
def test_impossible_own_dates_are_refused_all_at_once(own, problems):
    assert [(p.code, p.field) for p in calendar_problems(FIRST, LAST, own)] == problems


def test_a_cycle_that_ends_before_it_begins_has_no_calendar():
    with pytest.raises(DefinitionError, match="ends after"):
        planning_calendar(LAST, FIRST)


@given(cycles, st.integers(-80, 900), st.sets(st.sampled_from(list(Step))))
def test_the_countdown_agrees_with_the_calendar(cycle, offset, done):
    calendar = planning_calendar(*cycle)
    today = cycle[0] + offset * DAY
    now = countdown(calendar, today, done=done)
    if now.current:
        assert now.current.starts_on <= today <= now.current.due_on
        assert now.current.step not in done
        assert now.days_left == (now.current.due_on - today).days >= 0
    if now.next:
        assert now.next.step not in done
        assert now.next.due_on >= today
        assert now.days_to_next >= 0
        assert today + now.days_to_next * DAY == max(today, now.next.starts_on)
    assert {late.step for late in now.overdue} == {
        dates.step for dates in calendar.steps if dates.due_on < today and dates.step not in done
    }
    assert now.is_running == (calendar.dates(Step.LOCK).due_on < today <= cycle[1])


@given(cycles, st.integers(-80, 900))
def test_days_tick_down_to_the_next_step(cycle, offset):
    calendar = planning_calendar(*cycle)
    today = cycle[0] + offset * DAY
    now, tomorrow = countdown(calendar, today), countdown(calendar, today + DAY)
    if now.next and now.days_to_next > 1:
        assert tomorrow.next == now.next
        assert tomorrow.days_to_next == now.days_to_next - 1


def test_without_knowing_what_is_done_nothing_is_overdue():
    calendar = planning_calendar(FIRST, LAST)
    assert countdown(calendar, LAST + 30 * DAY).overdue == ()
    late = countdown(calendar, LAST + 30 * DAY, done=set(Step) - {Step.REVIEW}).overdue
    assert [dates.step for dates in late] == [Step.REVIEW]
    assert countdown(calendar, LAST + 30 * DAY).next is None


@pytest.mark.parametrize(
    ("today", "current", "following", "days"),
    [
        (date(2026, 11, 1), None, Step.FRAME, 22),
        (date(2026, 12, 8), Step.TELL, Step.DRAFT, 17),
        (date(2026, 12, 23), None, Step.DRAFT, 2),  # between telling and drafting
        (FIRST, Step.SHARE, Step.ALIGN, 1),
        (date(2027, 1, 18), Step.LOCK, Step.MID_CYCLE, 21),
        (date(2027, 3, 1), None, Step.REVIEW, 21),
        (LAST, Step.REVIEW, Step.RETROSPECTIVE, 1),
        (LAST + 7 * DAY, Step.RETROSPECTIVE, None, None),
    ],
)
def test_a_quarter_counted_down(today, current, following, days):
    now = countdown(planning_calendar(FIRST, LAST), today)
    assert now.current is None if current is None else now.current.step == current
    assert now.next is None if following is None else now.next.step == following
    assert now.days_to_next == days


def test_what_was_begun_early_is_what_one_does_now():
    calendar = planning_calendar(FIRST, LAST)
    done = {step for step in Step if step not in (Step.REVIEW, Step.RETROSPECTIVE)}
    now = countdown(calendar, date(2027, 3, 1), done=done, begun=Step.REVIEW)
    assert (now.current.step, now.days_left, now.next.step) == (Step.REVIEW, 34, Step.RETROSPECTIVE)
    assert now.expected == EXPECTED[Step.REVIEW]
    finished = countdown(calendar, date(2027, 3, 1), done=done | {Step.REVIEW}, begun=Step.REVIEW)
    assert (finished.current, finished.next.step) == (None, Step.RETROSPECTIVE)


def test_something_is_expected_in_every_step_and_codes_are_unique():
    assert list(EXPECTED) == list(Step)
    codes = [e.code for found in (*EXPECTED.values(), WHILE_RUNNING) for e in found]
    assert len(codes) == len(set(codes))
    assert {e.who for found in EXPECTED.values() for e in found} == set(Who)


def test_between_the_steps_a_running_cycle_expects_check_ins():
    calendar = planning_calendar(FIRST, LAST)
    assert countdown(calendar, date(2027, 3, 1)).expected == WHILE_RUNNING
    assert countdown(calendar, LAST).expected == EXPECTED[Step.REVIEW]
    assert countdown(calendar, date(2026, 12, 23)).expected == ()


def test_seasons_that_start_late():
    """Leaders who tell late leave the teams what time there is."""
    own = {Step.TELL: Dates(due_on=FIRST + 3 * DAY)}
    calendar = planning_calendar(FIRST, LAST, own)
    starts = {dates.step: (dates.starts_on - FIRST).days for dates in calendar.steps}
    assert starts[Step.DRAFT] == 4
    assert starts[Step.SHARE] == 5
    assert starts[Step.ALIGN] == 6
    assert starts[Step.LOCK] == 8
    assert calendar.dates(Step.LOCK).due_on == FIRST + 14 * DAY
