"""How many decimals an explanation needs, so that what it shows comes to what it says."""

from __future__ import annotations

from collections.abc import Callable

from headway.core.scoring import round_half_up

LEAST_FURTHER, MOST_FURTHER = 2, 9
"""Decimals that the parts of a number have beyond its own: as a rule, and where that does not do.
"""


def written(value: float, places: int) -> float:
    """A number as people read it."""
    return float(round_half_up(value, places))


def places_of_parts(places: int, comes_out: Callable[[int], bool]) -> int:
    """The decimals of the parts of a number that is written with ``places``: two more, or as many
    more as it takes. ``comes_out``: whether parts written with so many, put together by hand, come
    to the number as it is written.

    >>> third = 100 / 3
    >>> places_of_parts(0, lambda places: written(3 * written(third, places), 1) == 100)
    2
    """
    tried = range(places + LEAST_FURTHER, places + MOST_FURTHER)
    return next((enough for enough in tried if comes_out(enough)), places + MOST_FURTHER)
