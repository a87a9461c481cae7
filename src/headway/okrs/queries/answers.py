"""When a check-in is due, which one answers it (docs/adr/0043), and which number is in."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from headway.core.cadence import cadence_of, next_due

DUE_KEPT = 8192
"""Due days follow from rhythm and days alone, and lists show the same key results again."""


def answered_on(kpi_id: int | None, read_on: date | None, valued_on: date | None) -> date | None:
    """The day of the latest check-in that answers what a person is asked for: a value, be it the
    same as last time. Whoever gets the value from a KPI cannot give it: there any check-in answers,
    and the KPI is asked for where it is entered."""
    return valued_on if kpi_id is None else read_on


def check_in_due_on(
    kpi_id: int | None,
    cadence: str,
    read_on: date | None,
    valued_on: date | None,
    *,
    starts_on: date,
    ends_on: date,
    as_of: date,
) -> date | None:
    """The day by which the next check-in on a key result is due: before ``as_of`` when it is late,
    None when nothing is due any more. ``starts_on`` is its first day, the one it was added on where
    that was later than its cycle's."""
    return _due_on(cadence, answered_on(kpi_id, read_on, valued_on), starts_on, ends_on, as_of)


@lru_cache(maxsize=DUE_KEPT)
def _due_on(
    cadence: str, answered: date | None, starts_on: date, ends_on: date, as_of: date
) -> date | None:
    return next_due(
        cadence_of(cadence), start=starts_on, end=ends_on, last_read_on=answered, as_of=as_of
    )


def is_number_in(kpi_id: int | None, due_on: date | None, until: date) -> bool:
    """Whether nobody is asked for its number by a day, ``due_on`` being when its next check-in is
    due. A KPI gives its number by itself: what Home still asks for there is how sure one is."""
    return kpi_id is not None or due_on is None or due_on > until
