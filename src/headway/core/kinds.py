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
