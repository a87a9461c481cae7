"""Ten values and no limits yet: what the median alone can say (docs/methods 3.5)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from headway.core.spc.limits import Values, median_of

FEWEST = 10


@dataclass(frozen=True, slots=True)
class RunChart:
    """``useful`` values lie off the ``median``; ``longest`` is their longest run on one side, of at
    most ``longest_usual``; they cross it ``crossings`` times, of at least ``crossings_usual``."""

    median: float
    useful: int
    longest: int
    longest_usual: int
    crossings: int
    crossings_usual: int

    @property
    def shifted(self) -> bool:
        """Whether the runs are longer, or the crossings fewer, than chance makes them."""
        return self.longest > self.longest_usual or self.crossings < self.crossings_usual


def run_chart(values: Values) -> RunChart | None:
    """Runs about the median; None with fewer than ten values off it.

    With n values off the median a run is unusual above round(log2 n + 3), crossings are below the
    5 % quantile of a binomial of n - 1 even chances.

    >>> found = run_chart([1, 2, 1, 2, 1, 2, 7, 8, 7, 8, 7, 8])
    >>> found.longest, found.crossings, found.shifted
    (6, 1, True)

    Source: docs/methods 3.5 (Anhøj).
    """
    present = [value for value in values if value is not None]
    if not present:
        return None
    middle = median_of(present)
    sides = [value > middle for value in present if value != middle]
    if len(sides) < FEWEST:
        return None
    longest = run = 1
    for before, now in pairwise(sides):
        run = run + 1 if now == before else 1
        longest = max(longest, run)
    return RunChart(
        median=middle,
        useful=len(sides),
        longest=longest,
        longest_usual=round(math.log2(len(sides)) + 3),
        crossings=sum(before != now for before, now in pairwise(sides)),
        crossings_usual=_quantile(len(sides) - 1),
    )


def _quantile(chances: int, p: float = 0.05) -> int:
    """The least k with P(X ≤ k) ≥ p of so many even chances; whole numbers, so exact."""
    total, wanted = 0, p * 2**chances
    for k in range(chances + 1):
        total += math.comb(chances, k)
        if total >= wanted:
            return k
    return chances
