"""What to expect of scores: of one key result, and of an objective (docs/methods 4.4)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from headway.core.bands import TOLERANCE, held
from headway.core.distributions import student_t_quantile
from headway.core.errors import DefinitionError
from headway.core.forecast.walk import Forecast
from headway.core.pace import LIKELY
from headway.core.texts import gettext_noop as _


def expected_score(made: Forecast, *, start: float, target: float) -> float:
    """The mean of the score a key result will end with, 0 to 1: the forecast's distribution at its
    99 percentiles, each score held between 0 and 1.

    >>> from headway.core.forecast import forecast
    >>> f = forecast([0, 1, 2, 3, 4], periods_left=5, target=9, direction=1, counter=True)
    >>> round(expected_score(f, start=0, target=10), 4)
    0.9

    Raises DefinitionError when start and target are the same.
    """
    if start == target:
        raise DefinitionError(
            _("Start and target are the same."), code="KR_START_EQ_TARGET", field="target"
        )
    return mean_over(made, lambda y: held((y - start) / (target - start)))


def mean_over(made: Forecast, score: Callable[[float], float]) -> float:
    """The mean of any score of the outcome, over the forecast's 99 percentiles.

    >>> from headway.core.forecast import forecast
    >>> f = forecast([0, 2, 1, 3, 4], periods_left=5, target=9, direction=1, counter=True)
    >>> round(mean_over(f, lambda y: float(y >= f.mean)), 2)
    0.51
    """
    outcomes = (made.mean + made.sd * t for t in _percentiles(made.df))
    return math.fsum(score(y) for y in outcomes) / 99


@lru_cache(maxsize=512)
def _percentiles(df: int) -> tuple[float, ...]:
    upper = [student_t_quantile(q / 100, df) for q in range(51, 100)]
    return (*(-t for t in reversed(upper)), 0.0, *upper)


@dataclass(frozen=True, slots=True)
class Prospect:
    """What an objective's outlook needs of one key result: its weight, the probability of what it
    aims for and its expected score. Both are None where there is no forecast."""

    weight: float
    probability: float | None
    expected_score: float | None


@dataclass(frozen=True, slots=True)
class ObjectiveOutlook:
    """``expected_score`` is the weighted mean of the key results' expected scores, None without
    any; ``coverage`` the share of the weight that has one. ``likely`` of the ``judged`` key results
    with a probability are likely (at least 0.70)."""

    expected_score: float | None
    coverage: float
    likely: int
    judged: int


def objective_outlook(key_results: Iterable[Prospect]) -> ObjectiveOutlook:
    """What to expect of an objective.

    Probabilities are never multiplied: key results of one objective rise and fall together.

    >>> objective_outlook([Prospect(1, 0.9, 1.0), Prospect(3, 0.4, 0.5), Prospect(1, None, None)])
    ObjectiveOutlook(expected_score=0.625, coverage=0.8, likely=1, judged=2)

    Raises DefinitionError for a weight below 0 or one that is no number.
    """
    given = list(key_results)
    if any(not math.isfinite(k.weight) or k.weight < 0 for k in given):
        raise DefinitionError(_("A weight is a number from 0 up."), code="WEIGHTS", field="weight")
    terms = [(k.weight, k.expected_score) for k in given if k.expected_score is not None]
    weight = math.fsum(weight for weight, _ in terms)
    total = math.fsum(k.weight for k in given)
    judged = [k.probability for k in given if k.probability is not None]
    return ObjectiveOutlook(
        expected_score=math.fsum(w * s for w, s in terms) / weight if weight > 0 else None,
        coverage=weight / total if total > 0 else 0.0,
        likely=sum(probability >= LIKELY - TOLERANCE for probability in judged),
        judged=len(judged),
    )
