"""Scores over links that drive them, and whose say in them is how large (docs/methods 2.2)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from headway.core.alignment.graph import ordered
from headway.core.bands import TOLERANCE
from headway.core.scoring import ENOUGH_COVERAGE


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
    if known <= 0 or coverage < ENOUGH_COVERAGE - TOLERANCE:
        return RolledUp(None, coverage)
    score = math.fsum(w * term.score for w, term in terms if term.score is not None) / known
    return RolledUp(score, coverage)


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
    for name in reversed(ordered(_parents_of(nodes))):
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


def influence(
    nodes: Mapping[int, Node], root: int, scores: Mapping[int, RolledUp] | None = None
) -> dict[int, float]:
    """The share of ``root``'s score that each node's own score carries; the shares sum to 1.

    >>> worked = {
    ...     1: Node(0.5, 1, ((2, 1), (3, 1))), 2: Node(0.8, 1, ((4, 1),)),
    ...     3: Node(None, 0, ((4, 1), (5, 1))), 4: Node(0.6), 5: Node(0.2)}
    >>> {n: round(share, 4) for n, share in sorted(influence(worked, 1).items())}
    {1: 0.3333, 2: 0.1667, 4: 0.3333, 5: 0.1667}

    Only known terms carry weight, as in :func:`roll_up`. Parameters: ``scores`` are the rolled-up
    scores where they are known already; which of them are None decides who carries weight.
    Raises CircleError.
    """
    scores = roll_up(nodes) if scores is None else scores
    if scores[root].score is None:
        return {}
    reach = dict.fromkeys(nodes, 0.0)
    reach[root] = 1.0
    found: dict[int, float] = {}
    for name in ordered(_parents_of(nodes)):
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


def weights_of(
    own: RolledUp, own_weight: float, children: Iterable[tuple[int, float, RolledUp]]
) -> dict[int | None, float]:
    """The normalised weight of each known term in one node's score, its own under None; they sum
    to 1, and what is unknown has none.

    >>> known, unknown = RolledUp(0.6, 1.0), RolledUp(None, 0.0)
    >>> weights_of(RolledUp(0.8, 1.0), 1.0, [(4, 3.0, known), (5, 2.0, unknown)])
    {None: 0.25, 4: 0.75}

    Parameters: the own score with its weight; (name, weight, rolled-up score) of each child.
    Source: docs/methods 2.2.
    """
    terms: list[tuple[int | None, float]] = []
    if own.score is not None and own_weight > 0:
        terms.append((None, own_weight))
    terms += [(name, w) for name, w, term in children if term.score is not None and w > 0]
    total = math.fsum(weight for _, weight in terms)
    return {name: weight / total for name, weight in terms} if total > 0 else {}
