"""What in an alignment graph deserves a second look: no refusal, a word (docs/methods 2.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from headway.core.bands import TOLERANCE

DOMINANT = 0.5
"""One node below with more say than this in a company's objective is worth a word."""
DEEP = 4
"""Levels of objectives between which one still sees through."""


def dominant(influences: Mapping[int, float], root: int) -> tuple[int, float] | None:
    """The node below ``root`` that has more than half of the say in its score, with its share.

    >>> dominant({1: 0.2, 2: 0.7, 3: 0.1}, root=1)
    (2, 0.7)
    >>> dominant({1: 0.8, 2: 0.2}, root=1) is None
    True

    Parameters: what :func:`headway.core.alignment.influence` gave for the root. The root's own key
    results may have any say. Source: docs/methods 2.2.
    """
    below = ((share, -node) for node, share in influences.items() if node != root)
    share, node = max(below, default=(0.0, 0))
    return (-node, share) if share > DOMINANT + TOLERANCE else None


def too_deep(depths: Mapping[int, int]) -> list[int]:
    """The nodes that stand more than four levels below a root, the deepest first.

    >>> too_deep({1: 0, 2: 4, 3: 5, 4: 6})
    [4, 3]

    Parameters: what :func:`headway.core.alignment.depths` gave.
    """
    return sorted((n for n, depth in depths.items() if depth > DEEP), key=lambda n: (-depths[n], n))


@dataclass(frozen=True, slots=True)
class Drag:
    """The child that holds a score down the most: its normalised ``weight``, its ``score``, and
    what it ``costs``, the points that the parent would gain if the child stood at 1."""

    node: int
    weight: float
    score: float
    costs: float


def worst(children: Iterable[tuple[int, float, float | None]]) -> Drag | None:
    """The child that costs its parent's score the most: weight × (1 − score) is largest.

    >>> worst([(4, 0.5, 0.9), (5, 0.2, 0.1), (6, 0.3, None)])
    Drag(node=5, weight=0.2, score=0.1, costs=0.18000000000000002)
    >>> worst([(4, 0.5, 1.0)]) is None
    True

    Parameters: (name, normalised weight, score) of each child; unknown scores are passed over.
    Returns None when no child costs anything. Why not the lowest score: a small child far behind
    matters less than a large one half way. Source: docs/methods 2.2.
    """
    found = [
        Drag(node, weight, score, weight * (1.0 - score))
        for node, weight, score in children
        if score is not None
    ]
    drag = max(found, key=lambda one: (one.costs, -one.node), default=None)
    return drag if drag is not None and drag.costs > TOLERANCE else None
