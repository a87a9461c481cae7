"""The KPIs of a unit at a glance: colours, how many lead, and the false alarms to expect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, QuerySet

from headway.core.spc import expected_false_alarms
from headway.kit.prepared import prepared
from headway.kpis.models import Kpi, KpiState, Nature
from headway.kpis.queries.lists.rows import KpiFilters, KpiRow, filtered_of
from headway.kpis.queries.series.alike import Alike
from headway.kpis.queries.series.standings import COUNTING
from headway.people.access import Actor


@dataclass(frozen=True, slots=True)
class UnitHealth:
    """The KPIs of a unit at a glance: how many of each colour, and how many are expected to raise a
    false alarm within twelve weeks although nothing changes, of the ``judged`` ones whose signals
    count."""

    kpis: int
    green: int
    amber: int
    red: int
    grey: int
    leading: int
    judged: int
    false_alarms: float


def alike_kpis(actor: Actor, filters: KpiFilters) -> Sequence[Alike]:
    """All KPIs the filters leave, for :func:`health_of_all`. One query, as many rows as there are
    different ones; of everybody's an index is counted and no KPI read."""
    if filters.archived:
        return [Alike(*row) for row in _of_archived(actor.organisation_id, filters)]
    if filters == KpiFilters(colour=filters.colour):
        found = [Alike.of(*row) for row in _likenesses(actor.organisation_id)]
        return [one for one in found if filters.colour in ("", one.colour)]
    return [Alike.of(*row) for row in _likenesses_of(actor.organisation_id, filters)]


@prepared
def _likenesses_of(organisation_id: int, filters: KpiFilters) -> QuerySet[Kpi, tuple[str, int]]:
    rows = filtered_of(organisation_id, filters).exclude(state__alike="")
    return rows.values_list("state__alike").annotate(count=Count("id")).order_by()


@prepared
def _likenesses(organisation_id: int) -> QuerySet[KpiState, tuple[str, int]]:
    live = KpiState.objects.filter(organisation_id=organisation_id, alike__gt="")
    return live.values_list("alike").annotate(count=Count("*")).order_by()  # reads no row


@prepared
def _of_archived(organisation_id: int, filters: KpiFilters) -> QuerySet[Kpi, tuple[Any, ...]]:
    return (
        filtered_of(organisation_id, filters)
        .values_list(
            "state__colour",
            "nature",
            "rules",
            "state__baseline",
            "frequency",
            "state__stage",
            "state__is_answered",
        )
        .annotate(count=Count("id"))
        .order_by()
    )


def health_of(rows: Sequence[KpiRow]) -> UnitHealth:
    """Of rows that were listed. No query."""
    return health_of_all(alike_of(rows))


def alike_of(rows: Sequence[KpiRow]) -> Sequence[Alike]:
    """Rows that were listed, the same ones counted together. No query."""
    return _alike_of(tuple(rows))


@lru_cache(maxsize=256)
def _alike_of(rows: tuple[KpiRow, ...]) -> tuple[Alike, ...]:
    same = Counter(
        (
            row.colour,
            row.nature,
            tuple(row.rules),
            row.baseline,
            row.frequency,
            row.stage,
            row.is_answered,
        )
        for row in rows
    )
    return tuple(Alike(*values, count) for values, count in same.items())


def health_of_all(groups: Sequence[Alike]) -> UnitHealth:
    """The counts added up. No query."""

    def coloured(colour: str) -> int:
        return sum(one.count for one in groups if one.colour == colour)

    judged = [one for one in groups if one.stage in COUNTING]
    return UnitHealth(
        kpis=sum(one.count for one in groups),
        green=coloured("green"),
        amber=coloured("amber"),
        red=coloured("red"),
        grey=coloured("grey"),
        leading=sum(one.count for one in groups if one.nature in (Nature.LEADING, Nature.BOTH)),
        judged=sum(one.count for one in judged),
        false_alarms=expected_false_alarms(one.watched for one in judged),
    )
