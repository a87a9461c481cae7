"""Health metrics: what must not break while an objective is pushed (docs/methods 1.5)."""

from __future__ import annotations

from datetime import date

from headway.core.bands import TOLERANCE
from headway.core.cadence import Cadence, Rhythm, is_stale
from headway.core.pace import Status, StatusCode
from headway.core.progress import period_grade


def health(
    kind: str,
    value: float | None,
    *,
    target: float | None = None,
    low: float | None = None,
    high: float | None = None,
    fail: float | None = None,
) -> StatusCode:
    """Whether the latest reading of a health metric holds: green (on track) within its limit, red
    (off track) at ``fail`` or beyond, amber (watch) between. Without a ``fail`` there is no amber.

    Takes the limits of the period kinds of :func:`headway.core.progress.key_result_progress`.

    >>> [str(health("stay_above", v, target=98, fail=96)) for v in (98, 97, 96)]
    ['on_track', 'watch', 'off_track']

    Raises DefinitionError, ReadingError. Source: docs/methods 1.5 (red, amber, green).
    """
    if value is None:
        return StatusCode.UNKNOWN
    grade = period_grade(kind, value, target=target, low=low, high=high, fail=fail)
    if grade >= 1 - TOLERANCE:
        return StatusCode.ON_TRACK
    return StatusCode.WATCH if grade > TOLERANCE else StatusCode.OFF_TRACK


def health_status(
    state: StatusCode,
    *,
    start: date,
    end: date,
    as_of: date,
    cadence: Rhythm = Cadence.WEEKLY,
    last_read_on: date | None = None,
    cancelled_on: date | None = None,
) -> Status:
    """The status of a health metric on a day: cancelled, not started, stale (keeps what it was), or
    what its latest reading says.

    >>> s = health_status(StatusCode.WATCH, start=date(2026, 1, 1), end=date(2026, 3, 31),
    ...     as_of=date(2026, 2, 20), last_read_on=date(2026, 2, 2))
    >>> str(s.code), str(s.was)
    ('stale', 'watch')
    """
    if cancelled_on is not None and cancelled_on <= as_of:
        return Status(StatusCode.CANCELLED, "cancelled")
    if as_of < start:
        return Status(StatusCode.NOT_STARTED, "dates")
    if is_stale(cadence, start=start, last_read_on=last_read_on, as_of=min(as_of, end)):
        return Status(StatusCode.STALE, "stale", was=state)
    return Status(state, "health" if state is not StatusCode.UNKNOWN else "unread")
