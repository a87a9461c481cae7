"""The days on which a pack goes out by e-mail."""

from __future__ import annotations

from datetime import date, timedelta

from headway.core.calendars import Calendar, span_of
from headway.packs.models import PackCadence

LATEST_DAY = 28
"""Every month has it."""


def send_day_in(day: date, cadence: str, send_day: int, calendar: Calendar) -> date:
    """The day of the month, or of the first month of the organisation's quarter, that ``day`` lies
    in."""
    return span_of(day, cadence, calendar).start + timedelta(days=send_day - 1)


def next_send(after: date, cadence: str, send_day: int, calendar: Calendar) -> date | None:
    """The first such day after a day; None where a pack does not go out by itself."""
    if cadence == PackCadence.NONE:
        return None
    found = send_day_in(after, cadence, send_day, calendar)
    if found > after:
        return found
    following = span_of(after, cadence, calendar).end + timedelta(days=1)
    return send_day_in(following, cadence, send_day, calendar)
