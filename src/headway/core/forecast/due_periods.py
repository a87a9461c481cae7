"""Forecasts of kinds that are met, or not, in each due period (docs/methods 4.4)."""

from __future__ import annotations

import math

from headway.core.bands import TOLERANCE
from headway.core.distributions import beta_binomial
from headway.core.errors import DefinitionError
from headway.core.texts import gettext_noop as _

ALMOST = 1.0 - 1e-15


def still_needed(*, met: int, seen: int, left: int, share: float) -> int | None:
    """How many of the ``left`` periods to come have to be met for at least ``share`` of all to be
    met in the end; None where all of them would be too few.

    >>> still_needed(met=6, seen=7, left=3, share=0.7)
    1
    >>> still_needed(met=6, seen=7, left=3, share=1) is None
    True

    Raises DefinitionError for counts that cannot be (PERIODS).
    """
    if not 0 <= met <= seen or left < 0 or not 0 < share <= 1:
        raise DefinitionError(_("These counts of periods cannot be."), code="PERIODS")
    missing = max(0, math.ceil(share * (seen + left) - TOLERANCE) - met)
    return missing if missing <= left else None


def period_probability(*, met: int, seen: int, left: int, share: float) -> float:
    """The chance that at least ``share`` of all periods are met in the end, unclipped.

    ``met`` of the ``seen`` periods were met and ``left`` are to come; ``share`` is 1 for committed
    and 0.7 for aspirational key results. Beta-binomial with an even prior. Exactly 0 or 1 only
    when it is decided.

    >>> round(period_probability(met=6, seen=7, left=3, share=0.7), 4)
    0.9758
    >>> period_probability(met=6, seen=7, left=3, share=1)
    0.0

    Raises DefinitionError for counts that cannot be (PERIODS).
    """
    missing = still_needed(met=met, seen=seen, left=left, share=share)
    if not missing:
        return float(missing == 0)
    chances = (beta_binomial(j, left, met + 1, seen - met + 1) for j in range(missing, left + 1))
    return min(ALMOST, max(1.0 - ALMOST, math.fsum(chances)))


def expected_share(*, earned: float, seen: int, left: int) -> float:
    """The share of the periods' grades to expect in the end: each period to come earns what the
    periods seen earned on average, with the same even prior.

    >>> round(expected_share(earned=6, seen=7, left=3), 4)
    0.8333

    Raises DefinitionError for counts that cannot be (PERIODS).
    """
    if not 0 <= earned <= seen or left < 0 or seen + left == 0:
        raise DefinitionError(_("These counts of periods cannot be."), code="PERIODS")
    return (earned + left * (earned + 1) / (seen + 2)) / (seen + left)
