"""What was known of the measure of a key result when its target was set."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from headway.core.cadence import cadence_of
from headway.core.forecast import FORESEEN_KINDS, foreseen
from headway.core.planning.plan import Outlook
from headway.kit.prepared import prepared
from headway.kpis.queries.series.before import values_before
from headway.okrs.models import Aggregation, KeyResult
from headway.okrs.queries.measures import hashable
from headway.okrs.queries.planned.kpis import KpiOfPlan
from headway.okrs.queries.planned.rows import KeyResultOfPlan
from headway.okrs.queries.readings import readings_of
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor

MOST_CARRIED = 6
"""Cycles back that a key result is followed which was carried over again and again."""

Values = Sequence[tuple[date, float]]


def outlooks_of(
    actor: Actor, key_results: Sequence[KeyResultOfPlan], kpis: Mapping[int, KpiOfPlan], today: date
) -> dict[int, Outlook]:
    """What was known by key result: what its KPI came to before its first day, or what was read on
    the key results it was carried over from, as far as the actor may read them. Only of those whose
    value is the latest reading: what adds up begins anew. Four queries where there are KPIs; where
    something was carried over, one for its readings and one for each cycle back."""
    wanted = [one for one in key_results if _goes_on(one)]
    days = _first_days([one for one in wanted if one.kpi_id], today)
    of_kpis = values_before(actor, days)
    carried = [one for one in wanted if one.kpi_id is None and one.carried_from_id]
    of_others = _carried(actor, carried)
    found: dict[int, Outlook] = {}
    for one in wanted:
        if one.kpi_id is not None:
            known = [x for x in of_kpis.get(one.kpi_id, ()) if x[0] < one.starts_on]
            rhythm = kpis[one.kpi_id].frequency
        else:
            known = [x for x in of_others.get(one.id, ()) if x[0] < one.starts_on]
            rhythm = one.cadence
        if known:
            found[one.id] = _outlook(one, known, rhythm)
    return found


def _goes_on(one: KeyResultOfPlan) -> bool:
    return one.kind in FORESEEN_KINDS and one.aggregation == Aggregation.LAST


def _first_days(key_results: Collection[KeyResultOfPlan], today: date) -> dict[int, date]:
    """By KPI the latest day on which a key result begins that reads it; tomorrow where that is
    still to come: what is not over is not known."""
    found: dict[int, date] = {}
    for one in key_results:
        if one.kpi_id is not None:
            day = min(one.starts_on, today + timedelta(days=1))
            found[one.kpi_id] = max(day, found.get(one.kpi_id, day))
    return found


def _outlook(one: KeyResultOfPlan, known: Values, rhythm: str) -> Outlook:
    return Outlook(
        history=tuple(value for _day, value in known),
        value=known[-1][1],
        probability=foreseen(
            one.kind,
            readings=known,
            cadence=cadence_of(rhythm),
            ends_on=one.cycle_ends_on,
            start=one.start,
            target=one.target,
            scale=one.scale,
            anchors=hashable(one.anchors),
        ),
    )


def _carried(actor: Actor, key_results: Sequence[KeyResultOfPlan]) -> dict[int, Values]:
    """What was read on those that key results were carried over from, oldest first, as long as they
    were measured the same way and the actor may read them."""
    line = {one.id: [one.carried_from_id] for one in key_results}
    measured = {one.id: (one.kind, one.measure, one.aggregation) for one in key_results}
    for _cycle in range(MOST_CARRIED):
        wanted = {ids[-1] for ids in line.values() if ids[-1] is not None}
        if not wanted:
            break
        rows = _measured(actor, sorted(wanted))
        before = {pk: (rest[0], tuple(rest[1:])) for pk, *rest in rows}
        for pk, ids in line.items():
            last = ids[-1]
            if last is None:
                continue
            above, alike = before.get(last, (None, None))
            ids[-1:] = [last, above] if alike == measured[pk] else [None]
    earlier_ones = {i for ids in line.values() for i in ids[:-1] if i is not None}
    read = readings_of(sorted(earlier_ones)) if earlier_ones else {}
    return {
        pk: [
            (reading.effective_on, reading.value)
            for earlier in reversed(ids[:-1])
            if earlier is not None
            for reading in read.get(earlier, ())
            if reading.value is not None
        ]
        for pk, ids in line.items()
    }


@prepared
def _measured(
    actor: Actor, key_result_ids: Collection[int]
) -> QuerySet[KeyResult, tuple[Any, ...]]:
    found = KeyResult.objects.filter(visible_to(actor, "objective__"), pk__in=key_result_ids)
    return found.values_list("id", "carried_from_id", "kind", "measure", "aggregation")
