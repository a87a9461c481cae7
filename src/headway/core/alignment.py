"""The alignment graph: circles refused, order, depth, roll-up and influence (docs/methods 2.2).

Graphs are given as a mapping from a node to its parents. Nodes are integers.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from headway.core.errors import CircleError

ENOUGH_COVERAGE = 0.5


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
    for node in _ordered(parents):
        above = [found[p] for p in parents.get(node, ()) if p in found]
        found[node] = 1 + max(above) if above else 0
    return found


def redundant_edges(parents: Mapping[int, Sequence[int]]) -> list[tuple[int, int]]:
    """Links (child, parent) to a node that another parent of the child leads to as well.

    >>> redundant_edges({1: [], 2: [1], 3: [1, 2]})
    [(3, 1)]

    Raises CircleError. Looks upwards from nodes with several parents only.
    """
    known = set(_ordered(parents))
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


def _ordered(parents: Mapping[int, Sequence[int]]) -> tuple[int, ...]:
    order = topological_order(parents)
    if order.unresolved:
        names = ", ".join(map(str, order.unresolved))
        raise CircleError(f"These nodes lie on a circle or below one: {names}.", order.unresolved)
    return order.nodes


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a score roll-up: its own score (None: unknown) with the weight it has in itself,
    and its children with theirs."""

    own: float | None
    own_weight: float = 1.0
    children: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class RolledUp:
    """``score`` is None below a coverage of 0.5: not enough data, never 0."""

    score: float | None
    coverage: float


def combined(
    own: RolledUp, own_weight: float, children: Iterable[tuple[float, RolledUp]]
) -> RolledUp:
    """The score of one node from its own and its children's, by weight, over what is known.

    >>> combined(RolledUp(0.8, 1.0), 1.0, [(1.0, RolledUp(0.6, 1.0)), (2.0, RolledUp(None, 0.0))])
    RolledUp(score=0.7, coverage=0.5)

    Without children the own score stands as it is. Source: docs/methods 2.2.
    """
    terms = [(own_weight, own), *children]
    if len(terms) == 1:
        return own
    total = math.fsum(weight for weight, _ in terms)
    known = math.fsum(weight for weight, term in terms if term.score is not None)
    if total <= 0:
        return RolledUp(None, 0.0)
    coverage = math.fsum(weight * term.coverage for weight, term in terms) / total
    if known <= 0 or coverage < ENOUGH_COVERAGE - 1e-9:
        return RolledUp(None, coverage)
    score = math.fsum(w * term.score for w, term in terms if term.score is not None) / known
    return RolledUp(score, coverage)


def effective_shares(stated: Mapping[int, float | None]) -> dict[int, float]:
    """The share of a key result's value that goes to each parent: as stated, and what that leaves
    split evenly among the parents without a stated share.

    >>> effective_shares({1: 0.5, 2: None, 3: None})
    {1: 0.5, 2: 0.25, 3: 0.25}

    Source: docs/methods 2.2, no double counting.
    """
    left = max(0.0, 1.0 - math.fsum(share for share in stated.values() if share is not None))
    open_ends = sum(share is None for share in stated.values())
    return {
        parent: left / open_ends if share is None else share for parent, share in stated.items()
    }


def roll_up(nodes: Mapping[int, Node]) -> dict[int, RolledUp]:
    """Scores over *drives score* links: a node's score is the weighted mean of its own score and
    its children's, over what is known.

    >>> worked = {
    ...     1: Node(0.5, 1, ((2, 1), (3, 1))), 2: Node(0.8, 1, ((4, 1),)),
    ...     3: Node(None, 0, ((4, 1), (5, 1))), 4: Node(0.6), 5: Node(0.2)}
    >>> {n: round(r.score, 4) for n, r in sorted(roll_up(worked).items())}
    {1: 0.5333, 2: 0.7, 3: 0.4, 4: 0.6, 5: 0.2}

    Raises CircleError. Source: docs/methods 2.2.
    """
    found: dict[int, RolledUp] = {}
    for name in reversed(_ordered(_parents_of(nodes))):
        found[name] = _rolled(nodes[name], found)
    return found


def _parents_of(nodes: Mapping[int, Node]) -> dict[int, list[int]]:
    parents: dict[int, list[int]] = {name: [] for name in nodes}
    for name, node in nodes.items():
        for child, _ in node.children:
            parents[child].append(name)
    return parents


def _rolled(node: Node, below: Mapping[int, RolledUp]) -> RolledUp:
    own = RolledUp(node.own, 0.0 if node.own is None else 1.0)
    if node.own_weight <= 0 and not node.children:
        return RolledUp(None, 0.0)
    return combined(own, node.own_weight, ((weight, below[c]) for c, weight in node.children))


def influence(nodes: Mapping[int, Node], root: int) -> dict[int, float]:
    """The share of ``root``'s score that each node's own score carries; the shares sum to 1.

    >>> worked = {
    ...     1: Node(0.5, 1, ((2, 1), (3, 1))), 2: Node(0.8, 1, ((4, 1),)),
    ...     3: Node(None, 0, ((4, 1), (5, 1))), 4: Node(0.6), 5: Node(0.2)}
    >>> {n: round(share, 4) for n, share in sorted(influence(worked, 1).items())}
    {1: 0.3333, 2: 0.1667, 4: 0.3333, 5: 0.1667}

    Only known terms carry weight, as in :func:`roll_up`. Raises CircleError.
    """
    scores = roll_up(nodes)
    if scores[root].score is None:
        return {}
    reach = dict.fromkeys(nodes, 0.0)
    reach[root] = 1.0
    found: dict[int, float] = {}
    for name in _ordered(_parents_of(nodes)):
        node, share = nodes[name], reach[name]
        if share <= 0:
            continue
        known = [(c, w) for c, w in node.children if scores[c].score is not None]
        own_weight = 0.0 if node.own is None else node.own_weight
        total = own_weight + math.fsum(weight for _, weight in known)
        if own_weight > 0:
            found[name] = share * own_weight / total
        for child, weight in known:
            reach[child] += share * weight / total
    return found
