"""What KPIs had come to before a day: what was known of a measure when a target for it was set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from headway.core.calendars import span_of
from headway.kit.prepared import prepared
from headway.kpis.models import Frequency, Measurement
from headway.kpis.queries.doors import calendar_of
from headway.kpis.queries.series.baselines import baseline_starts_of_many
from headway.people.queries import InOrganisation

MOST_VALUES = 24
"""Of each KPI, the latest: two years of months, half a year of weeks."""

_LOOK_BACK = {
    Frequency.DAILY: 60,
    Frequency.WEEKLY: 40 * 7,
    Frequency.MONTHLY: 3 * 366,
    Frequency.QUARTERLY: 8 * 366,
    Frequency.YEARLY: 30 * 366,
}
"""Days in which so many values are found, also where some periods have none."""

Values = tuple[tuple[date, float], ...]


def values_before(actor: InOrganisation, days: Mapping[int, date]) -> dict[int, Values]:
    """What KPIs came to in periods that were over before a day each, oldest first, since their
    baseline last began anew: (last day of the period, value). Four queries, none without KPIs."""
    if not days:
        return {}
    calendar, begun = calendar_of(actor.organisation_id), baseline_starts_of_many(list(days))
    first, last = min(days.values()), max(days.values())
    found: dict[int, list[tuple[date, float]]] = defaultdict(list)
    since = [first - timedelta(days=_LOOK_BACK[one]) for one in Frequency]
    for kpi_id, frequency, starts_on, value in _values(list(days), last, *since):
        end = span_of(starts_on, frequency, calendar).end
        is_old = any(starts_on < day < days[kpi_id] for day in begun.get(kpi_id, ()))
        if end < days[kpi_id] and not is_old:
            found[kpi_id].append((end, value))
    return {kpi_id: tuple(values[-MOST_VALUES:]) for kpi_id, values in found.items()}


@prepared
def _values(
    kpi_ids: Collection[int],
    last: date,
    daily: date,
    weekly: date,
    monthly: date,
    quarterly: date,
    yearly: date,
) -> QuerySet[Measurement, tuple[Any, ...]]:
    since = zip(Frequency, (daily, weekly, monthly, quarterly, yearly), strict=True)
    recent = Q()
    for frequency, day in since:
        recent |= Q(series__kpi__frequency=str(frequency), starts_on__gte=day)
    found = Measurement.objects.filter(
        recent, series__kpi_id__in=kpi_ids, series__key="", starts_on__lt=last, value__isnull=False
    )
    return found.order_by("series_id", "starts_on").values_list(
        "series__kpi_id", "series__kpi__frequency", "starts_on", "value"
    )
