"""What data can say of an arrow (docs/methods 5.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class LinkVerdict(StrEnum):
    """What the data say of an arrow. None of them is a proof: what moves together after a while is
    consistent with a cause."""

    NOT_TESTABLE = "not_testable"
    """Too few periods in a row, or one of both does not move."""
    SUPPORTED = "supported"
    NOT_SEEN = "not_seen"
    """It may be there all the same: look at the power."""
    CONTRADICTED = "contradicted"
    """There is a link, with the other sign."""


@dataclass(frozen=True, slots=True)
class LinkTest:
    """An arrow held against the data.

    ``n`` periods in a row have both values, from place ``first`` on; ``pairs`` of them are
    compared. ``r`` is the correlation of what is left of both when season, line and the value
    before are taken out, between ``low`` and ``high`` with 95 % confidence; ``p_value`` is
    two-sided. ``power`` is the chance to find a link of ``MIDDLING`` strength with so many periods.
    All four are None where it cannot be tested.
    """

    verdict: LinkVerdict
    lag: int
    sign: int
    n: int
    pairs: int = 0
    r: float | None = None
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    power: float | None = None
    without_season: bool = False
    carried: tuple[float, float] = (0.0, 0.0)
    """How much of a value each carried over to the next: the AR(1) coefficients taken out."""
    first: int = 0


def judged(test: LinkTest, *, is_significant: bool) -> LinkTest:
    """The test with the verdict that follows from r, its sign and whether it is significant.

    >>> tested = LinkTest(LinkVerdict.NOT_SEEN, lag=1, sign=-1, n=40, pairs=38, r=0.4)
    >>> str(judged(tested, is_significant=True).verdict)
    'contradicted'
    >>> str(judged(tested, is_significant=False).verdict)
    'not_seen'

    Source: docs/methods 5.4.
    """
    if test.r is None or not is_significant or test.r == 0:
        return replace(test, verdict=LinkVerdict.NOT_SEEN) if test.r is not None else test
    is_borne_out = (test.r > 0) == (test.sign > 0)
    return replace(
        test, verdict=LinkVerdict.SUPPORTED if is_borne_out else LinkVerdict.CONTRADICTED
    )
