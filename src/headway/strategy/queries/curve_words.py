"""How a value was scored by a curve of the target's own: between which points, and the sum."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from headway.core.curves import between, curve_of
from headway.strategy.queries.kpi_scores import KpiScore
from headway.web.formats import number


def curve_rows(one: KpiScore, said: Callable[[float | None], str]) -> list[tuple[str, str]]:
    """Each point with its score, those around the value marked, and the sum between them."""
    if one.target is None or one.target.curve is None:
        return []
    points = curve_of(one.target.curve).points
    value = one.scored_value
    pair = None if value is None else between(points, value)
    rows = []
    for point in points:
        words = _("Scores %(score)s, next to the value") if pair and point in pair else _(
            "Scores %(score)s"
        )  # fmt: skip
        rows.append((words % {"score": number(point[1])}, said(point[0])))
    if one.scored is None or value is None:
        return rows
    if pair is None:
        words = _("Below all points: as the first") if value < points[0][0] else _(
            "At the last point or above: as the last"
        )  # fmt: skip
        return [*rows, (words, number(one.scored.score, 1))]
    (x0, y0), (x1, y1) = pair
    told = f"{number(y0)} + ({number(value)} − {number(x0)}) / ({number(x1)} − {number(x0)})"
    told += f" × ({number(y1)} − {number(y0)}) = {number(one.scored.score, 1)}"
    return [*rows, (_("Between the two"), told)]
