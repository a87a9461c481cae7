"""What a chart comes to, as it is stored for lists and shown of a past day."""

from __future__ import annotations

from datetime import date
from typing import Any

from headway.core.spc import Stage
from headway.kpis.models import Kpi
from headway.kpis.queries.charts import Chart, Point

RECENT = 26
"""Values that a small chart in a list shows."""


def state_of(kpi: Kpi, found: Chart) -> dict[str, Any]:
    """The fields of the state that a chart comes to."""
    now, segment = found.now, found.segment
    here = found.limits_now
    return {
        "organisation_id": kpi.organisation_id,
        "starts_on": now.span.start if now else None,
        "value": now.value if now else None,
        "state": now.measurement.state if now and now.measurement else "",
        "points": segment.points if segment else 0,
        "stage": segment.stage if segment else Stage.NONE,
        "baseline": found.limits.points if found.limits else 0,
        "centre": now.centre if now else None,
        "sigma": here.sigma if here else None,
        "lower": now.lower if now else None,
        "upper": now.upper if now else None,
        "variation": found.judged.variation,
        "assurance": found.judged.assurance or "",
        "colour": found.judged.colour,
        "advice": found.judged.advice,
        "rules": [signal.rule for signal in now.signals] if now else [],
        "since": _since(found, now),
        "recent": found.values[-RECENT:],
    }


def _since(found: Chart, now: Point | None) -> date | None:
    if now is None or not now.signals:
        return None
    return found.points[min(signal.first for signal in now.signals)].span.start
