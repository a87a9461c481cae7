"""How many decimals the limits on the page of a KPI need, so that what lies outside of one is not
written like it."""

from __future__ import annotations

from headway.core.scoring import round_half_up
from headway.kpis.models import Kpi
from headway.kpis.queries.series.charts import Chart, Point
from headway.kpis.queries.words import limit_places
from headway.web.formats import number

_MORE = 6
"""Decimals at most beyond the usual ones: further apart nobody could tell them anyway."""


def places_on_page(kpi: Kpi, found: Chart) -> int:
    """The usual decimals of limits, or more where a value that is outside would look like its limit
    (3.7 above 3.7). No query."""
    usual = limit_places(kpi.decimals, found.limits_now)
    return max([usual, *(_enough(point, usual) for point in found.points)])


def value_at_limit(kpi: Kpi, point: Point, places: int) -> str:
    """A value that is outside, in the decimals of the KPI or, where these do not show that, in
    those of the limit."""
    is_told = point.value is None or _is_beyond(point, kpi.decimals, places)
    return number(point.value, kpi.decimals if is_told else places)


def _enough(point: Point, usual: int) -> int:
    if point.value is None or _limit_passed(point) is None:
        return usual
    tried = range(usual, usual + _MORE)
    return next((to for to in tried if _is_beyond(point, to, to)), usual)


def _limit_passed(point: Point) -> float | None:
    """The limit that the value lies beyond, as it is told; None for a value inside."""
    value, shown = point.value, point.shown
    if value is None:
        return None
    if shown.upper is not None and value > shown.upper:
        return shown.upper
    if shown.lower is not None and value < shown.lower:
        return shown.lower
    return None


def _is_beyond(point: Point, places: int, of_limit: int) -> bool:
    """Whether the value is beyond its limit as both are written."""
    limit = _limit_passed(point)
    if limit is None or point.value is None:
        return True
    value, to = round_half_up(point.value, places), round_half_up(limit, of_limit)
    return value > to if point.value > limit else value < to
