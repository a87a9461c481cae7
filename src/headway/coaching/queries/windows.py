"""The windows in which practice is looked at: 28 days, a cycle, four cycles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from headway.core.practice import Window
from headway.okrs.queries.cycles import CycleRow

DAYS = 28
CYCLES = 4


class Span(StrEnum):
    """How far back one looks."""

    DAYS = "28d"
    CYCLE = "cycle"
    CYCLES = "4c"


@dataclass(frozen=True, slots=True)
class Windows:
    """The window and those before it, the latest first: the first is looked at, the second it is
    compared with. ``cycles`` are the ids of the cycles whose objectives all of them look at."""

    span: Span
    all: tuple[Window, ...]
    cycle_ids: tuple[int, ...]

    @property
    def now(self) -> Window:
        return self.all[0]

    @property
    def start(self) -> date:
        """The first day of all of them."""
        return min(window.start for window in self.all)


def windows_of(
    span: Span, cycles: Sequence[CycleRow], cycle: CycleRow | None, today: date, *, count: int = 2
) -> Windows:
    """So many windows up to today, or to the end of the cycle that is chosen.

    ``cycles`` are all of the organisation, the newest first; those of the kind of the chosen one
    are looked at. Without a cycle there are 28-day windows alone.
    """
    same = [one for one in cycles if cycle is not None and one.kind == cycle.kind]
    past = [one for one in same if cycle is not None and one.starts_on <= cycle.starts_on]
    if span is Span.DAYS or not past:
        spans = [(today - timedelta(days=DAYS * (n + 1) - 1), today - timedelta(days=DAYS * n))
                 for n in range(count)]  # fmt: skip
    elif span is Span.CYCLE:
        spans = [_days(past[n : n + 1], today) for n in range(count) if past[n : n + 1]]
    else:
        parts = [past[n * CYCLES : (n + 1) * CYCLES] for n in range(count)]
        spans = [_days(part, today) for part in parts if part]
    while len(spans) < 2:  # nothing was before: a window in which nothing is known
        first = spans[-1][0]
        spans.append((first - timedelta(days=DAYS), first - timedelta(days=1)))
    windows = tuple(
        Window(start, end, _ended(same, end, today), is_long=span is Span.CYCLES)
        for start, end in spans
    )
    return Windows(span, windows, _wanted(same, windows))


def _days(part: Sequence[CycleRow], today: date) -> tuple[date, date]:
    start = min(one.starts_on for one in part)
    return start, max(min(max(one.ends_on for one in part), today), start)


def _ended(same: Sequence[CycleRow], end: date, today: date) -> tuple[date, ...]:
    """The last days of the cycles that were over on a day, the latest first."""
    over = {one.ends_on for one in same if one.ends_on <= end and one.ends_on < today}
    return tuple(sorted(over, reverse=True))


def _wanted(same: Sequence[CycleRow], windows: Sequence[Window]) -> tuple[int, ...]:
    """Cycles that one of the windows lies in, and the last four that were over at its end."""
    found = set()
    for window in windows:
        looked_back = set(window.ended[:CYCLES])
        for one in same:
            if (
                one.starts_on <= window.end and one.ends_on >= window.start
            ) or one.ends_on in looked_back:
                found.add(one.id)
    return tuple(sorted(found))
