"""Judge what is stored anew: proof that states and signals are what values, targets and baselines
say, whatever wrote them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from headway.activity.actions import one_write
from headway.kpis.actions.judging import (
    TOGETHER,
    LiveSignal,
    SignalKey,
    judge_many,
    live_signals,
    signals_by_key,
    state_of,
)
from headway.kpis.actions.raising import last_responses
from headway.kpis.models import Kpi, KpiState
from headway.kpis.queries.doors import calendar_of
from headway.kpis.queries.series.standings import Standing, standings
from headway.kpis.queries.series.states import NONE
from headway.people.access import system_actor
from headway.people.models import Organisation


class Difference(NamedTuple):
    """A KPI of which something stored is not what its values say: a ``field`` of its state, or its
    "signals" by rule and period, of which only those are told that are on one side. Of several
    fields the first; ``stored`` is None where there is no state at all."""

    kpi_id: int
    field: str
    stored: Any
    computed: Any


def recompute_kpis(organisation_id: int, *, write: bool = True) -> tuple[int, list[Difference]]:
    """Judge every KPI of an organisation anew, archived ones too.

    Returns how many there are and which differ; with ``write`` these are judged as any write does
    it: signals appear and vanish, and one at the last period opens a response. Two hundred are held
    at a time. Nobody waits for it but those who write to a KPI that differs.
    """
    looked_at, differences = 0, list[Difference]()
    for kpis in _in_turn(organisation_id):
        looked_at += len(kpis)
        wrong = _compared(kpis)
        differences += wrong
        if write and wrong:
            _judge_again(organisation_id, [one.kpi_id for one in wrong])
    return looked_at, differences


def _in_turn(organisation_id: int) -> Iterator[list[Kpi]]:
    kpis = Kpi.objects.filter(organisation_id=organisation_id).order_by("id")
    last = 0
    while some := list(kpis.filter(pk__gt=last)[:TOGETHER]):
        yield some
        last = some[-1].pk


def _compared(kpis: Sequence[Kpi]) -> list[Difference]:
    """Nine queries."""
    found = standings(kpis, calendar_of(kpis[0].organisation_id))
    states = KpiState.objects.in_bulk([kpi.pk for kpi in kpis])
    signals = live_signals([kpi.pk for kpi in kpis])
    last = {row.kpi_id: row.responded for row in last_responses([kpi.pk for kpi in kpis])}
    compared = (
        _difference(
            kpi,
            state_of(kpi, found[kpi.pk], last.get(kpi.pk, NONE)),
            found[kpi.pk],
            states.get(kpi.pk),
            signals[kpi.pk],
        )
        for kpi in kpis
    )
    return [one for one in compared if one is not None]


def _difference(
    kpi: Kpi,
    current_state: Mapping[str, Any],
    found: Standing,
    state: KpiState | None,
    signals: Mapping[SignalKey, LiveSignal],
) -> Difference | None:
    for name, computed in current_state.items():
        stored = getattr(state, name) if state else None
        if state is None or not _same(stored, computed):
            return Difference(kpi.pk, name, stored, computed)
    current = {
        (key, found.spans[signal.first].start) for key, signal in signals_by_key(kpi, found).items()
    }
    stored_ones = {(key, signal.first_on) for key, signal in signals.items()}
    if current != stored_ones:
        only_stored, only_computed = stored_ones - current, current - stored_ones
        return Difference(kpi.pk, "signals", _told(only_stored), _told(only_computed))
    return None


def _told(signals: set[tuple[SignalKey, date]]) -> list[str]:
    keys = sorted((key for key, _first in signals), key=lambda key: (key.starts_on, key.rule))
    return [f"{key.rule} {key.starts_on}" for key in keys]


def _same(stored: Any, computed: Any) -> bool:
    """Whether two figures differ by no more than is left of computing them, and all else not."""
    if isinstance(stored, list) and isinstance(computed, list):
        return len(stored) == len(computed) and all(map(_same, stored, computed))
    if isinstance(stored, float | int) and isinstance(computed, float | int):
        return math.isclose(stored, computed, rel_tol=1e-9, abs_tol=1e-9)
    return bool(stored == computed)


@one_write()
def _judge_again(organisation_id: int, kpi_ids: Sequence[int]) -> None:
    """By what is stored now, which another write may have moved meanwhile."""
    actor = system_actor(Organisation.objects.get(pk=organisation_id))
    wanted = Kpi.objects.filter(pk__in=kpi_ids).order_by("pk")
    locked = list(wanted.select_for_update(no_key=True).values_list("pk", flat=True))
    judge_many(actor, list(wanted.filter(pk__in=locked)))
