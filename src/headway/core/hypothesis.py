"""Whether data bear out an arrow of the strategy map: one KPI drives another, some periods later
(docs/methods 5.4)."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from headway.core.definitions import is_ordinary
from headway.core.distributions import student_t_cdf
from headway.core.errors import DefinitionError, ReadingError
from headway.core.texts import gettext_noop as _

Values = Sequence[float | None]

FEWEST = 16
"""Periods that both have a value in, one after the other; fewer are not tested."""
LARGE_ONLY = 24
"""With fewer only large effects are found."""
SEASONS = 4
"""Full cycles from which a season is taken out: with fewer it makes false signals of its own."""
ALPHA = 0.05
"""The chance to take a link that is not there for one, of one arrow tested alone."""
FALSE_DISCOVERY = 0.10
"""The share of false ones among all arrows that are found, where several are tested together."""
MIDDLING = 0.5
"""The strength whose power is told: so many standard deviations of one for each of the other."""
_STEEPEST = 0.95
_ROUNDING = 1e-9
"""What is left of a line beside the values, where there is nothing else."""
_NORMAL_975 = 1.959963984540054


class Verdict(StrEnum):
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

    ``n`` periods in a row have both values, ``pairs`` of them are compared. ``r`` is the
    correlation of what is left of both when season, line and the value before are taken out,
    between ``low`` and ``high`` with 95 % confidence; ``p_value`` is two-sided. ``power`` is the
    chance to find a link of ``MIDDLING`` strength with so many periods. All four are None where it
    cannot be tested.
    """

    verdict: Verdict
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


def test_link(x: Values, y: Values, *, lag: int, sign: int, season: int = 0) -> LinkTest:
    """Hold one arrow against the data: ``x`` drives ``y`` after ``lag`` periods, up (``sign`` 1) or
    down (-1), as was declared before anybody looked.

    In the longest run of periods in which both have a value: where ``season`` periods make a cycle
    and there are four full ones, what each phase has on average is taken out; then a straight
    line; then what each value carries over from the one before (AR(1), at most 0.95). r is the
    correlation of x with y ``lag`` periods later, t = r √(df / (1 - r²)) with two degrees of
    freedom fewer than pairs for r and two for the lines.

    Parameters
    ----------
    x, y
        By period, of the same periods, None for a gap.

    Returns
    -------
    LinkTest
        Significant at ``ALPHA``; of several arrows see :func:`test_links`.

    Raises
    ------
    DefinitionError
        Series of different length, a lag below 0, a sign that is neither 1 nor -1.
    ReadingError
        A value is no ordinary number.

    Examples
    --------
    >>> import random
    >>> noise = random.Random(4)
    >>> x = [noise.gauss(0, 1) for _period in range(60)]
    >>> y = [0.0, *(0.8 * value + noise.gauss(0, 0.6) for value in x[:-1])]
    >>> found = test_link(x, y, lag=1, sign=1)
    >>> str(found.verdict), found.n, found.pairs
    ('supported', 60, 58)
    >>> str(test_link(x, y, lag=1, sign=-1).verdict), str(test_link(x[:15], y[:15], lag=1,
    ...     sign=1).verdict)
    ('contradicted', 'not_testable')

    Source: docs/methods 5.4.
    """
    _check(x, y, lag, sign)
    first, end = _longest(x, y)
    untested = LinkTest(Verdict.NOT_TESTABLE, lag, sign, end - first)
    found = compared(x, y, lag=lag, season=season)
    if found is None:
        return untested
    r, df = _correlation(found.before, found.after), len(found.before) - 4
    if r is None or df < 1:
        return untested
    p_value = _p_value(r, df)
    low, high = _interval(r, len(found.before))
    tested = LinkTest(
        Verdict.NOT_SEEN, lag, sign, found.n, len(found.before), r, low, high, p_value,
        power(found.n), found.without_season, found.carried,
    )  # fmt: skip
    return _judged(tested, is_significant=p_value <= ALPHA)


test_link.__test__ = False  # type: ignore[attr-defined]  # no test of pytest's


@dataclass(frozen=True, slots=True)
class Compared:
    """What is left of two series when season, line and the value before are taken out: ``before``
    of the cause, ``after`` of the effect the lag later, pair by pair. ``first`` is the place where
    the run of ``n`` periods begins."""

    first: int
    n: int
    before: tuple[float, ...]
    after: tuple[float, ...]
    without_season: bool
    carried: tuple[float, float]


def compared(x: Values, y: Values, *, lag: int, season: int = 0) -> Compared | None:
    """The pairs that :func:`test_link` correlates, to be drawn. None where it cannot be tested.

    >>> x = [float(at % 5) for at in range(20)]
    >>> found = compared(x, [0.0, *x[:-1]], lag=1)
    >>> found.n, len(found.before), len(found.after)
    (20, 18, 18)

    Source: docs/methods 5.4.
    """
    first, end = _longest(x, y)
    n = end - first
    if n < FEWEST:
        return None
    deseason = season > 1 and n >= SEASONS * season
    left, carried = [], []
    for series in (x, y):
        values = [value for value in series[first:end] if value is not None]
        if deseason:
            values = _without_season(values, season)
        around = _without_line(values)
        if max(map(abs, around)) <= _ROUNDING * max(map(abs, values)):
            return None
        rest, phi = _prewhitened(around)
        left.append(rest)
        carried.append(phi)
    before, after = left[0][: max(len(left[0]) - lag, 0)], left[1][lag:]
    return Compared(first, n, tuple(before), tuple(after), deseason, (carried[0], carried[1]))


def together(tests: Sequence[LinkTest]) -> list[LinkTest]:
    """Arrows that were tested together, judged so that of those found one in ten is false at most
    on average (Benjamini and Hochberg at q = 0.10); one alone as :func:`test_link` does.

    >>> one = LinkTest(Verdict.SUPPORTED, 1, 1, 40, 38, 0.4, 0.1, 0.6, 0.049, 0.8)
    >>> rest = [replace(one, r=0.1, p_value=p) for p in (0.3, 0.5, 0.7, 0.9)]
    >>> [str(each.verdict) for each in together([one, *rest])]
    ['not_seen', 'not_seen', 'not_seen', 'not_seen', 'not_seen']

    Source: docs/methods 5.4.
    """
    tested = [(at, one.p_value) for at, one in enumerate(tests) if one.p_value is not None]
    if len(tested) < 2:
        return list(tests)
    kept = discoveries([p for _at, p in tested], FALSE_DISCOVERY)
    is_found = {at: is_kept for (at, _p), is_kept in zip(tested, kept, strict=True)}
    return [
        _judged(one, is_significant=is_found[at]) if at in is_found else one
        for at, one in enumerate(tests)
    ]


def discoveries(p_values: Sequence[float], q: float) -> list[bool]:
    """Which of several tests are significant with a false discovery rate of ``q``: all up to the
    largest p(i) ≤ q i / m.

    >>> discoveries([0.001, 0.2, 0.03, 0.04], 0.10)
    [True, False, True, True]

    Source: Benjamini and Hochberg, *JRSS B* 57 (1995).
    """
    count = len(p_values)
    ranked = sorted(p_values)
    passed = [p for at, p in enumerate(ranked, start=1) if p <= q * at / count]
    edge = passed[-1] if passed else -1.0
    return [p <= edge for p in p_values]


_STRENGTHS = (0.3, 0.4, 0.5, 0.6, 0.7)
_POWER = {
    12: (0.08, 0.12, 0.19, 0.31, 0.46),
    16: (0.13, 0.22, 0.35, 0.52, 0.72),
    20: (0.19, 0.31, 0.49, 0.69, 0.87),
    24: (0.23, 0.40, 0.60, 0.80, 0.94),
    36: (0.37, 0.62, 0.83, 0.96, 1.00),
    52: (0.54, 0.80, 0.96, 1.00, 1.00),
    78: (0.74, 0.94, 1.00, 1.00, 1.00),
    104: (0.86, 0.99, 1.00, 1.00, 1.00),
}
"""Simulated at a chance of 0.05: by periods and strength."""


def power(n: int, strength: float = MIDDLING) -> float:
    """The chance to find a link of a ``strength`` with ``n`` periods, between the simulated ones by
    straight lines; beyond them the last.

    >>> power(24), power(30), power(200)
    (0.6, 0.715, 1.0)

    Source: docs/methods 5.4.
    """
    known = list(_POWER)
    at = min(max(bisect_right(known, n), 1), len(known) - 1)
    low, high = known[at - 1], known[at]
    share = min(max((n - low) / (high - low), 0.0), 1.0)
    return _at(_POWER[low], strength) * (1 - share) + _at(_POWER[high], strength) * share


def _at(row: Sequence[float], strength: float) -> float:
    at = min(max(bisect_right(_STRENGTHS, strength), 1), len(_STRENGTHS) - 1)
    low, high = _STRENGTHS[at - 1], _STRENGTHS[at]
    share = min(max((strength - low) / (high - low), 0.0), 1.0)
    return row[at - 1] * (1 - share) + row[at] * share


def _check(x: Values, y: Values, lag: int, sign: int) -> None:
    if len(x) != len(y):
        raise DefinitionError(
            _("Both series must be of the same periods."), code="LENGTH", field="y"
        )
    if lag < 0:
        raise DefinitionError(_("An effect comes later, not before."), code="LAG", field="lag")
    if sign not in (1, -1):
        raise DefinitionError(_("Choose 1 for up or -1 for down."), code="SIGN", field="sign")
    for value in (*x, *y):
        if value is not None and not is_ordinary(value):
            raise ReadingError(_("Enter an ordinary number."), code="NOT_FINITE", field="value")


def _longest(x: Values, y: Values) -> tuple[int, int]:
    """The longest run of places at which both have a value; of several the latest."""
    best, first = (0, 0), 0
    for at, (one, other) in enumerate(zip(x, y, strict=True), start=1):
        if one is None or other is None:
            first = at
        elif at - first >= best[1] - best[0]:
            best = first, at
    return best


def _without_season(values: Sequence[float], season: int) -> list[float]:
    phases = [values[at::season] for at in range(season)]
    means = [math.fsum(phase) / len(phase) for phase in phases]
    return [value - means[at % season] for at, value in enumerate(values)]


def _without_line(values: Sequence[float]) -> list[float]:
    """What least squares over the places leave."""
    count = len(values)
    across, up = (count - 1) / 2, math.fsum(values) / count
    spread = math.fsum((at - across) ** 2 for at in range(count))
    slope = math.fsum((at - across) * (value - up) for at, value in enumerate(values)) / spread
    return [value - up - slope * (at - across) for at, value in enumerate(values)]


def _prewhitened(values: Sequence[float]) -> tuple[list[float], float]:
    """What each value has beyond what it carries over from the one before, and how much that is."""
    squares = math.fsum(value * value for value in values)
    products = math.fsum(then * now for then, now in pairwise(values))
    phi = products / squares if squares > 0 else 0.0
    phi = min(max(phi, -_STEEPEST), _STEEPEST)
    return [now - phi * then for then, now in pairwise(values)], phi


def _correlation(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Pearson's r; None where one of both does not vary."""
    count = len(x)
    if count < 2:
        return None
    mean_x, mean_y = math.fsum(x) / count, math.fsum(y) / count
    of_x = [value - mean_x for value in x]
    of_y = [value - mean_y for value in y]
    size = math.sqrt(math.fsum(v * v for v in of_x)) * math.sqrt(math.fsum(v * v for v in of_y))
    if size == 0 or not math.isfinite(size):
        return None
    products = math.fsum(one * other for one, other in zip(of_x, of_y, strict=True))
    return min(max(products / size, -1.0), 1.0)


def _p_value(r: float, df: int) -> float:
    left = 1 - r * r
    if left <= 0:
        return 0.0
    return 2 * student_t_cdf(-abs(r) * math.sqrt(df / left), df)


def _interval(r: float, pairs: int) -> tuple[float, float]:
    """By Fisher's z, of 95 %."""
    if abs(r) >= 1:
        return r, r
    z, half = math.atanh(r), _NORMAL_975 / math.sqrt(pairs - 3)
    return math.tanh(z - half), math.tanh(z + half)


def _judged(test: LinkTest, *, is_significant: bool) -> LinkTest:
    if test.r is None or not is_significant or test.r == 0:
        return replace(test, verdict=Verdict.NOT_SEEN) if test.r is not None else test
    is_borne_out = (test.r > 0) == (test.sign > 0)
    return replace(test, verdict=Verdict.SUPPORTED if is_borne_out else Verdict.CONTRADICTED)
