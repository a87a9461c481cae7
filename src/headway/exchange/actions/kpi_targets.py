"""The targets that a table of definitions or of values names."""

from __future__ import annotations

from datetime import date

from headway.core.curves import curve_of
from headway.exchange.actions.brought import Brought
from headway.exchange.formats.kpis import ImportedTarget
from headway.exchange.models import ImportChange
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi, TargetKind
from headway.kpis.queries.series.charts import TargetRow, target_at, targets_of
from headway.people.access import Actor


def bring_target(
    actor: Actor, brought: Brought, kpi: Kpi, wanted: ImportedTarget, *, day: date, why: str
) -> None:
    """Set a target from its day on, else from ``day``, unless the one in force then is the same."""
    day = wanted.effective_on or day
    there = target_at(targets_of(kpi.pk), day)
    if there is not None and _is_same(there, wanted):
        brought.unchanged["targets"] += 1
        return
    made = set_target(
        actor,
        kpi.pk,
        kind=wanted.kind,
        low=wanted.low,
        high=wanted.high,
        curve=wanted.curve,
        by=wanted.by,
        **_kept_thresholds(there, wanted),
        effective_on=day,
        why=why,
    )
    brought.created["targets"] += 1
    brought.changes.append(
        ImportChange(kind="target", external_id=str(kpi.pk), object_id=made.pk, created=True)
    )


def _kept_thresholds(there: TargetRow | None, wanted: ImportedTarget) -> dict[str, float | None]:
    """Worst, red and best of the target before, which a file does not say, where the new number
    lies between them."""
    if there is None or there.kind != str(wanted.kind) or wanted.curve is not None:
        return {}
    if wanted.kind == TargetKind.WITHIN:
        return {"red": there.red}
    green, sign = (wanted.low, 1) if wanted.low is not None else (wanted.high, -1)
    if green is None:
        return {}
    sides = (("worst", there.worst, -1), ("red", there.red, -1), ("best", there.best, 1))
    return {
        name: value
        for name, value, side in sides
        if value is not None and (value - green) * sign * side > 0
    }


def _is_same(there: TargetRow, wanted: ImportedTarget) -> bool:
    if wanted.curve is not None:
        points = [list(point) for point in curve_of(wanted.curve).points]
        return (there.curve, there.by) == (points, wanted.by)
    return (there.kind, there.low, there.high, there.by) == (
        str(wanted.kind),
        wanted.low,
        wanted.high,
        wanted.by,
    )
