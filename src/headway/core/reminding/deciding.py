"""Whether somebody is reminded of something now, later or never, and why (docs/methods 8.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from headway.core.cadence import local_date
from headway.core.reminding.working import (
    Off,
    WorkingCalendar,
    last_working_day,
    local_of,
    next_moment,
    why_off,
    working_day_after,
    working_day_before,
    working_days_between,
)
from headway.core.texts import gettext_noop as _

TIME = time(8)
"""When people are reminded who say nothing else."""


class Verdict(StrEnum):
    """Remind now, look again later, or let it be."""

    NOW = "now"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Matter:
    """What somebody may be reminded of: until when it is due, whether it is done, and on which day
    they were reminded of it last."""

    due_on: date
    is_done: bool = False
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """How somebody is reminded: at what time of their day; ``before`` working days ahead, on the
    day, and then every ``again`` working days, at ``most`` so many times once it is late."""

    at: time = TIME
    is_muted: bool = False
    before: int = 1
    again: int = 2
    most: int = 3


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict and the sentence that says why, with the ``values`` that it names. ``at``: when to
    look again."""

    verdict: Verdict
    because: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    at: datetime | None = None


def reminder(matter: Matter, wishes: Wishes, calendar: WorkingCalendar, now: datetime) -> Decision:
    """Whether to remind somebody now.

    Parameters
    ----------
    matter
        What is due, and what became of it.
    wishes
        What they chose.
    calendar
        When they work, and where.
    now
        The instant, with a zone.

    Returns
    -------
    Decision
        NEVER for what is done or muted, and after the last reminder. LATER before the first, until
        the next, and outside of their working time, with the instant to look again. Else NOW: one
        reminder, however many were due while nobody could be reminded.

    Raises
    ------
    ValueError
        An instant without a zone.

    Examples
    --------
    >>> from datetime import UTC
    >>> sunday = Matter(due_on=date(2026, 11, 29))
    >>> found = reminder(sunday, Wishes(), WorkingCalendar(), datetime(2026, 11, 27, 8, tzinfo=UTC))
    >>> str(found.verdict), found.because.format(**found.values)
    ('now', 'It is due on 2026-11-29, and this is the last working day before.')

    Source: docs/methods 8.2.
    """
    if matter.is_done:
        return Decision(Verdict.NEVER, _("It is done."))
    if wishes.is_muted:
        return Decision(Verdict.NEVER, _("They want to hear nothing of this kind."))
    days = reminder_days(matter.due_on, wishes, calendar)
    come = [day for day in days if day <= local_date(now, calendar.zone)]
    if not come or (matter.told_on is not None and come[-1] <= matter.told_on):
        return _not_yet(matter, wishes, calendar, days[len(come) :])
    return _now_or_at_work(matter, wishes, calendar, now)


def reminder_days(due_on: date, wishes: Wishes, calendar: WorkingCalendar) -> list[date]:
    """The days on which somebody is reminded of what stays undone, the first one first.

    Absences play no part: who comes back finds one reminder instead of several.

    >>> [day.isoformat() for day in reminder_days(
    ...     date(2026, 11, 29), Wishes(), WorkingCalendar())]
    ['2026-11-26', '2026-11-27', '2026-12-01', '2026-12-03', '2026-12-07']

    Source: docs/methods 8.2.
    """
    general = calendar.without_absences
    ahead = working_day_before(general, due_on, wishes.before)
    late = (working_day_after(general, due_on, wishes.again * n) for n in _times(wishes))
    found = {ahead, last_working_day(general, due_on), *late}
    return sorted(day for day in found if day is not None)


def _times(wishes: Wishes) -> range:
    return range(1, wishes.most + 1) if wishes.again > 0 else range(0)


def _not_yet(
    matter: Matter, wishes: Wishes, calendar: WorkingCalendar, to_come: list[date]
) -> Decision:
    if not to_come:
        return Decision(Verdict.NEVER, _("They were reminded often enough."))
    at = _first_from(to_come[0], wishes, calendar)
    if matter.told_on is None:
        because = _("It is not due yet: the first reminder is for {day}.")
    else:
        because = _("They were reminded: the next time is {day}.")
    return Decision(Verdict.LATER, because, {"day": to_come[0].isoformat()}, at)


def _first_from(day: date, wishes: Wishes, calendar: WorkingCalendar) -> datetime | None:
    """The first moment to remind on a day or after it."""
    midnight = datetime.combine(day, time(), ZoneInfo(calendar.zone))
    at = next_moment(calendar, wishes.at, midnight)
    return midnight if wishes.at == time() and why_off(calendar, day) is None else at


def _now_or_at_work(
    matter: Matter, wishes: Wishes, calendar: WorkingCalendar, now: datetime
) -> Decision:
    local, today = local_of(calendar, now), local_date(now, calendar.zone)
    off = why_off(calendar, today)
    if off is not None:
        because, values = _OFF[off[0]], {"name": off[1]} if off[1] else {}
    elif local.time() < wishes.at:
        because, values = _("It is too early in their day."), {}
    elif local.time() >= closing(calendar, wishes):
        because, values = _("Their working day is over."), {}
    else:
        return _now(matter, calendar, today)
    return Decision(Verdict.LATER, because, values, next_moment(calendar, wishes.at, now))


_OFF = {
    Off.WEEKEND: _("They do not work on this day of the week."),
    Off.HOLIDAY: _("It is a holiday: {name}."),
    Off.AWAY: _("They are away."),
}


def closing(calendar: WorkingCalendar, wishes: Wishes) -> time:
    """Until when somebody is reminded on a day: the end of their work, or two hours after the time
    that they chose, which may be in the evening.

    >>> closing(WorkingCalendar(), Wishes()), closing(WorkingCalendar(), Wishes(at=time(19)))
    (datetime.time(18, 0), datetime.time(21, 0))
    """
    minutes = min(wishes.at.hour * 60 + wishes.at.minute + 120, 24 * 60 - 1)
    return max(calendar.closes, time(minutes // 60, minutes % 60))


def _now(matter: Matter, calendar: WorkingCalendar, today: date) -> Decision:
    values: dict[str, str | int] = {"day": matter.due_on.isoformat()}
    if today < matter.due_on:
        left = working_days_between(calendar.without_absences, today, matter.due_on)
        if left == 0:
            said = _("It is due on {day}, and this is the last working day before.")
        else:
            said, values = _("It is due on {day}."), {**values, "left": left}
        return Decision(Verdict.NOW, said, values)
    if today == matter.due_on:
        return Decision(Verdict.NOW, _("It is due today."), values)
    return Decision(Verdict.NOW, _("It was due on {day} and is not done."), values)
