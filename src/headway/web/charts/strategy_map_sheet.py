"""The strategy map in pixels: where boxes stand, lanes end and arrows run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from headway.core.maps import Arrangement, Place, arrange
from headway.web.charts.scale import Box
from headway.web.charts.strategy_map_model import MapLink, StrategyMap
from headway.web.charts.strategy_map_titles import TALL, WIDE, tall

COLUMN = 250.0  # of which a box fills less than 0.95, as the core has it
NAMES = 160.0  # at the left, for the lanes' names
LEAST = 1160.0  # the width of the page's column
EDGE = 32.0  # above the first row, below the last, and from a box to its lane's line
GAP = 2 * EDGE
CLOSE = 28.0  # between rows of a lane that no arrow joins
USUAL = 4  # arrows between two rows that have room for their labels
MORE = 9.0  # height for each one more
MOST = 160.0
STUB = 9.0  # an arrow leaves and reaches a box upright, so that its head stands straight
PORTS = 44.0  # between arrows at one side of a box, where there is room
PORT_EDGE = 18.0
STEPS = 24

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Curve:
    """An arrow's piece between two rows, from where it leaves one to where it reaches the next:
    upright at both ends. Two of them never cross but where their ends do."""

    start: Point
    end: Point

    def at(self, t: float) -> Point:
        """The point after a share ``t`` of it."""
        (x0, y0), (x1, y1) = self.start, self.end
        across = t * t * (3 - 2 * t)
        down = 1.5 * t - 1.5 * t * t + t * t * t
        return x0 + (x1 - x0) * across, y0 + (y1 - y0) * down

    def svg(self) -> str:
        (x0, y0), (x1, y1) = self.start, self.end
        middle = (y0 + y1) / 2
        return f"C{x0:.1f} {middle:.1f} {x1:.1f} {middle:.1f} {x1:.1f} {y1:.1f}"


@dataclass(frozen=True)
class Arrow:
    """A link as it is drawn: its pieces from the cause on, the tip, and whether it leads down."""

    link: MapLink
    curves: tuple[Curve, ...]
    leaves: Point
    tip: Point

    @property
    def is_down(self) -> bool:
        return self.tip[1] > self.leaves[1]

    @cached_property
    def points(self) -> list[Point]:
        """What the line covers, closely enough to see what lies on it."""
        return [curve.at(step / STEPS) for curve in self.curves for step in range(STEPS + 1)]

    @property
    def head(self) -> Box:
        """The tip's triangle, and the minus beside it of what holds down."""
        x, y = self.tip
        right = x + (17 if self.link.sign < 0 else 5)
        return Box(x - 5, y - 9, right, y) if self.is_down else Box(x - 5, y, right, y + 9)

    def svg(self) -> str:
        """The line, which ends within its head."""
        x, y = self.leaves
        drawn = [f"M{x:.1f} {y:.1f}"]
        for curve in self.curves:
            drawn += [f"L{curve.start[0]:.1f} {curve.start[1]:.1f}", curve.svg()]
        return "".join(drawn)


class Sheet:
    """A map's places in pixels."""

    def __init__(self, found: StrategyMap) -> None:
        self.map = found
        self.plan = _arranged(
            tuple(Place(goal.id, goal.lane, at) for at, goal in enumerate(found.goals)),
            tuple((link.cause, link.effect) for link in found.links),
            len(found.lanes),
        )
        self.width = max(LEAST, NAMES + self.plan.columns * COLUMN)
        self.middle = NAMES + (self.width - NAMES) / 2
        self.talls = self._talls()
        self.tops = list(self._tops())
        self.height = self.tops[-1] + self.talls[-1] + EDGE if self.tops else GAP

    def _talls(self) -> list[float]:
        """How high the boxes of each row are: those of a row alike, as its longest title asks."""
        found = [TALL] * sum(self.plan.rows)
        for goal in self.map.goals:
            row = self.plan.nodes[goal.id].row
            found[row] = max(found[row], tall(goal))
        return found

    def _tops(self) -> Iterator[float]:
        """Where each row begins: the more arrows between two rows, the further apart."""
        lanes = [lane for lane, rows in enumerate(self.plan.rows) for _ in range(rows)]
        top = EDGE
        for row in range(len(lanes)):
            if row:
                many = self._arrows_above(row)
                is_one_lane = lanes[row] == lanes[row - 1]
                room = CLOSE if is_one_lane and not many else GAP
                top += self.talls[row - 1] + min(room + MORE * max(many - USUAL, 0), MOST)
            yield top

    def _arrows_above(self, row: int) -> int:
        """How many arrows lead from this row, or past it, to the one above."""
        nodes = self.plan.nodes
        ends = [sorted((nodes[a].row, nodes[b].row)) for a, b in self.plan.links]
        return sum(upper < row <= lower for upper, lower in ends)

    def lines(self) -> Iterator[float]:
        """The height at which each lane begins, the first at the top."""
        yield 0.0
        row = 0
        for rows in self.plan.rows[:-1]:
            row += rows
            yield (self.tops[row - 1] + self.talls[row - 1] + self.tops[row]) / 2

    def box(self, goal: int) -> Box:
        """Where a goal's box stands."""
        spot = self.plan.nodes[goal]
        left = self.x(spot.x) - WIDE / 2
        top = self.tops[spot.row]
        return Box(left, top, left + WIDE, top + self.talls[spot.row])

    def x(self, column: float) -> float:
        return self.middle + column * COLUMN

    @cached_property
    def arrows(self) -> list[Arrow]:
        """In the order of the links."""
        ports = self._ports()
        return [self._arrow(link, ports) for link in self.map.links]

    def _arrow(self, link: MapLink, ports: dict[tuple[int, int, int], float]) -> Arrow:
        cause, effect = (self.plan.nodes[goal] for goal in (link.cause, link.effect))
        down = effect.row > cause.row
        passed = self.plan.links[link.cause, link.effect]
        leaves = ports[link.cause, link.cause, link.effect]
        reaches = ports[link.effect, link.cause, link.effect]
        stops = [
            (cause.row, leaves),
            *((spot.row, self.x(spot.x)) for spot in passed),
            (effect.row, reaches),
        ]
        curves = tuple(
            Curve((x0, self._side(row, down=down)), (x1, self._side(next_row, down=not down)))
            for (row, x0), (next_row, x1) in pairwise(stops)
        )
        start = self.tops[cause.row] + (self.talls[cause.row] if down else 0)
        tip = self.tops[effect.row] + (-1 if down else self.talls[effect.row] + 1)
        return Arrow(link, curves, (leaves, start), (reaches, tip))

    def _side(self, row: int, *, down: bool) -> float:
        """Where curves below (``down``) or above a row end."""
        return self.tops[row] + (self.talls[row] + STUB if down else -STUB)

    def _ports(self) -> dict[tuple[int, int, int], float]:
        """Where each arrow meets its boxes, by box and arrow: side by side in the order of where
        they go."""
        sides: dict[tuple[int, bool], list[tuple[float, int, int]]] = {}
        for (cause, effect), passed in self.plan.links.items():
            down = self.plan.nodes[effect].row > self.plan.nodes[cause].row
            first = passed[0] if passed else self.plan.nodes[effect]
            last = passed[-1] if passed else self.plan.nodes[cause]
            sides.setdefault((cause, down), []).append((first.x, cause, effect))
            sides.setdefault((effect, not down), []).append((last.x, cause, effect))
        found: dict[tuple[int, int, int], float] = {}
        for (goal, _), meeting in sides.items():
            box = self.box(goal)
            places = side_by_side(len(meeting), box.left + PORT_EDGE, box.right - PORT_EDGE)
            for x, (_, cause, effect) in zip(places, sorted(meeting), strict=True):
                found[goal, cause, effect] = x
        return found


@lru_cache(maxsize=64)
def _arranged(
    places: tuple[Place, ...], links: tuple[tuple[int, int], ...], lanes: int
) -> Arrangement:
    """Kept, since scores and verdicts move more often than goals and links."""
    return arrange(places, links, lanes=lanes)


def side_by_side(count: int, left: float, right: float) -> Sequence[float]:
    """Places for so many arrows around the middle.

    >>> side_by_side(2, 0, 200), side_by_side(1, 0, 200)
    ([78.0, 122.0], [100.0])
    """
    step = min(PORTS, (right - left) / max(count - 1, 1))
    return [(left + right) / 2 + (at - (count - 1) / 2) * step for at in range(count)]
