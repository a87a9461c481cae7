"""The reminder matrix: who is reminded when, in every zone, on every kind of day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.cadence import instant_of
from headway.core.errors import DefinitionError
from headway.core.reminding import (
    Away,
    EscalationDays,
    Holiday,
    Level,
    Matter,
    Verdict,
    Wishes,
    WorkingCalendar,
    escalation,
    is_working_moment,
    last_working_day,
    next_moment,
    reminder,
    why_off,
    working_day_after,
    working_day_before,
    working_days_between,
)
from headway.core.reminding.deciding import reminder_days
from headway.core.reminding.escalating import check_days

SUNDAY = date(2026, 11, 29)
FRIDAY = date(2026, 11, 27)
BERLIN = WorkingCalendar("Europe/Berlin")
TOKYO = WorkingCalendar("Asia/Tokyo")
NEW_YORK = WorkingCalendar("America/New_York")
CAIRO = WorkingCalendar("Africa/Cairo", weekdays=frozenset({6, 0, 1, 2, 3}))  # Sunday to Thursday
HOLIDAY = replace(BERLIN, holidays=(Holiday(FRIDAY, "Bridge day"),))
AWAY = replace(BERLIN, away=(Away(date(2026, 11, 26), date(2026, 12, 2)),))
AWAY_FRIDAY = replace(BERLIN, away=(Away(FRIDAY, FRIDAY),))
BERLIN_SUNDAYS = replace(BERLIN, weekdays=frozenset(range(7)), opens=time(2), closes=time(18))
USUAL = Wishes()
USUAL_WEEK = WorkingCalendar()
AGREED = EscalationDays(3, 5)
UNTOLD = Matter(due_on=SUNDAY)


def at(text: str, calendar: WorkingCalendar) -> datetime:
    """An instant by the person's own clock."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(calendar.zone)).astimezone(UTC)


@dataclass(frozen=True)
class Case:
    """One line of the matrix: ``local`` is what the person's clock shows, ``again`` what it will
    show when it is looked at next."""

    name: str
    calendar: WorkingCalendar
    local: str
    verdict: str
    because: str
    again: str = ""
    matter: Matter = UNTOLD
    wishes: Wishes = USUAL


MATRIX = [
    # When: before and after it is due
    Case("long before", BERLIN, "2026-11-23 08:00", "later",
         "It is not due yet: the first reminder is for 2026-11-26.", "2026-11-26 08:00"),
    Case("one working day ahead", BERLIN, "2026-11-26 08:00", "now", "It is due on 2026-11-29."),
    Case("last working day before", BERLIN, "2026-11-27 08:00", "now",
         "It is due on 2026-11-29, and this is the last working day before.",
         matter=Matter(SUNDAY, told_on=date(2026, 11, 26))),
    Case("on the day itself", CAIRO, "2026-11-29 08:00", "now", "It is due today.",
         matter=Matter(SUNDAY, told_on=date(2026, 11, 26))),
    Case("a day late", BERLIN, "2026-11-30 08:00", "later",
         "They were reminded: the next time is 2026-12-01.", "2026-12-01 08:00",
         matter=Matter(SUNDAY, told_on=FRIDAY)),
    Case("two working days late", BERLIN, "2026-12-01 08:00", "now",
         "It was due on 2026-11-29 and is not done.", matter=Matter(SUNDAY, told_on=FRIDAY)),
    Case("told today", BERLIN, "2026-11-26 09:30", "later",
         "They were reminded: the next time is 2026-11-27.", "2026-11-27 08:00",
         matter=Matter(SUNDAY, told_on=date(2026, 11, 26))),
    Case("told often enough", BERLIN, "2026-12-09 08:00", "never",
         "They were reminded often enough.", matter=Matter(SUNDAY, told_on=date(2026, 12, 7))),
    Case("nobody looked for a week", BERLIN, "2026-12-08 08:00", "now",
         "It was due on 2026-11-29 and is not done.", matter=Matter(SUNDAY, told_on=FRIDAY)),
    # Already done, muted
    Case("done", BERLIN, "2026-11-27 08:00", "never", "It is done.",
         matter=Matter(SUNDAY, is_done=True)),
    Case("done late", BERLIN, "2026-12-03 08:00", "never", "It is done.",
         matter=Matter(SUNDAY, is_done=True, told_on=date(2026, 12, 1))),
    Case("muted", BERLIN, "2026-11-27 08:00", "never", "They want to hear nothing of this kind.",
         wishes=Wishes(is_muted=True)),
    Case("done and muted", BERLIN, "2026-11-28 08:00", "never", "It is done.",
         matter=Matter(SUNDAY, is_done=True), wishes=Wishes(is_muted=True)),
    # Working days
    Case("weekend", BERLIN, "2026-11-28 08:00", "later",
         "They do not work on this day of the week.", "2026-11-30 08:00"),
    Case("a weekend of Friday and Saturday", CAIRO, "2026-11-27 08:00", "later",
         "They do not work on this day of the week.", "2026-11-29 08:00"),
    Case("their Sunday is a working day", CAIRO, "2026-11-29 08:00", "now", "It is due today."),
    Case("holiday", HOLIDAY, "2026-11-27 08:00", "later", "It is a holiday: Bridge day.",
         "2026-11-30 08:00", matter=Matter(SUNDAY)),
    Case("a holiday moves the reminders ahead", HOLIDAY, "2026-11-25 08:00", "now",
         "It is due on 2026-11-29."),
    Case("away", AWAY, "2026-11-26 08:00", "later", "They are away.", "2026-12-03 08:00"),
    Case("back from an absence: one reminder", AWAY, "2026-12-03 08:00", "now",
         "It was due on 2026-11-29 and is not done."),
    Case("back, and it was done meanwhile", AWAY, "2026-12-03 08:00", "never", "It is done.",
         matter=Matter(SUNDAY, is_done=True)),
    # Their own hour, in their own zone
    Case("too early", BERLIN, "2026-11-27 07:59", "later", "It is too early in their day.",
         "2026-11-27 08:00"),
    Case("their hour is ten", BERLIN, "2026-11-27 09:59", "later",
         "It is too early in their day.", "2026-11-27 10:00", wishes=Wishes(at=time(10))),
    Case("working day over", BERLIN, "2026-11-26 18:00", "later", "Their working day is over.",
         "2026-11-27 08:00"),
    Case("an hour in the evening is kept", BERLIN, "2026-11-26 19:30", "now",
         "It is due on 2026-11-29.", wishes=Wishes(at=time(19))),
    Case("Tokyo begins first", TOKYO, "2026-11-27 08:00", "now",
         "It is due on 2026-11-29, and this is the last working day before."),
    Case("New York is asleep then", NEW_YORK, "2026-11-26 18:00", "later",
         "Their working day is over.", "2026-11-27 08:00"),
    Case("in New York it is Friday still", NEW_YORK, "2026-11-27 17:59", "now",
         "It is due on 2026-11-29, and this is the last working day before."),
    Case("in Tokyo it is Saturday by then", TOKYO, "2026-11-28 07:59", "later",
         "They do not work on this day of the week.", "2026-11-30 08:00"),
    # Clocks that change between the last look and the next
    Case("clocks go forward over the weekend", BERLIN, "2026-03-28 08:00", "later",
         "They do not work on this day of the week.", "2026-03-30 08:00",
         matter=Matter(date(2026, 3, 29))),
    Case("clocks go back over the weekend", BERLIN, "2026-10-24 08:00", "later",
         "They do not work on this day of the week.", "2026-10-26 08:00",
         matter=Matter(date(2026, 10, 25))),
    Case("in October their hour comes an hour later in UTC", BERLIN, "2026-10-26 08:00", "now",
         "It is due on 2026-10-27.", matter=Matter(date(2026, 10, 27))),
    Case("in March nobody is woken an hour early", BERLIN, "2027-03-29 07:59", "later",
         "It is too early in their day.", "2027-03-29 08:00", matter=Matter(date(2027, 3, 30))),
    Case("at an hour that the clocks skip, an hour later", BERLIN_SUNDAYS, "2027-03-28 01:59",
         "later", "It is too early in their day.", "2027-03-28 03:30",
         matter=Matter(date(2027, 3, 29)), wishes=Wishes(at=time(2, 30))),
    Case("an hour that comes twice counts the first time", BERLIN_SUNDAYS, "2026-10-25 02:30",
         "now", "It is due on 2026-10-26.", matter=Matter(date(2026, 10, 26)),
         wishes=Wishes(at=time(2, 30))),
    # Days that fall together
    Case("due on a holiday: the working day before", HOLIDAY, "2026-11-26 08:00", "now",
         "It is due on 2026-11-27, and this is the last working day before.",
         matter=Matter(FRIDAY, told_on=date(2026, 11, 25))),
    Case("due on a holiday: never on the day itself", HOLIDAY, "2026-11-27 08:00", "later",
         "It is a holiday: Bridge day.", "2026-11-30 08:00", matter=Matter(FRIDAY)),
    Case("due on a holiday, told before: late two working days after", HOLIDAY,
         "2026-11-27 08:00", "later", "They were reminded: the next time is 2026-12-01.",
         "2026-12-01 08:00", matter=Matter(FRIDAY, told_on=date(2026, 11, 26))),
    Case("from Sunday to Thursday: Thursday is the last day before", CAIRO, "2026-11-26 08:00",
         "now", "It is due on 2026-11-28, and this is the last working day before.",
         matter=Matter(date(2026, 11, 28), told_on=date(2026, 11, 25))),
    Case("away on the last day: told before they go", AWAY_FRIDAY, "2026-11-26 08:00", "now",
         "It is due on 2026-11-29.", matter=Matter(SUNDAY, told_on=date(2026, 11, 25))),
    # Other wishes
    Case("three working days ahead", BERLIN, "2026-11-24 08:00", "now",
         "It is due on 2026-11-29.", wishes=Wishes(before=3)),
    Case("never when late", BERLIN, "2026-12-01 08:00", "never",
         "They were reminded often enough.", matter=Matter(SUNDAY, told_on=FRIDAY),
         wishes=Wishes(most=0)),
]  # fmt: skip


@pytest.mark.parametrize("case", MATRIX, ids=lambda case: case.name)
def test_reminder_matrix(case: Case) -> None:
    now = at(case.local, case.calendar)
    found = reminder(case.matter, case.wishes, case.calendar, now)
    assert str(found.verdict) == case.verdict
    assert found.because.format(**found.values) == case.because
    assert found.at == (at(case.again, case.calendar) if case.again else None)


@dataclass(frozen=True)
class Waiting:
    """One line of escalation: days after a Friday on which it was due."""

    name: str
    today: date
    tell: tuple[Level, ...] = ()
    withdraw: tuple[Level, ...] = ()
    told: tuple[Level, ...] = ()
    is_done: bool = False
    days: EscalationDays = AGREED
    calendar: WorkingCalendar = USUAL_WEEK


BOTH = (Level.LEAD, Level.COACH)
ESCALATIONS = [
    Waiting("not late", date(2026, 11, 20)),
    Waiting("over the weekend nothing counts", date(2026, 11, 22)),
    Waiting("two working days late", date(2026, 11, 24)),
    Waiting("three: the lead", date(2026, 11, 25), tell=(Level.LEAD,)),
    Waiting("the lead was told", date(2026, 11, 26), told=(Level.LEAD,)),
    Waiting("five: the coach", date(2026, 11, 27), tell=(Level.COACH,), told=(Level.LEAD,)),
    Waiting("nobody looked: both", date(2026, 11, 30), tell=BOTH),
    Waiting("both were told", date(2026, 12, 30), told=BOTH),
    Waiting("done: both may forget it", date(2026, 11, 30), withdraw=BOTH, told=BOTH, is_done=True),
    Waiting("done in time: nobody was told", date(2026, 11, 30), is_done=True),
    Waiting("never to the coach", date(2026, 12, 30), tell=(Level.LEAD,),
            days=EscalationDays(3, None)),
    Waiting("to nobody", date(2026, 12, 30), days=EscalationDays(None, None)),
    Waiting("holidays do not count", date(2026, 11, 25),
            calendar=WorkingCalendar(holidays=(Holiday(date(2026, 11, 24), "Founders"),))),
    Waiting("days away do not count", date(2026, 12, 2),
            calendar=WorkingCalendar(away=(Away(date(2026, 11, 23), date(2026, 11, 30)),))),
    Waiting("a week from Sunday to Thursday", date(2026, 11, 24), tell=(Level.LEAD,),
            calendar=WorkingCalendar(weekdays=frozenset({6, 0, 1, 2, 3}))),
    Waiting("three days after they came back", date(2026, 12, 3), tell=(Level.LEAD,),
            calendar=WorkingCalendar(away=(Away(date(2026, 11, 23), date(2026, 11, 30)),))),
]  # fmt: skip


@pytest.mark.parametrize("case", ESCALATIONS, ids=lambda case: case.name)
def test_escalation_matrix(case: Waiting) -> None:
    found = escalation(
        date(2026, 11, 20), case.today, case.days, case.calendar, is_done=case.is_done,
        told=case.told,
    )  # fmt: skip
    assert (found.tell, found.withdraw) == (case.tell, case.withdraw)


@pytest.mark.parametrize(
    ("days", "field"),
    [
        (EscalationDays(0, 5), "lead_after"),
        (EscalationDays(3, 61), "coach_after"),
        (EscalationDays(5, 3), "coach_after"),
    ],
)
def test_days_that_make_no_sense_are_refused(days: EscalationDays, field: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        check_days(days)
    assert refused.value.field == field


@pytest.mark.parametrize("days", [EscalationDays(), EscalationDays(None, 1), EscalationDays(1, 1)])
def test_days_that_do_are_taken(days: EscalationDays) -> None:
    check_days(days)


def test_the_most_particular_reason_is_told() -> None:
    """Away on a holiday that is a Saturday."""
    saturday = date(2026, 12, 26)
    every = WorkingCalendar(
        holidays=(Holiday(saturday, "Boxing Day"),), away=(Away(saturday, saturday),)
    )
    assert [why_off(one, saturday) for one in (
        every, every.without_absences, WorkingCalendar(),
    )] == [("away", ""), ("holiday", "Boxing Day"), ("weekend", "")]  # fmt: skip


def test_without_a_zone_an_instant_is_none() -> None:
    with pytest.raises(ValueError, match="time zone"):
        is_working_moment(BERLIN, datetime(2026, 11, 24, 9))  # noqa: DTZ001 - that is the point


def test_of_whom_nobody_works_nothing_comes_next() -> None:
    nobody = WorkingCalendar(weekdays=frozenset())
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert next_moment(nobody, time(8), now) is None
    assert last_working_day(nobody, SUNDAY) is None
    assert working_day_after(nobody, SUNDAY, 2) is None
    assert reminder(Matter(SUNDAY), USUAL, nobody, now).verdict == Verdict.NEVER


def test_less_than_a_day_after_is_refused() -> None:
    with pytest.raises(ValueError, match="one working day"):
        working_day_after(BERLIN, SUNDAY, 0)


def test_the_end_of_all_days_is_no_error() -> None:
    assert working_day_after(BERLIN, date.max - timedelta(days=1), 5) is None


ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
     "Pacific/Apia", "Africa/Cairo", "America/St_Johns"]
)  # fmt: skip
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
CALENDARS = st.builds(
    WorkingCalendar,
    ZONES,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.lists(st.builds(Holiday, DAYS, st.just("Day off")), max_size=4).map(tuple),
    st.lists(DAYS.map(lambda day: Away(day, day + timedelta(days=9))), max_size=2).map(tuple),
)
INSTANTS = st.builds(datetime.combine, DAYS, st.times(), st.just(UTC))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(CALENDARS, TIMES, INSTANTS)
def test_the_next_moment_is_later_and_on_a_working_day(calendar, at, after) -> None:
    """Whatever the clocks do between now and then."""
    found = next_moment(calendar, at, after)
    assert found is not None
    local = found.astimezone(ZoneInfo(calendar.zone))
    assert found > after
    assert why_off(calendar, local.date()) is None
    gap = datetime.combine(local.date(), at) != local.replace(tzinfo=None)
    assert not gap or instant_of(local.date(), at, calendar.zone) == found


@given(CALENDARS, DAYS, st.integers(0, 5))
def test_days_before_are_working_and_count_back(calendar, day, count) -> None:
    found = working_day_before(calendar, day, count)
    last = last_working_day(calendar, day)
    assert found is not None
    assert last is not None
    assert why_off(calendar, found) is None
    assert working_days_between(calendar, found, last) == count


@given(CALENDARS, DAYS, st.integers(1, 9))
def test_days_after_are_as_many_as_are_counted_between(calendar, day, count) -> None:
    found = working_day_after(calendar, day, count)
    assert found is not None
    assert working_days_between(calendar, day, found) == count


@given(CALENDARS, DAYS, INSTANTS, st.one_of(st.none(), DAYS))
def test_nobody_is_reminded_when_they_do_not_work(calendar, due_on, now, told_on) -> None:
    """The law of the whole module, whatever is due."""
    found = reminder(Matter(due_on, told_on=told_on), USUAL, calendar, now)
    if found.verdict == Verdict.NOW:
        assert is_working_moment(calendar, now)
    if found.at is not None:
        assert found.at > now


@given(CALENDARS, DAYS)
def test_reminders_come_to_an_end(calendar, due_on) -> None:
    """Told on each day that asks for it, one hears at most five times, then never again."""
    told_on, times = None, 0
    for ahead in range(-30, 120):
        day = due_on + timedelta(days=ahead)
        now = instant_of(day, time(12), calendar.zone)
        if reminder(Matter(due_on, told_on=told_on), USUAL, calendar, now).verdict == Verdict.NOW:
            told_on, times = day, times + 1
    assert times <= len(reminder_days(due_on, USUAL, calendar)) <= 5
