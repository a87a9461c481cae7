"""Shares of a key result's value that go to others (docs/methods 2.2, no double counting)."""

from __future__ import annotations

import math
from collections.abc import Mapping

from headway.core.bands import TOLERANCE
from headway.core.errors import ShareError


def effective_shares(stated: Mapping[int, float | None]) -> dict[int, float]:
    """The share of a key result's value that goes to each parent: as stated, and what that leaves
    split evenly among the parents without a stated share.

    >>> effective_shares({1: 0.5, 2: None, 3: None})
    {1: 0.5, 2: 0.25, 3: 0.25}

    Source: docs/methods 2.2, no double counting.
    """
    left = max(0.0, 1.0 - math.fsum(share for share in stated.values() if share is not None))
    open_ends = sum(share is None for share in stated.values())
    return {
        parent: left / open_ends if share is None else share for parent, share in stated.items()
    }


def check_shares(stated: Mapping[int, float | None]) -> None:
    """Refuse shares of one key result that hand on more than its whole value.

    >>> check_shares({1: 0.6, 2: 0.4, 3: None})
    >>> check_shares({1: 0.7, 2: 0.4})
    Traceback (most recent call last):
    headway.core.errors.ShareError: The shares come to 1.1, more than the whole value.

    Parameters: the stated share by parent, None where it is left open (which gets what is left).
    Raises ShareError when a share is below 0 or no number, or they come to more than 1 + 1e-9.
    Source: docs/methods 2.2.
    """
    known = [share for share in stated.values() if share is not None]
    if any(not math.isfinite(share) or share < 0 for share in known):
        raise ShareError("A share is a number from 0 to 1.", math.nan)
    total = math.fsum(known)
    if total > 1 + TOLERANCE:
        raise ShareError(f"The shares come to {total:g}, more than the whole value.", total)
