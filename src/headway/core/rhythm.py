"""Are check-ins kept up? (docs/methods 7.6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from headway.core.cadence import Rhythm, periods

GRACE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Kept:
    """Of ``due`` check-ins, how many came ``on_time``."""

    due: int
    on_time: int

    @property
    def rate(self) -> float | None:
        return self.on_time / self.due if self.due else None

    def __add__(self, other: Kept) -> Kept:
        return Kept(self.due + other.due, self.on_time + other.on_time)


def kept_up(
    entries: Iterable[tuple[date, date]],
    *,
    cadence: Rhythm,
    start: date,
    end: date,
    as_of: date,
    since: date | None = None,
) -> Kept:
    """How many of the check-ins due from ``start`` to ``end`` came on time.

    Parameters
    ----------
    entries
        (day it tells of, day it was entered), in any order.
    cadence, start, end
        The rhythm, and the window of the key result.
    as_of
        Periods whose grace ends later are not due yet.
    since
        Periods whose grace ended earlier are left out; None: none is. Windows that follow each
        other so count each period once.

    Returns
    -------
    Kept

    Examples
    --------
    >>> from headway.core.cadence import Cadence
    >>> week = [date(2026, 10, day) for day in range(5, 26)]
    >>> kept_up([(week[0], week[1]), (week[7], week[16])],
    ...     cadence=Cadence.WEEKLY, start=week[0], end=week[20], as_of=date(2026, 11, 1))
    Kept(due=3, on_time=1)

    Notes
    -----
    A period is kept when something was entered for one of its days until two days after its last
    (the grace). Entered later it is better than nothing, and not on time.

    References
    ----------
    docs/methods 7.6 (check-in rate: on time / due, grace of two days).
    """
    given = list(entries)
    due = [
        p
        for p in periods(cadence, start=start, end=end)
        if p.end + GRACE <= as_of and (since is None or p.end + GRACE >= since)
    ]
    return Kept(
        due=len(due),
        on_time=sum(
            any(p.start <= day <= p.end and entered <= p.end + GRACE for day, entered in given)
            for p in due
        ),
    )
