"""How likely a link is found with so many periods: simulated (docs/methods 5.4)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

MIDDLING = 0.5
"""The strength whose power is told: so many standard deviations of one for each of the other."""
_STRENGTHS = (0.3, 0.4, 0.5, 0.6, 0.7)
_POWER = {
    12: (0.08, 0.12, 0.19, 0.31, 0.46),
    16: (0.13, 0.22, 0.35, 0.52, 0.72),
    20: (0.19, 0.31, 0.49, 0.69, 0.87),
    24: (0.23, 0.40, 0.60, 0.80, 0.94),
    36: (0.37, 0.62, 0.83, 0.96, 1.00),
    52: (0.54, 0.80, 0.96, 1.00, 1.00),
    78: (0.74, 0.94, 1.00, 1.00, 1.00),
    104: (0.86, 0.99, 1.00, 1.00, 1.00),
}
"""Simulated at a chance of 0.05: by periods and strength."""


def power(n: int, strength: float = MIDDLING) -> float:
    """The chance to find a link of a ``strength`` with ``n`` periods, between the simulated ones by
    straight lines; beyond them the last.

    >>> power(24), power(30), power(200)
    (0.6, 0.715, 1.0)

    Source: docs/methods 5.4.
    """
    known = list(_POWER)
    at = min(max(bisect_right(known, n), 1), len(known) - 1)
    low, high = known[at - 1], known[at]
    share = min(max((n - low) / (high - low), 0.0), 1.0)
    return _at(_POWER[low], strength) * (1 - share) + _at(_POWER[high], strength) * share


def _at(row: Sequence[float], strength: float) -> float:
    at = min(max(bisect_right(_STRENGTHS, strength), 1), len(_STRENGTHS) - 1)
    low, high = _STRENGTHS[at - 1], _STRENGTHS[at]
    share = min(max((strength - low) / (high - low), 0.0), 1.0)
    return row[at - 1] * (1 - share) + row[at] * share
