"""Pairs of two figures as dots, with the line that runs through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from headway.web.charts.labels import Label, Spot, width_of
from headway.web.charts.scale import Box, Ticks, span, ticks
from headway.web.formats import number

WIDTH, HEIGHT = 520.0, 360.0
RADIUS = 3.5


@dataclass(frozen=True, slots=True)
class Pair:
    """One dot, and what a pointer on it reads."""

    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Scatter:
    """``across`` and ``up`` name the axes; ``slope`` of the line through the middle, None without
    one; ``words`` say in a sentence what is to be seen."""

    pairs: Sequence[Pair]
    across: str
    up: str
    slope: float | None
    words: str


def scatter(chart: Scatter) -> Markup:
    """The picture, 520 x 360 px. Zero of both axes is drawn where it lies within."""
    x_marks = ticks(*span(pair.x for pair in chart.pairs), 5)
    y_marks = ticks(*span(pair.y for pair in chart.pairs), 5)
    left = max(width_of(_written(value, y_marks)) for value in y_marks.values) + 14
    frame = _Frame(Box(left, 28, WIDTH - 14, HEIGHT - 48), x_marks, y_marks)
    parts = [*frame.grid(), *frame.line(chart), *map(frame.dot, chart.pairs)]
    parts.append(Label(chart.up, "h", Spot(2, 14)).svg())
    parts.append(Label(chart.across, "h", Spot(frame.box.right, HEIGHT - 8, "end")).svg())
    return Markup(  # noqa: S704 - the only texts in it are escaped
        f'<svg class="chart scatter" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" '
        f'aria-label="{escape(chart.words)}">{"".join(parts)}</svg>'
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    box: Box
    x_marks: Ticks
    y_marks: Ticks

    def x(self, value: float) -> float:
        low, high = self.x_marks.values[0], self.x_marks.values[-1]
        return self.box.left + (value - low) / (high - low) * (self.box.right - self.box.left)

    def y(self, value: float) -> float:
        low, high = self.y_marks.values[0], self.y_marks.values[-1]
        return self.box.bottom - (value - low) / (high - low) * (self.box.bottom - self.box.top)

    def grid(self) -> list[str]:
        box, parts = self.box, []
        for mark in self.y_marks.values:
            kind, y = ("ax" if mark == 0 else "g"), self.y(mark)
            parts.append(f'<path class="{kind}" d="M{box.left:.1f} {y:.1f}H{box.right:.1f}"/>')
            words = _written(mark, self.y_marks)
            parts.append(Label(words, "", Spot(box.left - 8, y + 4, "end")).svg())
        for mark in self.x_marks.values:
            kind, x = ("ax" if mark == 0 else "g"), self.x(mark)
            parts.append(f'<path class="{kind}" d="M{x:.1f} {box.top:.1f}V{box.bottom:.1f}"/>')
            words = _written(mark, self.x_marks)
            parts.append(Label(words, "", Spot(x, box.bottom + 18, "middle")).svg())
        return parts

    def line(self, chart: Scatter) -> list[str]:
        """Through the middle of all, as far as it stays within the frame."""
        if chart.slope is None or not chart.pairs:
            return []
        count = len(chart.pairs)
        mean_x = sum(pair.x for pair in chart.pairs) / count
        mean_y = sum(pair.y for pair in chart.pairs) / count
        ends = [self.x_marks.values[0], self.x_marks.values[-1]]
        if chart.slope:
            low, high = self.y_marks.values[0], self.y_marks.values[-1]
            reach = sorted(mean_x + (edge - mean_y) / chart.slope for edge in (low, high))
            ends = [max(ends[0], reach[0]), min(ends[1], reach[1])]
        (x1, y1), (x2, y2) = (
            (self.x(at), self.y(mean_y + chart.slope * (at - mean_x))) for at in ends
        )
        return [f'<path class="fit" d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"/>']

    def dot(self, pair: Pair) -> str:
        return (
            f'<circle class="dot" cx="{self.x(pair.x):.1f}" cy="{self.y(pair.y):.1f}" '
            f'r="{RADIUS}"><title>{escape(pair.words)}</title></circle>'
        )


def _written(value: float, marks: Ticks) -> str:
    return number(value, marks.places)
