"""Judge KPIs by what is stored: their states, their signals, and the responses these ask for. Part
of every write that moves a value, a target, a baseline or a definition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from headway.activity.actions import record_all
from headway.core.spc import Signal
from headway.kit import clock
from headway.kit.prepared import prepared
from headway.kit.stored import RowsPut
from headway.kpis.actions.raising import MovedKpi, answer_signals
from headway.kpis.models import Kpi, KpiSignal, KpiState, Rebase, Response
from headway.kpis.queries.doors import calendar_of
from headway.kpis.queries.series.standings import COUNTING, Standing, standings
from headway.kpis.queries.series.states import NONE, state_of
from headway.people.access import Actor

__all__ = ["Judged", "judge", "judge_many", "state_of", "store_states"]

TOGETHER = 200
"""KPIs whose values are held at once."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How a KPI stands after a write: signals that the write brought and took, and the response
    that is open because of them, if any."""

    standing: Standing
    appeared: tuple[KpiSignal, ...]
    vanished: tuple[KpiSignal, ...]
    response: Response | None


def judge(actor: Actor, kpi: Kpi, *, anew: Rebase | None = None) -> Judged:
    """Store how the KPI stands. Inside the transaction of a write that holds the KPI's row.
    ``anew`` is the re-base that the write makes or takes back."""
    return _judge(actor, [kpi], anew)[kpi.pk]


def judge_many(actor: Actor, kpis: Sequence[Kpi]) -> dict[int, Judged]:
    """Store how KPIs of one organisation stand; answers by their ids. Inside the transaction of a
    write that holds their rows. Nine statements for :data:`TOGETHER` of them, and up to seven more
    where signals appear or vanish."""
    done: dict[int, Judged] = {}
    for first in range(0, len(kpis), TOGETHER):
        done |= _judge(actor, kpis[first : first + TOGETHER])
    return done


def _judge(actor: Actor, kpis: Sequence[Kpi], anew: Rebase | None = None) -> dict[int, Judged]:
    found = standings(kpis, calendar_of(kpis[0].organisation_id))
    before = dict(_known_until([kpi.pk for kpi in kpis]))
    moved = _moved_signals(kpis, found, before)
    responses = answer_signals(actor, moved, anew)
    store_states(
        [
            KpiState(
                kpi_id=kpi.pk, **state_of(kpi, found[kpi.pk], responses.last.get(kpi.pk, NONE))
            )
            for kpi in kpis
        ]
    )
    record_all(actor, responses.told)
    return {
        one.kpi.pk: Judged(
            one.standing, tuple(one.appeared), tuple(one.vanished), responses.open.get(one.kpi.pk)
        )
        for one in moved
    }


store_states = RowsPut(KpiState)
"""In the place of what was stored of their KPIs. One statement."""


class SignalKey(NamedTuple):
    """What makes a signal another: its rule, the first day of the period at which it is complete,
    its side, and what it says. A value that is restated from far above to far below is one."""

    rule: str
    starts_on: date
    side: int
    variation: str


def signals_by_key(kpi: Kpi, found: Standing) -> dict[SignalKey, Signal]:
    """The signals that are kept of a standing. Those of trial limits are hints and are not kept."""
    return {
        SignalKey(
            signal.rule,
            found.spans[signal.index].start,
            signal.side,
            str(found.variation(kpi, stretch, signal)),
        ): signal
        for stretch in found.stretches
        if stretch.stage in COUNTING
        for signal in stretch.signals
    }


class LiveSignal(NamedTuple):
    """A stored signal, and the first day of its pattern: that moves where a gap is filled."""

    id: int
    first_on: date


def live_signals(kpi_ids: Sequence[int]) -> dict[int, dict[SignalKey, LiveSignal]]:
    """The signals that KPIs have, by KPI and by their keys. One query."""
    stored: dict[int, dict[SignalKey, LiveSignal]] = {kpi_id: {} for kpi_id in kpi_ids}
    for kpi_id, signal_id, first_on, *key in _live(kpi_ids):
        stored[kpi_id][SignalKey(*key)] = LiveSignal(signal_id, first_on)
    return stored


@prepared
def _known_until(kpi_ids: Sequence[int]) -> QuerySet[KpiState, tuple[int, date | None]]:
    return KpiState.objects.filter(kpi_id__in=kpi_ids).values_list("kpi_id", "starts_on")


def _moved_signals(
    kpis: Sequence[Kpi],
    found: Mapping[int, Standing],
    before: Mapping[int, date | None],
) -> list[MovedKpi]:
    """What appeared, not stored yet, and what vanished, withdrawn."""
    stored = live_signals([kpi.pk for kpi in kpis])
    at = clock.now()
    moved, gone, longer = [], [], []
    for kpi in kpis:
        standing, known = found[kpi.pk], stored[kpi.pk]
        current = signals_by_key(kpi, standing)
        appeared = [
            signal_row(kpi, standing, key, current[key], at) for key in current if key not in known
        ]
        gone += [known[key].id for key in known if key not in current]
        longer += [
            KpiSignal(id=known[key].id, first_on=first_on)
            for key, signal in current.items()
            if key in known
            and known[key].first_on != (first_on := standing.spans[signal.first].start)
        ]
        moved.append(MovedKpi(kpi, standing, before.get(kpi.pk), appeared))
    if longer:
        KpiSignal.objects.bulk_update(longer, ["first_on"])
    if gone:
        by_kpi = {one.kpi.pk: one for one in moved}
        for signal in _vanishing(gone):
            by_kpi[signal.kpi_id].vanished.append(signal)
        KpiSignal.objects.filter(pk__in=gone).update(withdrawn_at=at)
    return moved


@prepared
def _vanishing(ids: Sequence[int]) -> QuerySet[KpiSignal]:
    return KpiSignal.objects.filter(pk__in=ids).order_by("starts_on", "id")


@prepared
def _live(kpi_ids: Sequence[int]) -> QuerySet[KpiSignal, tuple[Any, ...]]:
    return KpiSignal.objects.filter(kpi_id__in=kpi_ids, withdrawn_at__isnull=True).values_list(
        "kpi_id", "id", "first_on", "rule", "starts_on", "side", "variation"
    )


def signal_row(
    kpi: Kpi, standing: Standing, key: SignalKey, signal: Signal, at: datetime
) -> KpiSignal:
    """A signal as it is raised, not stored yet."""
    return KpiSignal(
        kpi=kpi,
        first_on=standing.spans[signal.first].start,
        raised_at=at,
        **key._asdict(),
    )
