"""The rows of each lane: effects above their causes, no row too long, rows of one lane alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from headway.core.alignment import depths


@dataclass(slots=True)
class Lane:
    """The nodes of one lane in people's order, the links among them, and for each node ``pull``:
    how many more of its links lead to lanes above than to lanes below."""

    nodes: list[int] = field(default_factory=list)
    causes: dict[int, list[int]] = field(default_factory=dict)
    effects: dict[int, list[int]] = field(default_factory=dict)
    pull: dict[int, int] = field(default_factory=dict)


def lanes_of(lane: Mapping[int, int], links: Sequence[tuple[int, int]], lanes: int) -> list[Lane]:
    """The lanes from the top; ``lane`` names each node's, nodes in people's order.

    >>> [one.pull for one in lanes_of({1: 0, 2: 1, 3: 1}, [(2, 1), (3, 2)], 2)]
    [{1: -1}, {2: 1, 3: 0}]
    """
    found = [Lane() for _ in range(lanes)]
    for node, number in lane.items():
        one = found[number]
        one.nodes.append(node)
        one.causes[node], one.effects[node], one.pull[node] = [], [], 0
    for cause, effect in links:
        below, above = lane[cause], lane[effect]
        if below == above:
            found[below].causes[effect].append(cause)
            found[below].effects[cause].append(effect)
        else:
            step = 1 if above < below else -1
            found[below].pull[cause] += step
            found[above].pull[effect] -= step
    return found


def rows_of(lane: Lane, per_row: int) -> list[list[int]]:
    """The rows of a lane from the top, each in people's order: as few as its longest chain and
    ``per_row`` allow, filled alike. An empty lane has one row.

    >>> rows_of(lanes_of(dict.fromkeys(range(6), 0), [], 1)[0], 4)
    [[0, 1, 2], [3, 4, 5]]
    >>> rows_of(lanes_of({1: 0, 2: 0, 3: 0}, [(2, 1)], 1)[0], 4)
    [[1], [2, 3]]

    A node without a link in its lane stands where its other links are shortest. Source: list
    scheduling by the longest chain (Hu 1961), then single moves.
    """
    longest = depths(lane.effects)
    fewest = max(-(-len(lane.nodes) // per_row), max(longest.values(), default=0) + 1)
    for rows in count(fewest):
        for most in range(max(-(-len(lane.nodes) // rows), 1), per_row + 1):
            level = _levels(lane, longest, rows, most)
            if level is not None:
                _shorten(lane, level, rows, most)
                return [
                    [node for node in lane.nodes if level[node] == rows - 1 - row]
                    for row in range(rows)
                ]
    raise AssertionError  # pragma: no cover - a row for each node always does


def _levels(lane: Lane, longest: Mapping[int, int], rows: int, most: int) -> dict[int, int] | None:
    """Each node's level, 0 at the bottom, at most ``most`` on one; None where ``rows`` are too few.
    The bottom takes those with the longest chain above, then those whose links lead down, then
    those that people put last."""
    place = {node: at for at, node in enumerate(lane.nodes)}
    level: dict[int, int] = {}
    for number in range(rows):
        ready = sorted(
            (node for node in lane.nodes if node not in level
             and all(level.get(cause, number) < number for cause in lane.causes[node])),
            key=lambda node: (-longest[node], lane.pull[node], -place[node]),
        )  # fmt: skip
        level.update(dict.fromkeys(ready[:most], number))
    return level if len(level) == len(lane.nodes) else None


def _shorten(lane: Lane, level: dict[int, int], rows: int, most: int) -> None:
    """Move single nodes to levels with room where that makes the links shorter."""
    held = [list(level.values()).count(number) for number in range(rows)]
    for _ in range(rows):
        moved = False
        for node in lane.nodes:
            now = level[node]
            low = max((level[c] + 1 for c in lane.causes[node]), default=0)
            high = min((level[e] - 1 for e in lane.effects[node]), default=rows - 1)
            pull = lane.pull[node] + len(lane.effects[node]) - len(lane.causes[node])
            step = (pull > 0) - (pull < 0)
            free = [
                number
                for number in range(low, high + 1)
                if (number - now) * step > 0 and held[number] < most
            ]
            if free and held[now] > 1:
                level[node] = max(free) if step > 0 else min(free)
                held[now] -= 1
                held[level[node]] += 1
                moved = True
        if not moved:
            return
