"""A map as rows of points: its nodes, and a point wherever a link passes over a row."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Rows = list[list[int]]


@dataclass(frozen=True, slots=True)
class Layers:
    """Points are numbered; the first ``nodes`` of them are nodes in people's order, the rest are
    where links pass. ``start`` are the rows in people's order; ``above`` and ``below`` the points
    to which a link leads in the next row; ``ways`` the points of each link, from cause to effect.
    """

    nodes: int
    start: Rows
    above: list[list[int]]
    below: list[list[int]]
    ways: list[list[int]]

    def is_node(self, point: int) -> bool:
        """Whether a box stands there.

        >>> layered({7: 0}, [], 1).is_node(0)
        True
        """
        return point < self.nodes


def layered(row: Mapping[int, int], links: Sequence[tuple[int, int]], rows: int) -> Layers:
    """The points of a map whose nodes (in people's order) have their rows already.

    >>> layered({7: 0, 8: 1, 9: 2}, [(9, 7)], 3).start
    [[0], [1, 3], [2]]

    Where a link passes over a row it starts on the straight way between its ends.
    """
    number = {node: at for at, node in enumerate(row)}
    start: Rows = [[] for _ in range(rows)]
    for node, at in row.items():
        start[at].append(number[node])
    share = {
        point: (place + 0.5) / len(points) for points in start for place, point in enumerate(points)
    }
    ways = []
    for cause, effect in links:
        first, last = row[cause], row[effect]
        step = 1 if last > first else -1
        way = [number[cause]]
        for at in range(first + step, last, step):
            point = len(share)
            passed = (at - first) / (last - first)
            share[point] = share[way[0]] + passed * (share[number[effect]] - share[way[0]])
            start[at].append(point)
            way.append(point)
        ways.append([*way, number[effect]])
    for points in start:
        points.sort(key=lambda point: (share[point], point))
    above: list[list[int]] = [[] for _ in share]
    below: list[list[int]] = [[] for _ in share]
    for (cause, effect), way in zip(links, ways, strict=True):
        downwards = way if row[effect] > row[cause] else way[::-1]
        for upper, lower in pairwise(downwards):
            below[upper].append(lower)
            above[lower].append(upper)
    return Layers(len(row), start, above, below, ways)


def positions(rows: Rows) -> dict[int, int]:
    """Each point's place in its row.

    >>> positions([[4, 2], [3]])
    {4: 0, 2: 1, 3: 0}
    """
    return {point: place for points in rows for place, point in enumerate(points)}


def crossings(layers: Layers, rows: Rows) -> int:
    """How often links cross between the rows; at a common end they do not.

    >>> crossings(layered({1: 0, 2: 0, 3: 1, 4: 1}, [(3, 2), (4, 1)], 2), [[0, 1], [2, 3]])
    1
    """
    place = positions(rows)
    found = 0
    for points in rows[1:]:
        passed: list[int] = []
        for point in points:
            ends = sorted(place[end] for end in layers.above[point])
            found += sum(len(passed) - bisect_left(passed, end + 1) for end in ends)
            passed = sorted(passed + ends)
    return found
