"""How much work a mid-term goal has behind it, which apps above this one know: objectives.

They register what they have to say when they start, as with ``web.panels``; the board asks once for
all its goals.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from headway.people.access import Actor

Counter = Callable[[Actor, Collection[int]], Mapping[int, int]]
"""How many objectives of open cycles serve each of the goals. A fixed number of queries."""

_COUNTERS: list[Counter] = []


def tell_serving(counter: Counter) -> None:
    """Have ``counter`` count what serves goals. Once, at start."""
    if counter not in _COUNTERS:
        _COUNTERS.append(counter)


def serving_counts(actor: Actor, goal_ids: Collection[int]) -> dict[int, int]:
    """Of each of the goals that something serves."""
    found: dict[int, int] = {}
    for counter in _COUNTERS if goal_ids else ():
        for goal_id, count in counter(actor, goal_ids).items():
            found[goal_id] = found.get(goal_id, 0) + count
    return found
