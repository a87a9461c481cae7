"""The table behind the chart of a KPI: its last periods, each with what was said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from headway.core.cadence import local_date
from headway.core.spc import moving_ranges
from headway.kpis.queries.known.lateness import first_told, late_days
from headway.kpis.queries.known.patterns import pattern_words
from headway.kpis.queries.known.records import RevisionRow
from headway.kpis.queries.page.pictures import Picture, target_words
from headway.kpis.queries.periods import period_in_full
from headway.web.explanation import Explanation


@dataclass(frozen=True, slots=True)
class TableRow:
    """One period in the table behind the chart."""

    period: str
    value: float | None
    moving_range: float | None
    state: str
    reason: str
    was: float | None
    target: str
    signals: tuple[str, ...]
    variation: str
    person_name: str | None
    origin: str
    entered_on: date | None
    late_days: int
    why: Explanation | None = None


def table_rows(
    picture: Picture,
    revisions: Sequence[RevisionRow],
    count: int,
    time_zone: str,
    opened: Mapping[date, Explanation],
) -> list[TableRow]:
    """The last ``count`` periods, newest first. ``opened`` explains computed values, by the first
    days of their periods. No query."""
    found, kpi = picture.found, picture.kpi
    ranges = moving_ranges(found.values)
    before, first = {row.starts_on: row for row in revisions}, first_told(revisions)
    rows = []
    for at in reversed(range(max(len(found.points) - count, 0), len(found.points))):
        point, marked = found.points[at], picture.patterns_at(at)
        row = point.measurement
        old = before.get(point.span.start)
        told = [one for one in marked if point.value is not None]
        rows.append(
            TableRow(
                period=period_in_full(point.span.start, kpi.frequency, picture.calendar),
                value=point.value,
                moving_range=ranges[at],
                state=row.state if row else "",
                reason=row.reason if row else "",
                was=old.value if old else None,
                target=target_words(kpi, point.target),
                signals=tuple(pattern_words(one) for one in told),
                variation=str(told[0].variation) if told else "common",
                person_name=row.person_name if row else None,
                origin=row.origin if row else "",
                entered_on=local_date(row.entered_at, time_zone) if row else None,
                late_days=late_days(
                    row, point.span, due_lag=kpi.due_lag, first=first, time_zone=time_zone
                ),
                why=opened.get(point.span.start),
            )
        )
    return rows
