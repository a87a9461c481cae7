"""Shares of a whole, rounded so that they still add up to it."""

from __future__ import annotations

import math
from collections.abc import Sequence


def percents(shares: Sequence[float]) -> list[int]:
    """Shares from 0 to 1 as whole per cent that add up to what the shares come to: each is rounded
    down, and the per cent that are left go one each to those that lost most (the largest remainder;
    of equal ones the larger share first, then the earlier).

    >>> percents([1 / 3, 1 / 3, 1 / 3]), percents([0.335, 0.335, 0.33]), percents([0.25, 0.25])
    ([34, 33, 33], [34, 33, 33], [25, 25])

    Raises ValueError for a share below 0. Source: docs/methods 3.10.
    """
    if any(share < 0 for share in shares):
        raise ValueError("A share is not below 0.")
    # What is left of computing is taken away first: 0.29 times 100 is 28.999999999999996.
    exact = [round(share * 100, 9) for share in shares]
    whole = [math.floor(each) for each in exact]
    left = math.floor(math.fsum(exact) + 0.5) - sum(whole)
    order = sorted(range(len(shares)), key=lambda at: (whole[at] - exact[at], -exact[at], at))
    for at in order[:left]:
        whole[at] += 1
    return whole
