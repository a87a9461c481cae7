"""What is stored of the periods that an entry grid shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from headway.kit.prepared import prepared
from headway.kpis.models import Measurement
from headway.kpis.queries.entry.texts import cell_text, in_words
from headway.kpis.queries.entry.window import Window
from headway.kpis.queries.lists.rows import KpiRow
from headway.kpis.queries.series.segments import SeriesOf


class Kept(NamedTuple):
    """What is stored of a period: as it is typed, and its value and state."""

    text: str
    value: float | None
    state: str


NOTHING = Kept("", None, "")
Stored = Mapping[tuple[int, date], Kept]
"""By series and period."""


def stored_of(rows: Iterable[KpiRow], series: Mapping[int, SeriesOf], window: Window) -> Stored:
    """What is stored of the shown periods, as a cell says it, by series and period."""
    ids = [one for row in rows for one in series[row.id].ids]
    if not ids:
        return {}
    levels = {
        one: (*row.levels, *row.former_levels)
        for row in rows
        if row.levels
        for one in series[row.id].ids
    }
    shown = [window.of(rhythm) for rhythm in {row.frequency for row in rows}]
    first, last = min(each[0].start for each in shown), max(each[-1].start for each in shown)
    return {
        (series_id, start): Kept(
            in_words(
                levels.get(series_id, ()),
                cell_text(value, state, reason, numerator, denominator),
                value,
            ),
            value,
            state,
        )
        for series_id, start, value, state, reason, numerator, denominator in _values(
            ids, first, last
        )
    }


@prepared
def _values(
    series_ids: Sequence[int], first: date, last: date
) -> QuerySet[Measurement, tuple[Any, ...]]:
    return Measurement.objects.filter(
        series_id__in=series_ids, starts_on__gte=first, starts_on__lte=last
    ).values_list("series_id", "starts_on", "value", "state", "reason", "numerator", "denominator")
