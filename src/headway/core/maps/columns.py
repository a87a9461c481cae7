"""How far from the left each point stands, its row and its place there given."""

from __future__ import annotations

from collections.abc import Sequence

from headway.core.maps.layers import Layers, Rows

BOX = 1.0
"""From the middle of one box to the middle of the next, at least: a column."""
PASSING = 0.53
"""From the middle of a box to a link that passes it; a box fills at most 0.95 of a column."""
BESIDE = 0.08
"""From one passing link to the next."""

_SWEEPS = 60
_EVEN = 0.8
"""How much a row wants to stand evenly, against one link that wants to be upright."""
_AIR = 0.2
"""Between boxes on top of a column, where the row has room."""
_PASS_TO_PASS, _PASS_TO_BOX = 32.0, 2.0
"""Long links want to be straight in their middle rather than at their ends (Gansner et al.)."""


def columns(layers: Layers, rows: Rows, width: float) -> list[float]:
    """Each point's x in columns, 0 in the middle, all within ``width`` or the widest row.

    >>> from headway.core.maps.layers import layered
    >>> found = columns(layered({1: 0, 2: 1, 3: 1}, [], 2), [[0], [1, 2]], 3)
    >>> [round(x, 2) for x in found]
    [0.0, -0.75, 0.75]

    In turn each row stands where the squares of the distances to what its links lead to are least,
    with minimal distances kept (averages, neighbours pooled where they come too close; Ayer et al.
    1955), as in the averaging pass of Sugiyama, Tagawa and Toda 1981.
    """
    close = [_steps(layers, points) for points in rows]
    half = max([width / 2, *(_extent(layers, r, s) / 2 for r, s in zip(rows, close, strict=True))])
    steps = [_airy(layers, r, s, half) for r, s in zip(rows, close, strict=True)]
    x = [0.0] * len(layers.above)
    even = list(x)
    for points, step in zip(rows, close, strict=True):
        for point, at in zip(points, _evenly(layers, points, step, half), strict=True):
            x[point] = even[point] = at
    downwards = list(range(len(rows)))
    for sweep in range(_SWEEPS):
        for number in downwards if sweep % 2 == 0 else reversed(downwards):
            points = rows[number]
            wanted, weights = [], []
            for point in points:
                at, weight = _wish(layers, point, x, even[point])
                wanted.append(at)
                weights.append(weight)
            margin = half - _half_of(layers, points[0]) if points else half
            end = half - _half_of(layers, points[-1]) if points else half
            for point, at in zip(
                points, spaced(wanted, weights, steps[number], -margin, end), strict=True
            ):
                x[point] = at
    return x


def _half_of(layers: Layers, point: int) -> float:
    return BOX / 2 if layers.is_node(point) else BESIDE / 2


def _steps(layers: Layers, points: Sequence[int]) -> list[float]:
    """The least distance of each point from the one before it; 0 for the first."""
    found = [0.0] * len(points)
    for at in range(1, len(points)):
        boxes = layers.is_node(points[at - 1]) + layers.is_node(points[at])
        found[at] = (BESIDE, PASSING, BOX)[boxes]
    return found


def _airy(
    layers: Layers, points: Sequence[int], steps: Sequence[float], half: float
) -> list[float]:
    """The distances with some of the row's spare room given to its neighbouring boxes."""
    spare = 2 * half - _extent(layers, points, steps)
    beside = sum(step == BOX for step in steps)
    more = min(_AIR, spare / (beside + 1)) if beside else 0.0
    return [step + more if step == BOX else step for step in steps]


def _extent(layers: Layers, points: Sequence[int], steps: Sequence[float]) -> float:
    if not points:
        return 0.0
    return sum(steps) + _half_of(layers, points[0]) + _half_of(layers, points[-1])


def _evenly(
    layers: Layers, points: Sequence[int], steps: Sequence[float], half: float
) -> list[float]:
    """The row across the whole width, with the same air between its boxes and at its ends."""
    boxes = sum(layers.is_node(point) for point in points)
    air = (2 * half - _extent(layers, points, steps)) / max(boxes, 1)
    found: list[float] = []
    at = -half
    for place, point in enumerate(points):
        at += steps[place] if place else _half_of(layers, point)
        if layers.is_node(point):
            at += air / 2
        found.append(at)
        if layers.is_node(point):
            at += air / 2
    return found


def _wish(layers: Layers, point: int, x: Sequence[float], even: float) -> tuple[float, float]:
    """Where a point wants to stand, and how much."""
    is_node = layers.is_node(point)
    weight = _EVEN if is_node else 0.01
    total = weight * even
    for ends in (layers.above[point], layers.below[point]):
        for end in ends:
            boxes = is_node + layers.is_node(end)
            pull = (_PASS_TO_PASS, _PASS_TO_BOX, 1.0)[boxes]
            weight += pull
            total += pull * x[end]
    return total / weight, weight


def spaced(
    wanted: Sequence[float],
    weights: Sequence[float],
    steps: Sequence[float],
    low: float,
    high: float,
) -> list[float]:
    """Places in order, as near to the wanted ones as the least distances between them allow (by
    the weighted squares), from ``low`` to ``high``.

    >>> spaced([0, 0, 5], [1, 1, 1], [0, 2, 2], -9, 9)
    [-1.0, 1.0, 5.0]

    Needs room: ``high - low`` at least the sum of the steps.
    """
    blocks: list[tuple[float, float, int]] = []  # place, weight, how many
    before, passed = 0.0, []
    for want, weight, step in zip(wanted, weights, steps, strict=True):
        before += step
        passed.append(before)
        block = (want - before, weight, 1)
        while blocks and blocks[-1][0] > block[0]:
            at, heavy, many = blocks.pop()
            both = heavy + block[1]
            block = ((at * heavy + block[0] * block[1]) / both, both, many + block[2])
        blocks.append(block)
    flat = [at for at, _, many in blocks for _ in range(many)]
    return [min(max(at, low), high - before) + gone for at, gone in zip(flat, passed, strict=True)]
