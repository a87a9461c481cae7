"""The figures above the chart of a KPI: of the very periods that the chart shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from headway.core.spc import State
from headway.kpis.models import Kpi
from headway.kpis.queries.explanations.figures import explain_misses, misses
from headway.kpis.queries.explanations.limits import explain_limits
from headway.kpis.queries.page.decimals import places_on_page
from headway.kpis.queries.page.pictures import Picture
from headway.kpis.queries.series.charts import Chart, Point
from headway.kpis.queries.words import lack_words
from headway.web.explanation import Explanation


@dataclass(frozen=True, slots=True)
class Seen:
    """The last value with what holds for it. ``places`` are the decimals of its limits; ``lack``
    says why there are none."""

    now: Point
    period: str
    judged: State
    places: int
    lack: str
    misses: float | None
    why_value: Explanation | None
    why_limits: Explanation | None
    why_misses: Explanation | None


def seen(
    kpi: Kpi, found: Chart, picture: Picture, day: date, *, why: Explanation | None = None
) -> Seen | None:
    """None without any value; ``why`` explains the last. No query."""
    if found.now is None or found.last is None:
        return None
    return Seen(
        now=found.now,
        period=picture.name(found.last),
        judged=found.judged,
        places=places_on_page(kpi, found),
        lack=lack_words(found.stretch),
        misses=misses(found),
        why_value=why,
        why_limits=explain_limits(kpi, found, day),
        why_misses=explain_misses(kpi, found, day),
    )
