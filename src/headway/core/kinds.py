"""The kinds of key result (docs/methods 1.2)."""

from __future__ import annotations

from enum import StrEnum


class KeyResultKind(StrEnum):
    """How a key result is measured."""

    INCREASE = "increase"
    DECREASE = "decrease"
    STAY_ABOVE = "stay_above"
    STAY_BELOW = "stay_below"
    WITHIN = "within"
    MILESTONE = "milestone"
    BINARY = "binary"
    BASELINE = "baseline"
    ANCHORED = "anchored"


PERIOD_KINDS = frozenset({KeyResultKind.STAY_ABOVE, KeyResultKind.STAY_BELOW, KeyResultKind.WITHIN})
"""Kinds that are met, or not, in each due period."""

CHANGE_KINDS = frozenset({KeyResultKind.INCREASE, KeyResultKind.DECREASE})
"""Kinds that go from a start to a target."""

DONE_OR_NOT_KINDS = frozenset({KeyResultKind.BINARY, KeyResultKind.BASELINE})
"""Kinds that are 0 until they are done and then 1: nothing of them is expected on the way."""

_UP = frozenset({KeyResultKind.INCREASE, KeyResultKind.STAY_ABOVE})
_DOWN = frozenset({KeyResultKind.DECREASE, KeyResultKind.STAY_BELOW})


def direction(kind: str) -> int:
    """Where a kind of key result wants its value: 1 up, -1 down, 0 where neither is better as such.

    >>> direction("increase"), direction("stay_below"), direction("within")
    (1, -1, 0)

    Raises ValueError for an unknown kind.
    """
    chosen = KeyResultKind(kind)
    if chosen in _UP:
        return 1
    return -1 if chosen in _DOWN else 0
