"""Judge a KPI by what is stored: its state, its signals, and the response these ask for. Part of
every write that moves a value, a target, a baseline or a definition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from headway.core.spc import Stage
from headway.kit import clock
from headway.kpis.actions.raising import answer_signals
from headway.kpis.models import Kpi, KpiSignal, KpiState, Response
from headway.kpis.queries.charts import Chart, chart, variation_at
from headway.kpis.queries.doors import calendar_of, whole_series
from headway.kpis.queries.states import state_of
from headway.people.access import Actor

__all__ = ["Judged", "judge", "state_of"]


@dataclass(frozen=True, slots=True)
class Judged:
    """How a KPI stands after a write: signals that the write brought and took, and the response
    that is open because of them, if any."""

    chart: Chart
    appeared: tuple[KpiSignal, ...]
    vanished: tuple[KpiSignal, ...]
    response: Response | None


def judge(actor: Actor, kpi: Kpi) -> Judged:
    """Store how the KPI stands. Inside the transaction of a write that holds the KPI's row."""
    found = chart(kpi, whole_series(kpi).pk, calendar_of(kpi.organisation_id), actor.time_zone)
    KpiState.objects.update_or_create(kpi=kpi, defaults=state_of(kpi, found))
    appeared, vanished = _store_signals(kpi, found)
    response = answer_signals(actor, kpi, found, appeared)
    return Judged(found, tuple(appeared), tuple(vanished), response)


def _store_signals(kpi: Kpi, found: Chart) -> tuple[list[KpiSignal], list[KpiSignal]]:
    """Keep what appeared, withdraw what vanished. Signals of trial limits are hints and are not
    kept."""
    stored = {
        (signal.rule, signal.starts_on): signal
        for signal in kpi.signals.filter(withdrawn_at__isnull=True)
    }
    at = clock.now()
    current: dict[tuple[str, date], KpiSignal] = {}
    for segment in found.segments:
        if segment.stage not in (Stage.USABLE, Stage.LOCKED):
            continue
        for signal in segment.signals:
            point = found.points[signal.index]
            kind = variation_at(kpi, point, [signal], signal.index)
            current[signal.rule, point.span.start] = KpiSignal(
                kpi=kpi,
                rule=signal.rule,
                starts_on=point.span.start,
                first_on=found.points[signal.first].span.start,
                side=signal.side,
                variation=kind,
                raised_at=at,
            )
    appeared = [current[key] for key in current if key not in stored]
    vanished = [stored[key] for key in stored if key not in current]
    KpiSignal.objects.bulk_create(appeared)
    kpi.signals.filter(pk__in=[signal.pk for signal in vanished]).update(withdrawn_at=at)
    return appeared, vanished
