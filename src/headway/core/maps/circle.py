"""The way round in links that lead back to where they started."""

from __future__ import annotations

from collections.abc import Sequence

from headway.core.alignment import circles


def circle(links: Sequence[tuple[int, int]]) -> list[int]:
    """A circle among links from cause to effect: the nodes along the arrows from the smallest of
    them back to itself; empty where there is none. Of several, the same one whatever the order of
    the links.

    >>> circle([(2, 3), (3, 1), (1, 2), (1, 4)])
    [1, 2, 3, 1]
    >>> circle([(5, 5)])
    [5, 5]
    >>> circle([(1, 2), (1, 3), (2, 3)])
    []

    Source: docs/methods 2.2, as in :func:`headway.core.alignment.circles`.
    """
    effects: dict[int, list[int]] = {}
    for cause, effect in sorted(links):
        effects.setdefault(cause, []).append(effect)
        effects.setdefault(effect, [])
    ways = circles(effects)
    if not ways:
        return []
    way = min(ways, key=lambda nodes: (len(nodes), sorted(nodes)))
    start = way.index(min(way))
    return [*way[start:], *way[:start], way[start]]
