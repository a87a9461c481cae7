"""Links and their shape: circles, order, depth, links that say nothing new (docs/methods 2.2).

Graphs are given as a mapping from a node to its parents. Nodes are integers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from headway.core.errors import CircleError


class Parents(Protocol):
    """A mapping from node to parents; reading lazily from a store is fine."""

    def get(self, node: int, default: Iterable[int], /) -> Iterable[int]: ...


def path_between(parents: Parents, child: int, parent: int) -> list[int] | None:
    """The circle that a new link from ``child`` up to ``parent`` would close, as the nodes along
    it from ``child`` back to ``child``; None when the link closes none.

    >>> path_between({2: [1], 3: [2]}, child=1, parent=3)
    [1, 3, 2, 1]
    >>> path_between({2: [1], 3: [2]}, child=3, parent=1) is None
    True

    Walks upwards from ``parent`` only: cost by depth, not by the size of the graph. The shortest
    such circle is named.
    """
    if child == parent:
        return [child, child]
    came_from: dict[int, int] = {parent: child}
    waiting = deque([parent])
    while waiting:
        node = waiting.popleft()
        for above in parents.get(node, ()):
            if above == child:
                return [child, *_walk(came_from, node, child), child]
            if above not in came_from:
                came_from[above] = node
                waiting.append(above)
    return None


def _walk(came_from: Mapping[int, int], node: int, child: int) -> list[int]:
    """The nodes from ``child``'s new parent to ``node``."""
    path = [node]
    while came_from[path[-1]] != child:
        path.append(came_from[path[-1]])
    return path[::-1]


def circles(parents: Mapping[int, Sequence[int]]) -> list[tuple[int, ...]]:
    """The circles of a graph that may have some: for each link that closes one, the nodes along it
    from the child of that link, whose second node is the parent. Without those links the graph has
    no circle left. Linear in the graph, apart from the length of what is named.

    >>> circles({1: [2], 2: [3], 3: [1], 4: [1], 5: [5]})
    [(3, 1, 2), (5,)]

    Parents that are no nodes themselves are ignored.
    """
    found: list[tuple[int, ...]] = []
    finished: set[int] = set()
    for start in parents:
        if start not in finished:
            found += _circles_above(start, parents, finished)
    return found


def _circles_above(
    start: int, parents: Mapping[int, Sequence[int]], finished: set[int]
) -> Iterator[tuple[int, ...]]:
    """Depth first upwards from ``start``; a link back into the way here closes a circle."""
    way, place = [start], {start: 0}
    open_links = [iter(parents[start])]
    while way:
        above = next(open_links[-1], None)
        if above is None:
            open_links.pop()
            node = way.pop()
            del place[node]
            finished.add(node)
        elif above in place:
            yield (way[-1], *way[place[above] : -1])
        elif above in parents and above not in finished:
            place[above] = len(way)
            way.append(above)
            open_links.append(iter(parents[above]))


def knots(parents: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """A number for every node; two have the same where each leads to the other (a strongly
    connected component; Kosaraju 1978). So a link lies on a circle exactly where both of its ends
    have the same number. Linear in the graph.

    >>> found = knots({1: [2], 2: [1], 3: [1]})
    >>> found[1] == found[2], found[1] == found[3]
    (True, False)

    Parents that are no nodes themselves are ignored.
    """
    children: dict[int, list[int]] = {node: [] for node in parents}
    for node, above_all in parents.items():
        for above in above_all:
            if above in parents:
                children[above].append(node)
    found: dict[int, int] = {}
    for number, start in enumerate(reversed(_finished(parents))):
        waiting = [start]
        while waiting:
            node = waiting.pop()
            if node not in found:
                found[node] = number
                waiting += [child for child in children[node] if child not in found]
    return found


def _finished(parents: Mapping[int, Sequence[int]]) -> list[int]:
    """The nodes in the order in which a walk upwards, depth first, is done with them."""
    done: list[int] = []
    seen: set[int] = set()
    for start in parents:
        way = [] if start in seen else [(start, iter(parents[start]))]
        seen.add(start)
        while way:
            node, above_all = way[-1]
            above = next((one for one in above_all if one in parents and one not in seen), None)
            if above is None:
                way.pop()
                done.append(node)
            else:
                seen.add(above)
                way.append((above, iter(parents[above])))
    return done


@dataclass(frozen=True, slots=True)
class Order:
    """Nodes with parents before children; ``unresolved`` are those on or below a circle."""

    nodes: tuple[int, ...]
    unresolved: tuple[int, ...]


def topological_order(parents: Mapping[int, Sequence[int]]) -> Order:
    """Parents before children (Kahn 1962); children keep the order they were given in.

    >>> topological_order({3: [2], 2: [1], 1: []}).nodes
    (1, 2, 3)
    >>> topological_order({1: [2], 2: [1], 3: []})
    Order(nodes=(3,), unresolved=(1, 2))

    Parents that are no nodes themselves are ignored.
    """
    waiting_for = {
        node: len({above for above in above_all if above in parents})
        for node, above_all in parents.items()
    }
    children: dict[int, list[int]] = {}
    for node, above_all in parents.items():
        for above in dict.fromkeys(above_all):
            if above in parents:
                children.setdefault(above, []).append(node)
    ready = deque(node for node, count in waiting_for.items() if count == 0)
    ordered: list[int] = []
    while ready:
        node = ready.popleft()
        ordered.append(node)
        for child in children.get(node, ()):
            waiting_for[child] -= 1
            if waiting_for[child] == 0:
                ready.append(child)
    placed = set(ordered)
    return Order(tuple(ordered), tuple(node for node in parents if node not in placed))


def depths(parents: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """The longest way up from each node; 0 for a root.

    >>> depths({1: [], 2: [1], 3: [1, 2]})
    {1: 0, 2: 1, 3: 2}

    Raises CircleError.
    """
    found: dict[int, int] = {}
    for node in ordered(parents):
        above = [found[p] for p in parents.get(node, ()) if p in found]
        found[node] = 1 + max(above) if above else 0
    return found


def redundant_edges(parents: Mapping[int, Sequence[int]]) -> list[tuple[int, int]]:
    """Links (child, parent) to a node that another parent of the child leads to as well.

    >>> redundant_edges({1: [], 2: [1], 3: [1, 2]})
    [(3, 1)]

    Raises CircleError. Looks upwards from nodes with several parents only.
    """
    known = set(ordered(parents))
    redundant: list[tuple[int, int]] = []
    for node, above in parents.items():
        direct = [p for p in above if p in known]
        if len(direct) > 1:
            beyond = _above(direct, parents)
            redundant += [(node, p) for p in direct if p in beyond]
    return redundant


def _above(nodes: Iterable[int], parents: Mapping[int, Sequence[int]]) -> set[int]:
    """Everything above ``nodes``; themselves only where one lies above another."""
    found: set[int] = set()
    waiting = list(nodes)
    while waiting:
        for above in parents.get(waiting.pop(), ()):
            if above not in found:
                found.add(above)
                waiting.append(above)
    return found


def ordered(parents: Mapping[int, Sequence[int]]) -> tuple[int, ...]:
    """Parents before children.

    >>> ordered({3: [2], 2: [1], 1: []})
    (1, 2, 3)

    Raises CircleError, which names the nodes on a circle or below one.
    """
    order = topological_order(parents)
    if order.unresolved:
        names = ", ".join(map(str, order.unresolved))
        raise CircleError(f"These nodes lie on a circle or below one: {names}.", order.unresolved)
    return order.nodes
