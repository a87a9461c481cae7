"""Where the texts of a chart go: each takes the first of its places that covers no other text, and
of several such the one that hides the fewest dots and the least of the lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from markupsafe import escape

from headway.web.charts.scale import Box

LINE = 15.0  # a line of 12 px text with its air
RISE = 11.0  # from a text's baseline up to the top of its capitals, with air
LETTER = 6.9  # a character of the typeface at 12 px, semibold, rather too wide than too narrow

Anchor = Literal["start", "middle", "end"]


def width_of(text: str) -> float:
    """About how wide a text is drawn."""
    return LETTER * len(text)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for a text: its anchor point, y being the baseline."""

    x: float
    y: float
    anchor: Anchor = "start"


@dataclass(frozen=True, slots=True)
class Label:
    """A text at its place. ``name`` is its class in the stylesheet."""

    text: str
    name: str
    spot: Spot

    @property
    def box(self) -> Box:
        wide = width_of(self.text)
        left = self.spot.x - {"start": 0.0, "middle": wide / 2, "end": wide}[self.spot.anchor]
        return Box(left, self.spot.y - RISE, left + wide, self.spot.y + LINE - RISE)

    def svg(self) -> str:
        at = f'x="{self.spot.x:.1f}" y="{self.spot.y:.1f}"'
        anchor = "" if self.spot.anchor == "start" else f' text-anchor="{self.spot.anchor}"'
        name = f' class="{self.name}"' if self.name else ""
        return f"<text{name} {at}{anchor}>{escape(self.text)}</text>"


class Labels:
    """The texts of one chart. ``area`` is where they must stay, ``lines`` are points of what is
    drawn and should remain visible, ``dots`` the values, which matter more."""

    def __init__(
        self,
        area: Box,
        lines: Sequence[tuple[float, float]] = (),
        dots: Sequence[tuple[float, float]] = (),
    ) -> None:
        self.area = area
        self.lines = lines
        self.dots = dots
        self.placed: list[Label] = []

    def fix(self, text: str, name: str, spot: Spot) -> None:
        """Put a text where it belongs, whatever lies there."""
        self.placed.append(Label(text, name, spot))

    def put(
        self, text: str, name: str, spots: Iterable[Spot], *, may_hide_dots: bool = True
    ) -> bool:
        """Put a text at the best of its places; leave it out when each would cover another, or a
        dot where it may not."""
        free = [
            (_within(label.box, self.dots), _within(label.box, self.lines), order, label)
            for order, label in enumerate(Label(text, name, spot) for spot in spots)
            if self._is_free(label.box)
        ]
        best = min(free, key=lambda choice: choice[:3], default=None)
        if best is None or (best[0] and not may_hide_dots):
            return False
        self.placed.append(best[3])
        return True

    def svg(self) -> list[str]:
        return [label.svg() for label in self.placed]

    def _is_free(self, box: Box) -> bool:
        area = self.area
        is_inside = area.left <= box.left and box.right <= area.right
        is_inside = is_inside and area.top <= box.top and box.bottom <= area.bottom
        return is_inside and not any(overlap(box, other.box) for other in self.placed)


def _within(box: Box, points: Sequence[tuple[float, float]]) -> int:
    """How many of the points a box covers."""
    return sum(1 for x, y in points if box.left <= x <= box.right and box.top <= y <= box.bottom)


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share any area."""
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )


def spread(wanted: Sequence[float], top: float, bottom: float) -> list[float]:
    """Heights, in order, moved apart so that lines of text fit: as near to the wanted ones as the
    room from ``top`` to ``bottom`` allows."""
    placed: list[float] = []
    for y in wanted:
        placed.append(max(y, placed[-1] + LINE if placed else top))
    limit = bottom
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - LINE
    return placed


def sampled(points: Sequence[tuple[float, float]], every: float = 6.0) -> list[tuple[float, float]]:
    """Points along a line through ``points``, about ``every`` pixels."""
    found: list[tuple[float, float]] = list(points[:1])
    for (x0, y0), (x1, y1) in pairwise(points):
        steps = max(int(max(abs(x1 - x0), abs(y1 - y0)) / every), 1)
        found += [
            (x0 + (x1 - x0) * n / steps, y0 + (y1 - y0) * n / steps) for n in range(1, steps + 1)
        ]
    return found
