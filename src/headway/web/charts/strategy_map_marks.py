"""Where the marks of arrows and their labels go: on the line, clear of boxes and of one another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from headway.web.charts.fitted import drawn_width
from headway.web.charts.labels import overlap
from headway.web.charts.scale import Box
from headway.web.charts.strategy_map_model import MapLink, Verdict
from headway.web.charts.strategy_map_sheet import NAMES, Arrow, Point, Sheet

REACH = 12.0
"""Half of what one can point at: 24 pixels across (WCAG 2.2, 2.5.8)."""
BESIDE = 13.0  # from a mark's middle to its label
LABEL = 11.6  # a label's size, semibold reckoned in
AIR = 3.0
FAR = 4.0
"""More of it at a label's ends, so that no other mark stands as near as its own."""
CELL = 32.0
OWN = 0.2
SHARES = tuple(
    (0.5 + sign * step / 20) for step in range(9) for sign in (1, -1) if step or sign > 0
)
FIRST: tuple[Verdict, ...] = (
    "contradicted", "supported", "not_seen", "not_testable", "untested",
)  # fmt: skip
"""Whose label is set where the room is short."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An arrow's mark. ``side`` is 1 where its label stands at the right, -1 at the left, 0 where
    no label has room or there is none."""

    link: MapLink
    at: Point
    side: int

    @property
    def label(self) -> Box | None:
        """Where its label stands."""
        if not self.side:
            return None
        x, y = self.at
        wide = drawn_width(self.link.label, LABEL)
        left = x + BESIDE if self.side > 0 else x - BESIDE - wide
        return Box(left - AIR, y - 9, left + wide + AIR, y + 9)

    @property
    def boxes(self) -> list[Box]:
        """What must stay free of others."""
        x, y = self.at
        around = Box(x - REACH, y - REACH, x + REACH, y + REACH)
        if (label := self.label) is None:
            return [around]
        return [around, Box(label.left - FAR, label.top, label.right + FAR, label.bottom)]


class Lines:
    """The points of all lines by squares of the sheet, so that a look at one place is short."""

    def __init__(self, arrows: Iterable[Arrow]) -> None:
        self._held: dict[tuple[int, int], list[tuple[int, Point]]] = {}
        for arrow in arrows:
            for x, y in arrow.points:
                cell = self._held.setdefault((int(x // CELL), int(y // CELL)), [])
                cell.append((arrow.link.id, (x, y)))

    def within(self, box: Box, but: int) -> Iterator[Point]:
        """The points in a box that are of other links."""
        for across in range(int(box.left // CELL), int(box.right // CELL) + 1):
            for down in range(int(box.top // CELL), int(box.bottom // CELL) + 1):
                for link, (x, y) in self._held.get((across, down), ()):
                    if link != but and box.left < x < box.right and box.top < y < box.bottom:
                        yield x, y


def marks(sheet: Sheet) -> dict[int, Mark]:
    """The mark of each link, by its id. A label for which there is no room is left out, and so is
    one that takes the last room of a mark; a mark never is."""
    taken = [_padded(sheet.box(goal.id), AIR) for goal in sheet.map.goals]
    taken += [_padded(arrow.head, 1) for arrow in sheet.arrows]
    lines = Lines(sheet.arrows)
    found: dict[int, Mark] = {}
    for arrow in sorted(sheet.arrows, key=_turn):
        mark = _place(arrow, sheet, taken, lines)
        around, *_labels = mark.boxes
        for key, other in found.items():
            if any(overlap(around, box) for box in other.boxes[1:]):
                found[key] = replace(other, side=0)
        found[arrow.link.id] = mark
        taken += mark.boxes
    return found


def _turn(arrow: Arrow) -> tuple[bool, int, int, int]:
    """Labels first; of those the surer verdicts, then short arrows, which have fewer places."""
    link = arrow.link
    return (not link.label, FIRST.index(link.verdict), len(arrow.curves), link.id)


def _place(arrow: Arrow, sheet: Sheet, taken: Sequence[Box], lines: Lines) -> Mark:
    """The best free place with the label, else without, else the one that covers the least."""
    area = Box(NAMES - 8, 0, sheet.width, sheet.height)
    for sides in ((1, -1), (0,)) if arrow.link.label else ((0,),):
        best, least = None, math.inf
        for mark, away in _places(arrow, sides):
            if away >= least:  # nor can those further off be better
                break
            boxes = mark.boxes
            if all(_within(box, area) for box in boxes) and not any(
                overlap(box, other) for other in taken for box in boxes
            ):
                cost = away + _hidden(mark, lines, arrow.points)
                if cost < least:
                    best, least = mark, cost
        if best is not None:
            return best
    return min(
        (mark for mark, _ in _places(arrow, (0,))),
        key=lambda mark: sum(_shared(mark.boxes[0], other) for other in taken),
    )


def _places(arrow: Arrow, sides: Sequence[int]) -> Iterator[tuple[Mark, float]]:
    """Along the line, from the middle of its pieces outwards, with how far off the middle."""
    for share in SHARES:
        for curve in arrow.curves:
            for side in sides:
                yield Mark(arrow.link, curve.at(share), side), 6 * abs(share - 0.5)


def _hidden(mark: Mark, lines: Lines, own: Sequence[Point]) -> float:
    """How much of lines a mark and its label hide. What comes near the mark counts more, since
    the mark says whose it is; its own line may be broken."""
    (x, y), around, *labels = mark.at, *mark.boxes
    found = 0.0
    for at, height in lines.within(around, mark.link.id):
        found += 3.0 if abs(at - x) + abs(height - y) < REACH else 1.0
    for box in labels:
        found += sum(1 for _ in lines.within(box, mark.link.id))
        found += OWN * sum(
            box.left < at < box.right and box.top < height < box.bottom for at, height in own
        )
    return found


def _shared(one: Box, other: Box) -> float:
    wide = min(one.right, other.right) - max(one.left, other.left)
    tall = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(wide, 0.0) * max(tall, 0.0)


def _padded(box: Box, by: float) -> Box:
    return Box(box.left - by, box.top - by, box.right + by, box.bottom + by)


def _within(box: Box, area: Box) -> bool:
    across = area.left <= box.left and box.right <= area.right
    return across and area.top <= box.top and box.bottom <= area.bottom
