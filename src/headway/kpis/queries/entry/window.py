"""Which periods the grid shows: the last ones, more of them, and then pages of earlier ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from headway.core.calendars import Calendar, Span, before, spans

PERIODS = (6, 14, 28, 56, 112)
"""Periods at first, and after each *More periods*."""
ALWAYS, CELLS = 14, 1680
"""So many periods have room whatever the number of lines; more of them as long as the page has no
more cells than this."""
MOST_BACK = 1200
"""Periods that a page may lie back, whatever somebody types into the address."""


@dataclass(frozen=True, slots=True)
class Window:
    """``periods`` of each rhythm, the last of them ``back`` from today; ``wider`` is how many it
    may show next, None where so many have no room."""

    today: date
    calendar: Calendar
    periods: int
    back: int
    wider: int | None

    def of(self, frequency: str) -> list[Span]:
        """The periods of a rhythm, the oldest first."""
        last = before(self.today, self.back, frequency, self.calendar)
        first = before(last.start, self.periods - 1, frequency, self.calendar)
        return spans(first.start, last.start, frequency, self.calendar)

    @property
    def earlier(self) -> int | None:
        """How far back the page before lies; None while this one can still be wider."""
        further = self.back + self.periods
        return further if self.wider is None and further <= MOST_BACK else None

    @property
    def later(self) -> int | None:
        """How far back the page after lies; None where this one ends today."""
        return max(self.back - self.periods, 0) if self.back else None


def window_of(today: date, calendar: Calendar, *, lines: int, periods: int, back: int) -> Window:
    """As many periods as are asked for and have room with so many lines; those of a page further
    back are as many as of the first."""
    room = [each for each in PERIODS if each <= ALWAYS or each * lines <= CELLS]
    shown = max(each for each in room if each <= max(periods, PERIODS[0]))
    back = min(max(back, 0), MOST_BACK)
    wider = next((each for each in room if each > shown), None)
    return Window(today, calendar, shown, back, None if back else wider)
