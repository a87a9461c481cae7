"""Which check-in answers what is due (docs/adr/0043)."""

from __future__ import annotations

from datetime import date


def answered_on(kpi_id: int | None, read_on: date | None, valued_on: date | None) -> date | None:
    """The day of the latest check-in that answers what a person is asked for: a value, be it the
    same as last time. Whoever gets the value from a KPI cannot give it: there any check-in answers,
    and the KPI is asked for where it is entered."""
    return valued_on if kpi_id is None else read_on
