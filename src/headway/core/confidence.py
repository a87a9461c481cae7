"""What the history of an owner's confidence says (docs/methods 1.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from headway.core.pace import StatusCode

FALL_NEEDS_NOTE = 3
"""A fall by so many points from one check-in to the next asks for a word."""

FALLING_BY = 2
FALLING_WITHIN = timedelta(days=28)

Given = Sequence[tuple[date, int]]


def needs_note(before: int | None, now: int | None) -> bool:
    """Whether confidence fell so far that a note must say what happened.

    >>> needs_note(8, 5), needs_note(8, 6), needs_note(None, 2)
    (True, False, False)
    """
    return before is not None and now is not None and before - now >= FALL_NEEDS_NOTE


@dataclass(frozen=True, slots=True)
class Falling:
    """Confidence fell from ``before`` to ``now`` since a day."""

    before: int
    now: int
    since: date


def falling(given: Given, *, as_of: date) -> Falling | None:
    """Confidence that falls: the latest one, given within the last 28 days, lies 2 or more below
    the highest one of the 28 days before it, and nothing since that one was below the latest.

    ``given`` are (day, confidence), oldest first. Of several highest ones the last counts.

    >>> falling([(date(2026, 11, 2), 8), (date(2026, 11, 9), 7), (date(2026, 11, 16), 6)],
    ...     as_of=date(2026, 11, 18))
    Falling(before=8, now=6, since=datetime.date(2026, 11, 2))

    Source: docs/methods 1.5.
    """
    if not given or given[-1][0] < as_of - FALLING_WITHIN:
        return None
    last_day, now = given[-1]
    recent = [(day, value) for day, value in given if day >= last_day - FALLING_WITHIN]
    highest = max(value for _, value in recent)
    since, before = next((d, v) for d, v in reversed(recent) if v == highest)
    lowest = min(value for day, value in recent if day >= since)
    if before - now < FALLING_BY or now > lowest:
        return None
    return Falling(before, now, since)


def doubted(status: StatusCode | None, given: Given, *, as_of: date) -> Falling | None:
    """Progress looks fine and confidence falls: the owner knows something that the figures do not
    show yet. Only for what is on track.

    >>> falls = [(date(2026, 11, 9), 8), (date(2026, 11, 16), 5)]
    >>> doubted(StatusCode.ON_TRACK, falls, as_of=date(2026, 11, 18)).now
    5
    >>> doubted(StatusCode.WATCH, falls, as_of=date(2026, 11, 18)) is None
    True
    """
    return falling(given, as_of=as_of) if status is StatusCode.ON_TRACK else None
