"""Signals named in a process behaviour chart: the brackets of patterns, and where words may lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from headway.web.charts.labels import LINE, Spot
from headway.web.charts.process_model import Call, ProcessChart
from headway.web.charts.scale import Box

CALLS = 4  # signals named in the picture, the latest
DROP = 14.0  # from the outermost point of a run to its bracket
NEAR = 8.0  # the least that a bracket lies from its points, and above the values
CLEAR = 9.0  # between a bracket and a limit, centre or target
TICK = 6.0


@dataclass(frozen=True, slots=True)
class Periods:
    """Maps periods, by their place, and values to pixels."""

    box: Box
    count: int
    low: float
    high: float

    @property
    def step(self) -> float:
        return (self.box.right - self.box.left) / max(self.count, 1)

    def x(self, at: float) -> float:
        """The middle of a period; ``at`` - 0.5 is where it begins."""
        return self.box.left + (at + 0.5) * self.step

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.box.bottom - share * (self.box.bottom - self.box.top)


class Bracket(NamedTuple):
    """The height of a run's bracket; ``side`` is 1 above its points and -1 below them."""

    y: float
    side: int


def bracket(scale: Periods, chart: ProcessChart, call: Call) -> Bracket:
    """Beyond the points of a run and clear of the lines there: on the run's own side, or on the
    other where the picture ends before."""
    own = 1 if call.side > 0 else -1
    found = (_placed(scale, chart, call, side) for side in (own, -own))
    return next((one for one in found if one is not None), _outside(scale, own))


def _outside(scale: Periods, side: int) -> Bracket:
    """As far out as there is room."""
    return Bracket(scale.box.top - NEAR if side > 0 else scale.box.bottom - 2, side)


def _placed(scale: Periods, chart: ProcessChart, call: Call, side: int) -> Bracket | None:
    """On one side; None where the picture ends before it is clear."""
    span = chart.points[call.first : call.last + 1]
    points = [scale.y(point.value) for point in span if point.value is not None]
    y = min(points) - DROP if side > 0 else max(points) + DROP
    lines = {
        round(scale.y(value), 1)
        for point in span
        for value in (point.lower, point.centre, point.upper, point.low, point.high)
        if value is not None
    }
    for line in sorted(lines, reverse=side > 0):
        if abs(line - y) < CLEAR:
            y = line - CLEAR * side
    far = _outside(scale, side).y
    if (y - far) * side >= 0:
        return Bracket(y, side)
    nearest = [*lines, *points]
    return Bracket(far, side) if min(abs(far - place) for place in nearest) > NEAR - 1 else None


def brackets(scale: Periods, chart: ProcessChart) -> Iterator[str]:
    for call in named_calls(chart):
        if call.is_run:
            y, side = bracket(scale, chart, call)
            left, right = scale.x(call.first), scale.x(call.last)
            yield (
                f'<path class="call {call.tone}" d="M{left:.1f} {y + TICK * side:.1f}V{y:.1f}'
                f'H{right:.1f}v{TICK * side:g}"/>'
            )


def named_calls(chart: ProcessChart) -> Sequence[Call]:
    return sorted(chart.calls, key=lambda call: -call.last)[:CALLS]


def beside(scale: Periods, chart: ProcessChart, call: Call) -> Iterator[Spot]:
    """Places for the words of a signal."""
    if call.is_run:
        y, side = bracket(scale, chart, call)
        left, right = scale.x(call.first), scale.x(call.last)
        yield Spot(left - 6, y + 4, "end")
        for away in range(3):  # beyond it, and further where a limit lies there
            height = y - 6 - away * LINE if side > 0 else y + LINE - 1 + away * LINE
            yield Spot((left + right) / 2, height, "middle")
            yield Spot(left, height)
            yield Spot(right, height, "end")
        yield Spot(right + 8, y + 4)
        return
    value = chart.points[call.last].value
    x, y = scale.x(call.last), scale.y(value if value is not None else scale.low)
    yield Spot(x - 10, y + 5, "end")
    yield Spot(x + 10, y + 5)
    yield Spot(x - 10, y - 6, "end")
    yield Spot(x - 10, y + 14, "end")
    yield Spot(x + 5, y + (22 if call.side <= 0 else -12), "end")
    for away in (36, -30, 72, -60, 108, -90, 144, 180, 216):  # where no other is hidden
        yield Spot(x + 5, y + away, "end")
