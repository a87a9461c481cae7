"""When something that failed is tried again (docs/methods 3.13)."""

from __future__ import annotations

from datetime import timedelta

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))
"""Before the second try, the third and so on; the last one from then on."""

SPREAD = 0.1
"""A pause is up to this part longer or shorter, so that what failed together is not tried together
again."""


def pause_after(failures: int, share: float = 0.5) -> timedelta:
    """How long to wait after so many failures in a row.

    Parameters
    ----------
    failures
        How often it failed since it last worked; 1 or more.
    share
        From 0 to 1, by chance: 0 is the shortest of the pauses that are possible, 1 the longest.

    Returns
    -------
    timedelta
        1, 5, 15, 60 and 180 minutes, then 6 hours, each within 10 %.

    Raises
    ------
    ValueError
        No failure, or a share outside 0 to 1.

    Examples
    --------
    >>> [pause_after(times).total_seconds() / 60 for times in (1, 2, 3, 4, 5, 6, 99)]
    [1.0, 5.0, 15.0, 60.0, 180.0, 360.0, 360.0]
    >>> pause_after(1, 0.0).total_seconds(), pause_after(1, 1.0).total_seconds()
    (54.0, 66.0)

    Source: docs/methods 3.13.
    """
    if failures < 1:
        raise ValueError("Nothing failed, so nothing is tried again.")
    if not 0 <= share <= 1:
        raise ValueError("A share lies between 0 and 1.")
    usual = PAUSES[min(failures, len(PAUSES)) - 1]
    return usual * (1 - SPREAD + 2 * SPREAD * share)
