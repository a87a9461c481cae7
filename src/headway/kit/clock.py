"""The one place that reads the time.

``HEADWAY_CLOCK`` (an ISO instant) stops the clock for screenshots and tests; ``frozen`` does so
for a block of code. The core never calls this: it takes dates as arguments.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from headway.core.cadence import instant_of

_frozen: ContextVar[datetime | None] = ContextVar("headway_frozen_clock", default=None)


@cache
def _stopped() -> datetime | None:
    text = os.environ.get("HEADWAY_CLOCK")
    if not text:
        return None
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def now() -> datetime:
    """The current instant, in UTC."""
    return _frozen.get() or _stopped() or datetime.now(UTC)


def today(time_zone: str = "UTC") -> date:
    """The current date where the organisation lives."""
    return now().astimezone(ZoneInfo(time_zone)).date()


def end_of_day(day: date, time_zone: str) -> datetime:
    """The last instant of a day where the organisation lives, in UTC.

    >>> end_of_day(date(2026, 11, 24), "Europe/Berlin").isoformat()
    '2026-11-24T22:59:59.999999+00:00'
    """
    return instant_of(day + timedelta(days=1), time(), time_zone) - timedelta(microseconds=1)


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Stop the clock at ``instant`` inside the block."""
    token = _frozen.set(instant)
    try:
        yield
    finally:
        _frozen.reset(token)
