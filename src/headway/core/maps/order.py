"""The order of points within rows: as few crossings as a search finds, then people's order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from headway.core.maps.layers import Layers, Rows, crossings, positions

ROUNDS = 12
"""Sweeps down and up; a map of 20 goals is settled after fewer."""
CROSSING = 1000
"""Against one pair of goals that stand not as people wish."""


def ordered(layers: Layers) -> Rows:
    """The rows with the fewest crossings found, never more than in people's order; of as many, the
    rows that keep that order best.

    >>> from headway.core.maps.layers import layered
    >>> ordered(layered({1: 0, 2: 0, 3: 1, 4: 1}, [(3, 2), (4, 1)], 2))
    [[1, 0], [2, 3]]

    Source: sweeps by barycentre (Sugiyama, Tagawa and Toda 1981), after each every point moves
    within its row to where it costs least, the exchange of neighbours (Gansner et al. 1993) carried
    further (sifting, Matuszewski, Schönfeld and Molitor 1999). Bounded: no promise of the minimum.
    """
    best = layers.start
    least = _cost(layers, best)
    for begins_down in (True, False):
        rows = _settled(layers, layers.start)
        for turn in range(ROUNDS):
            cost = _cost(layers, rows)
            if cost < least:
                best, least = rows, cost
            if least == 0:
                return best
            rows = _settled(layers, _swept(layers, rows, down=(turn % 2 == 0) == begins_down))
    return best


def _cost(layers: Layers, rows: Rows) -> int:
    swapped = sum(
        1
        for points in rows
        for at, one in enumerate(points)
        for other in points[:at]
        if one < other < layers.nodes
    )
    return CROSSING * crossings(layers, rows) + swapped


def _swept(layers: Layers, rows: Rows, *, down: bool) -> Rows:
    """Each row by the middle of what its points lead to in the row before; others stay."""
    found = [list(points) for points in rows]
    numbers = range(1, len(rows)) if down else range(len(rows) - 2, -1, -1)
    leads_to = layers.above if down else layers.below
    for number in numbers:
        beside = found[number - 1 if down else number + 1]
        place = {point: (at + 0.5) / len(beside) for at, point in enumerate(beside)}
        own = {point: (at + 0.5) / len(found[number]) for at, point in enumerate(found[number])}
        middle = {
            point: sum(place[end] for end in leads_to[point]) / len(leads_to[point])
            if leads_to[point] else own[point]
            for point in found[number]
        }  # fmt: skip
        found[number].sort(key=lambda point: (middle[point], own[point]))
    return found


def _settled(layers: Layers, rows: Rows) -> Rows:
    """Points moved within their rows until no move makes it cheaper."""
    found = [list(points) for points in rows]
    for _ in range(ROUNDS):
        moved = False
        for number in range(len(found)):
            moved |= _sift(layers, found, number)
        if not moved:
            break
    return found


def _sift(layers: Layers, rows: Rows, number: int) -> bool:
    """Move each point of a row to its cheapest place; whether any moved."""
    row = rows[number]
    price = _prices(layers, rows, number)
    is_moved = False
    for point in list(row):
        start = row.index(point)
        best, least = start, 0
        for side in (range(start - 1, -1, -1), range(start + 1, len(row))):
            gain = 0
            for at in side:
                other = row[at]
                step = price[point, other] - price[other, point]
                gain += step if at < start else -step
                if gain < least:
                    best, least = at, gain
        if best != start:
            row.insert(best, row.pop(start))
            is_moved = True
    return is_moved


def _prices(layers: Layers, rows: Rows, number: int) -> dict[tuple[int, int], int]:
    """What it costs that the first of two points stands left of the second."""
    around = positions([rows[at] for at in (number - 1, number + 1) if 0 <= at < len(rows)])
    ends = {
        point: (_places(layers.above[point], around), _places(layers.below[point], around))
        for point in rows[number]
    }
    return {
        (one, other): CROSSING * (_over(ends[one][0], ends[other][0])
                                  + _over(ends[one][1], ends[other][1]))
        + (other < one < layers.nodes)
        for one in rows[number] for other in rows[number] if one != other
    }  # fmt: skip


def _places(points: Sequence[int], place: Mapping[int, int]) -> list[int]:
    return sorted(place[point] for point in points)


def _over(left: Sequence[int], right: Sequence[int]) -> int:
    """How many links of the left point cross one of the right."""
    return sum(bisect_left(right, end) for end in left) if left and right else 0
