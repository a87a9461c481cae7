"""How often a unit moves its goal posts (docs/methods 1.9)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from headway.core.bands import TOLERANCE

HEALTHY, WATCH = 0.10, 0.25


class RateBand(StrEnum):
    """What a change rate says of planning; ``none`` without key results."""

    NONE = "none"
    HEALTHY = "healthy"
    WATCH = "watch"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class ChangeRate:
    """``moved`` of ``active`` key results had a goal post moved after plan lock."""

    active: int
    moved: int
    share: float | None
    band: RateBand


def change_rate(active: Collection[int], moved: Collection[int]) -> ChangeRate:
    """The share of active key results with at least one goal post moved after plan lock, given
    the ids of both; what moved and is not active any more is left out.

    >>> rate = change_rate(range(20), {3, 4, 99})
    >>> rate.moved, rate.share, str(rate.band)
    (2, 0.1, 'healthy')

    Up to 10 % is healthy, up to 25 % to be watched, more is bad. Source: docs/methods 1.9.
    """
    counted = set(active)
    return rate_of(len(counted & set(moved)), len(counted))


def rate_of(moved: int, active: int) -> ChangeRate:
    """The same from how many there are.

    >>> rate_of(2, 20).share, str(rate_of(0, 0).band)
    (0.1, 'none')
    """
    if not active:
        return ChangeRate(0, 0, None, RateBand.NONE)
    share = moved / active
    return ChangeRate(active, moved, share, _band(share))


def _band(share: float) -> RateBand:
    if share <= HEALTHY + TOLERANCE:
        return RateBand.HEALTHY
    return RateBand.WATCH if share <= WATCH + TOLERANCE else RateBand.BAD
