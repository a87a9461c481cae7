"""The points of a target's own curve, as its form shows and reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from headway.core.curves import MOST, curve_of, curve_problems
from headway.core.thresholds import Wanted, threshold_problems, thresholds
from headway.kit.problems import FieldError
from headway.kpis.queries.series.targets import TargetRow
from headway.web.posted import Posted, plain_number

ANCHORS, POINTS = "anchors", "points"
SCORED = "scored"
"""The field that says which of the two scores it."""


@dataclass(frozen=True, slots=True)
class PointFields:
    """The two fields of a point, as they were typed."""

    at: int
    value: str
    score: str


def scored_choices() -> list[tuple[str, str]]:
    """What a value is scored by."""
    return [
        (ANCHORS, _("the target, and what is red, worst and best")),
        (POINTS, _("points of your own")),
    ]


def points_posted(posted: Posted) -> list[list[float]] | None:
    """The points that a form sent; None where it is not scored by points. A row left empty is no
    point; one that is half empty is an error."""
    if posted.text(SCORED) != POINTS:
        return None
    points = []
    for at in range(1, MOST + 1):
        value, score = posted.number(f"value-{at}"), posted.number(f"score-{at}")
        if value is not None and score is not None:
            points.append([value, score])
        elif bool(posted.text(f"value-{at}")) != bool(posted.text(f"score-{at}")):
            name = f"score-{at}" if posted.text(f"value-{at}") else f"value-{at}"
            posted.errors.append(FieldError(name, "required", _("A point has both.")))
    return sorted(points)


def kind_of(points: list[list[float]], said: str) -> str:
    """What a curve asks for; what the form says otherwise, where the points make no curve."""
    return said if curve_problems(points) else str(curve_of(points).wanted)


def points_typed(now: TargetRow | None) -> dict[str, str]:
    """The fields before anything is typed: the curve in force, else the anchors to begin with."""
    typed: dict[str, str] = {SCORED: POINTS if now is not None and now.curve else ANCHORS}
    for at, (value, score) in enumerate(_points(now), 1):
        typed[f"value-{at}"] = plain_number(value)
        typed[f"score-{at}"] = plain_number(round(score, 2))
    return typed


def point_fields(typed: Mapping[str, Any]) -> list[PointFields]:
    """As many as a curve may have."""
    return [
        PointFields(at, typed.get(f"value-{at}", ""), typed.get(f"score-{at}", ""))
        for at in range(1, MOST + 1)
    ]


def _points(now: TargetRow | None) -> list[tuple[float, float]]:
    if now is None or now.ends:
        return []
    if now.curve is not None:
        return [(value, score) for value, score in now.curve]
    if now.kind == Wanted.WITHIN:
        numbers = {"low": now.low, "high": now.high, "width": now.red and 1.5 * now.red}
    else:
        green = now.low if now.kind == Wanted.AT_LEAST else now.high
        numbers = {"red": now.red, "green": green, "worst": now.worst, "best": now.best}
    if threshold_problems(now.kind, **numbers):
        return []
    return list(thresholds(now.kind, **numbers).points)
