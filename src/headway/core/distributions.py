"""The two distributions a forecast needs, to double precision: Student's t and the beta-binomial
(docs/methods 4.3 and 4.4)."""

from __future__ import annotations

import math
from functools import lru_cache

from headway.core.errors import DefinitionError
from headway.core.texts import gettext_noop as _

_TINY = 1e-300
_CLOSE = 1e-15
_TERMS = 5_000
_ITERATIONS = 200


def student_t_cdf(x: float, df: float) -> float:
    """P(T ≤ x) of Student's t with ``df`` degrees of freedom.

    From the regularised incomplete beta function: P(T > x) = I(df / (df + x²); df/2, 1/2) / 2 for
    x ≥ 0 (Abramowitz and Stegun 26.7.1).

    >>> round(student_t_cdf(2.015048, 5), 6)
    0.95
    >>> student_t_cdf(0.0, 3)
    0.5

    Raises DefinitionError for degrees of freedom that are no number above 0, or an x that is none.
    """
    _above_zero(df)
    if math.isnan(x):
        raise DefinitionError(_("This is no number."), code="NOT_FINITE", field="x")
    return 1.0 - _tail(x, df) if x > 0 else _tail(-x, df)


@lru_cache(maxsize=4096)
def student_t_quantile(p: float, df: float) -> float:
    """The x with P(T ≤ x) = p, 0 < p < 1.

    Newton's steps on the tail, kept inside an interval that holds the answer. Kept for the next
    call: forecasts ask for the same few.

    >>> round(student_t_quantile(0.9, 5), 6), round(student_t_quantile(0.1, 5), 6)
    (1.475884, -1.475884)

    Raises DefinitionError for a p outside 0 to 1 and for degrees of freedom not above 0.
    """
    _above_zero(df)
    if not 0.0 < p < 1.0:
        raise DefinitionError(_("A quantile lies between 0 and 1."), code="DOMAIN", field="p")
    if p == 0.5:
        return 0.0
    x = _where_tail_is(min(p, 1.0 - p), df)
    return x if p > 0.5 else -x


def beta_binomial(j: int, n: int, a: float, b: float) -> float:
    """P(J = j) of n draws whose chance of success is Beta(a, b): C(n, j) B(j + a, n − j + b) /
    B(a, b).

    >>> round(beta_binomial(2, 2, 1, 1), 6)
    0.333333

    Raises DefinitionError for an a or b not above 0. A j outside 0 to n has probability 0.
    """
    _above_zero(a)
    _above_zero(b)
    if not 0 <= j <= n:
        return 0.0
    choose = math.lgamma(n + 1) - math.lgamma(j + 1) - math.lgamma(n - j + 1)
    return math.exp(choose + _log_beta(j + a, n - j + b) - _log_beta(a, b))


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I(x; a, b), 0 ≤ x ≤ 1.

    By its continued fraction (Abramowitz and Stegun 26.5.8), evaluated from the front by Lentz's
    method on the side of the mean where it converges fast.

    >>> round(incomplete_beta(0.5, 2, 3), 6)
    0.6875
    """
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    front = math.exp(a * math.log(x) + b * math.log1p(-x) - _log_beta(a, b))
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _fraction(x, a, b) / a
    return 1.0 - front * _fraction(1.0 - x, b, a) / b


def _tail(x: float, df: float) -> float:
    """P(T > x) for x ≥ 0. Near the middle from the other side, where x² would drown in df."""
    if x < 1.0:
        return 0.5 - 0.5 * incomplete_beta(x * x / (df + x * x), 0.5, df / 2)
    return 0.5 * incomplete_beta(df / (df + x * x), df / 2, 0.5)


def _density(x: float, df: float) -> float:
    scale = math.exp(-_log_beta(df / 2, 0.5)) / math.sqrt(df)
    return scale * math.exp(-(df + 1) / 2 * math.log1p(x * x / df))


def _where_tail_is(tail: float, df: float) -> float:
    low, high = 0.0, 1.0
    while _tail(high, df) > tail:
        low, high = high, high * 2.0
    x = (low + high) / 2.0
    for _step in range(_ITERATIONS):
        miss = _tail(x, df) - tail
        low, high = (x, high) if miss > 0 else (low, x)
        slope = _density(x, df)
        following = x + miss / slope if slope > 0 else low
        if not low < following < high:
            following = (low + high) / 2.0
        if abs(following - x) <= _CLOSE * x:
            return following
        x = following
    return x


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1.0 / _away_from_zero(1.0 - (a + b) * x / (a + 1.0))
    value = d
    for m in range(1, _TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for numerator in (even, odd):
            d = 1.0 / _away_from_zero(1.0 + numerator * d)
            c = _away_from_zero(1.0 + numerator / c)
            value *= c * d
        if abs(c * d - 1.0) < _CLOSE:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _above_zero(value: float) -> None:
    if not value > 0 or math.isinf(value):
        raise DefinitionError(_("A parameter must be a number above 0."), code="DOMAIN")
